"""The independent client `lowatt-enedis` reads the truth from the emulator, over HTTP.

Only its public parameters are used: where a method is located, and the HTTP headers that the API manager wants in
the place of its client certificate.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
import logging
from pathlib import Path
import tempfile
from types import ModuleType
from typing import Any

import aiohttp
import pytest

from custom_components.grandlyon_energy.sources.sge.client import SgeSource
from tests.emulator import Emulator, Home
from tests.emulator.localtime import days, midnight

type Read = Callable[..., Any]

START, END = date(2026, 1, 5), date(2026, 1, 12)
SPRING = date(2025, 3, 30)
POINTS = {"v2": "mesure", "v3": "points"}
MEASURES_ROUTE = "enedis_SGE_ConsultationMesuresDetaillees/1.0"
ROUTES = {
    "ConsultationMesuresDetaillees-v2.0": MEASURES_ROUTE,
    "ConsultationMesuresDetaillees-v3.0": MEASURES_ROUTE,
    "ConsultationDonneesTechniquesContractuelles-v1.0": (
        "enedis_SGE_ConsultationDonneesTechniquesContractuelles/1.0"
    ),
    "RecherchePoint-v2.0": "enedis_SGE_RecherchePoint/1.0",
}


def attribute(element: Any, name: str) -> str:
    """The client names what was an XML attribute with an underscore in front."""
    return str(getattr(element, f"_{name}"))


@pytest.fixture
def lowatt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The client, kept from configuring everyone's logging and from leaving its cache behind."""
    monkeypatch.setattr(logging, "basicConfig", lambda **_: None)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    import_module("lowatt_enedis.services")
    return import_module("lowatt_enedis")


@pytest.fixture
def client(lowatt: ModuleType, emulator: Emulator) -> Callable[[str], Any]:
    def make(service: str) -> Any:
        made = lowatt.get_client(service, "", "")
        for method in lowatt.iter_methods(made):
            method.location = f"{emulator.sge_url}/{ROUTES[service]}".encode()
        made.set_options(headers={"apikey": emulator.home.api_key})
        return made

    return make


@pytest.fixture
def measure(
    lowatt: ModuleType, client: Callable[[str], Any], home: Home
) -> Callable[..., Any]:
    """Read one type of measures from one version of the service."""

    async def read(
        version: str,
        type_code: str,
        start: date,
        end: date,
        *,
        production: bool = False,
    ) -> Any:
        service, function = (
            ("ConsultationMesuresDetaillees-v2.0", "point_detailed_measures")
            if version == "v2"
            else ("ConsultationMesuresDetaillees-v3.0", "point_detailed_measuresV3")
        )
        options = {
            "login": home.sge_login,
            "prm": home.point_id,
            "type": type_code,
            "from": start.isoformat(),
            "to": end.isoformat(),
            "corrigee": False,
            "courbe_type": "PA",
            "injection": production,
            "no_autorisation": False,
            "cadre": "ACCORD_CLIENT",
        }
        call = getattr(lowatt.services, function)
        return await asyncio.to_thread(call, client(service), options)

    return read


pytestmark = pytest.mark.filterwarnings(
    "ignore:ConsultationMesuresDetaillees-v2.0 is deprecated:DeprecationWarning"
)


async def test_it_reads_the_contract(
    lowatt: ModuleType, client: Callable[[str], Any], home: Home
) -> None:
    options = {"prm": home.point_id, "login": home.sge_login, "autorisation": True}
    point = await asyncio.to_thread(
        lowatt.services.point_technical_data,
        client("ConsultationDonneesTechniquesContractuelles-v1.0"),
        options,
    )
    assert attribute(point, "id") == home.point_id
    assert attribute(point.donneesGenerales.segment, "code") == "C5"
    power = point.situationContractuelle.structureTarifaire.puissanceSouscriteMax
    assert (float(power.valeur), power.unite) == (9, "kVA")
    meter = point.situationComptage.dispositifComptage.compteurs.compteur[0]
    assert meter.plagesHeuresCreuses == home.off_peak_hours


async def test_it_finds_the_point_by_name_and_address(
    lowatt: ModuleType, client: Callable[[str], Any], home: Home
) -> None:
    options = {
        "login": home.sge_login,
        "nom": home.last_name,
        "hp": True,
        "voie": home.registered_street,
        "cp": home.postal_code,
        "insee": home.insee_code,
    }
    found = await asyncio.to_thread(
        lowatt.services.search_point, client("RecherchePoint-v2.0"), options
    )
    assert [attribute(point, "id") for point in found.point] == [home.point_id]


async def test_it_reads_daily_energy_from_v2(
    lowatt: ModuleType, measure: Read, home: Home
) -> None:
    response = await measure("v2", "ENERGIE", START, END)
    read = dict(lowatt.services.detailed_measures_resp2py(response))
    assert read == {midnight(day): home.true_day_wh(day) for day in days(START, END)}


async def test_it_reads_the_maximum_power_from_v2(
    lowatt: ModuleType, measure: Read, home: Home
) -> None:
    response = await measure("v2", "PMAX", START, END)
    read = list(lowatt.services.detailed_measures_resp2py(response))
    assert read == [home.true_max_power(day) for day in days(START, END)]


@pytest.mark.parametrize("version", ["v2", "v3"])
@pytest.mark.parametrize("solar", [True])
async def test_it_reads_what_the_roof_feeds_in_as_our_source_does(
    emulator: Emulator, measure: Read, version: str
) -> None:
    response = await measure(version, "ENERGIE", START, END, production=True)
    (quantity,) = response.grandeur
    read = [int(point.v) for point in getattr(quantity, POINTS[version])]
    home = emulator.home
    async with aiohttp.ClientSession() as session:
        source = SgeSource(
            session,
            base_url=emulator.sge_url,
            api_key=home.api_key,
            auth_header="apikey",
            login=home.sge_login,
            point_id=home.point_id,
            measures_version=version,
            production=True,
        )
        ours = await source.read_daily_energy(START, END)
    assert home.production
    assert quantity.grandeurMetier == "PROD"
    assert read == [day.energy_wh for day in ours]
    assert read == [home.production.metered_wh(day) for day in days(START, END)]


@pytest.mark.parametrize("start", [START, SPRING - timedelta(days=3)])
async def test_it_reads_a_week_of_curve_from_v2(
    lowatt: ModuleType, measure: Read, home: Home, start: date
) -> None:
    end = start + timedelta(days=7)
    response = await measure("v2", "COURBE", start, end)
    hours: dict[datetime, int] = {}
    for stamp, power in lowatt.services.detailed_measures_resp2py(response):
        began = stamp - timedelta(minutes=30)
        hour = began.replace(minute=0)
        hours[hour] = hours.get(hour, 0) + power // 2
    true: dict[datetime, int] = {}
    for day in days(start, end):
        true |= home.true_hours_wh(day)
    assert hours == true


@pytest.mark.parametrize(
    ("type_code", "count"), [("ENERGIE", 7), ("PMAX", 7), ("COURBE", 336)]
)
async def test_it_reads_v3(
    measure: Read, home: Home, type_code: str, count: int
) -> None:
    response = await measure("v3", type_code, START, END)
    points = response.grandeur[0].points
    assert len(points) == count
    value, stamp = int(points[0].v), points[0].d
    match type_code:
        case "ENERGIE":
            assert (value, stamp) == (home.true_day_wh(START), "2026-01-05 00:00:00")
        case "PMAX":
            at, power = home.true_max_power(START)
            local = at.astimezone(UTC) + timedelta(hours=1)
            assert (value, stamp) == (power, f"{local:%Y-%m-%d %H:%M:%S}")
        case _:
            first = home.electricity.half_hours_w(START)[0]
            assert (value, stamp) == (first, "2026-01-05 00:30:00")


async def test_it_understands_a_refusal(lowatt: ModuleType, measure: Read) -> None:
    with pytest.raises(lowatt.WSException) as refused:
        await measure("v2", "COURBE", START, END + timedelta(days=1))
    assert refused.value.code == "SGT4L8"
