"""What a home is to be told of its water."""

from collections.abc import Iterator, Mapping, Set as AbstractSet
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ..const import CONF_WAY, SERVICE_WATER
from ..flow.data import Claim
from ..flow.home_forms import SERVICE_NAMES
from ..sources import ConsentError, CredentialsError
from .answers import has_answered, has_tried, is_refused
from .card import (
    NEW_WATER_CONTRACT,
    NO_WATER_DATA,
    SERVICE_REFUSED,
    WATER_KEY_REFUSED,
    WATER_METER_CHANGED,
    Card,
    Setting,
)
from .seen import METER_CHANGED, is_news

if TYPE_CHECKING:
    from ..coordinator import WaterCoordinator
    from ..coordinator.water import WaterData, WaterMeter

NO_DATA_DAYS: Final = 10


def water_cards(
    water: WaterCoordinator | None,
    settings: Mapping[str, Any],
    setting: Setting,
    *,
    others: AbstractSet[Claim],
) -> Iterator[Card]:
    """Return what is to be said of a home's water; `others` is what other homes own."""
    if water is None:
        return
    way = settings[SERVICE_WATER][CONF_WAY]
    yield from _refusal_cards(water, setting, service=SERVICE_NAMES[way])
    if new := new_contracts(water, way, others):
        digits = ", ".join(f"···{number[-4:]}" for number in sorted(new))
        yield setting.card(NEW_WATER_CONTRACT, digits=digits)
    for part, meter in enumerate(water.meters, 1):
        yield from _meter_cards(water, meter, setting, part=part)


def unheard_water(water: WaterCoordinator | None, setting: Setting) -> Iterator[str]:
    """Return the ids of the cards that only the service's next answer decides."""
    if water is None:
        return
    if not has_answered(water, setting.since):
        yield setting.issue_id(WATER_KEY_REFUSED)
        yield setting.issue_id(SERVICE_REFUSED, SERVICE_WATER)
    if not has_tried(water, setting.since):
        for part, _ in enumerate(water.meters, 1):
            yield setting.issue_id(NO_WATER_DATA, part)


def new_contracts(
    water: WaterCoordinator, way: str, others: AbstractSet[Claim]
) -> frozenset[str]:
    """Return the contracts of the log-in that no home has, and of which the user has not heard."""
    return frozenset(
        number for number in water.new_numbers if (way, number) not in others
    )


def newest_change(meter: WaterMeter) -> date | None:
    """Return the printed day of the newest reading that starts another meter."""
    return max(meter.projection.series.meter_changes, default=None)


def _refusal_cards(
    water: WaterCoordinator, setting: Setting, *, service: str
) -> Iterator[Card]:
    """Return the card that says what to do about a refusal; a log-in that is refused is asked for by core."""
    err = water.last_error
    if isinstance(err, CredentialsError) and err.reason == "invalid_auth_key":
        yield setting.card(WATER_KEY_REFUSED, code=err.code or err.reason)
    elif isinstance(err, ConsentError):
        code = err.code or err.reason
        yield setting.card(
            SERVICE_REFUSED, part=SERVICE_WATER, service=service, code=code
        )


def _meter_cards(
    water: WaterCoordinator, meter: WaterMeter, setting: Setting, *, part: int
) -> Iterator[Card]:
    """Return what is to be said of one contract; `part` is its place among those of the home."""
    digits = meter.contract_id[-4:]
    changed_on = newest_change(meter)
    if is_news(meter.ledger, METER_CHANGED, changed_on, setting.today):
        yield setting.card(
            WATER_METER_CHANGED, part=part, digits=digits, day=changed_on
        )
    newest = _newest_day(water, meter)
    if newest is None or is_refused(water) or not has_tried(water, setting.since):
        return
    if (days := (setting.today - newest).days) > NO_DATA_DAYS:
        yield setting.card(
            NO_WATER_DATA, part=part, digits=digits, day=newest, days=days
        )


def _newest_day(water: WaterCoordinator, meter: WaterMeter) -> date | None:
    """Return the newest local day of which a contract's use is known."""
    known: WaterData | None = water.data
    return known[meter.contract_id].newest_day if known else None
