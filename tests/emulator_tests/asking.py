"""Requests written by hand, with the freedom to get them wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import aiohttp
import xmltodict

from tests.emulator import Emulator

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICES = "http://www.enedis.fr/sge/b2b/services"
V2 = f"{SERVICES}/consultationmesuresdetaillees/v2.0"
V3 = f"{SERVICES}/consultationmesuresdetaillees/common"
V3_ACTION = f"{SERVICES}/consultationmesuresdetaillees/v3.0"
CONTRACT = f"{SERVICES}/consulterdonneestechniquescontractuelles/v1.0"
SEARCH = f"{SERVICES}/rechercherpoint/v2.0"
MEASURES_ROUTE = "enedis_SGE_ConsultationMesuresDetaillees/1.0"
CONTRACT_ROUTE = "enedis_SGE_ConsultationDonneesTechniquesContractuelles/1.0"
SEARCH_ROUTE = "enedis_SGE_RecherchePoint/1.0"

QUANTITIES = {"ENERGIE": "EA", "PMAX": "PMA", "COURBE": "PA"}


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def code(self) -> str | None:
        """SGE's code in a fault."""
        if "<resultat code=" not in self.text:
            return None
        return self.text.split('<resultat code="')[1][:6]

    def body(self) -> dict[str, Any]:
        """The content of the SOAP body's element."""
        envelope = xmltodict.parse(self.text)["soap:Envelope"]["soap:Body"]
        content = next(iter(envelope.values()))
        return {k: v for k, v in content.items() if not k.startswith("@")}

    def points(self) -> list[dict[str, Any]]:
        grandeur = self.body()["grandeur"]
        found = grandeur.get("mesure") or grandeur.get("points")
        return found if isinstance(found, list) else [found]


@dataclass
class Asking:
    session: aiohttp.ClientSession
    emulator: Emulator
    headers: dict[str, str] = field(default_factory=dict)

    async def post(self, route: str, body: str, action: str, **headers: str) -> Answer:
        async with self.session.post(
            f"{self.emulator.sge_url}/{route}",
            data=body.encode(),
            headers={
                "apikey": self.emulator.home.api_key,
                "SOAPAction": f'"{action}"',
                "Content-Type": "text/xml;charset=UTF-8",
                **self.headers,
                **headers,
            },
        ) as response:
            return Answer(
                status=response.status,
                text=await response.text(),
                headers=response.headers,
            )

    def demande(
        self, type_code: str, start: date, end: date, version: str = "v2", **told: str
    ) -> dict[str, str]:
        """The fields of a right request, in order; `told` replaces some, an empty text leaves one out."""
        withdrawal = (
            {"soutirage": "true", "injection": "false"} if version == "v2" else {}
        )
        access = (
            {"accordClient": "true"}
            if version == "v2"
            else {"sens": "SOUTIRAGE", "cadreAcces": "ACCORD_CLIENT"}
        )
        fields = {
            "initiateurLogin": self.emulator.home.sge_login,
            "pointId": self.emulator.home.point_id,
            "mesuresTypeCode": type_code,
            "grandeurPhysique": QUANTITIES.get(type_code, "EA"),
            **withdrawal,
            "dateDebut": start.isoformat(),
            "dateFin": end.isoformat(),
            "mesuresPas": "P1D" if type_code == "PMAX" else "",
            "mesuresCorrigees": "false",
            **access,
        }
        return {k: v for k, v in (fields | told).items() if v}

    async def measures(
        self, type_code: str, start: date, end: date, version: str = "v2", **told: str
    ) -> Answer:
        fields = self.demande(type_code, start, end, version, **told)
        return await self.demand(fields, version)

    async def demand(self, fields: dict[str, str], version: str = "v2") -> Answer:
        uri, root, action = (
            (V2, "consulterMesuresDetaillees", V2)
            if version == "v2"
            else (V3, "consulterMesuresDetailleesV3", V3_ACTION)
        )
        inner = f"<demande>{elements(fields)}</demande>"
        return await self.post(MEASURES_ROUTE, message(uri, root, inner), action)

    async def contract(self, **told: str) -> Answer:
        fields = {
            "pointId": self.emulator.home.point_id,
            "loginUtilisateur": self.emulator.home.sge_login,
            "autorisationClient": "true",
        } | told
        root = "consulterDonneesTechniquesContractuelles"
        body = message(CONTRACT, root, elements(fields))
        return await self.post(CONTRACT_ROUTE, body, "")

    async def search(self, *, name: str, beyond: str = "true", **told: str) -> Answer:
        home = self.emulator.home
        address = {
            "numeroEtNomVoie": home.registered_street,
            "codePostal": home.postal_code,
            "codeInseeCommune": home.insee_code,
        } | told
        criteria = (
            f"<adresseInstallation>{elements(address)}</adresseInstallation>"
            f"<nomClientFinalOuDenominationSociale>{escape(name)}</nomClientFinalOuDenominationSociale>"
            f"<rechercheHorsPerimetre>{beyond}</rechercheHorsPerimetre>"
        )
        inner = f"<criteres>{criteria}</criteres>" + elements(
            {"loginUtilisateur": home.sge_login}
        )
        body = message(SEARCH, "rechercherPoint", inner)
        return await self.post(SEARCH_ROUTE, body, "")

    async def conso(
        self, type_name: str, first: date, after: date, /, **told: str
    ) -> tuple[int, Any]:
        """Status and JSON of Conso API; `told` replaces some, an empty text leaves one out.

        `token` is the token, `method` the HTTP method.
        """
        query = {
            "prm": self.emulator.home.point_id,
            "start": first.isoformat(),
            "end": after.isoformat(),
        } | told
        token = query.pop("token", self.emulator.home.conso_token)
        method = query.pop("method", "GET")
        async with self.session.request(
            method,
            f"{self.emulator.conso_url}/{type_name}",
            params={name: value for name, value in query.items() if value},
            headers={"Authorization": f"Bearer {token}"} if token else {},
        ) as response:
            return response.status, await response.json()

    async def egl(self, page: str, auth_key: str | None = None, **form: str) -> Any:
        """The JSON of the water service, or the status when it is not 200."""
        async with self.session.post(
            f"{self.emulator.egl_url}/{page}",
            data=form,
            headers={"AuthKey": auth_key or self.emulator.home.auth_key},
        ) as response:
            if response.status != 200:
                return response.status
            return await response.json()

    async def connect(self, page: str = "connect.asp", **told: str) -> Any:
        home = self.emulator.home
        form = {"login": home.water_login, "pass": home.water_password} | told
        return await self.egl(page, **form)

    async def indexes(self, **told: str) -> Any:
        """Log in and ask for the readings of the first contract."""
        token = (await self.connect())["resultatRetour"]["token"]
        form = {
            "token": token,
            "num_abt": self.emulator.home.contracts[0],
            "date_debut": "03/01/2023",
            "date_fin": "03/20/2026",
        } | told
        return await self.egl("getAllAgregatsByAbonnement.aspx", **form)


def elements(fields: dict[str, str]) -> str:
    return "".join(f"<{k}>{escape(v)}</{k}>" for k, v in fields.items())


def message(uri: str, root: str, inner: str) -> str:
    return (
        f'<e:Envelope xmlns:e="{SOAP}" xmlns:s="{uri}"><e:Header/>'
        f"<e:Body><s:{root}>{inner}</s:{root}></e:Body></e:Envelope>"
    )
