"""What both coordinators do alike: poll when due, tell failures apart, keep the ledger before anything else."""

from abc import abstractmethod
import asyncio
from contextlib import suppress
from datetime import date, datetime, timedelta
import logging
import random
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.const import CONF_SERVICE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..ledger.store import LedgerStore
from ..metering.calendar import local_day
from ..schedule import by_day, is_night, next_attempt, retry_at
from ..sources import (
    ConsentError,
    CredentialsError,
    NoDataError,
    SourceError,
    ThrottledError,
    TransientError,
)
from ..statistics.queue import WriteQueue
from .midnight import async_at_each_midnight

if TYPE_CHECKING:
    from .. import GrandLyonConfigEntry

LOGGER = logging.getLogger(__package__)

THROTTLED: Final = timedelta(hours=1)
"""How long to leave a service alone that asks to be, without saying for how long; twice as long each time it does again."""

LONGEST_THROTTLED: Final = 8 * THROTTLED

LONGEST_SCATTER: Final = timedelta(minutes=10)

NOT_SAVED: Final = "ledger_not_saved"
UNEXPECTED: Final = "unexpected"


class ServiceCoordinator[DataT](DataUpdateCoordinator[DataT]):
    """Polls one service into its ledgers.

    The data are worked out from the ledger, so they are there before the first poll and stay while the service is
    away.
    """

    config_entry: GrandLyonConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GrandLyonConfigEntry,
        *,
        service: str,
        queue: WriteQueue,
        name: str | None = None,
    ) -> None:
        """Start without data and without a date for the next poll; `name` is by default the service's."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"Grand Lyon {name or service}",
            update_interval=None,
        )
        self.service = service
        self.last_error: SourceError | None = None
        self.next_poll: datetime | None = None
        """When the service is asked next, aware UTC; None while a poll is under way at the start, or polling has stopped."""

        self._queue = queue
        self._failures = 0
        self._throttlings = 0
        """How often in a row the service asked to be left alone without saying for how long."""

        self._calling = asyncio.Lock()
        """One call at a time, of a poll, of the refinement or of an action."""

        self._refresh: asyncio.Task[None] | None = None
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    @abstractmethod
    def has_history(self) -> bool:
        """Whether the ledger holds anything."""

    @property
    @abstractmethod
    def has_first_history(self) -> bool:
        """Whether the service was asked for its whole history once: until then it is asked at any hour."""

    @property
    def may_be_asked_at_once(self) -> bool:
        """Whether core may have the service asked again and again while the home has nothing of it yet."""
        return True

    @property
    def refusal(self) -> ConsentError | None:
        """Why the service must not be asked at all, None where it may: nothing but the user changes that."""
        return None

    @property
    def polled_at(self) -> datetime | None:
        """When a poll last went through, aware UTC, None before the first."""
        return self._polled_store.ledger.polled_at

    @property
    def _polled_store(self) -> LedgerStore:
        """The ledger that remembers when a poll went through."""
        return self._main_store

    def _user_can_renew(self, err: ConsentError) -> bool:
        """Return whether a consent that is missing can be given again where the credentials come from."""
        return False

    @abstractmethod
    async def async_load(self) -> None:
        """Read the ledger and work out what the entities show.

        Raises:
            LedgerTooNewError, OSError: as LedgerFiles.load.

        """

    @staticmethod
    def draw_second(spread_s: int) -> int:
        """Return this installation's second among so many, so that not all homes ask at the same one."""
        return random.randrange(spread_s)

    def refresh_in_background(self) -> asyncio.Task[None]:
        """Poll without waiting for it; a poll that is under way is not doubled."""
        if self._refresh is None or self._refresh.done():
            self._refresh = self.config_entry.async_create_background_task(
                self.hass, self.async_refresh(), f"{self.name} poll"
            )
        return self._refresh

    async def async_wait_idle(self) -> None:
        """Return once no poll is under way."""
        await self._idle.wait()

    def start(self) -> None:
        """Poll from now on: at once when days were missed, else at the next moment, however often core restarts."""
        # Without a listener a coordinator does not poll, and somebody may disable every entity.
        self.config_entry.async_on_unload(self.async_add_listener(lambda: None))
        self.config_entry.async_on_unload(
            async_at_each_midnight(self.hass, self._show_new_day)
        )
        if (refusal := self.refusal) is not None:
            # An answer would not be used: whatever lets it be asked starts the home again.
            self.last_error = refusal
            self.async_update_listeners()
            return
        now = dt_util.utcnow()
        if self._refresh is None:
            behind = self._is_behind(local_day(now))
            if not self.has_first_history or (behind and not is_night(now)):
                self.refresh_in_background()
                return
            self._plan_next()
        self._schedule_refresh()

    @override
    async def _async_update_data(self) -> DataT:
        """Poll the service; what came before a failure is kept."""
        self._idle.clear()
        try:
            await self._async_poll()
        except NoDataError:
            pass
        except SourceError as err:
            await self._async_failed(err)
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key=failure_key(self.service, err),
                translation_placeholders={"reason": str(err)},
            ) from None
        except OSError:
            await self._async_failed(TransientError(NOT_SAVED))
            raise UpdateFailed(
                translation_domain=DOMAIN, translation_key=NOT_SAVED
            ) from None
        except Exception:
            # Core logs it; polling must go on all the same.
            await self._async_failed(TransientError(UNEXPECTED))
            raise
        finally:
            self._idle.set()
        self.last_error = None
        self._failures = self._throttlings = 0
        self._plan_next()
        return self._summary()

    def _mark_polled(self) -> None:
        """Keep that a poll went through; the save that ends it takes it along."""
        self._polled_store.ledger.set_polled_at(dt_util.utcnow())

    @property
    @abstractmethod
    def _main_store(self) -> LedgerStore:
        """The ledger that remembers what concerns the service as a whole."""

    @property
    def quiet_until(self) -> datetime | None:
        """Until when the service asked to be left alone, aware UTC."""
        return self._main_store.ledger.quiet_until

    def _raise_if_not_to_be_asked(self) -> None:
        """Ask nothing without consent, nor while the service wants to be left alone.

        Raises:
            ConsentError: the user does not agree, or no longer.
            ThrottledError: until when is still to wait.

        """
        if (refusal := self.refusal) is not None:
            raise refusal
        now = dt_util.utcnow()
        if self.quiet_until and now < self.quiet_until:
            raise ThrottledError("throttled", retry_after=self.quiet_until - now)

    async def _async_be_quiet(self, err: ThrottledError) -> datetime:
        """Remember until when to leave the service alone, also over a restart, and return it."""
        wait = err.retry_after or self._growing_patience()
        until = dt_util.utcnow() + wait
        known = self.quiet_until
        # Our own refusal to call says the same again, to the microsecond.
        if known is None or until - known > timedelta(seconds=1):
            # A gateway sends all homes away until the same moment: not all may come back at it.
            until += random.random() * min(wait / 10, LONGEST_SCATTER)
            self._main_store.ledger.set_quiet_until(until)
            with suppress(OSError):
                await self._main_store.async_save()
        return until

    def _growing_patience(self) -> timedelta:
        """Return how long to leave the service alone that does not say it itself."""
        # The power would overflow one day; it is capped long before.
        wait: timedelta = THROTTLED * 2 ** min(self._throttlings, 9)
        self._throttlings += 1
        return min(wait, LONGEST_THROTTLED)

    def _show_progress(self) -> None:
        """Let the entities show what the ledger holds now."""
        if self.has_history and (summary := self._summary()) != self.data:
            self.data = summary
            self.async_update_listeners()

    @callback
    def _show_new_day(self) -> None:
        """Let the entities say what today's month, year and age of the data are, with or without a poll.

        A service that waits for the user asks once more: core starts no such dialogue while another one is open.
        """
        if self.has_history:
            self.data = self._summary()
        self.async_update_listeners()
        if self.waits_for_user:
            self.ask_user()

    @abstractmethod
    async def _async_poll(self) -> None:
        """Ask the service for all that is due and keep it in the ledger.

        Raises:
            SourceError: what came before is kept.
            OSError: the ledger cannot be saved.

        """

    @abstractmethod
    def _summary(self) -> DataT:
        """Work out what the entities show."""

    @abstractmethod
    def _attempts(self, now: datetime) -> list[datetime]:
        """Return today's and tomorrow's moments to ask."""

    @abstractmethod
    def _is_done(self, now: datetime) -> bool:
        """Return whether all that today can bring is known."""

    @abstractmethod
    def _is_behind(self, today: date) -> bool:
        """Return whether so much is missing that a whole day of polls must have been missed."""

    async def async_fetch(self, first: date, last: date) -> None:
        """Ask once more for a period of local days, both ends included, as far as the service keeps them.

        Raises:
            SourceError: what came before is kept.
            OSError: the ledger cannot be saved.

        """
        self._raise_if_not_to_be_asked()
        try:
            await self._async_fetch(first, last)
        except ThrottledError as err:
            await self._async_be_quiet(err)
            raise
        finally:
            self._queue.request()
            self._show_progress()

    @abstractmethod
    async def _async_fetch(self, first: date, last: date) -> None:
        """Ask for a period of local days, both ends included."""

    @abstractmethod
    async def async_project_again(self, first: date) -> None:
        """Work out from the ledger once more what its readings from a local day on mean; nothing is asked for.

        Raises:
            OSError: the ledger, which journals the days that come out otherwise, cannot be saved.

        """

    @abstractmethod
    async def async_reprice(self) -> None:
        """Work out every cost by the home's tariffs as they are now; nothing is asked for."""

    def _plan_next(self) -> None:
        """Set the timer to the next moment to ask."""
        now = dt_util.utcnow()
        self._set_next(next_attempt(self._attempts(now), now, done=self._is_done(now)))

    def _set_next(self, moment: datetime | None) -> None:
        """Set the timer; None stops polling."""
        self.next_poll = moment
        self.update_interval = (
            None
            if moment is None
            # Core's timer may be almost a second early, which would be one poll too many.
            else max(moment - dt_util.utcnow(), timedelta()) + timedelta(seconds=1)
        )

    async def _async_failed(self, err: SourceError) -> None:
        """Act on what a failure means."""
        self.last_error = err
        self._show_progress()
        # Core tells them of the first failure only, and the second may be another one.
        self.async_update_listeners()
        now = dt_util.utcnow()
        if isinstance(err, CredentialsError):
            # Asking again with a refused key would only get it locked.
            self._set_next(None)
        elif isinstance(err, ConsentError):
            # Only the user can mend it; one look a day notices that they did.
            self._set_next(next_attempt(self._attempts(now), now, done=True))
        elif isinstance(err, ThrottledError):
            self._set_next(self._allowed(await self._async_be_quiet(err)))
        else:
            self._failures += 1
            self._set_next(
                self._allowed(retry_at(now, self._failures, random=random.random))
            )
        if self.waits_for_user:
            self.ask_user()

    @property
    def waits_for_user(self) -> bool:
        """Whether the service is read again only when the user gives something else that opens it."""
        err = self.last_error
        return isinstance(err, CredentialsError) or (
            isinstance(err, ConsentError) and self._user_can_renew(err)
        )

    @callback
    def ask_user(self) -> None:
        """Start the dialogue that asks for it, saying why; core lets a home have one such dialogue at a time."""
        if (err := self.last_error) is not None:
            self.config_entry.async_start_reauth(
                self.hass,
                data={
                    CONF_SERVICE: self.service,
                    "reason": err.reason,
                    "code": err.code,
                },
            )

    @callback
    def user_answered(self) -> None:
        """Take it that the user has given what opens the service: there is nothing left to ask."""
        self.last_error = None

    def _allowed(self, moment: datetime) -> datetime:
        """Return when to ask again: at night only as long as the first history is not finished."""
        if not self.has_first_history:
            return moment
        return by_day(moment, self._attempts(moment))


def failure_key(service: str, err: SourceError) -> str:
    """Return the key of the message that says what a failure of a service means."""
    if isinstance(err, CredentialsError):
        return f"{service}_credentials"
    if isinstance(err, ConsentError):
        return f"{service}_consent"
    if isinstance(err, ThrottledError):
        return f"{service}_throttled"
    return f"{service}_transient"


type AnyCoordinator = ServiceCoordinator[Any]
