"""What a contract says, and what it hides."""

from datetime import date

import pytest

from custom_components.grandlyon_energy.sources import NoDataError, TransientError
from custom_components.grandlyon_energy.sources.readings import Contract
from custom_components.grandlyon_energy.sources.sge.client import SgeSource
from custom_components.grandlyon_energy.sources.sge.contract import is_supported_segment

from . import replies
from .conftest import Gateway
from .replies import OTHER_POINT_ID, Answer, fault

WHOLE = """
<donneesGenerales>
  <etatContractuel code="SERVC"><libelle>En service</libelle></etatContractuel>
  <adresseInstallation>
    <numeroEtNomVoie>27 RUE DE LA SOIE</numeroEtNomVoie>
    <codePostal>69003</codePostal>
    <commune code="69383"><libelle>LYON 3E ARRONDISSEMENT</libelle></commune>
  </adresseInstallation>
  <dateDerniereModificationFormuleTarifaireAcheminement>2024-03-01+01:00</dateDerniereModificationFormuleTarifaireAcheminement>
  <segment code="C5"><libelle>C5</libelle></segment>
  <niveauOuvertureServices>2</niveauOuvertureServices>
</donneesGenerales>
<situationAlimentation/>
<situationComptage>
  <dispositifComptage>
    <typeComptage code="LINKY"><libelle>Compteur Linky</libelle></typeComptage>
    <compteurs><compteur>
      <localisation code="INTER"><libelle>Intérieur</libelle></localisation>
      <matricule>021876123456</matricule>
      <plagesHeuresCreuses>HC (22H30-6H30)</plagesHeuresCreuses>
      <programmationHoraire>
        <programmationPosteHoraire code="HC"><periodesHoraires>01H00-02H00</periodesHoraires></programmationPosteHoraire>
      </programmationHoraire>
    </compteur></compteurs>
    <relais><plageHeuresCreuses>23H00-7H00</plageHeuresCreuses></relais>
  </dispositifComptage>
  <futuresPlagesHeuresCreuses code="PHC12"><libelle>HC (1H30-7H00;12H30-15H00)</libelle></futuresPlagesHeuresCreuses>
</situationComptage>
<situationContractuelle><structureTarifaire>
  <formuleTarifaireAcheminement code="BTINFCU4"><libelle>Tarif BT inf courte utilisation</libelle></formuleTarifaireAcheminement>
  <puissanceSouscriteMax><valeur>9</valeur><unite>kVA</unite></puissanceSouscriteMax>
</structureTarifaire></situationContractuelle>
"""


async def read(source: SgeSource, gateway: Gateway, point: str) -> Contract:
    gateway.answers(replies.contract(point))
    return await source.read_contract()


async def test_every_field_of_a_whole_contract(
    source: SgeSource, gateway: Gateway
) -> None:
    assert await read(source, gateway, WHOLE) == Contract(
        segment="C5",
        state="SERVC",
        subscribed_power_va=9000,
        tariff_option="Tarif BT inf courte utilisation",
        last_tariff_change=date(2024, 3, 1),
        off_peak_hours="HC (22H30-6H30)",
        future_off_peak_hours="HC (1H30-7H00;12H30-15H00)",
        meter_serial="021876123456",
        meter_type="Compteur Linky",
        service_level="2",
        postal_code="69003",
        insee_code="69383",
    )


async def test_a_contract_that_hides_everything_is_a_contract(
    source: SgeSource, gateway: Gateway
) -> None:
    assert await read(source, gateway, "<donneesGenerales/>") == Contract()


async def test_a_point_that_does_not_repeat_its_id_is_accepted(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(replies.contract(WHOLE, point_id=None))

    assert (await source.read_contract()).segment == "C5"


@pytest.mark.parametrize(
    "reply",
    [
        replies.contract(WHOLE, point_id=OTHER_POINT_ID),
        replies.contract(WHOLE).replace("<point ", "<pt ").replace("</point>", "</pt>"),
        replies.contract("", point_id=None),
        replies.no_measures(),
        replies.PAGE,
    ],
)
async def test_a_reply_without_this_point_is_refused(
    source: SgeSource, gateway: Gateway, reply: str
) -> None:
    gateway.answers(reply)

    with pytest.raises(TransientError, match=r"^bad_reply$"):
        await source.read_contract()


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("9", "kVA", 9000),
        ("6.0", "kW", 6000),
        ("4,6", "KVA", 4600),
        ("12000", "VA", 12000),
        ("9000", "W", 9000),
        ("9", "kVAR", None),
        ("9", "", None),
        ("", "kVA", None),
        ("neuf", "kVA", None),
        ("-9", "kVA", None),
        ("NaN", "kVA", None),
        ("1e99999999", "kVA", None),
    ],
)
async def test_a_power_is_read_in_its_unit_or_not_at_all(
    source: SgeSource, gateway: Gateway, value: str, unit: str, expected: int | None
) -> None:
    point = WHOLE.replace("<valeur>9<", f"<valeur>{value}<").replace(
        "<unite>kVA<", f"<unite>{unit}<"
    )

    assert (await read(source, gateway, point)).subscribed_power_va == expected


@pytest.mark.parametrize(
    ("removed", "expected"),
    [
        (["HC (22H30-6H30)"], "23H00-7H00"),
        (["HC (22H30-6H30)", "23H00-7H00"], "01H00-02H00"),
        (["HC (22H30-6H30)", "23H00-7H00", "01H00-02H00"], None),
        (["HC (22H30-6H30)", "23H00-7H00", 'code="HC"'], None),
    ],
)
async def test_off_peak_hours_of_the_meter_the_relay_or_the_programme(
    source: SgeSource, gateway: Gateway, removed: list[str], expected: str | None
) -> None:
    point = WHOLE
    for text in removed:
        point = point.replace(text, "")

    assert (await read(source, gateway, point)).off_peak_hours == expected


@pytest.mark.parametrize(
    ("forms", "field", "expected"),
    [
        (("2024-03-01+01:00", "2024-03-01"), "last_tariff_change", date(2024, 3, 1)),
        (("2024-03-01+01:00", "mars 2024"), "last_tariff_change", None),
        (
            ("<libelle>Tarif BT inf courte utilisation</libelle>", ""),
            "tariff_option",
            "BTINFCU4",
        ),
        (("<libelle>Compteur Linky</libelle>", ""), "meter_type", "LINKY"),
        (
            (
                '<futuresPlagesHeuresCreuses code="PHC12"><libelle>HC (1H30-7H00;12H30-15H00)</libelle>',
                "<futuresPlagesHeuresCreuses>HC (2H-8H)",
            ),
            "future_off_peak_hours",
            "HC (2H-8H)",
        ),
    ],
)
async def test_other_forms_of_a_field(
    source: SgeSource,
    gateway: Gateway,
    forms: tuple[str, str],
    field: str,
    expected: object,
) -> None:
    usual, other = forms
    assert usual in WHOLE

    found = await read(source, gateway, WHOLE.replace(usual, other))

    assert getattr(found, field) == expected


async def test_of_several_meters_the_first_counts(
    source: SgeSource, gateway: Gateway
) -> None:
    second = "<compteur><matricule>2</matricule></compteur></compteurs>"

    found = await read(source, gateway, WHOLE.replace("</compteurs>", second))

    assert found.meter_serial == "021876123456"


async def test_a_point_without_a_contract_is_no_data(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(Answer(status=500, body=fault("SGT4G3")))

    with pytest.raises(NoDataError):
        await source.read_contract()


@pytest.mark.parametrize(
    ("segment", "supported"),
    [("C5", True), ("P4", True), ("INDET", True), (None, True)]
    + [(segment, False) for segment in ("C1", "C2", "C3", "C4", "P1", "P2", "P3")],
)
def test_segments_that_stamp_the_start_are_not_supported(
    segment: str | None, supported: bool
) -> None:
    assert is_supported_segment(segment) is supported
