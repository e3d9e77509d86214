"""What was heard of a service since the home was set up."""

from datetime import datetime

from ..coordinator.base import AnyCoordinator
from ..sources import ConsentError, CredentialsError


def has_answered(coordinator: AnyCoordinator, since: datetime) -> bool:
    """Return whether the service gave its readings or refused them: an outage takes no refusal back."""
    err = coordinator.last_error
    if err is not None:
        return isinstance(err, ConsentError | CredentialsError)
    return _went_through(coordinator, since)


def has_tried(coordinator: AnyCoordinator, since: datetime) -> bool:
    """Return whether a poll has ended, with readings or without."""
    return coordinator.last_error is not None or _went_through(coordinator, since)


def is_refused(coordinator: AnyCoordinator) -> bool:
    """Return whether the service refuses what the home has, so that only a person can mend it."""
    return isinstance(coordinator.last_error, ConsentError | CredentialsError)


def _went_through(coordinator: AnyCoordinator, since: datetime) -> bool:
    return coordinator.polled_at is not None and coordinator.polled_at >= since
