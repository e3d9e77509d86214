"""The cards of a home come and go with it, and what the user or core remembers of them is left alone."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
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


@of("consent_missing")
async def test_what_the_user_ignores_stays_ignored_until_the_service_is_heard_again(
    scene: Scene, case: Case
) -> None:
    await case.provoke(scene)
    (issue_id,) = (card.issue_id for card in cards(scene.hass).values())
    ir.async_ignore_issue(scene.hass, DOMAIN, issue_id, True)

    await scene.reload()
    await scene.later(days=1)

    assert cards(scene.hass)[case.key].dismissed_version is not None
    await scene.reload()
    await case.heal(scene)
    assert case.key not in {card.translation_key for card in remembered(scene.hass)}


@of("time_zone")
async def test_cards_go_with_the_home(scene: Scene, case: Case) -> None:
    hass = scene.hass
    others = of_another_home(hass)
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


def of_another_home(hass: HomeAssistant) -> list[ir.IssueEntry]:
    """Show a card that is none of this home's business."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        "time_zone_OF_ANOTHER",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="time_zone",
        translation_placeholders={"home": "", "time_zone": ""},
    )
    return remembered(hass)


@of("consent_missing")
async def test_after_a_restart_the_next_answer_decides(
    scene: Scene, case: Case, hass_storage: dict[str, Any]
) -> None:
    await case.provoke(scene)
    (before,) = cards(scene.hass).values()

    async with scene.restarted(hass_storage):
        scene.emulator.clear_faults()
        scene.emulator.set_fault("sge", Fault.HTTP_503)

    assert said(*cards(scene.hass).values()) == said(before)
    await scene.later(days=1)
    assert cards(scene.hass).keys() == {case.key}
    await case.heal(scene)
    assert cards(scene.hass) == {}


@of("statistics_repaired")
async def test_what_was_put_right_is_told_after_a_restart_as_well(
    scene: Scene, case: Case, hass_storage: dict[str, Any]
) -> None:
    await case.provoke(scene)
    (before,) = cards(scene.hass).values()

    async with scene.restarted(hass_storage):
        pass

    assert said(*cards(scene.hass).values()) == said(before)
    await case.heal(scene)
    assert cards(scene.hass) == {}


@of("consent_missing")
@pytest.mark.parametrize("change", [{"data": [{"of": "another"}]}, {"version": 99}])
async def test_a_file_of_another_version_keeps_no_home_from_starting(
    scene: Scene, case: Case, hass_storage: dict[str, Any], change: dict[str, Any]
) -> None:
    await case.provoke(scene)

    async with scene.restarted(hass_storage):
        key = f"{DOMAIN}/{scene.entry.entry_id}/cards"
        hass_storage[key] = hass_storage[key] | change

    assert scene.entry.state is ConfigEntryState.LOADED
    await scene.later(days=1)
    assert case.key in cards(scene.hass)


def said(card: ir.IssueEntry) -> tuple[Any, ...]:
    return (
        card.issue_id,
        card.data,
        card.is_fixable,
        card.severity,
        card.translation_placeholders,
    )


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
