"""Files as a resident of the home would download them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.metering.calendar import day_start
from custom_components.grandlyon_energy.sources.readings import CurvePoint

from ...conftest import TODAY
from ...csv_files.printing import curve_file, printed_curve
from ...emulator import Home
from ..conftest import YOUNG

HALF_HOUR = timedelta(minutes=30)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def span(first: int, last: int) -> list[date]:
    """The days from so many days ago to so many days ago, both included."""
    return [ago(number) for number in range(first, last - 1, -1)]


OLDER = span(YOUNG + 5, YOUNG + 1)


def half_hours_w(home: Home, day: date) -> Sequence[int]:
    """The true powers of a day, also of the one who lived there before."""
    true = home.electricity.half_hours_w(day)
    if day >= home.electricity.commissioned:
        return true
    return [200 + 2 * ((day.toordinal() * 7 + n * 13) % 450) for n in range(len(true))]


def day_wh(home: Home, day: date) -> int:
    return sum(half_hours_w(home, day)) // 2


def curve_of(home: Home, days: Iterable[date]) -> list[CurvePoint]:
    """The true half-hours of days."""
    return [
        CurvePoint(
            start=day_start(day) + number * HALF_HOUR,
            end=day_start(day) + (number + 1) * HALF_HOUR,
            power_w=power_w,
        )
        for day in days
        for number, power_w in enumerate(half_hours_w(home, day))
    ]


def curve_of_days(home: Home, days: Iterable[date], **more: str) -> str:
    """The history file of days."""
    return curve_file(
        *printed_curve(curve_of(home, days)), **{"point": home.point_id, **more}
    )


def sheet_of_days(
    home: Home, days: Iterable[date], *, kind: str = "Consommation Quotidienne"
) -> str:
    """The sheet of daily energies."""
    return "\n".join(
        [
            f"Point Référence Mesure (PRM) :;{home.point_id};Type de comptage :;{kind}",
            "Date;Valeur (en kWh)",
            *(
                f"{day:%d/%m/%Y};{day_wh(home, day) / 1000:.3f}".replace(".", ",")
                for day in days
            ),
        ]
    )


def true_kwh(home: Home, days: Iterable[date]) -> dict[date, float]:
    return {day: day_wh(home, day) / 1000 for day in days}


def water_file(*lines: str, heading: str = "Date;Index (L)", contract: str = "") -> str:
    above = [f"N° de contrat;{contract}"] if contract else []
    return "\n".join([*above, heading, *lines])


def known_indexes(entry: MockConfigEntry) -> dict[date, int]:
    """The indexes that the home's first water contract knows, without those that say nothing."""
    readings = entry.runtime_data.water.meters[0].ledger.readings()
    return {each.day: each.index_l for each in readings if each.index_l}
