"""Whether a name and an address belong to a usage point: RecherchePoint v2.0 (SGE guide 0427).

SGE answers only a unique match of name and address. What is typed serves this one question and is kept nowhere, and
no answer ever shows what a contract holds.
"""

from collections.abc import Sequence
import re
from typing import Final, Protocol
import unicodedata

from .. import ConsentError, TransientError
from ..readings import Contract
from .document import Node, attribute, children, descend
from .soap import Field, Request

RESPONSE: Final = "rechercherPointResponse"
UNAVAILABLE: Final = "identity_unavailable"
MISMATCH: Final = "identity_mismatch"

_NAMESPACE: Final = "http://www.enedis.fr/sge/b2b/services/rechercherpoint/v2.0"
_LONGEST_LINE: Final = 38
"""Of a line of a postal address, AFNOR NF Z10-011 and SGE's schema."""

# AFNOR NF Z10-011: how post offices shorten what a street is ...
_STREET_TYPES: Final = {
    "ALLEES": "ALL",
    "ALLEE": "ALL",
    "AVENUE": "AV",
    "BOULEVARD": "BD",
    "CHEMIN": "CHE",
    "COURS": "CRS",
    "ESPLANADE": "ESP",
    "FAUBOURG": "FG",
    "GRANDE RUE": "GR",
    "HAMEAU": "HAM",
    "IMPASSE": "IMP",
    "LOTISSEMENT": "LOT",
    "MONTEE": "MTE",
    "PASSAGE": "PAS",
    "PLACE": "PL",
    "PROMENADE": "PROM",
    "QUARTIER": "QUA",
    "RESIDENCE": "RES",
    "ROUTE": "RTE",
    "RUELLE": "RLE",
    "SENTIER": "SEN",
    "SQUARE": "SQ",
    "TRAVERSE": "TRA",
}
# ... and what stands in its name.
_TITLES: Final = {
    "CAPITAINE": "CNE",
    "COLONEL": "CEL",
    "COMMANDANT": "CDT",
    "DOCTEUR": "DR",
    "GENERAL": "GAL",
    "LIEUTENANT": "LT",
    "MARECHAL": "MAL",
    "PRESIDENT": "PDT",
    "PROFESSEUR": "PR",
    "SAINT": "ST",
    "SAINTE": "STE",
}
_LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
_NUMBER: Final = re.compile(r"\d+ ?(?:BIS|TER|QUATER|[A-Z](?= ))? ")
"""A house number and what is repeated of it, up to the kind of street."""


class PointFinder(Protocol):
    """A source that can search a usage point by whose and where it is."""

    point_id: str

    async def find_point(
        self, *, last_name: str, address: str, postal_code: str, insee_code: str
    ) -> Sequence[str]:
        """Return the ids of the points found, `insee_code` empty where it is not known."""
        ...


async def confirm_identity(
    source: PointFinder,
    contract: Contract,
    *,
    last_name: str,
    first_name: str,
    address: str,
    postal_code: str,
    city: str,
) -> None:
    """Return only when the person and the address typed belong to the source's usage point.

    SGE searches by last name, street, postal code and the commune's INSEE code, the last taken from the contract;
    `first_name` and `city` complete what the holder declares, its search has no field for them. Where the gateway
    does not offer the search, the postal code must be the contract's.

    Raises:
        ConsentError: `identity_mismatch`.
        SourceError: what the search itself raises.

    """
    try:
        found = await source.find_point(
            last_name=last_name,
            address=address,
            postal_code=postal_code,
            insee_code=contract.insee_code or "",
        )
    except ConsentError as err:
        if err.reason != UNAVAILABLE:
            raise
        confirmed = postal_code == contract.postal_code
    else:
        confirmed = set(found) == {source.point_id}
    if not confirmed:
        raise ConsentError(MISMATCH)


def search_request(
    *, login: str, last_name: str, street: str, postal_code: str, insee_code: str
) -> Request:
    """Return the request for a point that is not in the asker's own portfolio."""
    commune: list[Field] = [("codeInseeCommune", insee_code)] if insee_code else []
    return Request(
        action="",
        namespace=_NAMESPACE,
        root="rechercherPoint",
        fields=[
            (
                "criteres",
                [
                    (
                        "adresseInstallation",
                        [
                            ("numeroEtNomVoie", street),
                            ("codePostal", postal_code),
                            *commune,
                        ],
                    ),
                    ("nomClientFinalOuDenominationSociale", last_name),
                    ("rechercheHorsPerimetre", "true"),
                ],
            ),
            ("loginUtilisateur", login),
        ],
        login=login,
    )


def read_point_ids(response: Node) -> list[str]:
    """Return the ids of the points in a reply; none is no failure.

    Raises:
        TransientError: `bad_reply` when a point has no id.

    """
    ids = [
        attribute(point, "id")
        for point in children(descend(response, "points"), "point")
    ]
    known = [point_id for point_id in ids if point_id]
    if len(known) != len(ids):
        raise TransientError("bad_reply")
    return known


def street_variants(typed: str) -> list[str]:
    """Return a street as typed and as post offices write it, each once, at most five.

    In capitals without accents or signs; then with the kind of street in full, shortened, and with the titles in
    its name shortened as well. What is longer than a postal line is left out: SGE refuses it.
    """
    as_typed = " ".join(typed.split())
    capitals = _capitals(typed)
    shortened = _retyped(capitals, _STREET_TYPES)
    in_full = _retyped(capitals, {short: full for full, short in _STREET_TYPES.items()})
    titles_shortened = " ".join(_TITLES.get(word, word) for word in shortened.split())
    variants = (as_typed, capitals, in_full, shortened, titles_shortened)
    return [
        variant
        for variant in dict.fromkeys(variants)
        if 0 < len(variant) <= _LONGEST_LINE
    ]


def _capitals(typed: str) -> str:
    """Return a line as AFNOR NF Z10-011 wants it: capitals and digits, no accent, no punctuation."""
    decomposed = unicodedata.normalize("NFKD", typed.translate(_LIGATURES).upper())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^0-9A-Z]+", " ", plain).split())


def _retyped(line: str, types: dict[str, str]) -> str:
    """Return the line with the kind of street, behind the number, written as the table has it."""
    match = _NUMBER.match(line)
    number = match[0] if match else ""
    street = line.removeprefix(number)
    for known, wanted in types.items():
        if f"{street} ".startswith(f"{known} "):
            return f"{number}{wanted}{street.removeprefix(known)}"
    return line
