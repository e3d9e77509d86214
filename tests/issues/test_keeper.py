"""The cards of a home come and go with it, and what the user or core remembers of them is left alone."""

from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.grandlyon_energy.const import DOMAIN

from ..conftest import NOW
from ..emulator import Fault
from ..homes import DATA, home_entry, linked, settled
from .cards import cards
from .scene import Scene
from .table import Case, case_of


def of(*keys: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [case_of(key) for key in keys], ids=str)


def remembered(hass: HomeAssistant) -> list[ir.IssueEntry]:
    """Every card of ours in the registry, also those that core only remembers."""
    issues = ir.async_get(hass).issues
    return [issue for (domain, _), issue in issues.items() if domain == DOMAIN]


@of("consent_due")
async def test_what_the_user_ignores_stays_ignored_until_it_is_over(
    scene: Scene, case: Case
) -> None:
    hass = scene.hass
    (issue_id,) = (card.issue_id for card in cards(hass).values())
    ir.async_ignore_issue(hass, DOMAIN, issue_id, True)

    await scene.later(days=1)
    await scene.reload()

    assert cards(hass)[case.key].dismissed_version is not None
    await case.heal(scene)
    assert remembered(hass) == []


@of("time_zone")
async def test_cards_go_with_the_home(scene: Scene, case: Case) -> None:
    hass = scene.hass
    as_core_remembers(hass, "consent_missing_OF_ANOTHER", "consent_missing")
    others = remembered(hass)
    await case.provoke(scene)
    (card,) = [each for each in remembered(hass) if each not in others]
    assert card.translation_key == case.key

    await hass.config_entries.async_unload(scene.entry.entry_id)
    assert remembered(hass) == others
    await hass.config_entries.async_setup(scene.entry.entry_id)
    await settled(hass, scene.entry)
    assert len(remembered(hass)) == 2

    ir.async_ignore_issue(hass, DOMAIN, card.issue_id, True)
    await hass.config_entries.async_remove(scene.entry.entry_id)
    assert remembered(hass) == others


@of("consent_missing")
async def test_a_refusal_outlives_an_outage(scene: Scene, case: Case) -> None:
    await case.provoke(scene)
    scene.emulator.clear_faults()
    scene.emulator.set_fault("sge", Fault.HTTP_503)

    await scene.later(days=1)

    assert cards(scene.hass).keys() == {case.key}
    await case.heal(scene)
    assert cards(scene.hass) == {}


@of("token_ends")
async def test_a_withdrawn_consent_brings_no_card(scene: Scene, case: Case) -> None:
    assert cards(scene.hass).keys() == {case.key}

    await scene.change("electricity", withdrawn_at=NOW.isoformat())

    assert cards(scene.hass) == {}


def as_core_remembers(
    hass: HomeAssistant, issue_id: str, key: str, **data: Any
) -> None:
    """A card that was there when Home Assistant was stopped, as core brings it back."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data=data,
        is_fixable=False,
        is_persistent=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key=key,
        translation_placeholders={"home": "", "digits": "", "code": "", "days": "7"},
    )


@of("consent_missing")
async def test_after_a_restart_the_next_answer_decides(
    scene: Scene, case: Case
) -> None:
    hass, entry = scene.hass, scene.entry
    await hass.config_entries.async_unload(entry.entry_id)
    scene.freezer.tick(60)
    for key in ("consent_missing", "no_electricity_data", "energy_conflict"):
        as_core_remembers(hass, f"{key}_{entry.entry_id}", key)
    # What was put right then is known to nobody any more.
    repaired = f"statistics_repaired_{entry.entry_id}"
    tomorrow = (NOW + timedelta(hours=12)).isoformat()
    as_core_remembers(hass, repaired, "statistics_repaired", until=tomorrow)
    scene.emulator.set_fault("sge", Fault.HTTP_503)

    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    asked = ["consent_missing", "no_electricity_data"]
    assert sorted(cards(hass)) == [*asked, "statistics_repaired"]
    await scene.later(days=1)
    assert sorted(cards(hass)) == ["consent_missing"]
    await case.heal(scene)
    assert cards(hass) == {}


@of("new_water_contract")
async def test_a_contract_of_another_home_is_not_new(scene: Scene, case: Case) -> None:
    await case.provoke(scene)
    assert cards(scene.hass).keys() == {case.key}
    second = scene.home.contracts[1:]
    water = DATA["egl"](scene.emulator, scene.home)
    water |= {"contracts": second, "links": {"egl": linked(second)}}

    home_entry(scene.emulator, scene.home, electricity=None, water=water).add_to_hass(
        scene.hass
    )
    await scene.later(days=1)

    assert cards(scene.hass) == {}
