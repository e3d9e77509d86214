"""What a person says to a card, through the pages of Home Assistant, and that the card stays away."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.grandlyon_energy.const import DOMAIN

from ..homes import electricity_files
from .cards import TEXTS, cards
from .scene import Scene
from .table import OTHER_HOURS, Case, case_of

URL = "/api/repairs/issues/fix"


@pytest.fixture
async def pages(
    scene: Scene, hass_admin_user: MockUser, hass_client: ClientSessionGenerator
) -> Pages:
    """The pages of an administrator who is signed in for longer than any case takes."""
    assert await async_setup_component(scene.hass, REPAIRS, {})
    auth = scene.hass.auth
    signed_in = await auth.async_create_refresh_token(
        hass_admin_user,
        "https://example.com",
        access_token_expiration=timedelta(days=99),
    )
    return Pages(scene, await hass_client(auth.async_create_access_token(signed_in)))


class Pages:
    """The dialogues of cards, as the frontend drives them."""

    def __init__(self, scene: Scene, client: Any) -> None:
        self._scene = scene
        self._client = client

    async def open(self, key: str) -> dict[str, Any]:
        """Open the dialogue of a card: its only page, whose words must be there."""
        card = cards(self._scene.hass)[key]
        page = await self._post(URL, handler=DOMAIN, issue_id=card.issue_id)
        assert (page["type"], page["step_id"]) == ("form", "confirm")
        assert page["description_placeholders"] == card.translation_placeholders
        fields = {field["name"] for field in page["data_schema"]}
        for texts in TEXTS.values():
            step = texts[key]["fix_flow"]["step"]["confirm"]
            assert step.get("data", {}).keys() == fields
        return page

    async def say(self, page: dict[str, Any], **typed: Any) -> dict[str, Any]:
        """Submit the page."""
        answer = await self._post(f"{URL}/{page['flow_id']}", **typed)
        await self._scene.hass.async_block_till_done()
        return answer

    async def _post(self, url: str, **content: Any) -> dict[str, Any]:
        response = await self._client.post(url, json=content)
        assert response.status == HTTPStatus.OK
        answer: dict[str, Any] = await response.json()
        return answer


def of(*keys: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [case_of(key) for key in keys], ids=str)


@of(
    "electricity_meter_changed",
    "water_meter_changed",
    "new_water_contract",
    "off_peak_hours_announced",
    "off_peak_hours_changed",
    "statistics_repaired",
    "ledger_set_aside",
)
async def test_who_knows_of_it_is_not_told_again(
    scene: Scene, pages: Pages, case: Case
) -> None:
    await case.provoke(scene)
    page = await pages.open(case.key)

    assert (await pages.say(page))["type"] == "create_entry"

    assert cards(scene.hass) == {}
    await scene.later(days=1)
    assert cards(scene.hass) == {}
    await scene.reload()
    assert cards(scene.hass) == {}


@of("statistics_repaired")
async def test_what_was_put_right_before_a_restart_is_not_told_again(
    scene: Scene, pages: Pages, case: Case, hass_storage: dict[str, Any]
) -> None:
    await case.provoke(scene)
    async with scene.restarted(hass_storage):
        pass

    await pages.say(await pages.open(case.key))

    await scene.later(days=1)
    assert cards(scene.hass) == {}


@of("electricity_meter_changed")
async def test_what_happens_again_is_told_again(
    scene: Scene, pages: Pages, case: Case
) -> None:
    await case.provoke(scene)
    await pages.say(await pages.open(case.key))
    scene.home.meter_serial = "021888888888"

    await scene.later(days=8)

    assert cards(scene.hass).keys() == {case.key}


@of("off_peak_hours_announced", "off_peak_hours_changed")
async def test_further_off_peak_hours_are_told_again(
    scene: Scene, pages: Pages, case: Case
) -> None:
    await case.provoke(scene)
    await pages.say(await pages.open(case.key))
    for name in ("off_peak_hours", "future_off_peak_hours"):
        if getattr(scene.home, name) == OTHER_HOURS:
            setattr(scene.home, name, "HC (14H00-22H00)")

    await scene.later(days=8)

    (card,) = cards(scene.hass).values()
    assert card.translation_key == case.key
    assert (card.translation_placeholders or {})["hours"] == "HC (14H00-22H00)"


@of("ledger_set_aside")
async def test_damaged_files_go_when_nobody_wants_them(
    scene: Scene, pages: Pages, case: Case
) -> None:
    await case.provoke(scene)
    folder = electricity_files(scene.hass, scene.entry)
    aside = folder / "2026.damaged-1"
    assert aside.exists()

    await pages.say(await pages.open(case.key), delete_files=True)

    assert not aside.exists()
    assert (folder / "state.json").exists()


@of("electricity_meter_changed")
async def test_a_full_disk_is_said_and_tried_again(
    scene: Scene, pages: Pages, case: Case
) -> None:
    await case.provoke(scene)
    page = await pages.open(case.key)

    with patch(
        "custom_components.grandlyon_energy.ledger.files.save_json", side_effect=OSError
    ):
        answer = await pages.say(page)

    assert answer["errors"] == {"base": "ledger_not_saved"}
    for texts in TEXTS.values():
        assert "ledger_not_saved" in texts[case.key]["fix_flow"]["error"]
    assert cards(scene.hass).keys() == {case.key}
    assert (await pages.say(page))["type"] == "create_entry"


@of("consent_over")
async def test_electricity_is_read_again_when_the_user_agrees_again(
    scene: Scene, pages: Pages, case: Case
) -> None:
    assert scene.emulator.calls == []
    page = await pages.open(case.key)

    answer = await pages.say(page, consent_daily=False, consent_curve=True)

    assert answer["errors"] == {"consent_daily": "consent_required"}
    for texts in TEXTS.values():
        assert "consent_required" in texts[case.key]["fix_flow"]["error"]
    assert scene.emulator.calls == []

    answer = await pages.say(page, consent_daily=True, consent_curve=False)

    assert answer["type"] == "create_entry"
    await scene.later(minutes=1)
    assert cards(scene.hass) == {}
    consents = scene.entry.data["electricity"]["consents"]
    assert [each["scope"] for each in consents] == ["daily"]
    assert {call.kind for call in scene.emulator.calls} == {
        "contract",
        "energy",
        "max_power",
    }


@of("consent_due")
async def test_a_home_that_is_not_loaded_any_more_is_left_alone(
    scene: Scene, pages: Pages, case: Case
) -> None:
    page = await pages.open(case.key)
    kept = scene.entry.data
    await scene.hass.config_entries.async_unload(scene.entry.entry_id)

    answer = await pages.say(page, consent_daily=True, consent_curve=True)

    assert (answer["type"], answer["reason"]) == ("abort", "home_not_loaded")
    for texts in TEXTS.values():
        assert "home_not_loaded" in texts[case.key]["fix_flow"]["abort"]
    assert scene.entry.data == kept
