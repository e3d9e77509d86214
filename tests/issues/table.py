"""Every repair card: what brings it, and what ends it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from unittest.mock import patch

from homeassistant.config_entries import ConfigSubentry

from custom_components.grandlyon_energy.const import TIME_ZONE

from ..conftest import NOW
from ..costs.tariffs import add, calendar, peak_off_peak, tempo, windows
from ..emulator import Emulator, Fault, Home
from ..homes import CUSTOMER, PARTNER, Ways, electricity_files, settled
from ..statistics.database import async_edit, delete
from .scene import Act, Scene, ago, all_is_well, consents, days_pass, nothing, says

WRITER = "custom_components.grandlyon_energy.statistics.writer.StatisticsWriter"
NO_WRITING = patch(f"{WRITER}.async_write", side_effect=OSError)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A card."""

    key: str
    provoke: Act
    heal: Act
    of: str = ""
    """What tells the case from others of the same card."""

    ways: Ways = PARTNER
    days: int = 20
    """How long the home has been there."""

    contracts: int = 1
    """How many water contracts its log-in opens; the home has the first."""

    only: str | None = None
    """The one service that the home has; None: both."""

    before: Callable[[Emulator, Home], None] = lambda _emulator, _home: None
    """What is so from the beginning."""

    kept: dict[str, Any] = field(default_factory=dict)
    """What the entry keeps of electricity, other than usual."""

    def __str__(self) -> str:
        return f"{self.key} {self.of}".strip()


# What Enedis, and what stands before it, says.


def consent_is_there(*, there: bool) -> Act:
    async def act(scene: Scene) -> None:
        scene.emulator.conso_rules.consent_expired = not there
        # Conso API is asked once a day, here in the evening.
        await scene.later(days=1, hours=12)

    return act


def contract_says(**facts: str | None) -> Act:
    """The contract is another when it is read again, a week later."""

    async def act(scene: Scene) -> None:
        for name, value in facts.items():
            setattr(scene.home, name, value)
        await scene.later(days=8)

    return act


async def in_service_and_agreed(scene: Scene) -> None:
    scene.home.state = "SERVC"
    await scene.agree()


def token_of_20_days(_emulator: Emulator, home: Home) -> None:
    home.conso_token = home.sign_conso_token(expires=NOW + timedelta(days=20))


async def token_is_replaced(scene: Scene) -> None:
    token = scene.home.sign_conso_token(expires=NOW + timedelta(days=900))
    await scene.change("electricity", token=token)


# What is read.

CONTRADICTED: Final = (4, 6, 8)


async def energy_says_otherwise(scene: Scene) -> None:
    for day in map(ago, CONTRADICTED):
        wh = scene.home.true_day_wh(day) + 3000
        scene.home.correct_energy(day, wh, curve=False)
    await scene.later(days=1)


async def energy_is_corrected(scene: Scene) -> None:
    day = ago(CONTRADICTED[1])
    scene.home.correct_energy(day, scene.home.true_day_wh(day), curve=False)
    await scene.later(days=1)


def no_collection(emulator: Emulator, _home: Home) -> None:
    emulator.curve_collection = False


def no_leave_for_the_curve(emulator: Emulator, _home: Home) -> None:
    emulator.consent.curve = False


async def curve_may_come(scene: Scene) -> None:
    """The look of the next Monday finds it."""
    scene.emulator.curve_collection = scene.emulator.consent.curve = True
    for _ in range(4):
        await scene.later(days=1)


async def electricity_stays_away(scene: Scene) -> None:
    for day in range(9):
        scene.home.set_late(ago(-day))
    for _ in range(2):
        await scene.later(days=3)


async def electricity_comes(scene: Scene) -> None:
    for day in range(9):
        scene.home.release(ago(-day))
    await scene.later(days=1)


async def water_stays_away(scene: Scene) -> None:
    for day in range(-14, 4):
        scene.home.set_water_kind(scene.home.contracts[0], ago(day), "T")
    for _ in range(2):
        await scene.later(days=5)


async def water_comes(scene: Scene) -> None:
    for day in range(-14, 4):
        scene.home.set_water_kind(scene.home.contracts[0], ago(day), "R")
    await scene.later(days=1)


def water_reading_is(kind: str) -> Act:
    async def act(scene: Scene) -> None:
        scene.home.set_water_kind(scene.home.contracts[0], ago(5), kind)
        await scene.later(days=1)

    return act


# What the water services say.


async def key_is_changed(scene: Scene) -> None:
    scene.home.auth_key = "ANOTHER"
    await scene.later(days=1)


async def key_is_replaced(scene: Scene) -> None:
    await scene.change("water", auth_key=scene.home.auth_key)


def one_contract(emulator: Emulator, _home: Home) -> None:
    emulator.egl_rules.list_contracts = False


def lists_all_contracts(*, all_of_them: bool) -> Act:
    async def act(scene: Scene) -> None:
        scene.emulator.egl_rules.list_contracts = all_of_them
        await scene.later(days=1)

    return act


def portal_has_contracts(*, some: bool) -> Act:
    async def act(scene: Scene) -> None:
        scene.emulator.portal_rules.without_contracts = not some
        await scene.later(days=1)

    return act


# What happens to Home Assistant.


async def rows_are_deleted(scene: Scene) -> None:
    energy = scene.entry.runtime_data.electricity.energy
    await async_edit(scene.hass, energy, delete(-30, 30))
    await scene.reload()


async def nothing_is_written(scene: Scene) -> None:
    NO_WRITING.start()
    await scene.later(days=1)
    for _ in range(2):
        await scene.later(minutes=16)


async def writing_works(scene: Scene) -> None:
    NO_WRITING.stop()
    await scene.later(minutes=16)


async def files_are_damaged(scene: Scene) -> None:
    """And what they held cannot be read again now."""
    await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    scene.emulator.set_fault("sge", Fault.HTTP_503)
    await scene.hass.async_add_executor_job(_damage, scene)
    await scene.hass.config_entries.async_setup(scene.entry.entry_id)
    await settled(scene.hass, scene.entry)


def _damage(scene: Scene) -> None:
    year = electricity_files(scene.hass, scene.entry) / "2026.json"
    year.write_bytes(b"{")


def time_zone(name: str) -> Act:
    async def act(scene: Scene) -> None:
        await scene.hass.config.async_update(time_zone=name)
        await scene.hass.async_block_till_done()

    return act


# What the home is to pay by.

TEMPO_PRICES: Final = {
    f"{colour}_{when}": 0.2
    for colour in ("blue", "white", "red")
    for when in ("peak", "off_peak")
}
OTHER_HOURS: Final = "HC (1H30-7H00;12H30-15H00)"


def user_adds(*subentries: ConfigSubentry) -> Act:
    async def act(scene: Scene) -> None:
        await add(scene.hass, scene.entry, *subentries)

    return act


CASES: Final = [
    Case(
        key="consent_missing",
        only="electricity",
        provoke=says("sge", Fault.SGE_CODE, "SGT4K2"),
        heal=all_is_well,
    ),
    Case(
        key="consent_ended",
        ways=CUSTOMER,
        only="electricity",
        provoke=consent_is_there(there=False),
        heal=consent_is_there(there=True),
    ),
    Case(
        key="consent_due",
        kept=consents(340),
        only="electricity",
        provoke=nothing,
        heal=Scene.agree,
    ),
    Case(
        key="consent_over",
        kept=consents(365),
        only="electricity",
        provoke=nothing,
        heal=Scene.agree,
    ),
    Case(
        key="consent_changed",
        only="electricity",
        provoke=contract_says(state="ECRAC"),
        heal=Scene.agree,
    ),
    Case(
        key="contract_terminated",
        only="electricity",
        provoke=contract_says(state="RESIL"),
        heal=in_service_and_agreed,
    ),
    Case(
        key="token_ends",
        ways=CUSTOMER,
        before=token_of_20_days,
        only="electricity",
        provoke=nothing,
        heal=token_is_replaced,
    ),
    Case(
        key="point_not_found",
        only="electricity",
        provoke=says("sge", Fault.SGE_CODE, "SGT401"),
        heal=all_is_well,
    ),
    Case(
        key="service_refused",
        of="electricity",
        only="electricity",
        provoke=says("sge", Fault.SGE_CODE, "SGT4G2"),
        heal=all_is_well,
    ),
    Case(
        key="service_refused",
        of="water",
        ways=CUSTOMER,
        only="water",
        provoke=portal_has_contracts(some=False),
        heal=portal_has_contracts(some=True),
    ),
    Case(
        key="energy_conflict",
        only="electricity",
        provoke=energy_says_otherwise,
        heal=energy_is_corrected,
    ),
    Case(
        key="curve_not_collected",
        days=50,
        before=no_collection,
        only="electricity",
        provoke=nothing,
        heal=curve_may_come,
    ),
    Case(
        key="curve_refused",
        before=no_leave_for_the_curve,
        only="electricity",
        provoke=nothing,
        heal=curve_may_come,
    ),
    Case(
        key="no_electricity_data",
        only="electricity",
        provoke=electricity_stays_away,
        heal=electricity_comes,
    ),
    Case(
        key="electricity_meter_changed",
        only="electricity",
        provoke=contract_says(meter_serial="021999999999"),
        heal=days_pass(30),
    ),
    Case(
        key="off_peak_hours_changed",
        of="without tariffs",
        only="electricity",
        provoke=contract_says(off_peak_hours=OTHER_HOURS),
        heal=user_adds(windows(ago(-1), "1:30-7:00, 12:30-15:00")),
    ),
    Case(
        key="off_peak_hours_announced",
        only="electricity",
        provoke=contract_says(future_off_peak_hours=OTHER_HOURS),
        heal=contract_says(future_off_peak_hours=None),
    ),
    Case(
        key="off_peak_hours_announced",
        of="that the user adds",
        only="electricity",
        provoke=contract_says(future_off_peak_hours=OTHER_HOURS),
        heal=user_adds(windows(ago(-40), "1:30-7:00, 12:30-15:00")),
    ),
    Case(
        key="off_peak_hours_missing",
        only="electricity",
        provoke=user_adds(
            peak_off_peak(ago(10), 0.2, 0.1), windows(ago(5), "22:30-6:30")
        ),
        heal=user_adds(windows(ago(10), "23:00-7:00")),
    ),
    Case(
        key="tempo_colours_missing",
        only="electricity",
        provoke=user_adds(tempo(ago(5), TEMPO_PRICES)),
        heal=user_adds(calendar({ago(day): "blue" for day in range(3, 7)})),
    ),
    Case(
        key="no_water_data",
        only="water",
        provoke=water_stays_away,
        heal=water_comes,
    ),
    Case(
        key="water_meter_changed",
        only="water",
        provoke=water_reading_is("D"),
        heal=water_reading_is("R"),
    ),
    Case(
        key="water_key_refused",
        only="water",
        provoke=key_is_changed,
        heal=key_is_replaced,
    ),
    Case(
        key="new_water_contract",
        contracts=2,
        before=one_contract,
        only="water",
        provoke=lists_all_contracts(all_of_them=True),
        heal=lists_all_contracts(all_of_them=False),
    ),
    Case(
        key="statistics_repaired",
        only="electricity",
        provoke=rows_are_deleted,
        heal=days_pass(7),
    ),
    Case(
        key="statistics_not_written",
        only="electricity",
        provoke=nothing_is_written,
        heal=writing_works,
    ),
    Case(
        key="ledger_set_aside",
        provoke=files_are_damaged,
        heal=all_is_well,
    ),
    Case(
        key="time_zone",
        only="electricity",
        provoke=time_zone("Europe/London"),
        heal=time_zone(TIME_ZONE),
    ),
]


def case_of(key: str) -> Case:
    """The first case of a card."""
    return next(case for case in CASES if case.key == key)
