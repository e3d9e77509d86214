"""The four ways: which kinds of call each makes, how a source is brought to make them, and what it must then read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import aiohttp
import pytest

from custom_components.grandlyon_energy.sources import ElectricitySource, WaterSource
from custom_components.grandlyon_energy.sources.readings import (
    CurvePoint,
    DailyEnergy,
    IndexType,
    MaximumPower,
    MeterIndex,
)
from custom_components.grandlyon_energy.sources.sge.client import SgeSource
from custom_components.grandlyon_energy.ways import (
    contract_links,
    electricity_source,
    water_source,
)
from tests.emulator import Home
from tests.homes import DATA, SERVICE_OF

from .services import Services

DAY: Final = timedelta(days=1)
START, END = date(2026, 10, 22), date(2026, 10, 29)
"""A week without defects; on its Sunday the clock shows an hour twice. The end is excluded."""
DAYS: Final = [START + n * DAY for n in range((END - START).days)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to read one service."""

    name: str
    """As an entry has it."""

    kinds: tuple[str, ...]
    """The calls that it makes, as the emulator calls them."""

    @property
    def service(self) -> str:
        """What the emulator calls the service."""
        return SERVICE_OF[self.name]

    def data(self, services: Services) -> dict[str, Any]:
        """What an entry keeps of the way."""
        return DATA[self.name](services.addresses, services.home)


SGE: Final = Way(
    name="sge",
    kinds=(
        "contract",
        "search",
        "energy",
        "max_power",
        "load_curve",
        "production_energy",
        "production_curve",
    ),
)
CONSO: Final = Way(
    name="conso_api",
    kinds=(
        "energy",
        "max_power",
        "load_curve",
        "production_energy",
        "production_curve",
    ),
)
EGL: Final = Way(name="egl", kinds=("connect", "indexes"))
PORTAL: Final = Way(
    name="egl_portal", kinds=("log_in", "authorize", "token", "contracts", "indexes")
)
ELECTRICITY: Final = (SGE, CONSO)
WATER: Final = (EGL, PORTAL)
WAYS: Final = (*ELECTRICITY, *WATER)

SECRETS: Final = {
    "sge": ("api_key",),
    "conso_api": ("token",),
    "egl": ("auth_key", "login", "password"),
    "egl_portal": ("login", "password"),
}
"""What a person types to be let in, by way."""

every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityReader:
    """Reads what takes one kind of call of electricity."""

    source: ElectricitySource
    home: Home
    kind: str

    async def read(self, start: date = START, end: date = END) -> Any:
        """Read the days from `start`, included, to `end`, excluded."""
        source, home = self.source, self.home
        match self.kind:
            case "contract":
                contract = await source.read_contract()
                return contract.segment, contract.subscribed_power_va
            case "search":
                assert isinstance(source, SgeSource)
                return await source.find_point(
                    last_name=home.last_name,
                    address=home.address,
                    postal_code=home.postal_code,
                    insee_code=home.insee_code,
                )
            case "energy" | "production_energy":
                return await source.read_daily_energy(start, end)
            case "max_power":
                return await source.read_maximum_power(start, end)
            case _:
                return await source.read_load_curve(start, end)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterReader:
    """Polls every contract of a log-in, as the integration does."""

    source: WaterSource
    numbers: Sequence[str]

    async def read(self, start: date = START, end: date = END) -> Any:
        """Read the days from `start`, included, to `end`, excluded."""
        opened = await self.source.read_contracts()
        assert [contract.contract_id for contract in opened] == self.numbers
        return [
            await self.source.read_meter_indexes(number, start, end - DAY)
            for number in self.numbers
        ]


type Reader = ElectricityReader | WaterReader


def make_reader(
    session: aiohttp.ClientSession,
    services: Services,
    way: Way,
    kind: str,
    **changes: Any,
) -> Reader:
    """A source made from what an entry keeps, `changes` apart, and how to have it make one kind of call."""
    data = way.data(services) | changes
    if way in WATER:
        numbers = [link.number for link in contract_links(data).values()]
        return WaterReader(source=water_source(session, data), numbers=numbers)
    production = kind.startswith("production")
    source = electricity_source(session, data, production=production)
    return ElectricityReader(source=source, home=services.home, kind=kind)


def right(home: Home, kind: str) -> Any:
    """What a reader must read of the week, told by the home itself."""
    meter = home.meter(production=kind.startswith("production"))
    assert meter
    match kind:
        case "contract":
            return home.segment, home.subscribed_power_kva * 1000
        case "search":
            return [home.point_id]
        case "energy" | "production_energy":
            return [
                DailyEnergy(day=day, energy_wh=meter.metered_wh(day)) for day in DAYS
            ]
        case "max_power":
            maxima = [(day, meter.true_maximum_power(day)) for day in DAYS]
            return [
                MaximumPower(day=day, at=at, power_va=power_va)
                for day, (at, power_va) in maxima
            ]
        case "load_curve" | "production_curve":
            return [
                CurvePoint(
                    start=point.end - point.step,
                    end=point.end,
                    power_w=point.power_w,
                )
                for day in DAYS
                for point in meter.curve(day)
                if point.power_w is not None
            ]
        case _:
            return [
                [
                    MeterIndex(day=day, type=IndexType.REAL, index_l=water.index_l(day))
                    for day in DAYS
                ]
                for water in home.water.values()
            ]
