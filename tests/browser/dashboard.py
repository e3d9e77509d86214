"""The dashboard of docs/dashboard.md, which the demo puts into the sidebar."""

from typing import Final

from playwright.async_api import expect

from scripts.demo_home.home_view import URL_PATH

from .person import Person
from .waiting import until

_EMPTY: Final = "hui-error-card, hui-warning, hui-warning-element"


async def open_home_view(person: Person) -> None:
    """Open it in the sidebar."""
    await person.page.locator(f'a[href="/{URL_PATH}"]').click()
    graphs = person.page.locator("hui-statistics-graph-card")
    await expect(graphs.first).to_be_visible()


async def shows_values(person: Person) -> None:
    """See that every graph has bars or a line, and that no card says that something is missing."""
    graphs = person.page.locator("hui-statistics-graph-card ha-chart-base")

    async def empty() -> int:
        counts = [
            await graph.evaluate(
                "(chart) => (chart.data ?? []).reduce((sum, one) => sum + one.data.length, 0)"
            )
            for graph in await graphs.all()
        ]
        return sum(count == 0 for count in counts) if counts else 1

    await until(empty, lambda count: count == 0, "Every graph shows something")
    await expect(person.page.locator(_EMPTY)).to_have_count(0)
