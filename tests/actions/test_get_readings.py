"""What is known of a period is answered as it is known: nothing missing becomes 0."""

from datetime import date, timedelta
import json
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from ..conftest import TODAY
from ..costs.tariffs import add, peak_off_peak, water, windows
from ..emulator import Emulator, Home
from ..homes import energy_id, water_id, young_home
from .conftest import YOUNG, Act

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

without_water = pytest.mark.parametrize("services", [{"water": None}])


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def period(first: date, last: date) -> dict[str, str]:
    return {"start_date": first.isoformat(), "end_date": last.isoformat()}


async def test_every_day_of_a_period_has_a_line_also_those_of_which_nothing_is_known(
    hass: HomeAssistant, emulator: Emulator, home: Home, act: Act
) -> None:
    answer = await act("get_readings", **period(ago(YOUNG + 1), TODAY))

    assert json.loads(json.dumps(answer)) == answer
    assert answer["first_day"] == ago(YOUNG + 1).isoformat()
    assert answer["last_day"] == ago(1).isoformat()
    assert answer["resolution"] == "day"
    maximum_id = f"grandlyon_energy:{home.point_id}_max_power"
    found = answer["statistics"]
    assert found.keys() == {energy_id(home), maximum_id, water_id(home)}
    for rows in found.values():
        assert [row["day"] for row in rows] == [
            ago(days).isoformat() for days in range(YOUNG + 1, 0, -1)
        ]
    assert found[energy_id(home)][0] == {
        "day": ago(YOUNG + 1).isoformat(),
        "energy_wh": None,
        "quality": "hole",
        "read_energy_wh": None,
        "adopted_from": None,
    }
    truth = emulator.truth()
    yesterday = ago(1).isoformat()
    assert found[energy_id(home)][-1] == {
        "day": yesterday,
        "energy_wh": truth["energy_wh"][yesterday],
        "quality": "exact",
        "read_energy_wh": truth["energy_wh"][yesterday],
        "adopted_from": None,
    }
    maximum = found[maximum_id][-1]
    assert maximum["maximum_power_va"] == truth["max_power_va"][yesterday]["va"]
    assert maximum["quality"] == "measured"
    volumes = {row["day"]: row["volume_l"] for row in found[water_id(home)]}
    litres = truth["water_l"][home.contracts[0]]
    assert {day: volumes[day] for day in litres} == litres
    assert None in volumes.values()


@without_water
async def test_hours_are_given_of_energy_alone(
    hass: HomeAssistant, emulator: Emulator, home: Home, act: Act
) -> None:
    answer = await act("get_readings", resolution="hour", **period(ago(2), ago(1)))

    assert answer["statistics"].keys() == {energy_id(home)}
    rows = answer["statistics"][energy_id(home)]
    assert len(rows) == 48
    assert rows[0]["start"] == "2026-12-01T00:00:00+01:00"
    assert sum(row["energy_wh"] for row in rows) == pytest.approx(
        home.true_day_wh(ago(2)) + home.true_day_wh(ago(1))
    )


@without_water
async def test_half_hours_are_the_load_curve_as_it_was_read(
    hass: HomeAssistant, home: Home, act: Act
) -> None:
    answer = await act(
        "get_readings",
        resolution="half_hour",
        statistic_id=energy_id(home),
        **period(ago(1), ago(1)),
    )

    rows = answer["statistics"][energy_id(home)]
    assert [row["power_w"] for row in rows] == list(
        home.electricity.half_hours_w(ago(1))
    )
    assert rows[0] == {
        "start": "2026-12-02T00:00:00+01:00",
        "end": "2026-12-02T00:30:00+01:00",
        "power_w": rows[0]["power_w"],
        "estimated": False,
    }


async def test_only_the_statistics_that_are_asked_for_are_answered(
    hass: HomeAssistant, home: Home, act: Act
) -> None:
    one = await act(
        "get_readings", statistic_id=water_id(home), **period(ago(2), ago(1))
    )
    two = await act(
        "get_readings",
        statistic_id=[water_id(home), energy_id(home)],
        **period(ago(2), ago(1)),
    )

    assert one["statistics"].keys() == {water_id(home)}
    assert two["statistics"].keys() == {water_id(home), energy_id(home)}


async def test_what_makes_no_sense_is_refused(
    hass: HomeAssistant, home: Home, act: Act
) -> None:
    two_days = period(ago(2), ago(1))
    refused: list[tuple[dict[str, Any], str]] = [
        (period(ago(1), ago(2)), "Swap them"),
        (period(TODAY, TODAY), "before today"),
        (period(ago(367), ago(1)), "at most 366 days"),
        (period(ago(63), ago(1)) | {"resolution": "hour"}, "at most 62 days"),
        (period(ago(32), ago(1)) | {"resolution": "half_hour"}, "at most 31 days"),
        (two_days | {"statistic_id": "grandlyon_energy:1_water"}, "no such statistic"),
        (
            two_days | {"statistic_id": water_id(home), "resolution": "hour"},
            "not known so finely",
        ),
        (
            two_days
            | {
                "statistic_id": [energy_id(home), water_id(home)],
                "resolution": "hour",
            },
            "not known so finely",
        ),
    ]

    for asked, message in refused:
        with pytest.raises(ServiceValidationError, match=message):
            await act("get_readings", **asked)


@without_water
async def test_the_longest_periods_are_answered(
    hass: HomeAssistant, home: Home, act: Act
) -> None:
    for resolution, days in {"day": 366, "hour": 62, "half_hour": 31}.items():
        answer = await act(
            "get_readings", resolution=resolution, **period(ago(days), ago(1))
        )
        assert answer["statistics"][energy_id(home)]

    # Days that no clock and no meter knew.
    long_ago = period(date(1, 1, 1), date(1, 2, 1))
    answer = await act("get_readings", resolution="hour", **long_ago)
    assert answer["statistics"] == {energy_id(home): []}
    with pytest.raises(vol.Invalid):
        await act("get_readings", resolution="week", **period(ago(2), ago(1)))


async def test_what_days_and_hours_cost_is_told_beside_what_was_used(
    hass: HomeAssistant, entry: MockConfigEntry, home: Home, act: Act
) -> None:
    contract = home.contracts[0]
    await add(
        hass,
        entry,
        windows(ago(3), "22:30-06:30"),
        peak_off_peak(ago(3), 0.2, 0.1, standing=365),
        water(contract, ago(400), [(None, 2.0)], standing=73),
    )
    ids = {
        what: f"grandlyon_energy:{home.point_id}_{what}"
        for what in ("cost", "standing_charge", "consumption_peak", "cost_off_peak")
    }

    days = (await act("get_readings", **period(ago(4), ago(1))))["statistics"]
    hours = (await act("get_readings", resolution="hour", **period(ago(1), ago(1))))[
        "statistics"
    ]

    # Before the tariff nothing is known of a cost.
    assert days[ids["cost"]][0] == {
        "day": ago(4).isoformat(),
        "cost_eur": None,
        "estimated": None,
    }
    assert days[ids["standing_charge"]][-1] == {
        "day": ago(1).isoformat(),
        "standing_charge_eur": 1,
    }
    energy = days[energy_id(home)][-1]["energy_wh"]
    peak = days[ids["consumption_peak"]][-1]["energy_wh"]
    off_peak = days[ids["cost_off_peak"]][-1]
    assert 0 < peak < energy
    assert off_peak["cost_eur"] == pytest.approx((energy - peak) / 10_000)
    assert off_peak["estimated"] is False
    cost = days[ids["cost"]][-1]["cost_eur"]
    assert cost == pytest.approx(1 + peak / 5000 + (energy - peak) / 10_000)
    of_hours = hours[ids["cost"]]
    assert of_hours[0]["start"] == "2026-12-02T00:00:00+01:00"
    assert sum(row["cost_eur"] for row in of_hours) == pytest.approx(cost, abs=1e-4)
    assert hours.keys() == days.keys() - {
        f"grandlyon_energy:{home.point_id}_max_power",
        water_id(home),
        f"grandlyon_energy:{contract}_cost",
        f"grandlyon_energy:{contract}_standing_charge",
    }

    used = {row["day"]: row["volume_l"] for row in days[water_id(home)]}
    paid = days[f"grandlyon_energy:{contract}_cost"]
    assert {row["day"]: row["cost_eur"] for row in paid} == {
        day: None if litres is None else pytest.approx(0.2 + litres / 500)
        for day, litres in used.items()
    }


@without_water
async def test_a_day_whose_classes_are_not_measured_is_told_as_an_estimate(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
) -> None:
    await add(
        hass,
        entry,
        windows(ago(9), "22:15-06:30"),
        peak_off_peak(ago(9), 0.2, 0.1),
    )

    answer = await act("get_readings", **period(ago(2), ago(1)))

    # The window begins in the middle of a half-hour.
    costs = answer["statistics"][f"grandlyon_energy:{home.point_id}_cost"]
    assert [row["estimated"] for row in costs] == [True, True]


class TestWaterOfWhichAReadingIsMissing:
    """Of two days only the sum is known."""

    @pytest.fixture
    def home(self) -> Home:
        home = young_home(YOUNG + 6)
        home.set_water_kind(home.contracts[0], ago(7), "")
        return home

    async def test_what_its_days_cost_is_an_estimate(
        self, hass: HomeAssistant, home: Home, entry: MockConfigEntry, act: Act
    ) -> None:
        contract = home.contracts[0]
        await add(hass, entry, water(contract, ago(400), [(None, 2.0)]))

        answer = await act("get_readings", **period(ago(9), ago(6)))

        paid = answer["statistics"][f"grandlyon_energy:{contract}_cost"]
        assert [row["estimated"] for row in paid] == [False, True, True, False]


@without_water
async def test_anybody_may_ask_and_a_home_that_is_not_loaded_is_refused(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    act: Act,
    hass_read_only_user: MockUser,
) -> None:
    context = Context(user_id=hass_read_only_user.id)
    assert await act("get_readings", context=context, **period(ago(2), ago(1)))
    await hass.config_entries.async_unload(entry.entry_id)

    with pytest.raises(ServiceValidationError, match="not loaded"):
        await act("get_readings", **period(ago(2), ago(1)))
