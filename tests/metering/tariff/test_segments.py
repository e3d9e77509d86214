"""Which price class holds when on a local day."""

from datetime import date

import pytest

from custom_components.grandlyon_energy.metering.tariff.options import (
    CLASSES,
    Colour,
    PriceClass,
    TariffOption,
)
from custom_components.grandlyon_energy.metering.tariff.segments import (
    Segment,
    segments_of,
)
from custom_components.grandlyon_energy.metering.tariff.windows import OffPeakCalendar

from .made import (
    BASE,
    MARCH,
    NIGHT,
    NO_WINDOWS,
    OCTOBER,
    OFF_PEAK,
    PEAK,
    clock,
    every_day,
    no_colour,
)

DAY = date(2026, 6, 1)

type Hours = list[tuple[float, float, PriceClass | None]]


def seconds(*segments: tuple[float, float, PriceClass | None]) -> tuple[Segment, ...]:
    return tuple(
        (round(start * 3600), round(end * 3600), name) for start, end, name in segments
    )


@pytest.mark.parametrize(("day", "length"), [(DAY, 24), (MARCH, 23), (OCTOBER, 25)])
def test_base_holds_all_day(day: date, length: int) -> None:
    segments = segments_of(TariffOption.BASE, day, NO_WINDOWS, no_colour)

    assert segments == seconds((0, length, BASE))


@pytest.mark.parametrize(
    ("day", "windows", "segments"),
    [
        (
            DAY,
            every_day(NIGHT),
            [(0, 6.5, OFF_PEAK), (6.5, 22.5, PEAK), (22.5, 24, OFF_PEAK)],
        ),
        (
            MARCH,
            every_day(NIGHT),
            [(0, 5.5, OFF_PEAK), (5.5, 21.5, PEAK), (21.5, 23, OFF_PEAK)],
        ),
        (
            OCTOBER,
            every_day(NIGHT),
            [(0, 7.5, OFF_PEAK), (7.5, 23.5, PEAK), (23.5, 25, OFF_PEAK)],
        ),
        (
            DAY,
            every_day((clock(2), clock(7)), (clock(12), clock(15))),
            [
                (0, 2, PEAK),
                (2, 7, OFF_PEAK),
                (7, 12, PEAK),
                (12, 15, OFF_PEAK),
                (15, 24, PEAK),
            ],
        ),
        (DAY, every_day((0, clock(24))), [(0, 24, OFF_PEAK)]),
        # A window that March does not have.
        (MARCH, every_day((clock(2), clock(3))), [(0, 23, PEAK)]),
        # Windows are known, none on this day; and nothing is known.
        (date(2020, 1, 1), every_day(NIGHT, since=DAY), [(0, 24, None)]),
        (DAY, NO_WINDOWS, [(0, 24, None)]),
    ],
)
def test_peak_is_what_the_windows_leave(
    day: date, windows: OffPeakCalendar, segments: Hours
) -> None:
    assert segments_of(TariffOption.PEAK_OFF_PEAK, day, windows, no_colour) == seconds(
        *segments
    )


COLOURS = {
    DAY: Colour.RED,
    date(2026, 5, 31): Colour.WHITE,
    MARCH: Colour.BLUE,
    date(2026, 3, 28): Colour.RED,
    OCTOBER: Colour.WHITE,
    date(2026, 10, 24): Colour.BLUE,
}


@pytest.mark.parametrize(
    ("day", "segments"),
    [
        (
            DAY,
            [
                (0, 6, PriceClass.WHITE_OFF_PEAK),
                (6, 22, PriceClass.RED_PEAK),
                (22, 24, PriceClass.RED_OFF_PEAK),
            ],
        ),
        (
            date(2026, 6, 2),
            [(0, 6, PriceClass.RED_OFF_PEAK), (6, 22, None), (22, 24, None)],
        ),
        (
            date(2026, 5, 31),
            [
                (0, 6, None),
                (6, 22, PriceClass.WHITE_PEAK),
                (22, 24, PriceClass.WHITE_OFF_PEAK),
            ],
        ),
        (
            MARCH,
            [
                (0, 5, PriceClass.RED_OFF_PEAK),
                (5, 21, PriceClass.BLUE_PEAK),
                (21, 23, PriceClass.BLUE_OFF_PEAK),
            ],
        ),
        (
            OCTOBER,
            [
                (0, 7, PriceClass.BLUE_OFF_PEAK),
                (7, 23, PriceClass.WHITE_PEAK),
                (23, 25, PriceClass.WHITE_OFF_PEAK),
            ],
        ),
    ],
)
def test_a_tempo_day_runs_from_six_to_six_whatever_the_windows_say(
    day: date, segments: Hours
) -> None:
    windows = every_day((clock(12), clock(15)))

    assert segments_of(TariffOption.TEMPO, day, windows, COLOURS.get) == seconds(
        *segments
    )


def test_every_option_has_its_own_classes() -> None:
    names = {option: [str(name) for name in CLASSES[option]] for option in CLASSES}

    assert names == {
        TariffOption.BASE: ["base"],
        TariffOption.PEAK_OFF_PEAK: ["peak", "off_peak"],
        TariffOption.TEMPO: [
            "blue_peak",
            "blue_off_peak",
            "white_peak",
            "white_off_peak",
            "red_peak",
            "red_off_peak",
        ],
    }
