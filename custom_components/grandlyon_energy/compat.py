"""What differs between the versions of Home Assistant that are supported: nothing else may ask for a version."""

from datetime import datetime
import inspect
from typing import TYPE_CHECKING, Any

from homeassistant.components.recorder.core import Recorder

if TYPE_CHECKING:
    # What newer cores put under the other name, and what their types say.
    import probatio as vol
else:
    import voluptuous as vol

__all__ = ["can_clear_range", "clear_range", "vol"]


def can_clear_range(instance: Recorder) -> bool:
    """Return whether rows of a statistic can be removed one by one (2026.11)."""
    parameters = inspect.signature(instance.async_clear_statistics).parameters
    return "start_time" in parameters


def clear_range(
    instance: Recorder, statistic_id: str, start: datetime, end: datetime
) -> None:
    """Queue the removal of a statistic's rows from `start` to before `end`, both aware UTC."""
    # Older cores do not know the two arguments, nor do their types.
    arguments: dict[str, Any] = {"start_time": start, "end_time": end}
    instance.async_clear_statistics([statistic_id], **arguments)
