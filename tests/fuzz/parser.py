"""A parser of the integration: what it is fed with, how it is asked, and what may come out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
import json
import logging
from typing import Any, Final

from custom_components.grandlyon_energy.sources import (
    ConsentError,
    CredentialsError,
    NoDataError,
    SourceError,
    ThrottledError,
    TransientError,
)

from .documents import Document, Form, cut
from .homes import secrets
from .judging import (
    Bounds,
    Overheard,
    UndocumentedError,
    check,
    check_discreet,
    documented_reasons,
    texts_of,
)

_LOGGER: Final = logging.getLogger("custom_components.grandlyon_energy")
_MEANINGS: Final = (
    ConsentError,
    CredentialsError,
    NoDataError,
    ThrottledError,
    TransientError,
)


@dataclass(frozen=True, kw_only=True)
class Parser:
    """One parser."""

    name: str
    form: Form
    corpus: Callable[[], Sequence[bytes]]
    """Makes what services really answer, or people really give."""

    read: Callable[[bytes], Any]
    """Reads an input and judges the result; what it returns says in a word what came out."""

    documented: tuple[type[Exception], ...] = ()
    """Beside the errors of `sources`."""

    doors: tuple[Any, ...] = ()
    """Whose docstrings name the reasons of the errors of `sources`."""

    has_head: bool = False
    """Whether an input is a reply with its headers."""

    reads_some: bool = True
    """Whether at least one of the corpus is read."""

    may_quote: bool = False
    """Whether an error says again what the person just typed, to that person."""

    @cached_property
    def documents(self) -> list[Document]:
        """The corpus, cut."""
        return [
            cut(
                one.decode("utf-8", "surrogateescape"),
                self.form,
                has_head=self.has_head,
            )
            for one in self.corpus()
        ]

    def outcome(self, given: bytes) -> str:
        """Return what came out of an input, in a few words.

        Raises:
            UndocumentedError: something that no docstring promises.

        """
        overheard = Overheard()
        level = _LOGGER.level
        _LOGGER.addHandler(overheard)
        _LOGGER.setLevel(logging.DEBUG)
        bounds = Bounds()
        try:
            said = self._said(given)
        finally:
            _LOGGER.setLevel(level)
            _LOGGER.removeHandler(overheard)
        bounds.check(lambda: self._said(given))
        check_discreet(overheard.said, secrets())
        return said

    def _said(self, given: bytes) -> str:
        try:
            return str(self.read(given) or "read")
        except UndocumentedError:
            raise
        except SourceError as err:
            if not self.doors:
                raise UndocumentedError(f"{type(err).__name__}: {err}") from err
            return self._meaning(err)
        except self.documented as err:
            if not self.may_quote:
                check_discreet(texts_of(err), secrets())
            return _outcome(err)
        except Exception as err:
            raise UndocumentedError(f"{type(err).__name__}: {err}"[:200]) from err

    def _meaning(self, err: SourceError) -> str:
        check(isinstance(err, _MEANINGS), f"{type(err).__name__} is none of the five")
        reasons = documented_reasons(*self.doors)
        check(err.reason in reasons, f"the reason {err.reason} is not documented")
        check(err.code is None or len(err.code) <= 32, "a code is no code")
        check_discreet(texts_of(err), secrets())
        meaning = next(one for one in _MEANINGS if isinstance(err, one))
        return f"{meaning.__name__} {err.reason}"


def _outcome(err: Exception) -> str:
    key = getattr(err, "key", None)
    return f"{type(err).__name__} {key}" if key else type(err).__name__


def as_text(given: bytes) -> str:
    """Return the text of an input; bytes that are none become lone surrogates."""
    return given.decode("utf-8", "surrogateescape")


def as_json(value: object) -> bytes:
    """Return JSON as it lies on a disk."""
    return json.dumps(value, ensure_ascii=False).encode()
