"""When what a home pays by is told to be incomplete, or to be another soon: the rules alone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

from homeassistant.config_entries import ConfigSubentry
import pytest

from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.metering.series import Series
from custom_components.grandlyon_energy.metering.tariff.options import Colour
from custom_components.grandlyon_energy.pricing.electricity import ElectricityPricing
from custom_components.grandlyon_energy.pricing.settings import electricity_prices
from custom_components.grandlyon_energy.projection import ElectricityProjection
from custom_components.grandlyon_energy.sources.readings import Contract

from ..costs.tariffs import base, calendar, peak_off_peak, tempo, windows
from .judging import judged
from .scene import ago
from .table import TEMPO_PRICES

NIGHT = "HC (22H30-6H30)"
SAME_NIGHT = "22h30 - 06h30"
MIDDAY = "HC (1H30-7H00;12H30-15H00)"
EVENING = "HC (20H00-4H00)"
NIGHT_WINDOWS = "22:30-6:30"


def cards(
    *subentries: ConfigSubentry,
    ledger: ElectricityLedger | None = None,
    first: int | None = 400,
    **facts: Any,
) -> dict[str, Mapping[str, str]]:
    """What is told of a home that pays so, by the card's key; `first` is how many days ago its first known day is."""
    ledger = ledger or ElectricityLedger()
    pricing = ElectricityPricing(
        ledger,
        Series(),
        ElectricityProjection(ledger),
        electricity_prices(subentries, {}),
    )
    known = [] if first is None else [ago(first)]
    found = judged(
        ledger=ledger,
        energy=SimpleNamespace(series=SimpleNamespace(days=known)),
        costs=SimpleNamespace(pricing=pricing),
        **facts,
    ).cards
    return {card.key: card.placeholders for card in found}


def read(*contracts: tuple[int, str | None, str | None]) -> ElectricityLedger:
    """A ledger that has read contracts: so many days ago, the off-peak hours printed and those announced."""
    ledger = ElectricityLedger()
    for days, printed, announced in contracts:
        contract = Contract(off_peak_hours=printed, future_off_peak_hours=announced)
        ledger.set_contract(contract, read_on=ago(days))
    return ledger


# Off-peak hours that the contract prints otherwise than before.

TWO_PRICES = peak_off_peak(ago(300), 0.2, 0.1)
SINCE_LONG = windows(ago(300), NIGHT_WINDOWS)
CHANGED = "off_peak_hours_changed"
ANNOUNCED = "off_peak_hours_announced"


@pytest.mark.parametrize(
    ("told", "change"),
    [
        ([], None),
        ([(40, NIGHT)], None),
        ([(40, NIGHT), (5, NIGHT)], None),
        ([(40, NIGHT), (5, MIDDAY)], (ago(5), MIDDAY, NIGHT)),
        # However long ago, as long as nobody has heard of it.
        ([(400, NIGHT), (200, MIDDAY)], (ago(200), MIDDAY, NIGHT)),
        # The service hides it now and then.
        ([(40, NIGHT), (5, None)], None),
        ([(40, NIGHT), (12, None), (5, NIGHT)], None),
        ([(40, NIGHT), (12, None), (5, MIDDAY)], (ago(5), MIDDAY, NIGHT)),
        # The same hours in other words.
        ([(40, NIGHT), (5, SAME_NIGHT)], None),
        ([(40, MIDDAY), (20, NIGHT), (5, SAME_NIGHT)], (ago(20), NIGHT, MIDDAY)),
        ([(40, MIDDAY), (20, NIGHT), (5, MIDDAY)], (ago(5), MIDDAY, NIGHT)),
        # Words that nobody can read may mean anything.
        ([(40, "HC NUIT"), (5, NIGHT)], (ago(5), NIGHT, "HC NUIT")),
        ([(40, "HC NUIT"), (5, "HC NUIT")], None),
    ],
)
def test_a_change_of_the_printed_hours(
    told: Sequence[tuple[int, str | None]], change: tuple[date, str, str] | None
) -> None:
    ledger = read(*((days, printed, None) for days, printed in told))
    found = cards(TWO_PRICES, SINCE_LONG, ledger=ledger)
    if change is None:
        assert found == {}
        return
    day, hours, former_hours = change
    assert found == {
        CHANGED: {
            "home": "H",
            "day": day.isoformat(),
            "hours": hours,
            "former_hours": former_hours,
        }
    }


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (-30, False),
        (5, False),
        (19, False),
        (20, True),
        (300, True),
    ],
)
def test_a_change_that_the_user_entered(days: int, *, told: bool) -> None:
    ledger = read((40, NIGHT, None), (5, MIDDAY, None))
    entered = windows(ago(days), "1:30-7:00, 12:30-15:00")
    found = cards(TWO_PRICES, SINCE_LONG, entered, ledger=ledger)
    assert (CHANGED in found) is told


@pytest.mark.parametrize(("days", "told"), [(10, True), (9, False)])
def test_hours_of_the_day_on_which_the_former_ones_were_first_seen_are_the_former_ones(
    days: int, *, told: bool
) -> None:
    ledger = read((10, NIGHT, None), (3, MIDDAY, None))
    found = cards(TWO_PRICES, windows(ago(days), NIGHT_WINDOWS), ledger=ledger)
    assert (CHANGED in found) is told


@pytest.mark.parametrize(
    ("tariffs", "told"),
    [
        ([], True),
        ([TWO_PRICES], True),
        ([base(ago(300), 0.2)], False),
        ([tempo(ago(1), TEMPO_PRICES)], False),
        # The one in force decides.
        ([base(ago(300), 0.2), peak_off_peak(ago(0), 0.2, 0.1)], True),
        ([TWO_PRICES, base(ago(0), 0.2)], False),
        ([TWO_PRICES, base(ago(-1), 0.2)], True),
    ],
)
def test_off_peak_hours_matter_where_they_price_something(
    tariffs: Iterable[ConfigSubentry], *, told: bool
) -> None:
    ledger = read((40, NIGHT, None), (5, MIDDAY, EVENING))
    found = cards(*tariffs, SINCE_LONG, ledger=ledger)
    assert found.keys() == ({CHANGED, ANNOUNCED} if told else set())


@pytest.mark.parametrize(("seen", "told"), [(6, True), (5, False), (4, False)])
def test_a_change_that_the_user_knows(seen: int, *, told: bool) -> None:
    ledger = read((40, NIGHT, None), (5, MIDDAY, None))
    ledger.mark_seen(CHANGED, ago(seen))
    assert (CHANGED in cards(ledger=ledger)) is told


def test_a_contract_that_has_ended_has_no_hours_to_come() -> None:
    ledger = read((40, NIGHT, None), (5, MIDDAY, EVENING))
    assert cards(ledger=ledger, has_ended=True).keys() == {"contract_terminated"}


# Off-peak hours that are announced.


@pytest.mark.parametrize(
    ("told", "announced"),
    [
        ([(40, NIGHT, None)], None),
        ([(40, NIGHT, MIDDAY)], (ago(40), MIDDAY)),
        ([(40, NIGHT, MIDDAY), (5, NIGHT, MIDDAY)], (ago(40), MIDDAY)),
        ([(40, NIGHT, MIDDAY), (5, NIGHT, EVENING)], (ago(5), EVENING)),
        ([(40, NIGHT, MIDDAY), (5, NIGHT, None)], None),
        # It is hidden now and then, and nothing new when it is back.
        (
            [(40, NIGHT, MIDDAY), (12, NIGHT, None), (5, NIGHT, MIDDAY)],
            (ago(40), MIDDAY),
        ),
        # These it has already.
        ([(40, NIGHT, SAME_NIGHT)], None),
        ([(40, None, MIDDAY)], (ago(40), MIDDAY)),
    ],
)
def test_an_announcement(
    told: Iterable[tuple[int, str | None, str | None]],
    announced: tuple[date, str] | None,
) -> None:
    found = cards(TWO_PRICES, SINCE_LONG, ledger=read(*told))
    if announced is None:
        assert found == {}
        return
    day, hours = announced
    assert found == {ANNOUNCED: {"home": "H", "day": day.isoformat(), "hours": hours}}


@pytest.mark.parametrize(("seen", "told"), [(6, True), (5, False)])
def test_an_announcement_that_the_user_knows(seen: int, *, told: bool) -> None:
    ledger = read((40, NIGHT, MIDDAY), (5, NIGHT, EVENING))
    ledger.mark_seen(ANNOUNCED, ago(seen))
    assert (ANNOUNCED in cards(ledger=ledger)) is told


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (-60, False),
        # They hold since today, and the contract is read once more in some days.
        (0, False),
        (4, False),
        # Those of the day on which it was read first are the ones before.
        (5, True),
        (300, True),
    ],
)
def test_an_announcement_that_the_user_entered(days: int, *, told: bool) -> None:
    ledger = read((5, NIGHT, MIDDAY))
    entered = windows(ago(days), "1:30-7:00, 12:30-15:00")
    found = cards(TWO_PRICES, SINCE_LONG, entered, ledger=ledger)
    assert (ANNOUNCED in found) is told


# Off-peak hours that nobody has entered.


@pytest.mark.parametrize(
    ("kept", "first", "since"),
    [
        ([], 400, None),
        ([base(ago(300), 0.2)], 400, None),
        ([tempo(ago(1), TEMPO_PRICES)], 400, None),
        ([TWO_PRICES], 400, 300),
        # Nothing was used before.
        ([TWO_PRICES], 200, 200),
        ([TWO_PRICES], None, None),
        ([TWO_PRICES, SINCE_LONG], 400, None),
        ([TWO_PRICES, windows(ago(299), NIGHT_WINDOWS)], 400, 300),
        ([TWO_PRICES, windows(ago(-5), NIGHT_WINDOWS)], 400, 300),
        ([TWO_PRICES, windows(ago(200), NIGHT_WINDOWS)], 200, None),
        # It is not in force any more, but prices what was used then.
        ([TWO_PRICES, base(ago(100), 0.2)], 400, 300),
        ([TWO_PRICES, base(ago(100), 0.2)], 100, None),
        ([TWO_PRICES, base(ago(100), 0.2)], 101, 101),
        ([base(ago(300), 0.2), peak_off_peak(ago(100), 0.2, 0.1)], 400, 100),
        # It is not in force yet.
        ([peak_off_peak(ago(0), 0.2, 0.1)], 400, 0),
        ([peak_off_peak(ago(-1), 0.2, 0.1)], 400, None),
        # The older of two.
        ([TWO_PRICES, peak_off_peak(ago(100), 0.3, 0.1)], 400, 300),
        (
            [
                TWO_PRICES,
                windows(ago(100), NIGHT_WINDOWS),
                peak_off_peak(ago(100), 0.3, 0.1),
            ],
            400,
            300,
        ),
    ],
)
def test_days_without_off_peak_hours(
    kept: Iterable[ConfigSubentry], first: int | None, since: int | None
) -> None:
    found = cards(*kept, first=first)
    found.pop("tempo_colours_missing", None)
    assert found == (
        {}
        if since is None
        else {"off_peak_hours_missing": {"home": "H", "since": ago(since).isoformat()}}
    )


# Colours of Tempo that nobody has told.


def all_but(*unknown: int) -> ConfigSubentry:
    """A calendar of 40 days that lacks those so many days ago."""
    return calendar({ago(n): "blue" for n in range(-1, 40) if n not in unknown})


TEMPO = tempo(ago(300), TEMPO_PRICES)


@pytest.mark.parametrize(
    ("kept", "first", "missing"),
    [
        ([TEMPO, all_but()], 400, None),
        ([TEMPO, all_but(1, 2)], 400, None),
        ([TEMPO, all_but(1, 2, 3)], 400, (3, 1)),
        ([TEMPO, all_but(4, 9, 30)], 400, (3, 4)),
        # It is over, and too long ago.
        ([TEMPO, all_but(4, 9, 31)], 400, None),
        # That of today may still come.
        ([TEMPO, all_but(0, 1, 2)], 400, None),
        ([TEMPO], 400, (30, 1)),
        ([TEMPO], 10, (10, 1)),
        ([TEMPO], 2, None),
        ([TEMPO], None, None),
        ([tempo(ago(3), TEMPO_PRICES)], 400, (3, 1)),
        ([tempo(ago(2), TEMPO_PRICES)], 400, None),
        ([tempo(ago(-1), TEMPO_PRICES)], 400, None),
        # Another tariff is in force.
        ([TEMPO, base(ago(0), 0.2)], 400, None),
        ([TEMPO, base(ago(-1), 0.2)], 400, (30, 1)),
        ([base(ago(300), 0.2), tempo(ago(5), TEMPO_PRICES)], 400, (5, 1)),
    ],
)
def test_days_without_a_colour(
    kept: Iterable[ConfigSubentry], first: int | None, missing: tuple[int, int] | None
) -> None:
    found = cards(*kept, first=first)
    if missing is None:
        assert found == {}
        return
    days, newest = missing
    assert found == {
        "tempo_colours_missing": {
            "home": "H",
            "days": str(days),
            "day": ago(newest).isoformat(),
        }
    }


def test_colours_that_an_entity_showed_are_known() -> None:
    ledger = ElectricityLedger()
    for days in range(4, 31):
        ledger.see_colour(ago(days), Colour.WHITE)
    assert cards(TEMPO, ledger=ledger).keys() == {"tempo_colours_missing"}
    ledger.see_colour(ago(2), Colour.RED)
    assert cards(TEMPO, ledger=ledger) == {}
