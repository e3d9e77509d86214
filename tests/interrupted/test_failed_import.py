"""An import that the recorder drops without a word, or a disk that refuses the ledger: nothing is lost, nothing doubled."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.emulator import Emulator, Home
from tests.homes import assert_all_is_true, home_entry, later, settled, start

from .mishaps import dropped_imports, every_row, journals

pytestmark = pytest.mark.usefixtures(
    "recorder_mock", "enable_custom_integrations", "at_ten_thirty"
)


# One for each statistic; whether half-hours come in time to be among them, or are sent after them, is left to chance.
@pytest.mark.parametrize("dropped", range(3))
async def test_an_import_that_fails_once_is_sent_again_at_once(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    dropped: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    entry = home_entry(emulator, home)

    with dropped_imports(dropped) as imports:
        await start(hass, entry)
        await settled(hass, entry)

    assert not imports[dropped]
    assert not journals(hass, entry)
    assert "could not be written" not in caplog.text
    await assert_all_is_true(hass, emulator, home)
    await every_row(hass, home)


async def test_imports_that_keep_failing_are_told_once_and_sent_again_every_quarter_of_an_hour(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    entry = home_entry(emulator, home)
    quarter = timedelta(minutes=15, seconds=1).total_seconds()

    with dropped_imports() as imports:
        await start(hass, entry)
        await settled(hass, entry)
        for _ in range(3):
            sent = len(imports)
            await later(hass, emulator, freezer, entry, seconds=quarter)
            assert len(imports) > sent

    assert caplog.text.count("could not be written") == 1
    assert journals(hass, entry).keys() == {"consumption", "max_power", "water"}
    assert not any((await every_row(hass, home)).values())
    asked = len(emulator.calls)

    await later(hass, emulator, freezer, entry, seconds=quarter)

    assert len(emulator.calls) == asked
    assert not journals(hass, entry)
    await assert_all_is_true(hass, emulator, home)
    await every_row(hass, home)


async def test_a_day_whose_import_keeps_failing_leaves_the_days_before_alone(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    before = await every_row(hass, home)

    with dropped_imports():
        await later(hass, emulator, freezer, entry, hours=11)
        await later(hass, emulator, freezer, entry, days=1)
    assert journals(hass, entry)
    assert await every_row(hass, home) == before

    await later(hass, emulator, freezer, entry, minutes=16)

    assert not journals(hass, entry)
    await assert_all_is_true(hass, emulator, home)
