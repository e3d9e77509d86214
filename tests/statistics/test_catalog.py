"""What the statistics are called and what the recorder is told of them."""

from collections.abc import Callable

from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.ids import (
    CONSUMPTION,
    MAX_POWER,
    WATER,
    statistic_id,
)
from custom_components.grandlyon_energy.statistics.catalog import async_statistic_names
from custom_components.grandlyon_energy.statistics.statistic import Statistic

NAMES = {
    "en": ("Electricity", "Maximum power", "Water"),
    "fr": ("Électricité", "Puissance maximale", "Eau"),
    # Home Assistant falls back to English.
    "de": ("Electricity", "Maximum power", "Water"),
}


@pytest.mark.usefixtures("enable_custom_integrations")
@pytest.mark.parametrize("language", NAMES)
async def test_a_statistic_says_home_and_kind_in_the_language_of_home_assistant(
    hass: HomeAssistant, language: str
) -> None:
    hass.config.language = language
    hass.config.location_name = "Chez nous"

    names = await async_statistic_names(hass)

    assert tuple(names[key] for key in (CONSUMPTION, MAX_POWER, WATER)) == tuple(
        f"Chez nous · {kind}" for kind in NAMES[language]
    )


@pytest.mark.parametrize(
    ("key", "unit", "unit_class", "mean_type", "has_sum"),
    [
        (CONSUMPTION, "kWh", "energy", StatisticMeanType.NONE, True),
        (MAX_POWER, "VA", "apparent_power", StatisticMeanType.ARITHMETIC, False),
        (WATER, "L", "volume", StatisticMeanType.NONE, True),
    ],
)
def test_the_recorder_is_told_unit_class_and_kind(
    make: Callable[..., Statistic],
    key: str,
    unit: str,
    unit_class: str,
    mean_type: StatisticMeanType,
    has_sum: bool,
) -> None:
    statistic = make(key, meter="09876543210123")

    metadata = statistic.metadata
    assert metadata["statistic_id"] == f"grandlyon_energy:09876543210123_{key}"
    assert metadata["unit_of_measurement"] == unit
    assert metadata["unit_class"] == unit_class
    assert (metadata["mean_type"], metadata["has_sum"]) == (mean_type, has_sum)
    assert str(metadata["name"]).endswith(" ···0123")
    assert "098765" not in str(metadata["name"])


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("09876543210123", "grandlyon_energy:09876543210123_water"),
        ("AB-12/34", "grandlyon_energy:ab_12_34_water"),
        ("__A  1__", "grandlyon_energy:a_1_water"),
    ],
)
def test_an_id_is_what_the_recorder_takes(number: str, expected: str) -> None:
    assert statistic_id(number, WATER) == expected
