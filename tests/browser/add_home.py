"""Settings → Devices & services → Add integration: each page with a mistake first, then as it must be."""

from scripts.demo_home.services import Home

from .dialogue import Dialogue
from .house import House
from .person import Person
from .pictures import Album

UNPROTECTED = "http://example.com"


async def begin(person: Person) -> Dialogue:
    """Find the integration among all, and begin with its dialogue."""
    words = person.words
    await person.open_settings()
    await person.page.get_by_text(words.theirs("devices_and_services")).first.click()
    await person.click("button", words.theirs("add_integration"))
    search = person.page.get_by_placeholder(words.theirs("search_brand"))
    await search.fill("Grand Lyon")
    await person.page.get_by_text(words.ours("title"), exact=True).click()
    return Dialogue(person)


async def choose_ways(dialogue: Dialogue, electricity: str, water: str) -> None:
    """Choose neither, which is refused, then both."""
    await dialogue.is_at("user")
    await dialogue.choose("electricity_way", "none")
    await dialogue.choose("water_way", "none")
    await dialogue.go_on()
    await dialogue.says_above("no_service")
    await dialogue.choose("electricity_way", electricity)
    await dialogue.choose("water_way", water)
    await dialogue.go_on()


async def as_partner(dialogue: Dialogue, house: House, album: Album) -> None:
    """Give the keys of a partner."""
    await choose_ways(dialogue, "sge", "egl")
    await _electricity_of_a_partner(dialogue, house, album)
    await _water_of_a_partner(dialogue, house.home)
    await _finish(dialogue, house)


async def as_customer(dialogue: Dialogue, house: House, album: Album) -> None:
    """Give the token and the customer's account, while Home Assistant's clock is that of another country."""
    await house.services.switch(water_contracts=2)
    await house.home_assistant.command("config/core/update", time_zone="Europe/London")
    await choose_ways(dialogue, "conso_api", "egl_portal")
    await _electricity_of_a_customer(dialogue, house.home, album)
    await _water_of_a_customer(dialogue, house)
    await dialogue.is_at("time_zone")
    await dialogue.shows("Europe/London")
    await house.home_assistant.command("config/core/update", time_zone="Europe/Paris")
    await dialogue.go_on()
    await _finish(dialogue, house)


async def _electricity_of_a_partner(
    dialogue: Dialogue, house: House, album: Album
) -> None:
    step, home = "electricity", house.home
    holder = ("last_name", "first_name", "address", "city")
    await dialogue.is_at(step)
    await dialogue.unfold(step)
    await dialogue.fill(
        step,
        {
            **{field: home[field] for field in holder},
            "point_id": home["point_id"][:9],
            "postal_code": "690",
            "api_key": "mistyped",
            "sge_login": "nobody",
            "consent_curve": True,
            "production": True,
            "gateway.base_url": UNPROTECTED,
        },
    )
    await dialogue.go_on()
    for field, error in (
        ("point_id", "invalid_point_id"),
        ("postal_code", "invalid_postal_code"),
        ("consent_daily", "consent_required"),
        ("sge_login", "invalid_sge_login"),
        ("gateway", "insecure_url"),
    ):
        await dialogue.says(error, step, field)
    await album.take("add-home", around=dialogue.message("invalid_postal_code"))
    right = ("point_id", "postal_code", "sge_login")
    await dialogue.fill(
        step,
        {
            **{field: home[field] for field in right},
            "consent_daily": True,
            "gateway.base_url": home["sge_base_url"],
        },
    )
    await dialogue.go_on()
    await dialogue.says("invalid_key", step, "api_key", code="900901")
    # Now that the key is good, Enedis says that it has not opened the meter.
    await house.services.switch(contract={"service_level": "1"})
    await dialogue.fill(step, {"api_key": home["api_key"]})
    await dialogue.go_on()
    await dialogue.is_at("meter_not_open")
    await house.services.switch(contract={"service_level": "2"})
    await dialogue.go_on()


async def _water_of_a_partner(dialogue: Dialogue, home: Home) -> None:
    step = "water"
    await dialogue.is_at(step)
    await dialogue.unfold(step)
    await dialogue.fill(
        step,
        {
            "login": home["login"],
            "password": "mistyped",
            "auth_key": home["auth_key"],
            "gateway.base_url": home["egl_base_url"],
        },
    )
    await dialogue.go_on()
    await dialogue.says("invalid_login", step, "login", code="-2")
    await dialogue.fill(step, {"password": home["password"], "auth_key": "mistyped"})
    await dialogue.go_on()
    await dialogue.says("invalid_auth_key", step, "auth_key", code="-1")
    await dialogue.fill(
        step, {"password": home["password"], "auth_key": home["auth_key"]}
    )
    await dialogue.go_on()


async def _electricity_of_a_customer(
    dialogue: Dialogue, home: Home, album: Album
) -> None:
    step = "conso_api"
    await dialogue.is_at(step)
    await dialogue.unfold(step)
    await dialogue.fill(
        step,
        {
            "point_id": home["point_id"][:9],
            "token": "mistyped",
            "production": True,
            "gateway.base_url": home["conso_base_url"],
        },
    )
    await dialogue.go_on()
    await dialogue.says("invalid_point_id", step, "point_id")
    await album.take("add-home", around=dialogue.message("invalid_point_id"))
    await dialogue.fill(step, {"point_id": home["point_id"]})
    await dialogue.go_on()
    await dialogue.says("invalid_token", step, "token", code="401")
    await dialogue.fill(step, {"token": home["conso_token"]})
    await dialogue.go_on()


async def _water_of_a_customer(dialogue: Dialogue, house: House) -> None:
    step, home = "portal", house.home
    await dialogue.is_at(step)
    await dialogue.unfold(step)
    await dialogue.fill(
        step,
        {
            "login": home["login"],
            "password": "mistyped",
            "gateway.base_url": UNPROTECTED,
        },
    )
    await dialogue.go_on()
    await dialogue.says("insecure_url", step, "gateway")
    await dialogue.fill(step, {"gateway.base_url": home["portal_base_url"]})
    await dialogue.go_on()
    await dialogue.says("invalid_login", step, "login", code="401")
    await dialogue.fill(step, {"password": home["password"]})
    await dialogue.go_on()
    await dialogue.is_at("water_contracts")
    # The first one is chosen already.
    await dialogue.tick(home["portal_references"][0], on=False)
    await dialogue.go_on()
    await dialogue.says("no_contract_chosen", "water_contracts", "contracts")
    await house.services.switch(water_contracts=1)
    await dialogue.tick(home["portal_references"][0])
    await dialogue.go_on()


async def _finish(dialogue: Dialogue, house: House) -> None:
    """Read which statistics there will be, add the home, and leave the devices' names as they are."""
    judge = await house.judge()
    await dialogue.is_at("finish")
    for statistic in (judge.consumption, judge.production, *judge.water):
        await dialogue.shows(statistic)
    await dialogue.go_on(dialogue.person.words.ours("config.step.finish.submit"))
    await dialogue.end("skip_and_finish")
