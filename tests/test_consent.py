"""How far a consent holds, and that nothing is asked without one."""

from datetime import date, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.consent import ConsentState, consent_state
from custom_components.grandlyon_energy.sources.readings import Contract

from .conftest import NOW, TODAY
from .emulator import Emulator, Fault, Home
from .homes import (
    DATA,
    SERVICE_OF,
    electricity_data,
    home_entry,
    later,
    settled,
    start,
    young_home,
)

GIVEN = date(2026, 3, 10)


def settings(*given_at: str, way: str = "sge", **more: str) -> dict[str, Any]:
    return {"way": way, "consents": [{"given_at": at} for at in given_at], **more}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, ConsentState.VALID),
        (334, ConsentState.VALID),
        (335, ConsentState.DUE),
        (364, ConsentState.DUE),
        (365, ConsentState.TOO_OLD),
        (3650, ConsentState.TOO_OLD),
    ],
)
def test_a_consent_is_asked_for_again_before_it_ends(
    days: int, expected: ConsentState
) -> None:
    state = consent_state(
        settings("2026-03-10T12:00:00+00:00"),
        contract=Contract(),
        state_changed_on=None,
        today=GIVEN + timedelta(days=days),
    )
    assert state is expected
    assert state.holds is (days < 365)


def test_the_oldest_of_two_consents_counts_by_its_local_day() -> None:
    # 23:30 UTC is the next day in Lyon.
    consents = settings("2026-06-01T00:00:00+00:00", "2026-03-09T23:30:00+00:00")
    for today, expected in (
        (GIVEN + timedelta(days=364), ConsentState.DUE),
        (GIVEN + timedelta(days=365), ConsentState.TOO_OLD),
    ):
        assert (
            consent_state(
                consents, contract=Contract(), state_changed_on=None, today=today
            )
            is expected
        )


@pytest.mark.parametrize(
    ("state_changed_on", "tariff_changed_on", "expected"),
    [
        (GIVEN + timedelta(days=9), None, ConsentState.CHANGED),
        # It was given for the contract as it was found that day.
        (GIVEN, None, ConsentState.VALID),
        (GIVEN - timedelta(days=9), None, ConsentState.VALID),
        (None, GIVEN + timedelta(days=9), ConsentState.DUE),
        (None, GIVEN, ConsentState.VALID),
        (None, GIVEN - timedelta(days=900), ConsentState.VALID),
    ],
)
def test_another_contract_may_be_another_persons(
    state_changed_on: date | None,
    tariff_changed_on: date | None,
    expected: ConsentState,
) -> None:
    state = consent_state(
        settings("2026-03-10T12:00:00+00:00"),
        contract=Contract(last_tariff_change=tariff_changed_on),
        state_changed_on=state_changed_on,
        today=GIVEN + timedelta(days=20),
    )
    assert state is expected


@pytest.mark.parametrize("way", ["sge", "conso_api"])
def test_what_was_withdrawn_holds_no_more_by_any_way(way: str) -> None:
    withdrawn = settings(
        "2026-03-10T12:00:00+00:00", way=way, withdrawn_at="2026-04-01T00:00:00+00:00"
    )
    state = consent_state(
        withdrawn, contract=Contract(), state_changed_on=None, today=GIVEN
    )
    assert state is ConsentState.WITHDRAWN


def test_a_partner_without_any_consent_may_ask_nothing() -> None:
    state = consent_state(
        settings(), contract=Contract(), state_changed_on=None, today=GIVEN
    )
    assert state is ConsentState.WITHDRAWN


def test_a_personal_token_comes_with_its_own_consent() -> None:
    state = consent_state(
        {"way": "conso_api"},
        contract=Contract(),
        state_changed_on=GIVEN,
        today=GIVEN + timedelta(days=3000),
    )
    assert state is ConsentState.VALID


@pytest.fixture
def home() -> Home:
    return young_home(20)


def asked(emulator: Emulator) -> set[str]:
    return {call.service for call in emulator.calls}


@pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")
@pytest.mark.parametrize("way", ["sge", "conso_api"])
@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
async def test_a_withdrawn_consent_keeps_electricity_from_being_asked_and_water_goes_on(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    way: str,
    known: bool,
) -> None:
    freezer.move_to(NOW)
    # There are weeks of half-hours left to read.
    emulator.set_fault(SERVICE_OF[way], Fault.HTTP_503, kinds={"load_curve"})
    entry = home_entry(emulator, home, ways=(way, "egl"))
    withdrawn = {
        **DATA[way](emulator, home),
        "production": True,
        "withdrawn_at": NOW.isoformat(),
    }
    if known:
        await start(hass, entry)
        await settled(hass, entry)
        hass.config_entries.async_update_entry(
            entry, data={**entry.data, "electricity": withdrawn}
        )
        await hass.async_block_till_done()
    else:
        entry = home_entry(emulator, home, electricity=withdrawn)
        await start(hass, entry)
    emulator.clear_faults()
    before = len(emulator.calls)
    await settled(hass, entry)
    for _ in range(3):
        await later(hass, emulator, freezer, entry, hours=13)

    assert {call.service for call in emulator.calls[before:]} <= {"egl"}
    assert asked(emulator) >= {"egl"}
    assert entry.runtime_data.electricity.last_error.reason == "consent_withdrawn"
    assert bool(entry.runtime_data.electricity.ledger.days) is known
    if not known:
        assert [one for one in caplog.records if one.levelname == "ERROR"] == []
    assert not hass.config_entries.flow.async_progress()


@pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")
async def test_a_consent_that_becomes_a_year_old_ends_the_calls_and_a_new_one_fills_the_gap(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to(NOW)
    old = electricity_data(emulator, home)
    for consent in old["consents"]:
        consent["given_at"] = (NOW - timedelta(days=363)).isoformat()
    entry = home_entry(emulator, home, electricity=old, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    await later(hass, emulator, freezer, entry, days=2)
    before = len(emulator.calls)
    for _ in range(3):
        await later(hass, emulator, freezer, entry, days=1)

    electricity = entry.runtime_data.electricity
    assert emulator.calls[before:] == []
    assert electricity.last_error.reason == "consent_too_old"

    fresh = {
        **old,
        "consents": [
            {**consent, "given_at": NOW.isoformat()} for consent in old["consents"]
        ],
    }
    hass.config_entries.async_update_entry(entry, data={"electricity": fresh})
    await hass.async_block_till_done()
    await settled(hass, entry)

    electricity = entry.runtime_data.electricity
    assert electricity.last_error is None
    assert electricity.ledger.newest_energy_day == TODAY + timedelta(days=4)
