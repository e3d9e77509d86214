"""What a home that runs has read of its contract is where the forms begin."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy import offers

from ...conftest import TODAY
from ...emulator import Emulator, Home
from ...homes import home_entry, settled, start, young_home
from .steps import add, assert_added, assert_refused, submit, suggested
from .test_off_peak import TYPED, USUAL

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    return young_home(3)


async def running(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> MockConfigEntry:
    """A home that is loaded and has read its contract."""
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    return entry


async def test_off_peak_hours_begin_with_those_of_the_contract(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = await running(hass, emulator, home)
    printed = USUAL | {
        "valid_from": TODAY.isoformat(),
        "intervals": "22:30-06:30",
    }
    shown = await add(hass, entry, "off_peak_hours")
    assert suggested(shown) == printed
    assert_added(await submit(hass, shown, printed))

    # They are there now: nothing to offer again.
    shown = await add(hass, entry, "off_peak_hours")
    assert suggested(shown) == USUAL


@pytest.mark.parametrize("printed", ["", "according to the season"])
async def test_hours_that_cannot_be_read_leave_the_form_empty(
    hass: HomeAssistant, emulator: Emulator, home: Home, printed: str
) -> None:
    home.off_peak_hours = printed
    entry = await running(hass, emulator, home)
    shown = await add(hass, entry, "off_peak_hours")
    assert suggested(shown) == USUAL
    assert_added(await submit(hass, shown, TYPED))


async def test_what_was_typed_comes_back_and_not_what_the_contract_says(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = await running(hass, emulator, home)
    wrong = TYPED | {"intervals": "never", "weekdays": []}
    shown = await submit(hass, await add(hass, entry, "off_peak_hours"), wrong)
    errors = {"intervals": "windows_unreadable", "weekdays": "no_weekday"}
    assert_refused(shown, errors, wrong)


@pytest.mark.parametrize(("kva", "offered"), [(9, True), (36, True), (7, False)])
async def test_the_regulated_tariff_begins_with_the_power_of_the_contract(
    hass: HomeAssistant, emulator: Emulator, home: Home, kva: int, offered: bool
) -> None:
    home.subscribed_power_kva = kva
    entry = await running(hass, emulator, home)
    shown = await add(hass, entry, "electricity_tariff")
    shown = await submit(hass, shown, {"option": "base", "offer": "regulated"})
    base = [each for each in offers.ELECTRICITY_OFFERS if each.option == "base"]
    if not offered:
        assert suggested(shown) == {"regulated": base[0].key}
        return
    newest = next(each for each in base if kva in each.standing_charge_per_year)
    assert suggested(shown) == {
        "regulated": newest.key,
        "subscribed_power": str(kva),
    }
