"""What a home is to be told of its electricity."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ..consent import ConsentState
from ..const import SERVICE_ELECTRICITY
from ..holes import CurveState
from ..metering.calendar import DAY, days_between
from ..metering.electricity import DayQuality
from ..sources import ConsentError
from ..summary import ElectricitySummary
from .answers import has_answered, has_tried, is_refused
from .card import (
    CONSENT_ENDED,
    CONSENT_MISSING,
    CURVE_NOT_COLLECTED,
    CURVE_REFUSED,
    ELECTRICITY_METER_CHANGED,
    ENERGY_CONFLICT,
    NO_ELECTRICITY_DATA,
    POINT_NOT_FOUND,
    SERVICE_REFUSED,
    Card,
    Setting,
)
from .consent import consent_cards
from .costs import cost_cards
from .off_peak import off_peak_cards
from .seen import METER_CHANGED, is_news

if TYPE_CHECKING:
    from .. import RuntimeData
    from ..coordinator import ElectricityCoordinator

SETTLED_AFTER: Final = 2
SETTLED_DAYS: Final = 14
CONFLICTS: Final = 3
"""Of so many days older than two, so many must be in conflict: one or two are so while a correction is under way."""

NO_DATA_DAYS: Final = 5


def electricity_cards(
    runtime: RuntimeData, settings: Mapping[str, Any], setting: Setting
) -> Iterator[Card]:
    """Return what is to be said of a home's electricity: nothing where its holder wants none to be read."""
    main = runtime.electricity
    if main is None or main.consent is ConsentState.WITHDRAWN:
        return
    kept = settings[SERVICE_ELECTRICITY]
    both = coordinators(runtime)
    # One card for both: they are read by one key, of one meter.
    refused = next((err for each in both if (err := _refusal(each))), None)
    yield from consent_cards(main, refused, kept, setting)
    yield from _reading_cards(both, setting)
    if not main.has_ended:
        yield from _age_cards(main, setting)
        yield from off_peak_cards(main, setting)
    yield from cost_cards(main, setting)
    changed_on = main.ledger.meter_changed_on
    if is_news(main.ledger, METER_CHANGED, changed_on, setting.today):
        yield setting.card(
            ELECTRICITY_METER_CHANGED, digits=main.point_id[-4:], day=changed_on
        )


def unheard_electricity(runtime: RuntimeData, setting: Setting) -> Iterator[str]:
    """Return the ids of the cards that only the service's next answer decides."""
    both = coordinators(runtime)
    if not all(has_answered(each, setting.since) for each in both):
        yield setting.issue_id(CONSENT_MISSING)
        yield setting.issue_id(CONSENT_ENDED)
        yield setting.issue_id(POINT_NOT_FOUND)
        yield setting.issue_id(SERVICE_REFUSED, SERVICE_ELECTRICITY)
    if both and not has_tried(both[0], setting.since):
        yield setting.issue_id(NO_ELECTRICITY_DATA)


def coordinators(runtime: RuntimeData) -> list[ElectricityCoordinator]:
    """Return what reads the usage point: what it draws first, then what it feeds in."""
    return [each for each in (runtime.electricity, runtime.production) if each]


def _refusal(coordinator: ElectricityCoordinator) -> ConsentError | None:
    """Return why Enedis or its service refuses; a consent that is to be given here has cards of its own."""
    err = coordinator.last_error
    if isinstance(err, ConsentError) and coordinator.refusal is None:
        return err
    return None


def _reading_cards(
    both: Sequence[ElectricityCoordinator], setting: Setting
) -> Iterator[Card]:
    """Return what is odd about the readings."""
    conflicts = max(_conflicts(each, setting) for each in both)
    if conflicts >= CONFLICTS:
        yield setting.card(ENERGY_CONFLICT, days=conflicts)
    main = both[0]
    known: ElectricitySummary | None = main.data
    curve = known.progress.curve if known else None
    if curve is CurveState.NOT_COLLECTED:
        yield setting.card(CURVE_NOT_COLLECTED, digits=main.point_id[-4:])
    elif curve is CurveState.REFUSED:
        yield setting.card(CURVE_REFUSED, digits=main.point_id[-4:])


def _conflicts(coordinator: ElectricityCoordinator, setting: Setting) -> int:
    """Return on how many of the last settled days energy and curve contradict each other."""
    end = setting.today - SETTLED_AFTER * DAY
    qualities = coordinator.projection.qualities
    return sum(
        qualities.get(day) is DayQuality.CONFLICT
        for day in days_between(end - SETTLED_DAYS * DAY, end)
    )


def _age_cards(main: ElectricityCoordinator, setting: Setting) -> Iterator[Card]:
    """Return the card about data that do not come, where nothing else explains it."""
    known: ElectricitySummary | None = main.data
    newest = known.newest_day if known else None
    if newest is None or not main.consent.holds or is_refused(main):
        return
    if not has_tried(main, setting.since):
        return
    if (days := (setting.today - newest).days) > NO_DATA_DAYS:
        yield setting.card(
            NO_ELECTRICITY_DATA, digits=main.point_id[-4:], day=newest, days=days
        )
