"""The colours of Tempo as an entity of another integration shows them: learned when they are sure, and kept for good."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..conftest import NOW, TODAY
from ..counting import counted
from ..emulator import Emulator, Home
from ..homes import home_entry, later, recorded, settled, start, young_home
from .tariffs import add, calendar, remove, tempo

ENTITY = "sensor.couleur_du_jour"
PARIS = ZoneInfo("Europe/Paris")
CLASSES = [
    f"{colour}_{when}"
    for colour in ("blue", "white", "red")
    for when in ("peak", "off_peak")
]
PRICES = {name: (n + 1) / 10 for n, name in enumerate(CLASSES)}
ANOTHER_ZONE = pytest.mark.parametrize(
    "time_zone", ["Europe/Paris", "Pacific/Auckland", "America/Los_Angeles"]
)


@pytest.fixture
def home() -> Home:
    return young_home(10)


@pytest.fixture
def time_zone() -> str:
    """Home Assistant's own; tests of others parametrize it."""
    return "Europe/Paris"


@pytest.fixture
async def tempo_home(
    recorder_mock: object,
    enable_custom_integrations: None,
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    time_zone: str,
) -> TempoHome:
    """A home with a Tempo tariff, set up, whose entity has no state yet."""
    await hass.config.async_set_time_zone(time_zone)
    freezer.move_to(NOW)
    entry = home_entry(emulator, home, water=None)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "tempo_entity": ENTITY}
    )
    assert await start(hass, entry)
    await settled(hass, entry)
    await add(hass, entry, tempo(TODAY - timedelta(days=9), PRICES))
    return TempoHome(hass, emulator, home, freezer, entry)


class TempoHome:
    """A home, its entity and the time."""

    def __init__(
        self,
        hass: HomeAssistant,
        emulator: Emulator,
        home: Home,
        freezer: FrozenDateTimeFactory,
        entry: MockConfigEntry,
    ) -> None:
        self.hass = hass
        self.emulator = emulator
        self.entry = entry
        self._home = home
        self._freezer = freezer

    async def show(self, state: str) -> None:
        """Have the entity show something."""
        self.hass.states.async_set(ENTITY, state)
        await self.settled()

    async def settled(self) -> None:
        """Wait for what a colour changes."""
        await self.hass.async_block_till_done(wait_background_tasks=False)
        await settled(self.hass, self.entry)

    async def at(self, day: date, clock: str) -> None:
        """Let time pass until a local day's wall clock shows it; readings come meanwhile."""
        moment = datetime.combine(day, time.fromisoformat(clock), PARIS)
        passed = moment - datetime.now(UTC)
        assert passed >= timedelta()
        await later(
            self.hass,
            self.emulator,
            self._freezer,
            self.entry,
            seconds=passed.total_seconds(),
        )

    async def rows(self, what: str = "cost") -> dict[datetime, float]:
        """What each hour of a statistic of the point is."""
        found = await recorded(
            self.hass, f"grandlyon_energy:{self._home.point_id}_{what}"
        )
        return {
            datetime.fromtimestamp(row["start"], UTC): row["state"] or 0.0
            for row in found
        }

    async def assert_priced(self, colours: Mapping[date, str]) -> None:
        """The hours of these Tempo days cost what their energy does at these colours, and no other hour costs anything."""
        used = await self.rows("consumption")
        expected = {}
        for hour, kwh in used.items():
            local = hour.astimezone(PARIS)
            begun = local.date() - timedelta(days=local.hour < 6)
            if colour := colours.get(begun):
                off_peak = local.hour < 6 or local.hour >= 22
                expected[hour] = (
                    kwh * PRICES[f"{colour}_{'off_peak' if off_peak else 'peak'}"]
                )
        assert await self.rows() == pytest.approx(expected, abs=1e-6)


async def use_up(tempo_home: TempoHome, day: date) -> None:
    """Let a day and the one after pass, so that all of the Tempo day that began on it is read."""
    for days in (1, 2):
        await tempo_home.at(day + timedelta(days=days), "13:00")


@ANOTHER_ZONE
async def test_a_colour_prices_from_six_to_six_and_no_energy_changes(
    tempo_home: TempoHome,
) -> None:
    energy = await tempo_home.rows("consumption")
    await tempo_home.show("Rouge")
    await use_up(tempo_home, TODAY)
    # The entity goes on showing it, and is looked at each noon.
    days = (TODAY + timedelta(days=n) for n in range(3))
    await tempo_home.assert_priced(dict.fromkeys(days, "red"))
    # The hours of these Tempo days, and nothing of the one before.
    costs = await tempo_home.rows()
    assert len(costs) == 42
    after = await tempo_home.rows("consumption")
    assert {hour: after[hour] for hour in energy} == energy


async def test_a_colour_asks_for_nothing_and_touches_no_energy(
    tempo_home: TempoHome,
) -> None:
    hass, entry = tempo_home.hass, tempo_home.entry
    yesterday = TODAY - timedelta(days=1)
    await add(hass, entry, calendar({yesterday: "blue"}))
    energy = await tempo_home.rows("consumption")

    with counted(tempo_home.emulator) as cost:
        await tempo_home.show("rouge")

    # What the day used comes later.
    assert (cost.calls, cost.rows, cost.adjustments) == ({}, {}, 0)
    assert set(cost.files) == {"state.json", f"{TODAY.year}.json"}
    assert await tempo_home.rows("consumption") == energy
    await tempo_home.assert_priced({yesterday: "blue"})

    with counted(tempo_home.emulator) as cost:
        await tempo_home.show("ROUGE")
    assert cost.nothing


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        ("05:59", False),
        # Some integrations still show the day before.
        ("06:30", False),
        ("06:59", False),
        ("07:00", True),
        ("23:59", True),
    ],
)
@ANOTHER_ZONE
async def test_a_colour_is_believed_from_seven_to_midnight(
    tempo_home: TempoHome, clock: str, *, told: bool
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    await tempo_home.at(tomorrow, clock)
    await tempo_home.show("TEMPO_BLANC")
    # It is gone before noon, when it would be looked at again.
    await tempo_home.show("inconnu")
    await use_up(tempo_home, tomorrow)
    await tempo_home.assert_priced({tomorrow: "white"} if told else {})


async def test_just_after_midnight_the_colour_of_before_says_nothing_new(
    tempo_home: TempoHome,
) -> None:
    await tempo_home.show("🔵")
    tomorrow = TODAY + timedelta(days=1)
    await tempo_home.at(tomorrow, "00:01")
    await tempo_home.show("🔴")
    await tempo_home.at(tomorrow, "07:00")
    await tempo_home.show("unavailable")
    await use_up(tempo_home, tomorrow)
    await tempo_home.assert_priced({TODAY: "blue"})


@ANOTHER_ZONE
async def test_a_colour_that_stays_is_learned_at_noon(tempo_home: TempoHome) -> None:
    tomorrow = TODAY + timedelta(days=1)
    # At midnight the integration already shows the next colour, and keeps to it.
    await tempo_home.at(tomorrow, "00:00")
    await tempo_home.show("blanc")
    await tempo_home.at(tomorrow, "11:59")
    assert tempo_home.entry.runtime_data.electricity.ledger.colours == {}

    await tempo_home.at(tomorrow, "12:00")

    assert tempo_home.entry.runtime_data.electricity.ledger.colours == {
        tomorrow: "white"
    }


async def test_what_was_shown_last_in_a_day_counts(tempo_home: TempoHome) -> None:
    await tempo_home.show("bleu")
    await tempo_home.show("rouge")
    await tempo_home.at(TODAY + timedelta(days=1), "00:00")
    await tempo_home.show("inconnu")
    await use_up(tempo_home, TODAY)
    await tempo_home.assert_priced({TODAY: "red"})


@pytest.mark.parametrize("state", ["unavailable", "unknown", "Indéterminé", "❓", "42"])
async def test_what_names_no_colour_says_nothing(
    tempo_home: TempoHome, state: str
) -> None:
    await tempo_home.show(state)
    await use_up(tempo_home, TODAY)
    assert await tempo_home.rows() == {}

    # Nor does it take back what is known.
    await tempo_home.show("bleu")
    await tempo_home.show(state)
    day = TODAY + timedelta(days=2)
    await use_up(tempo_home, day)
    await tempo_home.assert_priced({day: "blue"})


async def test_colours_stay_over_a_restart_and_when_the_entity_is_gone(
    tempo_home: TempoHome,
) -> None:
    hass, entry = tempo_home.hass, tempo_home.entry
    await tempo_home.show("rouge HP")
    hass.states.async_remove(ENTITY)
    await tempo_home.settled()

    await hass.config_entries.async_reload(entry.entry_id)
    await tempo_home.settled()
    await use_up(tempo_home, TODAY)

    await tempo_home.assert_priced({TODAY: "red"})


async def test_colours_are_kept_before_there_is_a_tempo_tariff(
    tempo_home: TempoHome,
) -> None:
    hass, entry = tempo_home.hass, tempo_home.entry
    kept = list(entry.subentries.values())
    await remove(hass, entry, *kept)
    await tempo_home.show("blanc")
    hass.states.async_remove(ENTITY)
    await hass.config_entries.async_reload(entry.entry_id)
    await use_up(tempo_home, TODAY)

    await add(hass, entry, *kept)

    await tempo_home.assert_priced({TODAY: "white"})


async def test_the_colour_is_read_when_the_home_starts(tempo_home: TempoHome) -> None:
    hass, entry = tempo_home.hass, tempo_home.entry
    await hass.config_entries.async_unload(entry.entry_id)
    hass.states.async_set(ENTITY, "Blanc")
    assert await hass.config_entries.async_setup(entry.entry_id)
    hass.states.async_remove(ENTITY)
    await use_up(tempo_home, TODAY)

    await tempo_home.assert_priced({TODAY: "white"})


async def test_a_pasted_calendar_counts_more_than_the_entity(
    tempo_home: TempoHome,
) -> None:
    hass, entry = tempo_home.hass, tempo_home.entry
    yesterday = TODAY - timedelta(days=1)
    pasted = calendar({yesterday: "blue", TODAY: "white"})
    await tempo_home.show("rouge")
    hass.states.async_remove(ENTITY)
    await use_up(tempo_home, TODAY)
    await tempo_home.assert_priced({TODAY: "red"})

    await add(hass, entry, pasted)
    await tempo_home.assert_priced({yesterday: "blue", TODAY: "white"})

    await remove(hass, entry, pasted)
    await tempo_home.assert_priced({TODAY: "red"})


async def test_the_price_of_now_is_known_as_soon_as_the_colour_is(
    tempo_home: TempoHome,
) -> None:
    hass = tempo_home.hass
    costs = tempo_home.entry.runtime_data.electricity.costs
    told: list[float | None] = []

    def hear() -> None:
        price = costs.pricing.price_at(datetime.now(UTC))
        told.append(price and price.micro_eur / 1_000_000)

    tempo_home.entry.runtime_data.electricity.async_add_listener(hear)
    hass.states.async_set(ENTITY, "rouge")
    await tempo_home.settled()

    assert told[0] == PRICES["red_peak"]


async def test_nothing_is_followed_without_the_option(tempo_home: TempoHome) -> None:
    hass, entry = tempo_home.hass, tempo_home.entry
    options = {
        name: value for name, value in entry.options.items() if name != "tempo_entity"
    }
    hass.config_entries.async_update_entry(entry, options=options)
    await tempo_home.settled()
    await tempo_home.show("rouge")
    await use_up(tempo_home, TODAY)
    assert await tempo_home.rows() == {}


async def test_a_home_without_electricity_follows_nothing(
    recorder_mock: object,
    enable_custom_integrations: None,
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home, electricity=None)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "tempo_entity": ENTITY}
    )
    assert await start(hass, entry)
    hass.states.async_set(ENTITY, "rouge")
    await settled(hass, entry)
