"""What must hold whatever was read: the declared types, order, no secret in a text, a bound on time and memory."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from functools import cache
import logging
from math import isfinite
import re
import resource
import time
from types import UnionType
from typing import (
    Any,
    Final,
    TypeAliasType,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

MOST_SECONDS: Final = 0.5
"""Of this thread's processor time, for one input of at most 100 kB."""

MOST_BYTES: Final = 150 * 2**20
"""By how much one input may raise the memory of the process."""

_CHANCES: Final = 3
"""Another process may have taken the cache away: only what is slow each time is slow."""


class UndocumentedError(AssertionError):
    """Something came out that no docstring promises."""


def check(holds: bool, what: str) -> None:
    """Refuse a result."""
    if not holds:
        raise UndocumentedError(what)


def check_types(value: object, hint: Any, where: str = "result") -> None:
    """Refuse a value that is not what its annotation says, at any depth.

    A number is finite, a bool is no int, a datetime is aware, a text can be written as UTF-8.
    """
    if isinstance(hint, TypeAliasType):
        hint = hint.__value__
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any or hint is object:
        return
    if origin in (Union, UnionType):
        check(any(_is(value, each) for each in arguments), f"{where}: {type(value)}")
    elif origin is tuple and arguments[-1] is not ...:
        check(
            isinstance(value, tuple) and len(value) == len(arguments),
            f"{where}: {type(value)}",
        )
        for each, of in zip(value, arguments, strict=True):  # type: ignore[call-overload]
            check_types(each, of, where)
    elif origin is not None and issubclass(origin, Mapping):
        check(isinstance(value, Mapping), f"{where}: {type(value)}")
        for key, each in value.items():  # type: ignore[attr-defined]
            check_types(key, arguments[0], where)
            check_types(each, arguments[1], where)
    elif origin is not None and issubclass(origin, Collection):
        check(
            isinstance(value, Collection) and not isinstance(value, str | bytes),
            f"{where}: {type(value)}",
        )
        for each in value:  # type: ignore[attr-defined]
            check_types(each, arguments[0], where)
    else:
        _check_plain(value, hint, where)


def _is(value: object, hint: Any) -> bool:
    try:
        check_types(value, hint)
    except UndocumentedError:
        return False
    return True


def _check_plain(value: object, hint: Any, where: str) -> None:
    if hint is None or hint is type(None):
        check(value is None, f"{where}: {type(value)}")
        return
    if hint is float:
        check(type(value) in (int, float), f"{where}: {type(value)}")
        check(isfinite(value), where)  # type: ignore[arg-type]
        return
    right = type(value) is hint if hint in (int, bool) else isinstance(value, hint)
    if hint is date:
        # A test under a frozen clock may have left days of a kind of its own in a cache.
        right = right and not isinstance(value, datetime)
    check(right, f"{where}: {type(value)}")
    if isinstance(value, datetime):
        check(value.utcoffset() is not None, f"{where}: naive")
    elif isinstance(value, str):
        check(not _SURROGATE.search(value), f"{where}: a lone surrogate")
    elif is_dataclass(value):
        kind: Any = type(value)
        for name, of in _fields(kind):
            check_types(getattr(value, name), of, f"{kind.__name__}.{name}")


_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@cache
def _fields(kind: Any) -> list[tuple[str, Any]]:
    hints = get_type_hints(kind)
    return [(field.name, hints[field.name]) for field in fields(kind)]


def check_rising(keys: Iterable[Any], what: str) -> None:
    """Refuse what is not sorted with each key once."""
    listed = list(keys)
    check(listed == sorted(set(listed)), f"{what}: not sorted, or not each once")


def check_utc(instant: datetime) -> None:
    """Refuse an instant that is not aware UTC."""
    check(instant.utcoffset() == timedelta(), "not UTC")


@cache
def documented_reasons(*doors: Any) -> frozenset[str]:
    """Return the reasons that docstrings name, in backquotes."""
    said = " ".join(door.__doc__ or "" for door in doors)
    return frozenset(re.findall(r"`([a-z_]+)`", said))


class Overheard(logging.Handler):
    """What the integration logs meanwhile."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
        if record.exc_info and record.exc_info[1]:
            self.said += texts_of(record.exc_info[1])


def texts_of(error: BaseException) -> Iterator[str]:
    """Yield all that a log would show of an error and of those behind it."""
    shown: BaseException | None = error
    while shown is not None:
        yield f"{type(shown).__name__}: {shown}"
        yield repr(shown)
        yield repr(getattr(shown, "__dict__", {}))
        shown = shown.__cause__ or (
            None if shown.__suppress_context__ else shown.__context__
        )


def check_discreet(texts: Iterable[str], secrets: Sequence[str]) -> None:
    """Refuse texts with a secret in them."""
    for text in texts:
        for secret in secrets:
            check(secret not in text, f"a secret is told in: {text[:80]}")


class Bounds:
    """Measures one reading."""

    def __init__(self) -> None:
        self._begun = time.thread_time()
        self._bytes = _peak()

    def check(self, again: Any) -> None:
        """Refuse what took too long, each time anew, or too much memory."""
        check(_peak() - self._bytes < MOST_BYTES, "it takes too much memory")
        seconds = time.thread_time() - self._begun
        for _ in range(_CHANCES - 1):
            if seconds < MOST_SECONDS:
                return
            begun = time.thread_time()
            again()
            seconds = time.thread_time() - begun
        check(seconds < MOST_SECONDS, f"it takes {seconds:.1f} s")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
