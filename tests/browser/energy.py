"""The Energy dashboard: its periods, its tables of what was used and paid, its bars."""

from dataclasses import dataclass
from typing import Any, Final

from playwright.async_api import expect

from .amounts import Amount, amount_in
from .person import Person
from .waiting import until

DIGITS: Final = 2
"""After the decimal point, of which the page leaves zeros at the end out."""

GRAPHS: Final = {
    "electricity": "hui-energy-usage-graph-card",
    "water": "hui-energy-water-graph-card",
}

_SERIES: Final = """(chart) => (chart.data ?? []).map((series) => ({
  name: series.name,
  amounts: (series.data ?? []).map((point) => (point.value ?? point)[1]),
}))"""
_PAINTED: Final = """(canvas) => {
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let coloured = 0;
  for (let n = 0; n < pixels.length; n += 4) {
    const [red, green, blue, alpha] = pixels.slice(n, n + 4);
    if (alpha > 60 && Math.max(red, green, blue) - Math.min(red, green, blue) > 40) coloured++;
  }
  return coloured;
}"""
_FEW_PIXELS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a source must show for a period."""

    name: str
    amount: float
    unit: str
    euros: tuple[float, float]
    bars: int
    """How many there are."""


async def open_energy(person: Person, tab: str) -> None:
    """Open it in the sidebar, and look at electricity or at water."""
    await person.click("link", person.words.theirs("energy"))
    await person.click("tab", person.words.theirs(tab))
    await expect(person.page.locator(GRAPHS[tab]).first).to_be_visible()


async def open_summary(person: Person) -> None:
    """Look at all of it."""
    await person.click("tab", person.words.theirs("summary"))
    for graph in GRAPHS.values():
        await expect(person.page.locator(graph).first).to_be_visible()


async def choose_period(person: Person, preset: str, *, back: int = 0) -> None:
    """Choose a period by its name, and go back by so many like it."""
    words = person.words
    await person.click("button", words.theirs("select_period"))
    await person.page.get_by_text(words.theirs(preset), exact=True).click()
    # The list of periods closes by itself.
    await expect(person.page.locator("date-range-picker")).to_have_count(0)
    for _ in range(back):
        await person.click("button", words.theirs("last_period"))


async def shows(person: Person, tab: str, expected: Expected) -> None:
    """Wait until a source's row of the table and its bars show what is true."""

    async def read() -> tuple[Amount, Amount] | None:
        return await row_of(person, expected.name)

    def fits(shown: tuple[Amount, Amount] | None) -> bool:
        if shown is None:
            return False
        used, paid = shown
        return (
            used.unit == expected.unit
            and used.is_of(expected.amount, digits=DIGITS)
            and paid.unit == "€"
            and paid.is_of(*expected.euros, digits=DIGITS)
        )

    await until(read, fits, f"The row is {expected}")
    await _bars_show(person, tab, expected)


async def row_of(person: Person, name: str) -> tuple[Amount, Amount] | None:
    """Return what was used and paid of a source; None as long as its row is not there."""
    header = person.page.get_by_role("rowheader", name=name, exact=True)
    row = person.page.get_by_role("row").filter(has=header)
    if await row.count() != 1:
        return None
    cells = await row.get_by_role("cell").all_inner_texts()
    try:
        used, paid = (amount_in(cell, person.words.language) for cell in cells[-2:])
    except ValueError:
        return None
    return used, paid


async def _bars_show(person: Person, tab: str, expected: Expected) -> None:
    chart = person.page.locator(f"{GRAPHS[tab]} ha-chart-base").first

    async def read() -> list[float]:
        series: list[dict[str, Any]] = await chart.evaluate(_SERIES)
        return [
            amount
            for one in series
            if one["name"] == expected.name
            for amount in one["amounts"]
        ]

    def fits(amounts: list[float]) -> bool:
        bars = [amount for amount in amounts if amount]
        error = abs(sum(bars) - expected.amount)
        return len(bars) == expected.bars and error < 1e-6 * expected.amount

    async def painted() -> int:
        return int(await chart.locator("canvas").first.evaluate(_PAINTED))

    await until(read, fits, f"The bars are {expected}")
    await until(painted, lambda count: count > _FEW_PIXELS, "Bars are painted")
