"""What a person does with the integration, from the first log-in to the last click, in each language."""

from typing import Final

import pytest
import pytest_asyncio

from scripts.demo_home.changes import read_as
from scripts.demo_home.paying import Paying
from scripts.demo_home.tariffs import dearer, newest_prices

from . import actions, dashboard, devices, energy, integration, reauth, repairs
from .add_home import as_customer, as_partner, begin
from .facts import Facts, in_thousands, total
from .house import House
from .login import log_in
from .periods import month_before, month_of, one_day, year_before, year_of
from .person import Person
from .pictures import Album
from .tariffs import change_prices

pytestmark = pytest.mark.asyncio(loop_scope="session")

METER_CHANGED_DAYS_AGO: Final = 4
"""Of those on which water was used, as it is in them that a service shows another meter that does not say so."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def paying(house: House) -> Paying:
    return await house.set_tariffs()


@pytest_asyncio.fixture(loop_scope="session")
async def facts(house: House, person: Person) -> Facts:
    return Facts(house=house, truth=await house.truth(), words=person.words)


async def test_the_log_in_page_opens(person: Person) -> None:
    await log_in(person)


async def test_a_home_is_added_though_each_page_has_a_mistake_at_first(
    person: Person, house: House, album: Album
) -> None:
    dialogue = await begin(person)
    if house.way.name == "partner":
        await as_partner(dialogue, house, album)
    else:
        await as_customer(dialogue, house, album)

    assert await house.history()


async def test_the_device_of_electricity_shows_what_is_true(
    person: Person, facts: Facts, album: Album
) -> None:
    wh, production = facts.wh, facts.truth.production.day_wh
    today, maxima = facts.house.today, facts.truth.max_power_va

    await devices.open_device(person, "electricity_meter", facts.meter[-4:])

    await devices.shows(
        person,
        {
            "energy_last_day": (wh[max(wh)] / 1000, "kWh"),
            "energy_month": (in_thousands(total(wh, month_of(today))), "kWh"),
            "energy_previous_month": (
                in_thousands(total(wh, month_before(today))),
                "kWh",
            ),
            "energy_year": (in_thousands(total(wh, year_of(today))), "kWh"),
            "maximum_power": (maxima[max(maxima)], "VA"),
            "production_last_day": (production[max(production)] / 1000, "kWh"),
            "history_progress": (100, "%"),
        },
    )
    await album.take("device", size=(1120, 800))


async def test_the_device_of_water_shows_what_is_true(
    person: Person, facts: Facts
) -> None:
    litres, today = facts.litres, facts.house.today

    await devices.open_device(person, "water_meter", facts.contract[-4:])

    await devices.shows(
        person,
        {
            "volume_last_day": (litres[max(litres)], "L"),
            "volume_month": (total(litres, month_of(today)), "L"),
            "volume_previous_month": (total(litres, month_before(today)), "L"),
            "volume_year": (total(litres, year_of(today)), "L"),
            "history_progress": (100, "%"),
        },
    )


async def test_the_energy_dashboard_shows_electricity_and_what_it_costs(
    person: Person, paying: Paying, facts: Facts
) -> None:
    today, last = facts.house.today, max(facts.wh)
    await energy.open_energy(person, "electricity")

    await energy.choose_period(person, "yesterday", back=(today - last).days - 1)
    await energy.shows(person, "electricity", facts.electricity(one_day(last)))
    await energy.choose_period(person, "this_year", back=1)
    await energy.shows(person, "electricity", facts.electricity(year_before(today)))
    await energy.choose_period(person, "this_month", back=1)
    await energy.shows(person, "electricity", facts.electricity(month_before(today)))


async def test_the_energy_dashboard_shows_water_and_what_it_costs(
    person: Person, paying: Paying, facts: Facts, album: Album
) -> None:
    today = facts.house.today
    last = facts.days_of_water[-1]
    await energy.open_energy(person, "water")

    await energy.choose_period(person, "yesterday", back=(today - last).days - 1)
    await energy.shows(person, "water", facts.water(one_day(last)))
    await energy.choose_period(person, "this_year", back=1)
    await energy.shows(person, "water", facts.water(year_before(today)))
    await energy.choose_period(person, "this_month", back=1)
    await energy.shows(person, "water", facts.water(month_before(today)))
    await energy.open_summary(person)
    await album.take("energy", size=(1280, 860))


async def test_the_dashboard_of_the_home_shows_everything(
    person: Person, paying: Paying, facts: Facts, album: Album
) -> None:
    await dashboard.open_home_view(person)
    await dashboard.shows_values(person)
    await album.take("dashboard", size=(1640, 1560))


async def test_another_price_shows_on_the_energy_dashboard(
    person: Person, house: House, paying: Paying, facts: Facts, album: Album
) -> None:
    last_month = month_before(house.today)
    changed = dearer(newest_prices(paying.tariffs.values()))
    await house.pay_by(paying, changed)
    after = Facts(house=house, truth=await house.truth(), words=person.words)
    dear, cheap = (each.electricity(last_month).euros for each in (after, facts))
    assert dear[0] > cheap[1] + 1

    await change_prices(person, changed, album)
    assert await house.history()

    await energy.open_energy(person, "electricity")
    await energy.choose_period(person, "this_month", back=1)
    await energy.shows(person, "electricity", after.electricity(last_month))


async def test_an_action_answers_with_what_is_true(
    person: Person, house: House, facts: Facts
) -> None:
    day = max(month_before(house.today).of(facts.wh))
    await actions.choose(person, "get_readings", facts.title)
    await actions.choose_day_of_last_month(person, 0, day)
    await actions.choose_day_of_last_month(person, 1, day)

    await actions.answers(person, f"first_day: '{day}'", f"energy_wh: {facts.wh[day]}")


async def test_an_action_that_lacks_something_says_what(
    person: Person, house: House, facts: Facts, album: Album
) -> None:
    await actions.choose(person, "compare_tariffs", facts.title)
    if house.way.name == "customer":
        # A token does not tell the subscribed power.
        message = person.words.ours("exceptions.compare_no_power.message")
        await actions.refuses(person, message)
        await actions.choose_option(person, "9 kVA")

    await actions.answers(person, "subscribed_power_kva: 9")

    await album.take("action", size=(1280, 1100), around=actions.picker(person))


async def test_a_repair_card_comes_and_is_closed(
    person: Person, house: House, facts: Facts, album: Album
) -> None:
    day = facts.days_of_water[-METER_CHANGED_DAYS_AGO]
    await house.services.correct(read_as("D", house.home["contracts"][0], day))
    await house.poll("water")

    await repairs.follow(
        person,
        "water_meter_changed",
        album,
        home=facts.title,
        digits=facts.contract[-4:],
        day=day,
    )


async def test_what_a_service_refuses_is_asked_for_again(
    person: Person, house: House, facts: Facts
) -> None:
    refusal = reauth.REFUSALS[house.way.name]
    await house.services.switch(**refusal.refused)
    await house.poll(refusal.service)

    await reauth.follow(person, house, facts.title, refusal)


async def test_a_home_that_is_removed_leaves_its_past(
    person: Person, house: House, facts: Facts
) -> None:
    await integration.remove(person)

    last_month = month_before(house.today)
    await energy.open_energy(person, "electricity")
    await energy.choose_period(person, "this_month", back=1)
    await energy.shows(person, "electricity", facts.electricity(last_month))
