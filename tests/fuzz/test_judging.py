"""The fuzz run can fail: what no docstring promises is found, made small, kept and replayed."""

from datetime import UTC, date, datetime
import logging
from pathlib import Path
import sys
import time

import pytest

from custom_components.grandlyon_energy import sources

from . import judging
from .documents import Form
from .homes import home
from .judging import UndocumentedError, check_types
from .parser import Parser
from .running import fuzz, main


def parser(read: object, *documented: type[Exception]) -> Parser:
    return Parser(
        name="spoilt",
        form=Form.TEXT,
        corpus=lambda: [b"12:30 is a time, 22:30 as well"],
        read=read,  # type: ignore[arg-type]
        documented=documented,
    )


def test_an_error_that_is_not_documented_is_found_and_made_small() -> None:
    def read(given: bytes) -> None:
        if b"99" in given:
            raise KeyError("nobody promised this")

    tally = fuzz(parser(read, ValueError), 2000, seed=1)

    assert tally.failing is not None
    assert b"99" in tally.failing
    # Of all that was done to the text only what matters is left.
    assert tally.failing.endswith(b":30 is a time, 22:30 as well")
    assert "KeyError" in tally.failure
    assert tally.outcomes["read"]


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), True, 1.0, None])  # noqa: DTZ001 - that it is refused
def test_a_value_of_another_type_is_refused(value: object) -> None:
    hint = datetime if isinstance(value, datetime) else int

    with pytest.raises(UndocumentedError):
        check_types([value], list[hint])  # type: ignore[valid-type]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_is_finite(value: float) -> None:
    check_types(1.5, float)

    with pytest.raises(UndocumentedError):
        check_types(value, float)


def test_an_instant_is_no_day() -> None:
    with pytest.raises(UndocumentedError):
        check_types(datetime(2026, 1, 1, tzinfo=UTC), date)


def test_half_a_sign_is_no_text() -> None:
    with pytest.raises(UndocumentedError):
        check_types("\ud800", str)


def test_a_secret_in_an_error_is_found() -> None:
    def read(_given: bytes) -> None:
        raise ValueError(f"not the point {home().point_id}")

    with pytest.raises(UndocumentedError, match="a secret"):
        parser(read, ValueError).outcome(b"")


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.ERROR])
def test_a_secret_in_the_log_is_found_at_every_level(level: int) -> None:
    def read(_given: bytes) -> None:
        logging.getLogger(sources.__name__).log(level, "the point %s", home().point_id)

    with pytest.raises(UndocumentedError, match="a secret"):
        parser(read).outcome(b"")


def test_what_takes_too_long_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "MOST_SECONDS", 0.02)

    def read(_given: bytes) -> None:
        end = time.thread_time() + 0.03
        while time.thread_time() < end:
            pass

    with pytest.raises(UndocumentedError, match="it takes"):
        parser(read).outcome(b"")


def test_an_input_that_was_kept_is_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "one.input"
    kept.write_bytes(b"Colour\nBleu")
    monkeypatch.setattr(sys, "argv", ["fuzz", "--replay", str(kept)])

    assert main() == 0

    assert capsys.readouterr().out == "blue\n"
