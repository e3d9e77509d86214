"""The parsers of files: those that a resident downloads, and those that the integration itself keeps."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from homeassistant.helpers.json import json_bytes
from homeassistant.util.json import json_loads_object

from custom_components.grandlyon_energy.csv_files import (
    CsvFile,
    CsvFileError,
    DailyVolume,
    ElectricityMeasures,
    WaterMeasures,
    read_csv_file,
)
from custom_components.grandlyon_energy.ledger.adopted import AdoptedDay
from custom_components.grandlyon_energy.ledger.asked import Asked
from custom_components.grandlyon_energy.ledger.base import Ledger
from custom_components.grandlyon_energy.ledger.electricity import (
    ElectricityDay,
    ElectricityLedger,
)
from custom_components.grandlyon_energy.ledger.files import (
    LedgerFiles,
    LedgerTooNewError,
)
from custom_components.grandlyon_energy.ledger.journal import StatisticState
from custom_components.grandlyon_energy.ledger.migrations import (
    ADOPTED_FILE,
    FORMAT_VERSION,
    STATE_FILE,
)
from custom_components.grandlyon_energy.ledger.water import WaterDay, WaterLedger
from custom_components.grandlyon_energy.metering.calendar import PARIS, day_hours
from custom_components.grandlyon_energy.metering.tariff.options import Colour
from custom_components.grandlyon_energy.metering.water import Attribution
from custom_components.grandlyon_energy.projection import (
    ElectricityProjection,
    WaterProjection,
)
from custom_components.grandlyon_energy.sources.readings import (
    Contract,
    CurvePoint,
    DailyEnergy,
    IndexType,
    MaximumPower,
    MeterIndex,
)

from ..csv_files.printing import curve_file, index_file, printed_curve
from .documents import Form
from .homes import TODAY, home
from .judging import check, check_rising, check_types, check_utc
from .parser import Parser, as_json

_DAYS: Final = tuple(date(2026, 10, 24) + timedelta(days=n) for n in range(4))
_WATER_DAYS: Final = tuple(date(2026, 11, 1) + timedelta(days=n) for n in range(12))

# Files that a resident downloads.


@cache
def _points() -> tuple[CurvePoint, ...]:
    """Two days of half-hours, one of which has 25 hours."""
    return tuple(
        CurvePoint(start=each.end - each.step, end=each.end, power_w=each.power_w)
        for day in _DAYS[:2]
        for each in home().electricity.curve(day)
        if each.power_w is not None
    )


def _history_curve() -> list[bytes]:
    lines = printed_curve(_points())
    point, kw = home().point_id, [line.replace(";", ";0.") for line in lines[:20]]
    return [
        curve_file(*lines, point=point).encode(),
        curve_file(*kw, point=point, direction="Production", unit="kW")
        .lstrip("\ufeff")
        .encode("cp1252"),
        (curve_file(*lines[:9], point=point) + curve_file(*kw)).encode(),
    ]


def _history_index() -> list[bytes]:
    lines = [
        (f"{day}T00:00:00+0{2 if day.month == 10 else 1}:00", 10_000_000 + 9_000 * n)
        for n, day in enumerate(_DAYS)
    ]
    return [index_file(*lines, point=home().point_id).encode()]


def _one_table() -> list[bytes]:
    heading = "Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unité;Horodate;Valeur;Nature;Pas"
    lines = [
        f"{home().point_id};2026-10-24;2026-10-26;PA;CONS;BRUT;W;{each.end.astimezone(PARIS):%Y-%m-%d %H:%M:%S};{each.power_w};B;PT30M"
        for each in _points()[:60]
    ]
    return ["\n".join([heading, *lines]).encode()]


def _workbook_days() -> list[bytes]:
    rows = [f"{day:%d/%m/%Y};{n},{n}5" for n, day in enumerate(_DAYS)]
    head = [
        "Consommation quotidienne",
        f"Point Référence Mesure (PRM) :;{home().point_id}",
        "Type de comptage :;Consommation",
        "",
        "Date;Valeur (en kWh)",
    ]
    return [
        "\n".join([*head, *rows, "28/10/2026;NA", "Total;10"]).encode("utf-8-sig"),
        "\n".join([*head, *rows]).replace(";", "\t").encode(),
    ]


def _workbook_curve() -> list[bytes]:
    head = [
        f"Point Référence Mesure (PRM) :;{home().point_id}",
        "Début;Fin;Valeur (en kW)",
    ]
    rows = [
        f"{each.start.astimezone(PARIS):%d/%m/%Y %H:%M};{each.end.astimezone(PARIS):%d/%m/%Y %H:%M};{each.power_w / 1000}"
        for each in _points()[:70]
    ]
    return ["\n".join([*head, *rows]).encode()]


def _water_file() -> list[bytes]:
    meter = home().water[home().contracts[0]]
    indexes = [
        f"{day:%d/%m/%Y};{meter.index_l(day) / 1000:.3f};Mesuré" for day in _WATER_DAYS
    ]
    volumes = [f"{day};{meter.litres(day)}" for day in _WATER_DAYS]
    number = f"Contrat;{home().contracts[0]}"
    return [
        "\n".join([number, "Date de relevé;Index (m³);Type", *indexes]).encode(),
        "\n".join(["Jour;Consommation (litres)", *volumes]).encode(),
        "\n".join(
            [
                "Jour,Consommation,Unité",
                *(f"{d},{n},L" for n, d in enumerate(_WATER_DAYS)),
            ]
        ).encode(),
    ]


def _measures(given: bytes) -> str:
    found: CsvFile = read_csv_file(given)
    if isinstance(found, WaterMeasures):
        return _water_measures(found)
    check_types(found, Sequence[ElectricityMeasures])
    check(any(each.points or each.energies for each in found), "no value, no error")
    for each in found:
        check_rising(((point.end, point.start) for point in each.points), "points")
        for point in each.points:
            check_utc(point.start)
            check_utc(point.end)
            check(point.start < point.end, "an interval without a length")
            check(0 <= point.power_w <= 1_000_000, "a power of no home")
        check_rising((energy.day for energy in each.energies), "days")
        check(
            all(0 <= one.energy_wh <= 24_000_000 for one in each.energies), "an energy"
        )
        point_id = each.point_id
        check(
            point_id is None or (len(point_id) == 14 and point_id.isdigit()), "a point"
        )
    return "read"


def _water_measures(found: WaterMeasures) -> str:
    check_types(found, WaterMeasures)
    check(not (found.indexes and found.volumes), "indexes and volumes")
    rows: Sequence[MeterIndex | DailyVolume] = found.indexes or found.volumes
    check_rising((each.day for each in rows), "days")
    check(bool(rows), "no value, no error")
    check(all((one.index_l or 0) >= 0 for one in found.indexes), "a negative index")
    check(all(one.volume_l >= 0 for one in found.volumes), "a negative volume")
    return "read, water"


def _csv(name: str, corpus: Callable[[], list[bytes]]) -> Parser:
    return Parser(
        name=f"File, {name}",
        form=Form.TABLE,
        corpus=corpus,
        read=_measures,
        documented=(CsvFileError,),
    )


# Files that the integration keeps.


@cache
def _electricity() -> ElectricityLedger:
    """A ledger that knows a bit of everything."""
    ledger, meter = ElectricityLedger(), home().electricity
    seen = _DAYS[-1]
    ledger.add_daily_energy(
        [DailyEnergy(day=day, energy_wh=meter.metered_wh(day)) for day in _DAYS],
        seen=seen,
    )
    maxima = [(day, *meter.true_maximum_power(day)) for day in _DAYS]
    ledger.add_maximum_power(
        [MaximumPower(day=day, at=at, power_va=va) for day, at, va in maxima], seen=seen
    )
    ledger.add_load_curve(_points(), seen=seen)
    ledger.fill_from_file(
        [DailyEnergy(day=date(2026, 1, 2), energy_wh=5000)], (), seen=seen
    )
    ledger.set_contract(
        Contract(
            segment="C5",
            state="SERVC",
            subscribed_power_va=9000,
            last_tariff_change=date(2025, 10, 3),
            off_peak_hours=home().off_peak_hours,
            future_off_peak_hours=home().future_off_peak_hours,
            meter_serial=home().meter_serial,
        ),
        read_on=seen,
    )
    ledger.see_colour(_DAYS[0], Colour.BLUE)
    ledger.set_uses_habits(True)
    ledger.set_learned("v2")
    _remember(ledger, "consumption")
    return ledger


@cache
def _water() -> WaterLedger:
    ledger, meter = WaterLedger(), home().water[home().contracts[0]]
    ledger.add_meter_indexes(
        [
            MeterIndex(
                day=day, type=kind, index_l=None if kind == "T" else meter.index_l(day)
            )
            for day, kind in zip(_WATER_DAYS, [*IndexType, *IndexType], strict=False)
        ],
        source="egl",
        seen=TODAY,
    )
    ledger.set_attribution(Attribution.PREVIOUS_DAY)
    ledger.set_log_in_numbers(home().contracts)
    _remember(ledger, "water")
    return ledger


def _remember(ledger: Ledger[Any], what: str) -> None:
    """Keep what every ledger keeps."""
    seen, now = _DAYS[-1], datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
    ledger.start_way("sge")
    ledger.set_poll_second(17)
    ledger.set_quiet_until(now)
    ledger.set_polled_at(now)
    ledger.set_priced_by("0123456789abcdef")
    ledger.mark_read(what, on=seen)
    ledger.mark_asked(what, _DAYS[:2], on=seen)
    ledger.mark_seen("meter_changed", seen)
    ledger.statistic(what, f"grandlyon_energy:{home().point_id}_{what}")
    ledger.mark_pending(what, _DAYS)
    hours = tuple((each, 1000 * n) for n, each in enumerate(day_hours(_DAYS[0])))
    ledger.adopt(what, {_DAYS[0]: AdoptedDay(source="recorder", hours=hours)})


def _files_of(ledger: Ledger[Any]) -> dict[str, dict[str, Any]]:
    """Return all of a ledger's files as they lie on the disk."""
    names = {STATE_FILE, *(f"{day.year:04}" for day in ledger.days)}
    if ledger.adopted.to_json():
        names.add(ADOPTED_FILE)
    ledger.save_failed(dict.fromkeys(names))
    return {
        name: {"version": FORMAT_VERSION, **content}
        for name, content in ledger.changes().items()
    }


def _older(state: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a state as versions 2 to 4 kept it, as far as they differ."""
    statistics = {
        key: {**each, "adopted": {"2025-01-01": {"1735689600": 6, "1735686000": 5}}}
        for key, each in state["statistics"].items()
    }
    oldest = {
        **state,
        "version": 1,
        "poll_minute": 17,
        "curve_asked": {"2025-03-04": [2, "2025-03-05"]},
        "read": ["energy", "max_power"],
        "statistics": statistics,
    }
    return [
        oldest,
        {**state, "version": 2, "statistics": statistics},
        {**state, "version": 3},
        {**state, "version": 4},
    ]


def _kept(make: Callable[[], Ledger[Any]], name: str) -> list[bytes]:
    """Return the ledger's files of one name, in every format."""
    files = _files_of(make())
    if name == "year":
        years = [content for key, content in files.items() if key.isdigit()]
        return [as_json(one) for one in years]
    content = files[name]
    older = _older(content) if name == STATE_FILE else []
    return [as_json(one) for one in (content, *older)]


def _loaded(kind: type[Ledger[Any]], name: str) -> Callable[[bytes], str]:
    on_disk = "2026" if name == "year" else name

    def read(given: bytes) -> str:
        ledger = kind()
        with TemporaryDirectory(prefix="fuzz-") as folder:
            path = Path(folder) / f"{on_disk}.json"
            path.write_bytes(given)
            damaged = LedgerFiles(path.parent).load(ledger.take)
        if damaged:
            check(damaged == [on_disk], "another file is damaged")
            check(
                _facts(ledger) == _facts(kind()),
                "of a damaged file something was taken",
            )
            return "damaged"
        _check_ledger(ledger)
        return "read"

    return read


def _facts(ledger: Ledger[Any]) -> dict[str, Any]:
    return {
        **vars(ledger),
        "adopted": ledger.adopted.to_json(),
        "asked": {what: each.days for what, each in ledger.asked.items()},
    }


def _check_ledger(ledger: Ledger[Any]) -> None:
    """Refuse a ledger that the rest of the integration could not work with."""
    check_types(ledger.statistics, dict[str, StatisticState])
    check_types([one.days for one in ledger.asked.values()], list[dict[date, Asked]])
    check_types((ledger.read, ledger.seen), tuple[dict[str, date], dict[str, date]])
    check_types((ledger.quiet_until, ledger.polled_at), tuple[datetime | None, ...])
    check_types((ledger.way, ledger.priced_by), tuple[str | None, ...])
    check_types(ledger.poll_second, int | None)
    check_types(ledger.lost, frozenset[str])
    for key in ledger.adopted.to_json():
        check_types(dict(ledger.adopted.of(key)), dict[date, AdoptedDay])
    for asked in ledger.asked.values():
        asked.due(_DAYS, TODAY)
    if isinstance(ledger, ElectricityLedger):
        _check_electricity(ledger)
    elif isinstance(ledger, WaterLedger):
        check_types(ledger.days, dict[date, WaterDay])
        check_types(ledger.attribution, str | None)
        check_types(ledger.log_in_numbers, frozenset[str] | None)
        WaterProjection(ledger, Attribution.PREVIOUS_DAY).volumes()
    check_kept(ledger)


def _check_electricity(ledger: ElectricityLedger) -> None:
    check_types(ledger.days, dict[date, ElectricityDay])
    check_types(ledger.contract, Contract)
    check_types(ledger.off_peak_seen, list[tuple[date, str]])
    check_types(ledger.off_peak_announced, tuple[date, str] | None)
    check_types(ledger.colours, dict[date, Colour])
    check_types((ledger.uses_habits,), tuple[bool | None])
    check_types(ledger.learned, str | None)
    projection = ElectricityProjection(ledger)
    projection.consumption(ledger.days.keys(), today=TODAY)
    projection.maximum_power()


def check_kept(ledger: Ledger[Any]) -> None:
    """Refuse a ledger that is another one once it was saved and read again."""
    again = type(ledger)()
    kept = _files_of(ledger)
    for name, content in kept.items():
        on_disk = json_loads_object(json_bytes(content))
        del on_disk["version"]
        again.take(name, dict(on_disk))
    check(_files_of(again) == kept, "what is saved is read otherwise")


def _ledger(
    kind: type[Ledger[Any]], make: Callable[[], Ledger[Any]], name: str
) -> Parser:
    service = "electricity" if kind is ElectricityLedger else "water"
    return Parser(
        name=f"Ledger, {service}, {name}",
        form=Form.JSON,
        corpus=lambda: _kept(make, name),
        read=_loaded(kind, name),
        documented=(LedgerTooNewError,),
    )


PARSERS: Final = (
    _csv("history, curve", _history_curve),
    _csv("history, indexes", _history_index),
    _csv("measures on demand", _one_table),
    _csv("workbook, days", _workbook_days),
    _csv("workbook, curve", _workbook_curve),
    _csv("water", _water_file),
    *(
        _ledger(kind, make, name)
        for kind, make in ((ElectricityLedger, _electricity), (WaterLedger, _water))
        for name in (STATE_FILE, "year", ADOPTED_FILE)
    ),
)
