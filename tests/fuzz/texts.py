"""The parsers of what people type or paste, of what a contract prints, and of what another integration recorded."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
import re
from types import SimpleNamespace
from typing import Any, Final

from custom_components.grandlyon_energy.csv_files import CsvFileError
from custom_components.grandlyon_energy.diagnosis.text import masked
from custom_components.grandlyon_energy.flow.checks import FormError, check_form, tidied
from custom_components.grandlyon_energy.flow.tariffs.calendar_text import (
    MOST_DAYS,
    read_calendar,
    show_calendar,
)
from custom_components.grandlyon_energy.flow.tariffs.checks import FieldError
from custom_components.grandlyon_energy.flow.tariffs.season_text import (
    read_month_day,
    show_month_day,
)
from custom_components.grandlyon_energy.flow.tariffs.tiers_text import (
    read_tiers,
    show_tiers,
)
from custom_components.grandlyon_energy.ids import statistic_id
from custom_components.grandlyon_energy.metering.foreign import (
    ForeignRow,
    amounts_by_day,
    energy_hours,
    water_row,
)
from custom_components.grandlyon_energy.metering.tariff.colour_words import (
    colour_of_word,
)
from custom_components.grandlyon_energy.metering.tariff.options import Colour
from custom_components.grandlyon_energy.metering.tariff.windows import (
    MINUTES_A_DAY,
    within_day,
)
from custom_components.grandlyon_energy.metering.tariff.windows_text import (
    format_windows,
    parse_windows,
)
from custom_components.grandlyon_energy.services.allowed_file import read_allowed_file
from custom_components.grandlyon_energy.sources.conso_api.token import (
    check_token,
    token_expiry,
)
from custom_components.grandlyon_energy.sources.http import checked_base_url
from custom_components.grandlyon_energy.sources.sge.identity import street_variants
from custom_components.grandlyon_energy.sources.stamps import (
    parse_stamp,
    printed_day,
    resolve,
)

from .documents import Form
from .homes import NOW, home
from .judging import check, check_rising, check_types, check_utc
from .parser import Parser, as_text


def _windows(given: bytes) -> str:
    windows = parse_windows(as_text(given))
    check(bool(windows), "no window, no error")
    for start, end in windows:
        check(0 <= start < MINUTES_A_DAY and 0 <= end <= MINUTES_A_DAY, "no clock")
        check(start != end, "a window without a length")
    check_rising(within_day(windows), "windows of a day")
    check(
        parse_windows(format_windows(windows)) == windows, "shown otherwise than read"
    )
    return "read"


def _tiers(given: bytes) -> str:
    tiers = read_tiers(as_text(given))
    check_types(tiers, list[list[float | None]])
    check(tiers[-1][0] is None, "the last tier has an end")
    check_rising([limit for limit, _ in tiers[:-1]], "limits")
    for french in (False, True):
        check(read_tiers(show_tiers(tiers, french=french)) == tiers, "shown otherwise")
    return "read"


def _calendar(given: bytes) -> str:
    for others_are_blue in (False, True):
        colours = read_calendar(as_text(given), others_are_blue=others_are_blue)
        check_types(colours, dict[date, Colour])
        check_rising(colours, "days")
        check(0 < len(colours) <= MOST_DAYS, "none, or too many")
    kept = {day.isoformat(): colour.value for day, colour in colours.items()}
    for french in (False, True):
        shown = show_calendar(kept, french=french)
        check(read_calendar(shown, others_are_blue=False) == colours, "shown otherwise")
    return "read"


def _season(given: bytes) -> str:
    kept = read_month_day(as_text(given))
    check(read_month_day(show_month_day(kept)) == kept, "shown otherwise than read")
    return "read"


def _colour(given: bytes) -> str:
    return colour_of_word(as_text(given)) or "none"


def _address(given: bytes) -> str:
    url = checked_base_url(as_text(given))
    check(bool(url.host) and url.scheme in ("http", "https"), "no address of a service")
    check(str(url / "route").startswith(str(url)), "a route that is elsewhere")
    return "read"


_FORM: Final = {
    "last_name": "Canut-Lumière",
    "first_name": "Élodie",
    "address": "27 rue de la Soie Dorée",
    "city": "Lyon",
    "postal_code": "69 003",
    "point_id": "09 876 543 210 987",
    "api_key": "0123456789abcdef",
    "sge_login": "self-data@metropole.example.com",
    "password": "geheim",
    "auth_key": "0123456789ABCDEF",
    "token": "Bearer eyJh.eyJz.c2ln",
    "login": "elodie@home.example.com",
    "consent_daily": True,
    "gateway": {"base_url": "https://gateway.example/sge", "measures_route": "a/1.0"},
}


def _form(given: bytes) -> str:
    """Put each line of the input into the field of its turn."""
    lines = as_text(given).split("\n")
    typed: dict[str, Any] = dict(zip(_FORM, lines, strict=False))
    gateway = dict(
        zip(("base_url", "measures_route"), lines[len(_FORM) :], strict=False)
    )
    typed |= {"gateway": {**_FORM["gateway"], **gateway}, "consent_daily": True}  # type: ignore[dict-item]
    form = tidied(typed)
    check_form(form)
    point_id = form.get("point_id", "0" * 14)
    check(point_id.isascii() and point_id.isdigit() and len(point_id) == 14, "a point")
    return "read"


def _street(given: bytes) -> str:
    variants = street_variants(as_text(given))
    check(len(variants) == len(set(variants)) <= 5, "too many, or one twice")
    check(all(0 < len(each) <= 38 for each in variants), "longer than a postal line")
    return "read" if variants else "read, none"


def _masked(given: bytes) -> str:
    shown = masked(as_text(given)) or ""
    check(len(shown) <= 100, "too long")
    check(not re.search("[0-9]{5}", shown), "a long number")
    return "read"


def _stamps(given: bytes) -> str:
    """Read each line as a date and time, and as a date."""
    lines = as_text(given).split("\n")
    stamps = [parse_stamp(line) for line in lines]
    for stamp, instant in zip(stamps, resolve(stamps), strict=True):
        check_utc(instant)
        check(abs(instant.date() - stamp.day) <= timedelta(days=2), "another day")
    for line, stamp in zip(lines, stamps, strict=True):
        check(printed_day(line) == stamp.day, "another date")
    return "read"


def _token(given: bytes) -> str:
    token = as_text(given).strip()
    expiry = token_expiry(token)
    check_types(expiry, datetime | None)
    check_token(token, home().point_id, now=NOW)
    check(token.isascii() and token.isprintable(), "no header can carry it")
    return "read" if expiry else "read, without an end"


def _file_name(given: bytes) -> str:
    read_allowed_file(_config(), as_text(given))  # type: ignore[arg-type]
    return "read"


@cache
def _config() -> SimpleNamespace:
    """What the action asks of Home Assistant: one folder is allowed, this one."""
    folder = Path(__file__).parent
    return SimpleNamespace(
        media_dirs={"local": str(folder)},
        path=lambda name: str(folder / name),
        is_allowed_path=lambda path: Path(path).is_relative_to(folder),
    )


def _rows(given: bytes) -> str:
    """Read lines of an hour, a state and a sum as rows of another integration's statistic."""
    start = datetime(2026, 10, 24, tzinfo=UTC)
    rows = []
    for line in as_text(given).split("\n"):
        hours, state, total = (*map(_integer, line.split(";")), None, None, None)[:3]
        if hours is not None and total is not None:
            at = start + timedelta(hours=hours % 20_000)
            rows.append(ForeignRow(start=at, state=state, sum=total))
    rows.sort(key=lambda row: row.start)
    for before in (None, 0):
        for day, amounts in amounts_by_day(rows, before=before).items():
            if amounts is None:
                continue
            check(all(amount >= 0 for _, amount in amounts), "a negative amount")
            for taken in (energy_hours(day, amounts), water_row(day, amounts)):
                same = taken is None or _total(taken) == _total(amounts)
                check(same, "an amount is lost")
    return "read" if rows else "read, none"


def _integer(text: str) -> int | None:
    try:
        return int(text[:30])
    except ValueError:
        return None


def _total(amounts: Sequence[tuple[datetime, int]]) -> int:
    return sum(amount for _, amount in amounts)


def _statistic(given: bytes) -> str:
    made = statistic_id(as_text(given), "water")
    check(made.isascii() and made == made.lower(), "an id that the recorder refuses")
    return "read"


def _text(
    name: str,
    read: Callable[[bytes], str],
    examples: Sequence[str],
    documented: tuple[type[Exception], ...] = (),
    **more: Any,
) -> Parser:
    return Parser(
        name=name,
        form=Form.TEXT,
        corpus=lambda: [each.encode() for each in examples],
        read=read,
        documented=documented,
        **more,
    )


def _foreign_rows() -> list[str]:
    return [
        "\n".join(f"{hour};{hour * 7 % 50};{hour * 40}" for hour in range(60)),
        "\n".join(f"{24 * day};;{day * 9000 % 30000}" for day in range(9)),
    ]


_CALENDAR: Final = "\n".join(
    [
        "Date;Couleur",
        *(
            f"{n:02}/11/2026;{('Bleu', 'BLANC', 'tempo_rouge')[n % 3]}"
            for n in range(1, 20)
        ),
    ]
)

PARSERS: Final = (
    _text(
        "Off-peak hours",
        _windows,
        [
            "HC (22H30-6H30)",
            "HC (22H00-6H00;12H00-14H00)",
            "de 23:30 à 7:30, 12h-14h",
            "0H38-5H38 ; 14H08-17H08",
            "22:30-06:30",
        ],
        (ValueError,),
    ),
    _text(
        "Tiers of water",
        _tiers,
        [
            "12 : 0\n180 : 1,8642\n2,13",
            "0-12 m³ : 0 €/m³\nde 13 à 180 m3 = 1.5 € par m3\nau-delà de 180 : 2",
            "1.2",
        ],
        (FieldError,),
        may_quote=True,
    ),
    _text(
        "Tempo calendar",
        _calendar,
        [_CALENDAR, "2026-11-01 blue\n2026-11-02 🔴\n", "1/11/26,white"],
        (FieldError,),
        may_quote=True,
    ),
    _text("Day of a season", _season, ["01/04", " 31-10 ", "29.2"], (FieldError,)),
    _text("Colour", _colour, ["Bleu", "tempo_red", "Rouge HP", "⚪\ufe0f"]),
    _text(
        "Address of a service",
        _address,
        [
            "https://gateway.example:8443/sge/",
            "http://127.0.0.1:8080",
            "https://[::1]/a%20b",
            "https://user:word@host.example/?a=b#c",
        ],
        doors=(checked_base_url,),
    ),
    _text(
        "Form of a service",
        _form,
        ["\n".join([*(str(each) for each in list(_FORM.values())[:12]), "", ""])],
        (FormError,),
    ),
    _text(
        "Street",
        _street,
        [
            "27 rue de la Soie Dorée",
            "3 bis, avenue du Maréchal de Saxe",
            "12 ALL DES CÈDRES",
        ],
    ),
    _text("Label in diagnostics", _masked, ["BT<=36 kVA 0123456789 a@b.example"]),
    _text(
        "Stamps",
        _stamps,
        [
            "2022-01-05T00:30:00.000+01:00",
            "2026-10-25 02:30:00\n2026-10-25 02:30:00",
            "2026-03-29T02:30:00+01:00\n2026-12-31T24:00:00Z",
        ],
        (ValueError, OverflowError),
    ),
    Parser(
        name="Conso API token",
        form=Form.TEXT,
        corpus=lambda: [home().conso_token.encode(), b"a.eyJleHAiOjFlOTl9.b"],
        read=_token,
        doors=(check_token,),
    ),
    _text(
        "Name of a file",
        _file_name,
        ["homes.py", "/etc/passwd", "../fuzz/homes.py", "a/b.csv"],
        (CsvFileError,),
    ),
    _text("Rows of another integration", _rows, _foreign_rows()),
    _text("Id of a statistic", _statistic, ["09876543210987", "AB-12_é"]),
)
