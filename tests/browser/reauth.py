"""The dialogue that asks again for what a service does not accept any more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .dialogue import Dialogue
from .house import House
from .person import Person

_STEP: Final = "reauth_confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A service that refuses, and what it says."""

    service: str
    called: str
    refused: Mapping[str, Any]
    """How the emulated service comes to refuse."""

    accepted: Mapping[str, Any]
    typed: str
    """The field that is typed anew."""

    at: str
    """The field at which the message stands."""

    error: str
    code: str


REFUSALS: Final = {
    "partner": Refusal(
        service="electricity",
        called="Enedis SGE",
        refused={"sge": {"key_accepted": False}},
        accepted={"sge": {"key_accepted": True}},
        typed="api_key",
        at="api_key",
        error="invalid_key",
        code="900901",
    ),
    "customer": Refusal(
        service="water",
        called="Eau du Grand Lyon",
        refused={"portal": {"log_in_accepted": False}, "end_sessions": "portal"},
        accepted={"portal": {"log_in_accepted": True}},
        typed="password",
        at="login",
        error="invalid_login",
        code="401",
    ),
}


async def follow(person: Person, house: House, title: str, refusal: Refusal) -> None:
    """Follow the card under Settings, mistype once more, then give what is accepted: the home starts again with it."""
    words = person.words
    await person.open_settings()
    await person.page.get_by_text(words.theirs("expired", name=title)).first.click()
    dialogue = Dialogue(person)
    await dialogue.is_at(_STEP, service=refusal.called)
    await dialogue.says(refusal.error, _STEP, refusal.at, code=refusal.code)
    await dialogue.fill(_STEP, {refusal.typed: "mistyped"})
    await dialogue.go_on("submit")
    await dialogue.says(refusal.error, _STEP, refusal.at, code=refusal.code)
    await house.services.switch(**refusal.accepted)
    await dialogue.fill(_STEP, {refusal.typed: house.home[refusal.typed]})
    await dialogue.go_on("submit")
    await dialogue.shows(words.ours("config.abort.reauth_successful"))
    await dialogue.end("close")
    await house.runs()
