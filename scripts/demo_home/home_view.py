"""The dashboard of docs/dashboard.md, put into Home Assistant's sidebar as that page tells a person to do it."""

from collections.abc import Mapping
from pathlib import Path
import re
from typing import Any, Final, cast

from homeassistant.util.yaml import parse_yaml

from .home_assistant import HomeAssistant
from .services import Home
from .ways import Way

URL_PATH: Final = "grand-lyon"

PLACEHOLDERS: Final = {
    "en": (
        "<meter number>",
        "<contract number>",
        "<last 4 of the meter>",
        "<last 4 of the contract>",
    ),
    "fr": (
        "<numéro du compteur>",
        "<numéro du contrat>",
        "<4 derniers du compteur>",
        "<4 derniers du contrat>",
    ),
}
"""How each language's page writes a home's two numbers, and their last 4 digits, which its entities have."""

_ICON: Final = "mdi:home-lightning-bolt"
_DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
_PAGES: Final = {"en": "dashboard.md", "fr": "dashboard.fr.md"}
_BLOCK: Final = re.compile(r"^```yaml\n(title:.*?)^```$", re.MULTILINE | re.DOTALL)


async def install(
    home_assistant: HomeAssistant, way: Way, home: Home, language: str
) -> None:
    """Add the dashboard of a home that is connected by `way`, with the texts of a language.

    Its sections show once the home's entities are there.

    Raises:
        HomeAssistantError: it could not be added.

    """
    text = block(language)
    config = filled(
        text, language, meter=home["point_id"], contract=home[way.numbers][0]
    )
    await home_assistant.command(
        "lovelace/dashboards/create",
        url_path=URL_PATH,
        title=config["title"],
        icon=_ICON,
        show_in_sidebar=True,
        require_admin=False,
    )
    await home_assistant.command(
        "lovelace/config/save", url_path=URL_PATH, config=config
    )


def block(language: str) -> str:
    """Return the dashboard as a language's page prints it, with its placeholders."""
    page = (_DOCS / _PAGES[language]).read_text(encoding="utf-8")
    [found] = _BLOCK.findall(page)
    return str(found)


def filled(text: str, language: str, *, meter: str, contract: str) -> Mapping[str, Any]:
    """Return the dashboard with the numbers of a home in the place of the placeholders."""
    numbers = (meter, contract, meter[-4:], contract[-4:])
    for placeholder, number in zip(PLACEHOLDERS[language], numbers, strict=True):
        text = text.replace(placeholder, number)
    return cast(Mapping[str, Any], parse_yaml(text))
