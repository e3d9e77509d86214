"""What a home would have paid at other tariffs is told to the cent, and what cannot be told says why."""

from datetime import date, timedelta
import json
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.grandlyon_energy import offers
from custom_components.grandlyon_energy.offers import ElectricityOffer

from ..conftest import TODAY
from ..costs.tariffs import add, base, calendar, windows
from ..emulator import Emulator, Fault, Home
from ..homes import conso_data, young_home
from .conftest import YOUNG, Act

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

TEMPO_PRICES = {
    f"{colour}_{part}": price
    for colour, price in (("blue", "0.1"), ("white", "0.2"), ("red", "0.7"))
    for part in ("peak", "off_peak")
}

OFFERS = (
    ElectricityOffer(
        key="base_small",
        valid_from=date(2026, 8, 1),
        option="base",
        prices={"base": "0.2001"},
        standing_charge_per_year={3: "146", 6: "182.5"},
    ),
    ElectricityOffer(
        key="base_large",
        valid_from=date(2026, 8, 1),
        option="base",
        prices={"base": "0.1985"},
        standing_charge_per_year={9: "237.25"},
    ),
    ElectricityOffer(
        key="two_prices",
        valid_from=date(2026, 8, 1),
        option="peak_off_peak",
        prices={"peak": "0.2142", "off_peak": "0.1589"},
        standing_charge_per_year={6: "182.5", 9: "255.5"},
    ),
    ElectricityOffer(
        key="six_prices",
        valid_from=date(2026, 8, 1),
        option="tempo",
        prices=TEMPO_PRICES,
        standing_charge_per_year={6: "182.5", 9: "237.25"},
    ),
)


@pytest.fixture
def services() -> dict[str, Any]:
    return {"water": None}


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tariffs are offered, and no others."""
    monkeypatch.setattr(offers, "ELECTRICITY_OFFERS", OFFERS)


@pytest.fixture
def home() -> Home:
    """A home that draws 1.2 kW from 22:30 to 06:30 and 0.3 kW by day, 9.6 and 4.8 kWh, but nothing on its first day."""
    home = young_home(YOUNG)
    home.correct_curve(ago(YOUNG), [0] * 48)
    for days in range(1, YOUNG):
        home.correct_curve(ago(days), [*[1200] * 13, *[300] * 32, *[1200] * 3])
    return home


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


async def test_each_option_is_told_with_its_parts(home: Home, act: Act) -> None:
    answer = await act("compare_tariffs")

    assert json.loads(json.dumps(answer)) == answer
    power = answer.pop("power")
    assert answer == {
        "first_day": ago(6).isoformat(),
        "last_day": ago(1).isoformat(),
        "days_with_energy": 6,
        "days_missing": 0,
        "subscribed_power_kva": 9,
        "options": {
            "base": {
                "offer": "base_large",
                "option": "base",
                "valid_from": "2026-08-01",
                # 5 x 14.4 kWh = 72 kWh; x 0.1985 = 14.292. 6 days of 237.25 a year.
                "energy_cost": 14.29,
                "standing_charge": 3.9,
                "total": 18.19,
                "difference_to_own": None,
                "prices": {"base": 0.1985},
                "energy_kwh": {"base": 72},
                "estimated_days": 0,
            },
            "peak_off_peak": {
                "offer": "two_prices",
                "option": "peak_off_peak",
                "valid_from": "2026-08-01",
                # 24 kWh x 0.2142 = 5.1408; 48 kWh x 0.1589 = 7.6272. 6 days of 255.50 a year.
                "energy_cost": 12.77,
                "standing_charge": 4.2,
                "total": 16.97,
                "difference_to_own": None,
                "prices": {"peak": 0.2142, "off_peak": 0.1589},
                "energy_kwh": {"peak": 24, "off_peak": 48},
                # The meter was put in at noon of the first day.
                "estimated_days": 1,
                "off_peak_hours": {
                    "days_by_own": 0,
                    "days_by_contract": 6,
                    "of_contract": "22:30-06:30",
                },
            },
        },
        "own": None,
        "cheapest": "peak_off_peak",
        "left_out": {"tempo": {"reason": "colours_unknown", "days": 7}},
    }
    maxima = {home.true_max_power(ago(days))[1] for days in range(1, YOUNG + 1)}
    assert power.pop("highest_maximum_va") == max(maxima)
    reached_on = date.fromisoformat(power.pop("reached_on"))
    assert home.true_max_power(reached_on)[1] == max(maxima)
    assert power == {
        "subscribed_power_va": 9000,
        "enough_kva": 3,
        # 72 x (0.2001 - 0.1985) = 0.1152, and 6 days of 146 instead of 237.25 a year; other options have no 3 kVA.
        "changes": {
            "base": {"energy_cost": 0.12, "standing_charge": -1.5, "total": -1.38}
        },
    }


async def test_a_home_is_compared_with_its_own_tariff_and_by_its_own_windows(
    hass: HomeAssistant, entry: MockConfigEntry, act: Act
) -> None:
    colours = {ago(days): "blue" for days in range(8)} | {ago(3): "red"}
    await add(
        hass,
        entry,
        base(ago(400), 0.3),
        base(ago(2), 0.25, standing=365),
        windows(ago(2), "12:00-14:00"),
        calendar(colours),
    )

    answer = await act("compare_tariffs")

    # It holds since the day before yesterday, and prices all the days.
    own = answer["own"]
    assert (own["option"], own["valid_from"]) == ("base", ago(2).isoformat())
    assert (own["energy_cost"], own["standing_charge"]) == (18, 6)
    assert "offer" not in own
    by_two = answer["options"]["peak_off_peak"]
    assert by_two["off_peak_hours"] == {
        "days_by_own": 2,
        "days_by_contract": 4,
        "of_contract": "22:30-06:30",
    }
    # 3 x 9.6 and 2 x 2 h x 0.3 kW.
    assert by_two["energy_kwh"] == {"peak": 42, "off_peak": 30}
    # The red day from 06:00 to 06:00: 14.4 kWh x 0.7 = 10.08; the rest is blue: 57.6 kWh x 0.1 = 5.76.
    tempo = answer["options"]["tempo"]
    assert tempo["energy_kwh"]["red_peak"] == 5.25
    assert tempo["energy_kwh"]["red_off_peak"] == 9.15
    assert tempo["energy_cost"] == 15.84
    assert {name: each["total"] for name, each in answer["options"].items()} == {
        "base": 18.19,
        "peak_off_peak": 17.96,
        "tempo": 19.74,
    }
    # Its own come to 24.
    assert {
        name: each["difference_to_own"] for name, each in answer["options"].items()
    } == {"base": -5.81, "peak_off_peak": -6.04, "tempo": -4.26}
    assert answer["left_out"] == {}
    assert answer["cheapest"] == "peak_off_peak"


async def test_another_power_can_be_compared_and_the_contract_is_left_aside(
    act: Act,
) -> None:
    three = await act("compare_tariffs", subscribed_power="3")
    most = await act("compare_tariffs", subscribed_power=36)

    assert three["subscribed_power_kva"] == 3
    assert three["power"]["subscribed_power_va"] == 3000
    assert three["options"].keys() == {"base"}
    assert three["options"]["base"]["offer"] == "base_small"
    assert three["power"]["changes"]["base"]["total"] == 0
    not_offered = {"reason": "not_offered_at_this_power"}
    assert three["left_out"] == {"peak_off_peak": not_offered, "tempo": not_offered}
    assert most["options"] == {}
    assert most["cheapest"] is None
    assert most["left_out"].keys() == {"base", "peak_off_peak", "tempo"}
    assert most["power"]["changes"] == {}
    with pytest.raises(vol.Invalid):
        await act("compare_tariffs", subscribed_power=7)


async def test_without_any_offer_only_the_own_tariff_is_told(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    act: Act,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(offers, "ELECTRICITY_OFFERS", ())
    await add(hass, entry, base(ago(400), 0.3))

    answer = await act("compare_tariffs")

    assert answer["options"] == {}
    assert answer["own"]["total"] == pytest.approx(21.6)
    assert {each["reason"] for each in answer["left_out"].values()} == {"no_offer"}


class TestWithoutAContract:
    """A way that reads no contract knows neither its power nor its windows."""

    @pytest.fixture
    def services(self, emulator: Emulator, home: Home) -> dict[str, Any]:
        return {"electricity": conso_data(emulator, home), "water": None}

    async def test_the_power_has_to_be_given(self, act: Act) -> None:
        with pytest.raises(ServiceValidationError, match="Give it with the call"):
            await act("compare_tariffs")

        answer = await act("compare_tariffs", subscribed_power=6)

        assert answer["options"].keys() == {"base"}
        assert answer["left_out"]["peak_off_peak"] == {
            "reason": "no_off_peak_hours",
            "days": 6,
        }


class TestWithoutReadings:
    """A service that has not answered yet."""

    @pytest.fixture
    def services(self, emulator: Emulator) -> dict[str, Any]:
        emulator.set_fault("sge", Fault.HTTP_503, kinds=["energy", "max_power"])
        return {}

    async def test_there_is_nothing_to_compare(self, act: Act) -> None:
        with pytest.raises(ServiceValidationError, match="nothing to compare"):
            await act("compare_tariffs", subscribed_power=6)


class TestWithoutElectricity:
    """A home of water."""

    @pytest.fixture
    def services(self) -> dict[str, Any]:
        return {"electricity": None}

    async def test_there_are_no_tariffs_to_compare(self, act: Act) -> None:
        with pytest.raises(ServiceValidationError, match="does not read electricity"):
            await act("compare_tariffs", subscribed_power=6)


async def test_anybody_may_ask_of_a_home_that_is_loaded(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    act: Act,
    hass_read_only_user: MockUser,
) -> None:
    context = Context(user_id=hass_read_only_user.id)
    assert (await act("compare_tariffs", context=context))["cheapest"]
    await hass.config_entries.async_unload(entry.entry_id)

    with pytest.raises(ServiceValidationError, match="not loaded"):
        await act("compare_tariffs")
