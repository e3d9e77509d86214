"""What older versions of the integration wrote, brought to the present format.

A file is brought up when it is read and written in the new format at its next save: a ledger of mixed formats is as
good as any.
"""

from datetime import date
from typing import Any, Final

from .adopted import OURS

FORMAT_VERSION: Final = 5
STATE_FILE: Final = "state"
ADOPTED_FILE: Final = "adopted"

_LONG_AGO: Final = date.min.isoformat()


def migrated(name: str, content: dict[str, Any], version: int) -> dict[str, Any]:
    """Return a file's content as this version writes it.

    Raises:
        AttributeError, KeyError, TypeError, ValueError: not what that version wrote.

    """
    if version < 1:
        raise ValueError("No such format")
    if version < 2 and name == STATE_FILE:
        content = _state_from_1(content)
    if version < 3 and name == STATE_FILE:
        content = _state_from_2(content)
    if version < 4 and name == STATE_FILE:
        content = _state_from_3(content)
    if version < 5 and name == STATE_FILE:
        content = _state_from_4(content)
    return content


def _state_from_1(state: dict[str, Any]) -> dict[str, Any]:
    """Format 2 knows when a history was read and what was asked for of every kind, and draws seconds, not minutes."""
    state = dict(state)
    state.pop("poll_minute")
    curve_asked = state.pop("curve_asked", None)
    return state | {
        # Drawn anew: homes of one minute would all ask in its first second.
        "poll_second": None,
        "years": [],
        "curve_refused": False,
        "quiet_until": None,
        "read": dict.fromkeys(state["read"], _LONG_AGO),
        "asked": {"curve": curve_asked} if curve_asked else {},
        # Only the one was to be had.
        "attribution": "previous_day",
        "statistics": {
            key: {**statistic, "gone": []}
            for key, statistic in state["statistics"].items()
        },
    }


def _state_from_2(state: dict[str, Any]) -> dict[str, Any]:
    """Format 3 knows by which way the readings come; there was but one for each service.

    Adopted days, then the statistics' own rows only, have a file of their own: the ledger moves them there.
    """
    return state | {
        "way": None,
        "polled_on": None,
        "has_adopted": False,
        "adopted": {
            key: {
                day: {
                    "from": OURS,
                    "hours": [[int(h), [hours[h]]] for h in sorted(hours, key=int)],
                }
                for day, hours in statistic["adopted"].items()
            }
            for key, statistic in state["statistics"].items()
        },
    }


def _state_from_3(state: dict[str, Any]) -> dict[str, Any]:
    """Format 4 knows when a poll last went through, what changed at the contract or on the log-in, and what the user was told."""
    return state | {
        "polled_at": None,
        "lost": [],
        "seen": {},
        "state_changed_on": None,
        "meter_changed_on": None,
        "log_in_numbers": None,
    }


def _state_from_4(state: dict[str, Any]) -> dict[str, Any]:
    """Format 5 knows by which tariffs costs are worked out, and which off-peak hours were seen since when.

    The off-peak hours that the contract has told, or announced, are only known to have been there when it was read last.
    """
    contract = state.get("contract", {})
    printed = contract.get("off_peak_hours")
    announced = contract.get("future_off_peak_hours")
    read_on = state.get("contract_read_on")
    return state | {
        "priced_by": None,
        "uses_habits": None,
        "colours": {},
        "off_peak_seen": [[read_on, printed]] if printed and read_on else [],
        "off_peak_announced": [read_on, announced] if announced and read_on else None,
    }
