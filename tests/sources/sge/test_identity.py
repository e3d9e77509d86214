"""Whether name and address are those of the point, without ever telling what the contract holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from custom_components.grandlyon_energy.sources import (
    ConsentError,
    CredentialsError,
    SourceError,
    ThrottledError,
    TransientError,
)
from custom_components.grandlyon_energy.sources.readings import Contract
from custom_components.grandlyon_energy.sources.sge.client import SgeSource
from custom_components.grandlyon_energy.sources.sge.identity import (
    confirm_identity,
    street_variants,
)

from . import replies
from .conftest import Gateway, Scripted
from .replies import OTHER_POINT_ID, POINT_ID, Answer, fault, wso2_json

CONTRACT = Contract(postal_code="69005", insee_code="69385")


async def search(source: SgeSource, address: str = "1 rue du Lac") -> list[str]:
    return list(
        await source.find_point(
            last_name="Durand",
            address=address,
            postal_code="69005",
            insee_code="69385",
        )
    )


# --- the search --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1 rue du Lac", ["1 rue du Lac", "1 RUE DU LAC"]),
        (
            "  12 bis,  Montée de l'Église ",
            [
                "12 bis, Montée de l'Église",
                "12 BIS MONTEE DE L EGLISE",
                "12 BIS MTE DE L EGLISE",
            ],
        ),
        (
            "3 avenue du Maréchal-Foch",
            [
                "3 avenue du Maréchal-Foch",
                "3 AVENUE DU MARECHAL FOCH",
                "3 AV DU MARECHAL FOCH",
                "3 AV DU MAL FOCH",
            ],
        ),
        (
            "3B bd Saint-Louis",
            [
                "3B bd Saint-Louis",
                "3B BD SAINT LOUIS",
                "3B BOULEVARD SAINT LOUIS",
                "3B BD ST LOUIS",
            ],
        ),
        (
            "5 Allée des Œillets",
            ["5 Allée des Œillets", "5 ALLEE DES OEILLETS", "5 ALL DES OEILLETS"],
        ),
        (
            "5 all. des Roses",
            ["5 all. des Roses", "5 ALL DES ROSES", "5 ALLEE DES ROSES"],
        ),
        ("9 PL BELLECOUR", ["9 PL BELLECOUR", "9 PLACE BELLECOUR"]),
        ("Impasse Place", ["Impasse Place", "IMPASSE PLACE", "IMP PLACE"]),
        ("7 C chemin Vert", ["7 C chemin Vert", "7 C CHEMIN VERT", "7 C CHE VERT"]),
        ("2 rue de la Place", ["2 rue de la Place", "2 RUE DE LA PLACE"]),
        ("4 Avenuette", ["4 Avenuette", "4 AVENUETTE"]),
        (
            "128 boulevard du Commandant de la Grande-Armée",
            ["128 BD DU CDT DE LA GRANDE ARMEE"],
        ),
        ("128 rue d'un nom qui ne tient sur aucune ligne", []),
        ("", []),
        (" , ", [","]),
    ],
)
def test_a_street_as_typed_and_as_post_offices_write_it(
    typed: str, expected: list[str]
) -> None:
    assert street_variants(typed) == expected


async def test_streets_are_tried_until_one_is_found(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.respond = lambda asked: (
        replies.search_result(POINT_ID)
        if asked.text("numeroEtNomVoie") == "3 AV FOCH"
        else replies.search_result()
    )

    assert await search(source, "3 Avenue Foch") == [POINT_ID]
    assert [asked.text("numeroEtNomVoie") for asked in gateway.asked] == [
        "3 Avenue Foch",
        "3 AVENUE FOCH",
        "3 AV FOCH",
    ]


async def test_one_search_is_enough_when_it_finds(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(replies.search_result(OTHER_POINT_ID, POINT_ID))

    assert await search(source, "3 Avenue Foch") == [OTHER_POINT_ID, POINT_ID]
    assert len(gateway.asked) == 1


@pytest.mark.parametrize(
    "nothing",
    [
        replies.search_result(),
        Answer(status=500, body=fault("SGT4F7")),
        Answer(status=500, body=fault("SGT4F8")),
        Answer(status=500, body=fault("SGT4G3")),
    ],
)
async def test_a_search_that_finds_nothing_or_too_much_goes_on_and_is_no_failure(
    source: SgeSource, gateway: Gateway, nothing: Scripted
) -> None:
    gateway.answers(nothing)

    assert await search(source, "3 Avenue Foch") == []
    assert len(gateway.asked) == 3


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=404, body=replies.PAGE, content_type="text/html"),
        wso2_json(404, 900906),
        wso2_json(403, 900908),
        Answer(status=500, body=fault(said="?", kind="soap:Client")),
    ],
)
async def test_a_gateway_without_the_search_is_told_apart(
    source: SgeSource, gateway: Gateway, answer: Scripted
) -> None:
    gateway.answers(answer)

    with pytest.raises(ConsentError, match=r"^identity_unavailable"):
        await search(source)


@pytest.mark.parametrize(
    ("answer", "error", "reason"),
    [
        (wso2_json(401, 900901), CredentialsError, "invalid_key"),
        (wso2_json(429, 900802), ThrottledError, "throttled"),
        (Answer(status=503), TransientError, "gateway_down"),
        (Answer(status=500, body=fault("SGT4K2")), ConsentError, "consent_missing"),
        (
            replies.search_result(POINT_ID).replace(f' id="{POINT_ID}"', ""),
            TransientError,
            "bad_reply",
        ),
    ],
)
async def test_other_failures_keep_their_meaning(
    source: SgeSource,
    gateway: Gateway,
    answer: Scripted,
    error: type[SourceError],
    reason: str,
) -> None:
    gateway.answers(answer)

    with pytest.raises(error) as caught:
        await search(source)

    assert caught.value.reason == reason


# --- the check ---------------------------------------------------------------------------------------------------------


@dataclass
class Finder:
    """A source that knows what a search finds."""

    found: Sequence[str] | SourceError
    point_id: str = POINT_ID
    asked: list[dict[str, str]] = field(default_factory=list)

    async def find_point(
        self, *, last_name: str, address: str, postal_code: str, insee_code: str
    ) -> Sequence[str]:
        self.asked.append(
            {
                "last_name": last_name,
                "address": address,
                "postal_code": postal_code,
                "insee_code": insee_code,
            }
        )
        if isinstance(self.found, SourceError):
            raise self.found
        return self.found


async def confirm(
    finder: Finder | SgeSource,
    contract: Contract = CONTRACT,
    postal_code: str = "69005",
) -> None:
    await confirm_identity(
        finder,
        contract,
        last_name="Durand",
        first_name="Élodie",
        address="3 Avenue Foch",
        postal_code=postal_code,
        city="Lyon",
    )


@pytest.mark.parametrize(("insee_code", "sent"), [("69385", "69385"), (None, "")])
async def test_exactly_this_point_confirms(insee_code: str | None, sent: str) -> None:
    finder = Finder([POINT_ID])

    await confirm(finder, Contract(postal_code="75001", insee_code=insee_code))

    assert finder.asked == [
        {
            "last_name": "Durand",
            "address": "3 Avenue Foch",
            "postal_code": "69005",
            "insee_code": sent,
        }
    ]


@pytest.mark.parametrize("found", [[], [OTHER_POINT_ID], [POINT_ID, OTHER_POINT_ID]])
async def test_anything_else_is_a_mismatch(found: list[str]) -> None:
    with pytest.raises(ConsentError, match=r"^identity_mismatch$"):
        await confirm(Finder(found))


UNAVAILABLE = ConsentError("identity_unavailable", code="404")


async def test_without_the_search_the_postal_code_confirms() -> None:
    await confirm(Finder(UNAVAILABLE))


@pytest.mark.parametrize("held", ["69006", None])
async def test_without_the_search_another_postal_code_is_a_mismatch_that_shows_nothing(
    held: str | None,
) -> None:
    with pytest.raises(ConsentError) as caught:
        await confirm(Finder(UNAVAILABLE), Contract(postal_code=held))

    assert str(caught.value) == "identity_mismatch"
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "failure", [ConsentError("consent_missing"), TransientError("gateway_down")]
)
async def test_a_failed_search_confirms_nothing(failure: SourceError) -> None:
    with pytest.raises(type(failure), match=failure.reason):
        await confirm(Finder(failure))


async def test_the_source_confirms_by_itself(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(replies.search_result(POINT_ID))

    await confirm(source)


async def test_the_source_without_the_search_compares_postal_codes(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(wso2_json(404, 900906))

    await confirm(source)
    with pytest.raises(ConsentError, match=r"^identity_mismatch$"):
        await confirm(source, postal_code="69001")
