"""The repair cards of the integration in a running Home Assistant, as a person sees and closes them."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from .flow import go_through
from .home_assistant import DOMAIN, HomeAssistant

LIMIT_S = 60
PAUSE_S = 0.3
FIX = "/api/repairs/issues/fix"

type Card = Mapping[str, Any]
"""A card as Home Assistant lists it."""


async def cards(home_assistant: HomeAssistant) -> dict[str, Card]:
    """Return the cards that stand, by the key of their texts."""
    listed = await home_assistant.command("repairs/list_issues")
    return {
        issue["translation_key"]: issue
        for issue in listed["issues"]
        if issue["domain"] == DOMAIN and not issue["ignored"]
    }


async def wait_for(
    home_assistant: HomeAssistant, fits: Callable[[dict[str, Card]], bool]
) -> bool:
    """Wait until the cards are as wanted; return whether they came to be."""
    deadline = asyncio.get_running_loop().time() + LIMIT_S
    while not fits(await cards(home_assistant)):
        if asyncio.get_running_loop().time() > deadline:
            return False
        await asyncio.sleep(PAUSE_S)
    return True


async def fix(
    home_assistant: HomeAssistant, key: str, answers: Mapping[str, Any]
) -> None:
    """Go through the dialogue of a card.

    Raises:
        KeyError: the card does not stand.
        FlowError: the dialogue refuses.

    """
    issue_id = (await cards(home_assistant))[key]["issue_id"]
    begun = await home_assistant.post(FIX, {"handler": DOMAIN, "issue_id": issue_id})
    await go_through(home_assistant, FIX, begun, {"confirm": answers})


async def titles(home_assistant: HomeAssistant, language: str) -> dict[str, str]:
    """Return the heading of each card, by the key of its texts."""
    found = await home_assistant.command(
        "frontend/get_translations",
        language=language,
        category="issues",
        integration=[DOMAIN],
    )
    start, end = f"component.{DOMAIN}.issues.", ".title"
    return {
        key.removeprefix(start).removesuffix(end): text
        for key, text in found["resources"].items()
        if key.startswith(start) and key.endswith(end)
    }


def heading(card: Card, texts: Mapping[str, str]) -> str:
    """Return what stands above a card."""
    text = texts.get(card["translation_key"], card["translation_key"])
    for name, value in (card["translation_placeholders"] or {}).items():
        text = text.replace(f"{{{name}}}", value)
    return text
