"""What a perfect client of the services of water can know, and what nobody can."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from .home import Home
from .localtime import ONE_DAY, days, months_before
from .portal import HISTORY_MONTHS
from .water import PortalRow, WaterMeter

PARTNER_MONTHS: Final = 36
"""How far back the partner service is asked."""

type Known = tuple[dict[str, int], dict[str, str]]
"""The litres of each day that is known, and why other days are not; days are ISO texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Register:
    """A register that a client has read at the midnight that opens a day."""

    day: date
    kind: str
    wrong: bool


type _WhyNot = Callable[[_Register, _Register], str | None]


def waters_truth(
    home: Home, service: str, *, today: date, newest_index: bool
) -> dict[str, Known]:
    """Return what a service of water, egl or portal, lets know of each contract.

    Raises:
        ValueError: when there is no such service.

    """
    match service:
        case "egl":
            first = months_before(today, PARTNER_MONTHS) + ONE_DAY
            return {
                contract: water_truth(meter, today=today, first=first)
                for contract, meter in home.water.items()
            }
        case "portal":
            first = months_before(today, HISTORY_MONTHS) + ONE_DAY
            return {
                contract: portal_truth(
                    meter, today=today, first=first, newest_index=newest_index
                )
                for contract, meter in home.water.items()
            }
        case _:
            raise ValueError(f"There is no service {service} of water")


def water_truth(meter: WaterMeter, *, today: date, first: date) -> Known:
    """Return what the partner service's readings visible on `today` tell of the days from `first` on."""
    registers = [
        _Register(day=row.day, kind=row.kind, wrong=row.wrong)
        for row in meter.readings(today).values()
        if row.day >= first and row.kind in ("R", "D")
    ]

    def why_not(opens: _Register, closes: _Register) -> str | None:
        if closes.kind == "D" and not meter.last_index_on_change:
            return "meter changed: the old one's last index was not published"
        if opens.kind == "D" and meter.last_index_on_change:
            return "meter changed: the new one's first index was not published"
        return None

    return _known(meter, registers, why_not)


def portal_truth(
    meter: WaterMeter, *, today: date, first: date, newest_index: bool
) -> Known:
    """Return what the customers' portal's rows visible on `today` tell of the days from `first` on."""
    rows = meter.portal_rows(today, newest_index=newest_index)
    registers = _portal_registers([row for row in rows if row.day >= first])

    def why_not(_: _Register, closes: _Register) -> str | None:
        if closes.day in meter.changes:
            return "meter changed: the old one's last index was not published"
        return None

    return _known(meter, registers, why_not)


def _portal_registers(rows: list[PortalRow]) -> Iterable[_Register]:
    """Return the registers that are printed, and those that follow from a day's own register and litres.

    Litres of 0 say nothing: a day is published with 0 and filled in later.
    """
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        if row.index_l is None:
            continue
        yield _Register(day=row.day, kind="R", wrong=row.wrong)
        if row.used_l and (after is None or after.index_l is None):
            yield _Register(day=row.day + ONE_DAY, kind="R", wrong=False)


def _known(
    meter: WaterMeter, registers: Iterable[_Register], why_not: _WhyNot
) -> Known:
    """Return what lies between each register and the next."""
    known: dict[str, int] = {}
    unknowable: dict[str, str] = {}
    opens: _Register | None = None
    for closes in registers:
        if opens is not None:
            between = days(opens.day, closes.day)
            reason = _wrong(opens, closes) or why_not(opens, closes)
            if reason is None and len({meter.litres(day) for day in between}) > 1:
                reason = "inside a gap of the readings"
            for day in between:
                if reason is None:
                    known[day.isoformat()] = meter.litres(day)
                else:
                    unknowable[day.isoformat()] = reason
        opens = closes
    return known, unknowable


def _wrong(opens: _Register, closes: _Register) -> str | None:
    if opens.wrong or closes.wrong:
        return "published wrongly, not filled in yet"
    return None
