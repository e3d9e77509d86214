"""Which price is in force at an instant, and until when."""

from datetime import UTC, date, datetime

import pytest

from custom_components.grandlyon_energy.metering.tariff.dated import Timeline
from custom_components.grandlyon_energy.metering.tariff.now import PriceNow, price_at
from custom_components.grandlyon_energy.metering.tariff.options import (
    Colour,
    ElectricityTariff,
    PriceClass,
)
from custom_components.grandlyon_energy.metering.tariff.windows import OffPeakCalendar

from .made import (
    BASE,
    NIGHT,
    NO_WINDOWS,
    OFF_PEAK,
    PEAK,
    base,
    every_day,
    no_colour,
    peak_off_peak,
    tempo,
)


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def at(
    instant: datetime,
    *tariffs: ElectricityTariff,
    windows: OffPeakCalendar = NO_WINDOWS,
) -> PriceNow | None:
    return price_at(instant, Timeline(tariffs), windows, no_colour)


@pytest.mark.parametrize(
    ("instant", "price_class", "until"),
    [
        # 1 June in France is two hours ahead: 06:30 is 04:30, 22:30 is 20:30.
        (utc(6, 1, 4, 29), OFF_PEAK, utc(6, 1, 4, 30)),
        (utc(6, 1, 4, 30), PEAK, utc(6, 1, 20, 30)),
        (utc(6, 1, 20, 29), PEAK, utc(6, 1, 20, 30)),
        # A night goes on past midnight.
        (utc(6, 1, 20, 30), OFF_PEAK, utc(6, 2, 4, 30)),
        # In the night of 25 October 06:30 comes to be 05:30.
        (utc(10, 24, 21), OFF_PEAK, utc(10, 25, 5, 30)),
    ],
)
def test_a_window_says_until_when(
    instant: datetime, price_class: PriceClass, until: datetime
) -> None:
    tariff = peak_off_peak(206_500, 157_900)

    assert at(instant, tariff, windows=every_day(NIGHT)) == PriceNow(
        price_class=price_class,
        micro_eur=206_500 if price_class is PEAK else 157_900,
        until=until,
    )


def test_a_new_price_ends_the_old_one_at_midnight() -> None:
    old, new = base(201_600), base(194_000, since=date(2026, 6, 2))

    assert at(utc(6, 1, 12), old, new) == PriceNow(
        price_class=BASE,
        micro_eur=201_600,
        until=utc(6, 1, 22),
    )
    after = at(utc(6, 1, 22), old, new)
    assert after is not None
    assert after.micro_eur == 194_000


def test_a_new_tariff_of_the_same_price_ends_nothing() -> None:
    same = base(194_000, since=date(2026, 6, 2))

    now = at(utc(6, 1, 12), base(194_000), same)

    assert now is not None
    assert now.until is None


def test_before_the_first_tariff_and_before_the_first_windows_there_is_no_price() -> (
    None
):
    since = date(2026, 6, 2)

    assert at(utc(6, 1, 12)) is None
    assert at(utc(6, 1, 12), base(194_000, since=since)) is None
    assert (
        at(
            utc(6, 1, 12),
            peak_off_peak(206_500, 157_900),
            windows=every_day(NIGHT, since=since),
        )
        is None
    )


def test_a_colour_that_is_not_known_yet_ends_the_price_at_six() -> None:
    """Red from 1 June 06:00: its night lasts until 2 June 06:00, 04:00 UTC, and nobody knows what follows."""
    colours = {date(2026, 6, 1): Colour.RED}

    def at_tempo(instant: datetime) -> PriceNow | None:
        return price_at(instant, Timeline([tempo()]), NO_WINDOWS, colours.get)

    assert at_tempo(utc(6, 1, 21)) == PriceNow(
        price_class=PriceClass.RED_OFF_PEAK,
        micro_eur=157_500,
        until=utc(6, 2, 4),
    )
    assert at_tempo(utc(6, 1, 3, 59)) is None
    assert at_tempo(utc(6, 2, 4)) is None
