"""A stand-in for the service of Eau du Grand Lyon that answers what a test wants, and what is asked of a source."""

from dataclasses import dataclass, field
from datetime import date
import json

from aiohttp import web
import pytest

from custom_components.grandlyon_energy.sources import SourceError
from custom_components.grandlyon_energy.sources.egl import EglSource
from custom_components.grandlyon_energy.sources.readings import MeterIndex

AUTH_KEY = "key-5d1f0a"
LOGIN = "camille@example.org"
PASSWORD = "pâté & chèvre+1"
TOKEN = "TOKEN77F0"
CONTRACT = "1895683"
SECRETS = (AUTH_KEY, LOGIN, "camille", PASSWORD, "chèvre", TOKEN, CONTRACT)

START = date(2026, 2, 28)
END = date(2026, 12, 3)

HTML = (200, "<html><body>Maintenance</body></html>")
NESTED = "[" * 200_000


def reply(code: object, result: object = None, label: object = "") -> str:
    return json.dumps(
        {"codeRetour": code, "libelleRetour": label, "resultatRetour": result}
    )


def connected(**result: object) -> str:
    return reply(100, {"num_abt": 1895683, "token": TOKEN} | result, "Connecté")


def row(
    printed: object = "2026-07-01T00:00:00+02:00",
    letter: object = "R",
    value: object = 562362,
) -> dict[str, object]:
    return {"DateReleve": printed, "TypeAgregat": letter, "ValeurIndex": value}


def rows(*several: object) -> str:
    return reply(100, list(several), "L'opération a réussi")


@dataclass
class Asked:
    path: str
    auth_key: str | None
    content_type: str
    form: dict[str, str]


type Scripted = str | bytes | tuple[int, str] | web.Response


@dataclass
class FakeService:
    """Answers what a test scripted, the last answer again and again, and keeps what it was asked."""

    url: str = ""
    connect: list[Scripted] = field(default_factory=lambda: [connected()])
    data: list[Scripted] = field(default_factory=lambda: [rows(row())])
    connect_routes: tuple[str, ...] = ("/ws/connect.asp",)
    asked: list[Asked] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append(
            Asked(
                path=request.path,
                auth_key=request.headers.get("AuthKey"),
                content_type=request.headers["Content-Type"],
                form={key: str(value) for key, value in (await request.post()).items()},
            )
        )
        if request.path in self.connect_routes:
            return self._next(self.connect)
        if request.path == "/ws/getAllAgregatsByAbonnement.aspx":
            return self._next(self.data)
        return web.Response(status=404, text="<html>IIS</html>")

    @staticmethod
    def _next(script: list[Scripted]) -> web.Response:
        answer = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(answer, web.Response):
            return answer
        if isinstance(answer, bytes):
            return web.Response(body=answer)
        status, text = answer if isinstance(answer, tuple) else (200, answer)
        return web.Response(status=status, text=text)

    @property
    def paths(self) -> list[str]:
        return [asked.path.removeprefix("/ws/") for asked in self.asked]


async def read(source: EglSource) -> list[MeterIndex]:
    return list(await source.read_meter_indexes(CONTRACT, START, END))


async def poll(source: EglSource) -> None:
    await source.read_contracts()
    await read(source)


async def failure(source: EglSource) -> SourceError:
    """The error of one whole poll."""
    with pytest.raises(SourceError) as caught:
        await poll(source)
    return caught.value
