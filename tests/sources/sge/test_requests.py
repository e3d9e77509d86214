"""What goes to the gateway: SGE refuses a request whose namespace, action or order of elements is another."""

from collections.abc import Callable
import re

import pytest

from custom_components.grandlyon_energy.sources import (
    CredentialsError,
    ElectricitySource,
)
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from . import replies
from .conftest import END, START, Gateway
from .replies import API_KEY, CONTRACT, LOGIN, POINT_ID, SEARCH, TECHNICAL, V2, V3

MEASURES = "enedis_SGE_ConsultationMesuresDetaillees/1.0"
ENTETE = (
    f'<soapenv:Header><tec:entete xmlns:tec="{TECHNICAL}"><version>1.0</version>'
    f"<infoDemandeur><loginDemandeur>{LOGIN}</loginDemandeur></infoDemandeur></tec:entete></soapenv:Header>"
)


def inside_body(xml: str) -> str:
    found = re.search("<soapenv:Body>(.*)</soapenv:Body>", xml)
    assert found
    return found[1]


def test_it_is_an_electricity_source_with_the_limits_of_the_guide(
    source: SgeSource,
) -> None:
    electricity: ElectricitySource = source
    assert electricity.history_months == 36
    assert electricity.curve_months == 24
    assert electricity.curve_days_per_call == 7


@pytest.mark.parametrize(
    ("method", "what"),
    [
        ("read_daily_energy", ("ENERGIE", "EA", "")),
        ("read_maximum_power", ("PMAX", "PMA", "<mesuresPas>P1D</mesuresPas>")),
        ("read_load_curve", ("COURBE", "PA", "")),
    ],
)
async def test_measures_are_asked_in_v2_as_the_brief_has_them(
    source: SgeSource, gateway: Gateway, method: str, what: tuple[str, str, str]
) -> None:
    gateway.answers(replies.no_measures())

    await getattr(source, method)(START, END)

    [asked] = gateway.asked
    type_code, quantity, step = what
    assert asked.route == MEASURES
    assert asked.headers["SOAPAction"] == f'"{V2}"'
    assert f'xmlns:sge="{V2}"' in asked.body
    assert "<soapenv:Header/>" in asked.body
    assert inside_body(asked.body) == (
        f"<sge:consulterMesuresDetaillees><demande><initiateurLogin>{LOGIN}</initiateurLogin>"
        f"<pointId>{POINT_ID}</pointId><mesuresTypeCode>{type_code}</mesuresTypeCode>"
        f"<grandeurPhysique>{quantity}</grandeurPhysique><soutirage>true</soutirage><injection>false</injection>"
        f"<dateDebut>2026-01-05</dateDebut><dateFin>2026-01-08</dateFin>{step}"
        "<mesuresCorrigees>false</mesuresCorrigees><accordClient>true</accordClient></demande>"
        "</sge:consulterMesuresDetaillees>"
    )


@pytest.mark.parametrize(
    ("method", "what"),
    [
        ("read_daily_energy", ("ENERGIE", "EA", "")),
        ("read_maximum_power", ("PMAX", "PMA", "<mesuresPas>P1D</mesuresPas>")),
        ("read_load_curve", ("COURBE", "PA", "")),
    ],
)
async def test_measures_are_asked_in_v3_as_the_guide_has_them(
    make_source: Callable[..., SgeSource],
    gateway: Gateway,
    method: str,
    what: tuple[str, str, str],
) -> None:
    gateway.answers(replies.no_measures("v3"))

    await getattr(make_source(measures_version="v3"), method)(START, END)

    [asked] = gateway.asked
    type_code, quantity, step = what
    assert asked.route == MEASURES
    assert asked.headers["SOAPAction"] == f'"{V3}"'
    assert f'xmlns:sge="{replies.V3_MESSAGES}"' in asked.body
    assert "<soapenv:Header/>" in asked.body
    assert inside_body(asked.body) == (
        f"<sge:consulterMesuresDetailleesV3><demande><initiateurLogin>{LOGIN}</initiateurLogin>"
        f"<pointId>{POINT_ID}</pointId><mesuresTypeCode>{type_code}</mesuresTypeCode>"
        f"<grandeurPhysique>{quantity}</grandeurPhysique>"
        f"<dateDebut>2026-01-05</dateDebut><dateFin>2026-01-08</dateFin>{step}"
        "<mesuresCorrigees>false</mesuresCorrigees><sens>SOUTIRAGE</sens>"
        "<cadreAcces>ACCORD_CLIENT</cadreAcces></demande></sge:consulterMesuresDetailleesV3>"
    )


async def test_the_contract_is_asked_with_who_asks_in_the_header(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(replies.contract())

    await source.read_contract()

    [asked] = gateway.asked
    assert asked.route == "enedis_SGE_ConsultationDonneesTechniquesContractuelles/1.0"
    assert asked.headers["SOAPAction"] == '""'
    assert f'xmlns:sge="{CONTRACT}"' in asked.body
    assert ENTETE in asked.body
    assert inside_body(asked.body) == (
        "<sge:consulterDonneesTechniquesContractuelles>"
        f"<pointId>{POINT_ID}</pointId><loginUtilisateur>{LOGIN}</loginUtilisateur>"
        "<autorisationClient>true</autorisationClient></sge:consulterDonneesTechniquesContractuelles>"
    )


async def test_a_point_is_searched_with_what_was_typed_escaped(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(replies.search_result(POINT_ID))

    found = await source.find_point(
        last_name="Durand & <fils>\x00",
        address="1 rue du Lac",
        postal_code="69003",
        insee_code="69383",
    )

    [asked] = gateway.asked
    assert list(found) == [POINT_ID]
    assert asked.route == "enedis_SGE_RecherchePoint/1.0"
    assert asked.headers["SOAPAction"] == '""'
    assert f'xmlns:sge="{SEARCH}"' in asked.body
    assert ENTETE in asked.body
    assert inside_body(asked.body) == (
        "<sge:rechercherPoint><criteres><adresseInstallation><numeroEtNomVoie>1 rue du Lac</numeroEtNomVoie>"
        "<codePostal>69003</codePostal><codeInseeCommune>69383</codeInseeCommune></adresseInstallation>"
        "<nomClientFinalOuDenominationSociale>Durand &amp; &lt;fils&gt; </nomClientFinalOuDenominationSociale>"
        "<rechercheHorsPerimetre>true</rechercheHorsPerimetre></criteres>"
        f"<loginUtilisateur>{LOGIN}</loginUtilisateur></sge:rechercherPoint>"
    )


async def test_a_commune_that_is_not_known_is_left_out_of_the_search(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(replies.search_result(POINT_ID))

    await source.find_point(
        last_name="Durand", address="1 rue du Lac", postal_code="69003", insee_code=""
    )

    assert (
        "<codePostal>69003</codePostal></adresseInstallation>" in gateway.asked[0].body
    )


async def test_the_key_goes_in_the_header_that_was_chosen(
    make_source: Callable[..., SgeSource], gateway: Gateway
) -> None:
    gateway.answers(replies.no_measures())

    await make_source().read_daily_energy(START, END)
    await make_source(auth_header="bearer").read_daily_energy(START, END)

    by_key, by_token = gateway.asked
    assert by_key.headers["apikey"] == API_KEY
    assert "Authorization" not in by_key.headers
    assert by_token.headers["Authorization"] == f"Bearer {API_KEY}"
    assert "apikey" not in by_token.headers
    for asked in gateway.asked:
        assert asked.headers["Content-Type"] == "text/xml;charset=UTF-8"


@pytest.mark.parametrize("key", ["", "two\r\nlines", "tab\tted"])
async def test_a_key_that_cannot_be_sent_is_refused_before_it_is(
    make_source: Callable[..., SgeSource], gateway: Gateway, key: str
) -> None:
    with pytest.raises(CredentialsError, match=r"^invalid_key$"):
        await make_source(api_key=key).read_contract()

    assert not gateway.asked


async def test_the_measures_route_and_a_path_in_the_base_address_are_kept(
    make_source: Callable[..., SgeSource], gateway: Gateway
) -> None:
    gateway.answers(replies.no_measures())
    source = make_source(
        base_url=f"{gateway.url}t/lyon/", measures_route="/own_route/2.0/"
    )

    await source.read_daily_energy(START, END)

    assert gateway.asked[0].route == "t/lyon/own_route/2.0"
