"""What a home feeds into the network: asked for as injection, read as PROD, and never mixed up with what it draws."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from custom_components.grandlyon_energy.sources import ConsentError
from custom_components.grandlyon_energy.sources.readings import CurvePoint, DailyEnergy
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from . import replies
from .conftest import END, START, Gateway
from .replies import LOGIN, POINT_ID, Answer, Point, fault, quantity

V2_FIELDS = (
    "<soutirage>false</soutirage><injection>true</injection>"
    "<dateDebut>2026-01-05</dateDebut><dateFin>2026-01-08</dateFin>"
    "<mesuresCorrigees>false</mesuresCorrigees><accordClient>true</accordClient></demande>"
)
V3_FIELDS = (
    "<dateDebut>2026-01-05</dateDebut><dateFin>2026-01-08</dateFin>"
    "<mesuresCorrigees>false</mesuresCorrigees><sens>INJECTION</sens>"
    "<cadreAcces>ACCORD_CLIENT</cadreAcces></demande>"
)
NO_PRODUCTION = Answer(status=500, body=fault("SGT583"))

type Make = Callable[..., SgeSource]


def both_ways(physical: str, unit: str, *, stamp: str, step: str | None = None) -> str:
    """A reply with 7 for what was drawn, 5 for what was fed in, and 7 for what was drawn again."""

    def one(value: int, direction: str) -> str:
        point = Point(v=value, d=stamp, p=step)
        return quantity([point], physical=physical, unit=unit, direction=direction)

    return replies.measures(one(7, "CONS"), one(5, "PROD"), one(7, "CONS"))


@pytest.mark.parametrize(("version", "fields"), [("v2", V2_FIELDS), ("v3", V3_FIELDS)])
@pytest.mark.parametrize(
    ("method", "what"),
    [("read_daily_energy", ("ENERGIE", "EA")), ("read_load_curve", ("COURBE", "PA"))],
)
async def test_it_is_asked_for_as_injection(
    make_source: Make,
    gateway: Gateway,
    method: str,
    what: tuple[str, str],
    version: str,
    fields: str,
) -> None:
    gateway.answers(replies.no_measures(version))
    source = make_source(measures_version=version, production=True)

    await getattr(source, method)(START, END)

    [asked] = gateway.asked
    assert (
        f"<demande><initiateurLogin>{LOGIN}</initiateurLogin><pointId>{POINT_ID}</pointId>"
        f"<mesuresTypeCode>{what[0]}</mesuresTypeCode><grandeurPhysique>{what[1]}</grandeurPhysique>{fields}"
    ) in asked.body


async def test_only_what_was_fed_in_is_read(
    make_source: Make, gateway: Gateway
) -> None:
    source = make_source(production=True)

    gateway.answers(both_ways("EA", "Wh", stamp="2026-01-05T00:00:00+01:00"))
    assert list(await source.read_daily_energy(START, END)) == [
        DailyEnergy(day=date(2026, 1, 5), energy_wh=5)
    ]

    gateway.answers(
        both_ways("PA", "W", stamp="2026-01-05T12:30:00+01:00", step="PT30M")
    )
    assert list(await source.read_load_curve(START, END)) == [
        CurvePoint(
            start=datetime(2026, 1, 5, 11, tzinfo=UTC),
            end=datetime(2026, 1, 5, 11, 30, tzinfo=UTC),
            power_w=5,
        )
    ]


async def test_production_has_no_maximum_power_and_is_not_asked_for_one(
    make_source: Make, gateway: Gateway
) -> None:
    assert list(await make_source(production=True).read_maximum_power(START, END)) == []
    assert not gateway.asked


@pytest.mark.parametrize("start", [START, date(2023, 1, 8)])
@pytest.mark.parametrize("method", ["read_daily_energy", "read_load_curve"])
async def test_a_home_without_production_has_none_and_one_call_tells(
    make_source: Make, gateway: Gateway, method: str, start: date
) -> None:
    gateway.answers(NO_PRODUCTION)

    assert list(await getattr(make_source(production=True), method)(start, END)) == []
    assert len(gateway.asked) == 1


@pytest.mark.parametrize(
    ("production", "code", "reason"),
    [(False, "SGT583", "wrong_direction"), (True, "SGT4K2", "consent_missing")],
)
@pytest.mark.parametrize("method", ["read_daily_energy", "read_load_curve"])
async def test_every_other_refusal_is_told(
    make_source: Make,
    gateway: Gateway,
    method: str,
    production: bool,
    code: str,
    reason: str,
) -> None:
    gateway.answers(Answer(status=500, body=fault(code)))

    with pytest.raises(ConsentError) as caught:
        await getattr(make_source(production=production), method)(START, END)

    assert (caught.value.reason, caught.value.code) == (reason, code)
