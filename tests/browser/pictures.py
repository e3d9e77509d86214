"""Pictures of the pages, for the READMEs."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.async_api import Locator, Page

MOST_BYTES: Final = 150_000
SIZE: Final = (1280, 800)
"""Of the browser's window, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """A folder of pictures of one language."""

    page: Page
    folder: Path

    async def take(
        self,
        name: str,
        *,
        size: tuple[int, int] = SIZE,
        around: Locator | None = None,
    ) -> None:
        """Take a picture of what the browser shows, in as few colours as do no harm; what it is `around` is centred."""
        width, height = size
        await self.page.set_viewport_size({"width": width, "height": height})
        if around is not None:
            await around.evaluate("(it) => it.scrollIntoView({block: 'center'})")
        # Nothing looks as if it were pointed at.
        await self.page.mouse.move(width - 1, height - 1)
        taken = await self.page.screenshot(animations="disabled", caret="hide")
        await self.page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
        with Image.open(BytesIO(taken)) as picture:
            plain = picture.convert("RGB").quantize(
                colors=256, dither=Image.Dither.NONE
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.png"
        plain.save(path, optimize=True)
        assert path.stat().st_size < MOST_BYTES
