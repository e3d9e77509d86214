"""One Home Assistant and one browser for each language, for all tests of it; `scripts/browser` loads this."""

from collections.abc import AsyncIterator, Generator
import os
from pathlib import Path
import sys
import tempfile
from typing import Final

from playwright.async_api import (
    Browser,
    BrowserContext,
    Route,
    async_playwright,
    expect,
)
import pytest
import pytest_asyncio

from scripts.demo_home.ways import CUSTOMER, PARTNER

from .house import ROOT, House, opened
from .person import Person
from .pictures import SIZE, Album
from .words import LANGUAGES, words_of

CHROMIUM: Final = "/usr/bin/chromium"
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
WAYS: Final = {"en": PARTNER, "fr": CUSTOMER}
"""So that every page of the dialogue is filled in."""

LOCALES: Final = {"en": "en-GB", "fr": "fr-FR"}
PATIENCE_MS: Final = 45_000
PICTURES: Final = "BROWSER_PICTURES"
"""The environment variable that names the folder of the pictures; without it they go to a temporary one."""

_FAILED: Final = pytest.StashKey[bool]()
_FAILED_BEFORE: Final[set[object]] = set()
"""The languages in which something failed: what comes after it builds on it."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note which test failed."""
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
        _FAILED_BEFORE.add(_language_of(item))
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail at once what builds on a test that failed."""
    if _language_of(item) in _FAILED_BEFORE:
        pytest.fail("It builds on a test that failed.", pytrace=False)


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(language, marks=pytest.mark.xdist_group(language))
        for language in LANGUAGES
    ],
)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(language: str) -> AsyncIterator[House]:
    async with opened(language, WAYS[language]) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(ARGUMENTS)
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def context(browser: Browser, language: str) -> AsyncIterator[BrowserContext]:
    """A browser at home in Lyon, which asks nobody but this machine."""
    context = await browser.new_context(
        locale=LOCALES[language],
        timezone_id="Europe/Paris",
        viewport={"width": SIZE[0], "height": SIZE[1]},
        device_scale_factor=1,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    await context.route(lambda url: not url.startswith("http://127.0.0.1"), _refuse)
    await context.tracing.start(snapshots=True)
    yield context
    await context.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def someone(context: BrowserContext, house: House, language: str) -> Person:
    """Whoever sits before the browser from the first test to the last."""
    page = await context.new_page()
    someone = Person(page=page, words=words_of(language), url=house.url)
    someone.listen()
    return someone


@pytest_asyncio.fixture(loop_scope="session")
async def person(
    someone: Person, language: str, request: pytest.FixtureRequest
) -> AsyncIterator[Person]:
    """The same person in one test, in which nothing may go wrong unseen."""
    tracing = someone.page.context.tracing
    await tracing.start_chunk()
    yield someone
    if request.node.stash.get(_FAILED, False):
        kept = Path(tempfile.mkdtemp(prefix=f"grandlyon-browser-{language}-"))
        await someone.page.screenshot(path=kept / "page.png")
        await tracing.stop_chunk(path=kept / "trace.zip")
        sys.stderr.write(f"What the browser showed is kept: {kept}\n")
        return
    await tracing.stop_chunk()
    assert await someone.untranslated() == []
    assert someone.complaints == []


@pytest.fixture
def album(
    someone: Person, language: str, tmp_path_factory: pytest.TempPathFactory
) -> Album:
    """Where pictures go: into the documentation when they are asked for."""
    wanted = os.environ.get(PICTURES)
    folder = ROOT / wanted if wanted else tmp_path_factory.mktemp("pictures")
    return Album(page=someone.page, folder=folder / language)


def _language_of(item: pytest.Item) -> object:
    """Return the language of a test; a test without one stands alone, and is its own."""
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("language", item) if callspec else item


async def _refuse(route: Route) -> None:
    await route.abort()
