"""Which version of the measures is asked: v2 first, v3 where v2 is not known, and what is learned is kept."""

from collections.abc import Callable

import pytest

from custom_components.grandlyon_energy.sources import ConsentError, SourceError
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from . import replies
from .conftest import END, START, Asked, Gateway, Scripted, failure_of_energy
from .replies import PAGE, Answer, fault, wso2_json, wso2_xml

DAY = ("2026-01-05 00:00:00", 7)


def unknown(said: str, kind: str = "soap:Server", status: int = 500) -> Answer:
    return Answer(status=status, body=fault(said=said, kind=kind))


UNKNOWN = [
    wso2_json(404, 900906),
    wso2_xml(404, "404"),
    wso2_xml(405, 900999),
    Answer(status=404, body=PAGE, content_type="text/html"),
    Answer(status=404),
    Answer(status=410),
    Answer(
        status=404, body=fault(said="No matching resource found for given API Request")
    ),
    unknown(
        "Message part {x}consulterMesuresDetaillees was not recognized.", "soap:Client"
    ),
    unknown("anything at all", "soap:Client"),
    unknown("anything at all", "soap:Client", status=200),
    unknown("anything at all", "SOAP-ENV:Client.Unknown"),
    unknown("Cannot find dispatch method for {x}consulterMesuresDetaillees"),
    unknown("The given SOAPAction x does not match an operation."),
    unknown("Unexpected wrapper element {x}consulterMesuresDetaillees found."),
    unknown("cvc-elt.1: Cannot find the declaration of element"),
    Answer(
        status=500,
        body=replies.envelope(
            "<soap:Fault><soap:Code><soap:Value>soap:Sender</soap:Value></soap:Code>"
            "<soap:Reason><soap:Text>?</soap:Text></soap:Reason></soap:Fault>"
        ),
    ),
    Answer(
        status=500,
        body=replies.envelope(
            "<soap:Fault><faultcode>soap:Server</faultcode><faultstring>?</faultstring>"
            "<detail>No such operation</detail></soap:Fault>"
        ),
    ),
]


def knows(version: str, otherwise: Scripted) -> Callable[[Asked], Scripted]:
    def respond(asked: Asked) -> Scripted:
        if asked.version == version:
            return replies.energy(DAY, version=version)
        return otherwise

    return respond


@pytest.mark.parametrize("refusal", UNKNOWN)
async def test_v3_is_tried_where_v2_is_not_known_and_remembered(
    auto: SgeSource,
    make_source: Callable[..., SgeSource],
    gateway: Gateway,
    refusal: Answer,
) -> None:
    gateway.respond = knows("v3", refusal)

    assert len(await auto.read_daily_energy(START, END)) == 1
    assert len(await auto.read_daily_energy(START, END)) == 1
    assert gateway.versions == ["v2", "v3", "v3"]
    assert auto.learned == "v3"

    again = make_source(learned=auto.learned)
    await again.read_daily_energy(START, END)
    assert gateway.versions[3:] == ["v3"]


async def test_v2_is_kept_where_it_is_known(auto: SgeSource, gateway: Gateway) -> None:
    gateway.respond = knows("v2", Answer(status=404))

    await auto.read_daily_energy(START, END)
    await auto.read_daily_energy(START, END)

    assert gateway.versions == ["v2", "v2"]
    assert auto.learned == "v2"


@pytest.mark.parametrize(("old", "new"), [("v2", "v3"), ("v3", "v2")])
async def test_what_was_learned_is_learned_anew_when_it_is_withdrawn(
    make_source: Callable[..., SgeSource], gateway: Gateway, old: str, new: str
) -> None:
    gateway.respond = knows(new, wso2_json(404, 900906))
    source = make_source(learned=old)

    await source.read_daily_energy(START, END)

    assert gateway.versions == [old, new]
    assert source.learned == new


async def test_what_was_learned_must_be_a_version(
    make_source: Callable[..., SgeSource], gateway: Gateway
) -> None:
    gateway.respond = knows("v2", Answer(status=404))

    await make_source(learned="v17").read_daily_energy(START, END)

    assert gateway.versions == ["v2"]


async def test_where_neither_is_known_nothing_is_learned(
    auto: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(wso2_json(404, 900906), Answer(status=404))

    failure = await failure_of_energy(auto)

    assert isinstance(failure, ConsentError)
    assert (failure.reason, failure.code) == ("not_offered", "900906")
    assert gateway.versions == ["v2", "v3"]
    assert auto.learned is None


@pytest.mark.parametrize("version", ["v2", "v3"])
async def test_a_version_that_was_chosen_is_the_only_one(
    make_source: Callable[..., SgeSource], gateway: Gateway, version: str
) -> None:
    gateway.answers(Answer(status=404))
    source = make_source(measures_version=version, learned="v2")

    assert (await failure_of_energy(source)).reason == "not_offered"
    assert gateway.versions == [version]

    gateway.answers(replies.no_measures(version))
    await source.read_daily_energy(START, END)
    assert source.learned == "v2"


@pytest.mark.parametrize(
    "answer",
    [
        replies.no_measures("v2"),
        Answer(status=500, body=fault("SGT4G3")),
        Answer(status=500, body=fault("SGT4L8")),
    ],
)
async def test_a_request_that_was_understood_proves_its_version(
    auto: SgeSource, gateway: Gateway, answer: Scripted
) -> None:
    gateway.answers(answer)

    assert list(await auto.read_load_curve(START, END)) == []
    assert auto.learned == "v2"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=500, body=fault("SGT4K2")), "consent_missing"),
        (Answer(status=500, body=fault("SGT500")), "service_error"),
        (wso2_json(429, 900802), "throttled"),
        (wso2_json(401, 900901), "invalid_key"),
        (Answer(status=503), "gateway_down"),
        (Answer(body=PAGE), "bad_reply"),
    ],
)
async def test_what_v3_says_is_told_where_v2_is_not_known_but_proves_nothing(
    auto: SgeSource, gateway: Gateway, answer: Answer, reason: str
) -> None:
    gateway.respond = lambda asked: (
        Answer(status=404) if asked.version == "v2" else answer
    )

    assert (await failure_of_energy(auto)).reason == reason
    assert auto.learned is None


async def test_other_services_have_one_version(
    auto: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(Answer(status=404))

    with pytest.raises(SourceError, match=r"^not_offered "):
        await auto.read_contract()

    assert len(gateway.asked) == 1
