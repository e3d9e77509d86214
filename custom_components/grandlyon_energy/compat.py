"""What differs between the versions of Home Assistant that are supported: nothing else may ask for a version."""

from datetime import datetime
import inspect
from typing import Any

from homeassistant.components.recorder.core import Recorder


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
