"""Who sits before the browser: a page, and the words that stand on it."""

from dataclasses import dataclass, field
import re
from typing import Final, Literal

from playwright.async_api import ConsoleMessage, Error, Locator, Page, Response, expect

from .words import Words

type Role = Literal["button", "link", "menuitem", "tab", "textbox"]
"""Of ARIA."""

_UNTRANSLATED: Final = re.compile(
    r"component\.grandlyon_energy|\bui\.[a-z_]+\.[a-z_.]+|\{[a-z_]+\}|undefined|\bNaN\b"
)
"""A key of the translations, a name that was not filled in, and what becomes of nothing."""

_ALL_TEXT: Final = """(root) => {
  const texts = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent);
    if (["STYLE", "SCRIPT"].includes(node.nodeName)) return;
    if (node.shadowRoot) walk(node.shadowRoot);
    node.childNodes.forEach(walk);
  };
  walk(root);
  return texts.join(" ");
}"""

_REFUSED: Final = "Failed to load resource"
"""What the console says of requests: those to this machine are looked at one by one."""

_BRANDS: Final = "/api/brands/"
"""Pictures of other integrations, which come from the internet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Reads and uses pages."""

    page: Page
    words: Words
    url: str
    complaints: list[str] = field(default_factory=list)
    """What the browser's console said was wrong."""

    def listen(self) -> None:
        """Note from now on what goes wrong in the browser."""

        def note(message: ConsoleMessage) -> None:
            if message.type == "error" and _REFUSED not in message.text:
                self.complaints.append(message.text)

        def note_error(error: Error) -> None:
            self.complaints.append(str(error))

        def note_response(response: Response) -> None:
            if response.status >= 400 and _BRANDS not in response.url:
                self.complaints.append(f"{response.status} {response.url}")

        # The library cannot take methods of a frozen class.
        self.page.on("console", note)
        self.page.on("pageerror", note_error)
        self.page.on("response", note_response)

    async def open(self, path: str) -> None:
        """Type an address of this Home Assistant."""
        await self.page.goto(f"{self.url}{path}")

    @property
    def settings(self) -> Locator:
        """The way to the settings, in the sidebar; beside its name stands how many cards there are."""
        name = re.compile(rf"^(\d+ )?{self.words.theirs('settings')}( \d+)?$")
        return self.page.get_by_role("link", name=name)

    async def open_settings(self) -> None:
        """Go to the settings."""
        await self.settings.click()

    async def click(self, role: Role, name: str, *, exact: bool = True) -> None:
        """Click what has that name."""
        await self.named(role, name, exact=exact).click()

    def named(self, role: Role, name: str, *, exact: bool = True) -> Locator:
        """Return what has that name."""
        return self.page.get_by_role(role, name=name, exact=exact)

    async def sees(self, text: str) -> None:
        """Wait for a text to stand on the page."""
        await expect(self.page.get_by_text(text).first).to_be_visible()

    async def text_of(self, part: Locator) -> str:
        """Return every text in a part of the page, one blank between each two words."""
        text: str = await part.evaluate(_ALL_TEXT)
        return " ".join(text.split())

    async def untranslated(self) -> list[str]:
        """Return what stands on the page that nobody should see."""
        return _UNTRANSLATED.findall(await self.text_of(self.page.locator("body")))
