"""What the replies of Eau du Grand Lyon's partner API say (the brief), and what its refusals mean.

Every reply is JSON: `codeRetour` (100 is success), `libelleRetour` and `resultatRetour`. The label may quote what the
user typed, so it is read to understand a refusal and never repeated.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
import re
from typing import Final
import unicodedata

from . import (
    ConsentError,
    CredentialsError,
    SourceError,
    ThrottledError,
    TransientError,
)
from .http import Reply, raise_for_status
from .readings import IndexType, MeterIndex

SUCCESS: Final = 100
# Of the refusals only these two are known, and from memory only: a label that speaks is believed first.
_REFUSED_LOGIN: Final = -2
_REFUSED_KEY: Final = -1
_LABEL_NAMES_LOGIN: Final = re.compile(r"\b(identifiants?|mot de passe|login)\b")
_LABEL_NAMES_KEY: Final = re.compile(r"\b(auth ?key|cle)\b")

_PRINTED_DATE: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?")
_CONTRACT_NUMBER: Final = re.compile(r"[0-9A-Za-z_-]{1,32}")
_WHOLE_NUMBER: Final = re.compile(r"([+-]?[0-9]{1,16})(?:\.0*)?")
_LARGEST_CODE: Final = 99_999
"""A code is shown and logged: no longer number may pass for one, which could be that of a contract."""

_LARGEST_EXACT: Final = 2**53
"""Beyond it a JSON number is no longer exact, and no meter counts that far."""

_EMPTY: Final = (None, "")
_DOCUMENTED: Final = {"R", "T", "A", "D"}
_ROW_FIELDS: Final = {"DateReleve", "TypeAgregat", "ValeurIndex"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A reply that could be read, success or refusal."""

    code: int
    """codeRetour; the HTTP status of a refusal that has none."""

    label: str
    """libelleRetour in lower case without accents: to look into, never to show."""

    result: object
    """resultatRetour, as it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """What a successful log-in gives."""

    token: str
    contract_ids: Sequence[str]


def read_answer(reply: Reply) -> Answer:
    """Read a reply's envelope.

    Raises:
        ThrottledError: 429, or a 403 that is no JSON: the firewall's page against bursts.
        TransientError: `service_error` for another failing status, `bad_reply` for a body that is not the service's.

    """
    refused = reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
    if not refused:
        raise_for_status(reply)
    read = reply.json
    content = read if isinstance(read, dict) else None
    if content is None and reply.status == HTTPStatus.FORBIDDEN:
        raise ThrottledError("throttled", code="403", retry_after=reply.retry_after)
    if content is None and not refused:
        raise TransientError("bad_reply")
    content = content or {}
    code = _whole_number(content.get("codeRetour"))
    if refused and code in (None, SUCCESS):
        code = reply.status
    if code is None or abs(code) > _LARGEST_CODE:
        raise TransientError("bad_reply")
    label = content.get("libelleRetour")
    return Answer(
        code=code,
        label=_plain(label) if isinstance(label, str) else "",
        result=content.get("resultatRetour"),
    )


def log_in_error(answer: Answer) -> SourceError:
    """Return what a refused log-in means: the label's word counts before the code's."""
    code = str(answer.code)
    if _LABEL_NAMES_LOGIN.search(answer.label):
        return CredentialsError("invalid_login", code=code)
    if _LABEL_NAMES_KEY.search(answer.label):
        return CredentialsError("invalid_auth_key", code=code)
    if answer.code == _REFUSED_LOGIN:
        return CredentialsError("invalid_login", code=code)
    if answer.code in (_REFUSED_KEY, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return CredentialsError("invalid_auth_key", code=code)
    return TransientError("service_error", code=code)


def data_error(answer: Answer) -> SourceError:
    """Return what a refusal under a fresh token means: only a label can still blame the key, nothing the log-in."""
    code = str(answer.code)
    if _LABEL_NAMES_KEY.search(answer.label):
        return CredentialsError("invalid_auth_key", code=code)
    return TransientError("service_error", code=code)


def read_log_in(result: object) -> LogIn:
    """Read the token and num_abt, or list_num_abt where one log-in has several contracts: numbers or text.

    Raises:
        ConsentError: `no_contract`.
        TransientError: `bad_reply`.

    """
    if not isinstance(result, dict):
        raise TransientError("bad_reply")
    several = result.get("list_num_abt")
    if not isinstance(several, list | None):
        raise TransientError("bad_reply")
    numbers = [result.get("num_abt"), *(several or ())]
    contract_ids = [_contract_id(number) for number in numbers if number not in _EMPTY]
    if not contract_ids:
        raise ConsentError("no_contract")
    token = result.get("token")
    if not isinstance(token, str) or not token:
        raise TransientError("bad_reply")
    return LogIn(token=token, contract_ids=list(dict.fromkeys(contract_ids)))


def read_indexes(result: object) -> Sequence[MeterIndex]:
    """Read all rows, sorted, each day once; a null result is an empty one.

    When the service repeats a day, a meter change is kept before a real index, that before anything else, and of
    equals the last.

    Raises:
        TransientError: `bad_reply` for the whole reply when one row makes no sense.

    """
    if result is None:
        return []
    if not isinstance(result, list):
        raise TransientError("bad_reply")
    return _each_day_once(_reading(row) for row in result)


def undocumented_types(readings: Iterable[MeterIndex]) -> set[IndexType]:
    """Return the types among the readings whose meaning the brief leaves open."""
    return {reading.type for reading in readings if reading.type not in _DOCUMENTED}


def _reading(row: object) -> MeterIndex:
    # A field that is missing, unlike one that is null, means that this is no longer the API we know.
    if not isinstance(row, dict) or not row.keys() >= _ROW_FIELDS:
        raise TransientError("bad_reply")
    return MeterIndex(
        day=_printed_day(row["DateReleve"]),
        type=_index_type(row["TypeAgregat"]),
        index_l=_index(row["ValeurIndex"]),
    )


def _contract_id(number: object) -> str:
    """Return a contract number as text; it becomes part of names, so only plain characters will do."""
    text = str(number) if type(number) is int else number
    if not isinstance(text, str) or not _CONTRACT_NUMBER.fullmatch(text.strip()):
        raise TransientError("bad_reply")
    return text.strip()


def _printed_day(value: object) -> date:
    printed = _PRINTED_DATE.fullmatch(value) if isinstance(value, str) else None
    if printed is None:
        raise TransientError("bad_reply")
    try:
        return date.fromisoformat(printed[1])
    except ValueError:
        raise TransientError("bad_reply") from None


def _index_type(value: object) -> IndexType:
    if not isinstance(value, str | None):
        raise TransientError("bad_reply")
    try:
        return IndexType((value or "").strip())
    except ValueError:
        return IndexType.OTHER


def _index(value: object) -> int | None:
    if value in _EMPTY:
        return None
    number = _whole_number(value)
    if number is None:
        raise TransientError("bad_reply")
    return number


def _whole_number(value: object) -> int | None:
    """Return a JSON number, or the text of one, as an int; None when it is not exactly one."""
    if isinstance(value, str):
        printed = _WHOLE_NUMBER.fullmatch(value.strip())
        value = int(printed[1]) if printed else None
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    # `type` and not `isinstance`: true is an int to Python.
    if type(value) is int and abs(value) <= _LARGEST_EXACT:
        return value
    return None


def _plain(label: str) -> str:
    """Return the label in lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", label.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _each_day_once(readings: Iterable[MeterIndex]) -> list[MeterIndex]:
    ranked: dict[date, MeterIndex] = {}
    for reading in readings:
        known = ranked.get(reading.day)
        if known is None or _rank(reading) >= _rank(known):
            ranked[reading.day] = reading
    return [ranked[day] for day in sorted(ranked)]


def _rank(reading: MeterIndex) -> int:
    """Rank a repeated day's readings: a change explains the indexes around it, a wait explains nothing."""
    if reading.type is IndexType.METER_CHANGED:
        return 2
    return int(reading.type is IndexType.REAL and reading.index_l is not None)
