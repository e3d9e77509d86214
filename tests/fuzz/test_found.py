"""What the fuzz runs found, each once more through the same door."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
import json
from typing import Any

import pytest

from .homes import home
from .parsers import PARSERS
from .spoiling import MOST_BYTES

HEAD = b"status: 200\ncontent-type: application/json\n\n"
LONG = 20_000

STATE, YEAR, ADOPTED = (
    f"Ledger, electricity, {name}" for name in ("state", "year", "adopted")
)
WATER_STATE, WATER_YEAR = (f"Ledger, water, {name}" for name in ("state", "year"))
DAY = "2026-10-24"

type Change = Callable[[Any], None]


def outcome(parser: str, given: bytes) -> str:
    assert len(given) <= MOST_BYTES * 1.1
    return PARSERS[parser].outcome(given)


def changed(parser: str, change: Change, *, which: int = 0) -> bytes:
    """Return one of a parser's healthy inputs with a change."""
    head, end, body = PARSERS[parser].corpus()[which].rpartition(b"\n\n")
    content = json.loads(body)
    change(content)
    return head + end + json.dumps(content).encode()


@pytest.mark.parametrize(
    ("parser", "given", "expected"),
    [
        pytest.param(
            "Off-peak hours",
            b"22h" + b" " * LONG + b"x",
            "ValueError",
            id="blanks_in_a_time",
        ),
        pytest.param(
            "Tempo calendar",
            b"2026-11-01 a" + b";" * LONG + b"a",
            "FieldError calendar_unreadable",
            id="a_long_line_of_a_calendar",
        ),
        pytest.param(
            "File, water",
            b"Jour;Index " + b"(" * LONG + b"\n",
            "CsvFileError csv_no_values",
            id="brackets_in_a_heading",
        ),
        pytest.param(
            "File, water",
            b"Jour;"
            + b"Consommation " * 4000
            + b"(litres)\n"
            + b"2026-11-09;159\n" * 3000,
            "read, water",
            id="a_long_heading_of_many_lines",
        ),
        pytest.param(
            "Label in diagnostics",
            "é".encode() * 2 * LONG,
            "read",
            id="a_long_word_in_diagnostics",
        ),
        pytest.param(
            "Name of a file",
            b"../fuzz" * 14_000,
            "CsvFileError csv_unreadable",
            id="a_long_name_of_a_file",
        ),
        pytest.param(
            "Address of a service",
            b"https://[:::1]/sge",
            "ConsentError invalid_url",
            id="an_address_that_becomes_another",
        ),
        pytest.param(
            "Conso API token",
            b"a." + urlsafe_b64encode(b"[" * 70_000) + b".b",
            "CredentialsError invalid_token",
            id="lists_in_lists_in_a_token",
        ),
    ],
)
def test_texts_and_replies(parser: str, given: bytes, expected: str) -> None:
    assert outcome(parser, given) == expected


def test_a_number_of_a_contract_is_no_code_of_a_refusal() -> None:
    reply = {"codeRetour": int(home().contracts[0]), "libelleRetour": "Erreur"}

    for parser in ("EGL log-in", "EGL indexes"):
        told = outcome(parser, HEAD + json.dumps(reply).encode())

        assert told == "TransientError bad_reply"


@pytest.mark.parametrize("contract_id", ["\ud800", "a b", "x" * 2001])
def test_an_id_that_no_address_can_hold(contract_id: str) -> None:
    def change(contracts: Any) -> None:
        listed = contracts if isinstance(contracts, list) else contracts["content"]
        listed[0]["id"] = contract_id

    parser = "EGL portal contracts"

    assert outcome(parser, changed(parser, change)) == "TransientError bad_reply"


def put(*path: str | int, value: object) -> Change:
    """Return how a value is put into JSON."""

    def change(content: Any) -> None:
        for key in path[:-1]:
            content = content[key]
        content[path[-1]] = value

    return change


def move_days(content: Any) -> None:
    content["days"] = {f"2025{day[4:]}": one for day, one in content["days"].items()}


@pytest.mark.parametrize(
    ("parser", "change"),
    [
        pytest.param(STATE, put("contract", "state", value=["SERVC"]), id="state"),
        pytest.param(
            STATE, put("contract", "subscribed_power_va", value="9000"), id="power"
        ),
        pytest.param(STATE, put("contract_read_on", value="2026-02-30"), id="read_on"),
        pytest.param(STATE, put("learned", value=2), id="learned"),
        pytest.param(STATE, put("uses_habits", value="no"), id="uses_habits"),
        pytest.param(STATE, put("off_peak_seen", 0, 1, value=None), id="off_peak"),
        pytest.param(STATE, put("poll_second", value="17"), id="poll_second"),
        pytest.param(STATE, put("quiet_until", value="2026-12-03T09:30"), id="naive"),
        pytest.param(STATE, put("polled_at", value="0001-01-01T00:00Z"), id="long_ago"),
        pytest.param(STATE, put("way", value={}), id="way"),
        pytest.param(STATE, put("years", value=[10**24]), id="a_year_out_of_range"),
        pytest.param(STATE, put("lost", value=[1]), id="lost"),
        pytest.param(
            STATE, put("asked", "consumption", DAY, 0, value="1"), id="asked_times"
        ),
        pytest.param(
            STATE, put("asked", "consumption", DAY, 0, value=0), id="never_asked"
        ),
        pytest.param(
            STATE, put("statistics", "consumption", "id", value=7), id="statistic_id"
        ),
        pytest.param(
            STATE,
            put("statistics", "consumption", "baseline", value="7"),
            id="baseline",
        ),
        pytest.param(
            STATE,
            put(
                "statistics",
                "consumption",
                "pending",
                value=[["2000-01-01", "2099-12-31"]] * 2,
            ),
            id="the_same_days_pending_again_and_again",
        ),
        pytest.param(
            STATE,
            put(
                "statistics",
                "consumption",
                "pending",
                value=[["0001-01-02", "9999-12-31"]],
            ),
            id="all_days_pending",
        ),
        pytest.param(YEAR, put("days", DAY, "energy_wh", value="1"), id="energy_text"),
        pytest.param(YEAR, put("days", DAY, "energy_wh", value=1.5), id="energy_part"),
        pytest.param(
            YEAR, put("days", DAY, "max_power", 1, value=10**18), id="never_on_a_clock"
        ),
        pytest.param(YEAR, put("days", DAY, "max_power", 2, value=[]), id="power_list"),
        pytest.param(YEAR, put("days", DAY, "curve", 0, 0, value=10**18), id="never"),
        pytest.param(YEAR, put("days", DAY, "curve", 0, 1, value=0), id="no_step"),
        pytest.param(
            YEAR, put("days", DAY, "curve", 0, 0, value=1_700_000_000), id="another_day"
        ),
        pytest.param(YEAR, move_days, id="days_of_another_year"),
        pytest.param(
            ADOPTED, put("statistics", "consumption", DAY, "from", value=1), id="source"
        ),
        pytest.param(
            ADOPTED,
            put("statistics", "consumption", DAY, "hours", 0, 0, value=2**62),
            id="an_hour_that_never_comes",
        ),
        pytest.param(WATER_STATE, put("attribution", value=1), id="attribution"),
        pytest.param(WATER_STATE, put("log_in_numbers", value=[1]), id="numbers"),
        pytest.param(
            WATER_YEAR, put("days", "2026-11-01", "index_l", value="12"), id="index"
        ),
        pytest.param(
            WATER_YEAR, put("days", "2026-11-01", "source", value=None), id="way_of_it"
        ),
    ],
)
def test_a_file_of_the_ledger_that_is_damaged_is_found_so(
    parser: str, change: Change
) -> None:
    """Nothing of it is taken, and nothing later fails."""
    assert outcome(parser, changed(parser, change)) == "damaged"


def test_what_format_1_had_read_is_a_list_of_names() -> None:
    """Else it could not be saved again."""
    oldest = changed(STATE, put("read", 0, value=None), which=1)

    assert json.loads(oldest)["version"] == 1
    assert outcome(STATE, oldest) == "damaged"
