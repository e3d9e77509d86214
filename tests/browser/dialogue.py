"""Any dialogue of the integration: its heading, its fields, and the messages at them."""

from collections.abc import Mapping
import re
from typing import Final

from playwright.async_api import Locator, expect

from .person import Person

_DIALOGUE: Final = "dialog-data-entry-flow, dialog-repairs-flow"

type Value = str | bool
"""What is typed into a field, or whether a switch is on."""


class Dialogue:
    """The one that is open. `path` leads to its texts: config, or config_subentries.electricity_tariff."""

    def __init__(self, person: Person, path: str = "config") -> None:
        self.person = person
        self._path = path
        self._dialogue = person.page.locator(_DIALOGUE)

    async def is_at(self, step: str, **told: object) -> None:
        """Wait for the page of a step: its title stands there, its words are whole and in the language."""
        title = self._text(f"step.{step}.title", **told)
        await expect(self._dialogue.get_by_text(title, exact=True)).to_be_visible()
        assert await self.person.untranslated() == []

    async def has(self, step: str, field: str) -> None:
        """Wait for a field that text or a number is typed into."""
        await expect(self._field(step, field, "")).to_be_visible()

    async def fill(self, step: str, values: Mapping[str, Value]) -> None:
        """Fill fields by their labels; those of the folded section are named `gateway.…`, which must be open."""
        for name, value in values.items():
            await self._fill(self._field(step, name, value), value)

    async def choose(self, selector: str, option: str) -> None:
        """Choose one of a list of choices that are all shown."""
        label = self.person.words.ours(f"selector.{selector}.options.{option}")
        radio = self._dialogue.get_by_role("radio", name=label, exact=True)
        await radio.click()
        await expect(radio).to_be_checked()

    async def tick(self, label: str, *, on: bool = True) -> None:
        """Tick one of several choices, or take the tick away."""
        box = self._dialogue.get_by_role("checkbox", name=label)
        await box.press("Space")
        await expect(box).to_be_checked(checked=on)

    async def unfold(self, step: str) -> None:
        """Unfold the section at the end, if a mistake in it has not done so already."""
        heading = self._section(step)
        if await heading.get_attribute("aria-expanded") != "true":
            await heading.click()
        await expect(heading).to_have_attribute("aria-expanded", "true")

    async def go_on(self, button: str = "next") -> None:
        """Leave the page, by a button of Home Assistant's or by what it is called itself."""
        words = self.person.words
        name = words.theirs(button) if button in ("next", "submit") else button
        await self._dialogue.get_by_role("button", name=name, exact=True).click()

    async def says(self, error: str, step: str, field: str, **told: object) -> None:
        """Wait for the message of a mistake, right before the field that it is about."""
        message = self.message(error, **told)
        after = message.locator("xpath=following-sibling::*[1]")
        label = after.get_by_text(self._label(step, field))
        await expect(label.first).to_be_visible()
        assert await self.person.untranslated() == []

    async def says_above(self, error: str, **told: object) -> None:
        """Wait for the message of a mistake that is no field's."""
        await expect(self.message(error, **told)).to_be_visible()

    async def shows(self, text: str) -> None:
        """Wait for a text in the dialogue."""
        await expect(self._dialogue.get_by_text(text).first).to_be_visible()
        assert await self.person.untranslated() == []

    async def end(self, button: str) -> None:
        """Close the last page."""
        name = self.person.words.theirs(button)
        await self._dialogue.get_by_role("button", name=name, exact=True).last.click()
        await expect(self.person.page.get_by_role("dialog")).to_have_count(0)

    def message(self, error: str, **told: object) -> Locator:
        """Return the message of a mistake."""
        text = self._text(f"error.{error}", **told)
        return self._dialogue.locator("ha-alert").filter(has_text=text)

    def _field(self, step: str, name: str, value: Value) -> Locator:
        label = self._label(step, name)
        if isinstance(value, bool):
            return self._dialogue.get_by_role("switch", name=label)
        # A star follows the label of what must be filled in.
        whole = re.compile(rf"^{re.escape(label)}\*?$")
        return self._dialogue.get_by_role("textbox", name=whole).or_(
            self._dialogue.get_by_role("spinbutton", name=whole)
        )

    async def _fill(self, field: Locator, value: Value) -> None:
        if isinstance(value, str):
            await field.fill(value)
            return
        if await field.is_checked() != value:
            await field.press("Space")
        await expect(field).to_be_checked(checked=value)

    def _section(self, step: str) -> Locator:
        name = self._text(f"step.{step}.sections.gateway.name")
        return self._dialogue.get_by_role("button", name=name, exact=True)

    def _label(self, step: str, name: str) -> str:
        if name == "gateway":
            return self._text(f"step.{step}.sections.gateway.name")
        section, _, field = name.rpartition(".")
        inside = f"sections.{section}." if section else ""
        return self._text(f"step.{step}.{inside}data.{field}")

    def _text(self, path: str, **told: object) -> str:
        return self.person.words.ours(f"{self._path}.{path}", **told)
