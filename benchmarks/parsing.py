"""From a reply to readings: ours, two general SOAP clients, and the least that reading XML or JSON can be.

`python -m benchmarks.parsing WEEKS` prints, for each reader, the processor time that it takes for so many weeks of load
curve, as the median of rounds in which all readers take turns. The clients know the service's types from Enedis' own
descriptions, which two test dependencies bring; they are handed the reply as it would come from the network.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from importlib.util import find_spec
import json
from pathlib import Path
from statistics import median
import sys
import time
from typing import Any, Final
from xml.parsers import expat

from custom_components.grandlyon_energy.sources.conso_api.measures import (
    LOAD_CURVE as CONSO_LOAD_CURVE,
    printed_points as conso_points,
)
from custom_components.grandlyon_energy.sources.enedis_points import load_curve
from custom_components.grandlyon_energy.sources.http import Reply
from custom_components.grandlyon_energy.sources.sge.measures import (
    LOAD_CURVE,
    RESPONSE,
    printed_points,
)
from custom_components.grandlyon_energy.sources.sge.soap import read_response
from tests.emulator import Home
from tests.emulator.conso_forms import DATA_TYPES, measures
from tests.emulator.published import published_points
from tests.emulator.sge_measures import Demand, MeasuresRules, points, reply

ROUNDS: Final = 5
TODAY: Final = date(2026, 11, 3)
"""The newest week has the 25-hour day in it, which is worked out with more care than others."""

_V3_FOLDER: Final = (
    "ConsultationMesuresDetailleesV3.0_v1.5.0/Services/ConsultationMesuresDetaillees"
)
VERSIONS: Final = {
    "v2": (
        "lowatt_enedis",
        "ConsultationMesuresDetaillees/ConsultationMesuresDetaillees-v2.0.wsdl",
        "consulterMesuresDetaillees",
    ),
    "v3": (
        "enedis_sge",
        f"{_V3_FOLDER}/ADAM.ConsulterMesuresServiceReadV3-2024.wsdl",
        "consulterMesuresDetailleesV3",
    ),
}
"""Of the service: the package that describes it, where, and what its one operation is called."""

type Reader = Callable[[bytes], int]
"""Reads a reply and returns how many points of the curve it found."""


def replies(home: Home, version: str, weeks: int) -> list[bytes]:
    """Return the replies to the calls for so many weeks, newest first."""
    found = []
    for end in _ends(weeks):
        demand = Demand(
            version=version,
            point_id=home.point_id,
            type_code="COURBE",
            quantity="PA",
            start=end - timedelta(days=7),
            end=end,
            step=None,
            corrected=False,
            production=False,
            agreed=True,
        )
        known = points(demand, home, MeasuresRules(), TODAY)
        found.append(reply(demand, known))
    return found


def readers(home: Home, version: str) -> dict[str, Reader]:
    """Return all that read the XML of a version."""
    return {
        "ours": partial(_ours, home.point_id),
        "zeep": _zeep(version),
        "suds": _suds(version),
        "expat": _expat,
        "expat, the same texts": _expat_texts,
    }


def _ours(point_id: str, body: bytes) -> int:
    found = read_response(
        Reply(status=200, content_type="text/xml", body=body), RESPONSE
    )
    return len(load_curve(printed_points(found, LOAD_CURVE, point_id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _HttpReply:
    """As much of a reply of `requests` as zeep looks at."""

    content: bytes
    status_code: int = 200
    encoding: str = "utf-8"

    @property
    def headers(self) -> Mapping[str, str]:
        """Return what says that it is XML."""
        return {"Content-Type": "text/xml"}


def _zeep(version: str) -> Reader:
    package, path, name = VERSIONS[version]
    # Its types are not told.
    module: Any = import_module("zeep")
    client = module.Client(str(_description(package, path)))
    [service] = client.wsdl.services.values()
    [port] = service.ports.values()
    operation = port.binding.get(name)

    def read(body: bytes) -> int:
        found = port.binding.process_reply(client, operation, _HttpReply(content=body))
        return len(_points_of(version, found.grandeur[0]))

    return read


def _suds(version: str) -> Reader:
    package, path, name = VERSIONS[version]
    module: Any = import_module("suds.client")
    client = module.Client(_description(package, path).as_uri(), cache=None)
    call = getattr(client.service, name)

    def read(body: bytes) -> int:
        found = call(__inject={"reply": body})
        return len(_points_of(version, found.grandeur[0]))

    return read


def _points_of(version: str, quantity: Any) -> Sequence[Any]:
    points_found: Sequence[Any] = (
        quantity.mesure if version == "v2" else quantity.points
    )
    return points_found


def _expat(body: bytes) -> int:
    """Walk the document with handlers that do nothing."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _name, _attributes: None
    parser.EndElementHandler = lambda _name: None
    parser.CharacterDataHandler = lambda _text: None
    parser.Parse(body, True)
    return 0


def _expat_texts(body: bytes) -> int:
    """Collect the texts that a point has, and understand none of them."""
    found: list[Mapping[str, str]] = []
    point: dict[str, str] = {}
    text = ""

    def start(_name: str, _attributes: object) -> None:
        nonlocal text
        text = ""

    def data(piece: str) -> None:
        nonlocal text
        text += piece

    def end(name: str) -> None:
        nonlocal point
        if name in {"v", "d", "p", "n"}:
            point[name] = text
        elif name in {"mesure", "points"}:
            found.append(point)
            point = {}

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.Parse(body, True)
    return len(found)


def json_replies(home: Home, weeks: int) -> list[bytes]:
    """Return what Conso API answers for so many weeks."""
    data_type = DATA_TYPES["courbe_de_charge_consommation"]
    found = []
    for end in _ends(weeks):
        start = end - timedelta(days=7)
        days = [start + timedelta(days=n) for n in range(7)]
        known = published_points(home.electricity, "load_curve", days)
        known = [point for point in known if point.value is not None]
        content = measures(data_type, home.point_id, start, end, known)
        found.append(json.dumps(content).encode())
    return found


def json_readers(home: Home) -> dict[str, Reader]:
    """Return all that read the JSON of Conso API."""

    def ours(body: bytes) -> int:
        content = Reply(status=200, content_type="application/json", body=body).json
        return len(load_curve(conso_points(content, CONSO_LOAD_CURVE, home.point_id)))

    def bare(body: bytes) -> int:
        return len(json.loads(body)["grandeur"][0]["points"])

    return {"ours": ours, "json": bare}


def taken(
    readers_of: Mapping[str, Reader], bodies: Sequence[bytes]
) -> dict[str, dict[str, float]]:
    """Return the processor time of each reader for all bodies, in seconds, and how many points it found."""
    times: dict[str, list[float]] = {name: [] for name in readers_of}
    found: dict[str, int] = {}
    for _ in range(ROUNDS):
        for name, read in readers_of.items():
            begun = time.process_time()
            found[name] = sum(map(read, bodies))
            times[name].append(time.process_time() - begun)
    return {
        name: {"s": median(times[name]), "points": found[name]} for name in readers_of
    }


def parsing(weeks: int) -> dict[str, dict[str, dict[str, float]]]:
    """Return what each reader takes for so many weeks, by what is read."""
    home = Home(1, today=TODAY)
    found = {
        version: taken(readers(home, version), replies(home, version, weeks))
        for version in VERSIONS
    }
    return {**found, "json": taken(json_readers(home), json_replies(home, weeks))}


def _ends(weeks: int) -> list[date]:
    return [TODAY - timedelta(days=7 * n) for n in range(weeks)]


def _description(package: str, path: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise RuntimeError(f"{package} is not installed.")
    return Path(found.origin).parent / "wsdl" / path


def main() -> None:
    """Print the result as the last line, as JSON."""
    sys.stdout.write(f"{json.dumps(parsing(int(sys.argv[1])))}\n")


if __name__ == "__main__":
    main()
