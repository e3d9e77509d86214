"""How the demo fills a form in."""

import pytest

from scripts.demo_home.flow import FlowError, fill

POINT = {"name": "point_id", "required": True, "selector": {"text": {}}}
GATEWAY = {
    "type": "expandable",
    "name": "gateway",
    "required": True,
    "expanded": False,
    "schema": [
        {"name": "base_url", "required": True, "default": "https://real.example"},
        {"name": "auth_header", "required": True, "default": "apikey"},
    ],
}


def test_fills_fields_and_the_fields_of_sections() -> None:
    filled = fill(
        [POINT, GATEWAY],
        {"point_id": "0", "gateway": {"base_url": "http://127.0.0.1:1"}},
        step="electricity",
    )
    assert filled == {
        "point_id": "0",
        "gateway": {"base_url": "http://127.0.0.1:1", "auth_header": "apikey"},
    }


def test_an_optional_field_without_answer_stays_empty() -> None:
    assert fill([{"name": "note", "optional": True}], {}, step="user") == {}


def test_an_empty_last_page_is_answered_with_nothing() -> None:
    assert fill([], {}, step="finish") == {}


def test_a_required_field_without_answer_is_said() -> None:
    with pytest.raises(FlowError, match="electricity requires point_id"):
        fill([POINT], {}, step="electricity")


def test_an_answer_that_nothing_asks_for_is_said() -> None:
    with pytest.raises(FlowError, match=r"electricity\.gateway does not ask for url"):
        fill([GATEWAY], {"gateway": {"url": "http://x"}}, step="electricity")
