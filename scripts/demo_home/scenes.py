"""Every repair card that the tour plays: what brings it, and what takes it away."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from . import aged, changes
from .guide import Guide
from .home_assistant import HomeAssistantError
from .paying import add_tariff
from .tariffs import announced_windows, told, tour_tariffs
from .ways import PARTNER, Way

type Do = Callable[[Guide], Awaitable[object]]

CONFLICTS: Final = (4, 6, 8)
"""Days ago: three in two weeks are no chance."""
METER_CHANGED: Final = 5
"""Days ago."""
ELECTRICITY_SILENT: Final = 6
WATER_SILENT: Final = 13
"""Since so many days ago nothing is published when the home is added."""

NOT_PLAYED: Final = {
    "curve_refused": "It goes with the one look a week that is made on Mondays.",
    "curve_not_collected": "It goes with the same look.",
    "statistics_not_written": "The recorder would have to fail for half an hour.",
}
"""The cards that take a clock of their own: the tests bring them, and take them away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A card."""

    key: str
    happens: str
    provoke: Do
    helps: str
    heal: Do


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Scenes of one run of Home Assistant."""

    scenes: Sequence[Scene]
    before: Callable[[Path], None] = lambda _folder: None
    """What happens to its folder while it is stopped."""


async def nothing(guide: Guide) -> None:
    """Leave all as it is: what happened before the home was added, or while Home Assistant was stopped, is enough."""


def poll(service: str) -> Do:
    """Ask a service now."""

    async def do(guide: Guide) -> None:
        await guide.run.poll(service)

    return do


def switched(service: str, **told: object) -> Do:
    """Switch something of the services, and ask one of them."""

    async def do(guide: Guide) -> None:
        await guide.services.switch(**told)
        await guide.run.poll(service)

    return do


def sge_says(code: str) -> Do:
    """Have SGE answer with a code, and ask it."""

    async def do(guide: Guide) -> None:
        await guide.services.fault("sge", "sge_code", code=code)
        await guide.run.poll("electricity")

    return do


def all_is_well(service: str) -> Do:
    """End the faults, and ask."""

    async def do(guide: Guide) -> None:
        await guide.services.clear_faults()
        await guide.run.poll(service)

    return do


def confirmed(key: str, **answers: object) -> Do:
    """Close a card in its own dialogue."""

    async def do(guide: Guide) -> None:
        await guide.confirm(key, **answers)

    return do


def agreed(key: str) -> Do:
    """Agree again in the card's own dialogue."""
    return confirmed(key, consent_daily=True, consent_curve=True)


def published_again(service: str, what: str) -> Do:
    """Publish what was held back, ask, and wait for every hour of it."""

    async def do(guide: Guide) -> None:
        await guide.services.switch(silent_since={what: None})
        await guide.run.poll(service)
        if service == "electricity":
            await guide.catch_up()

    return do


async def contradict(guide: Guide) -> None:
    """Publish energies that the curves do not add up to."""
    truth = await guide.services.truth()
    for days in CONFLICTS:
        day = guide.ago(days)
        wh = truth.consumption.day_wh[day] + 3000
        await guide.services.correct(changes.energy_alone(day, wh))
    await guide.run.poll("electricity")


async def agree(guide: Guide) -> None:
    """Publish the energies that the curves add up to."""
    truth = await guide.services.truth()
    for days in CONFLICTS:
        day = guide.ago(days)
        wh = truth.consumption.day_wh[day]
        await guide.services.correct(changes.energy_alone(day, wh))
    await guide.run.poll("electricity")


def water_reading(kind: str) -> Do:
    """Publish a recent reading under another TypeAgregat, and ask."""

    async def do(guide: Guide) -> None:
        day = guide.ago(METER_CHANGED)
        await guide.services.correct(changes.read_as(kind, guide.contract, day))
        await guide.run.poll("water")

    return do


def contracts(count: int, log_in: str) -> Do:
    """Have so many contracts on the log-in, which is made anew."""
    return switched("water", water_contracts=count, end_sessions=log_in)


async def key_is_accepted(guide: Guide) -> None:
    """Accept the key, give it in the dialogue that asks for it, and ask for water."""
    await guide.services.switch(egl={"key_accepted": True})
    await guide.sign_in_again("water")
    await guide.run.poll("water")


async def rows_are_deleted(guide: Guide) -> None:
    """Delete a statistic, as its page in the developer tools does, and start the home again."""
    await guide.home_assistant.command(
        "recorder/clear_statistics", statistic_ids=[guide.judge.consumption]
    )
    await guide.reload()


def time_zone(name: str) -> Do:
    """Set Home Assistant's own time zone."""

    async def do(guide: Guide) -> None:
        await guide.home_assistant.command("config/core/update", time_zone=name)

    return do


async def in_service_and_agreed(guide: Guide) -> None:
    """Have the contract in service, agree again to all, and have it read: at night nothing is asked without being told."""
    await guide.services.switch(contract={"state": "SERVC"})
    await guide.reconfigure()
    await guide.run.poll("electricity")


async def token_is_renewed(guide: Guide) -> None:
    """Get a token for three years, and give it."""
    await guide.services.switch(conso_token_days=1000)
    await guide.reconfigure()


def tariff(number: int) -> Do:
    """Add that one of the tour's tariffs in the page."""

    async def do(guide: Guide) -> None:
        tariffs = tour_tariffs(guide.today)[: number + 1]
        await guide.services.pay_by(told(tariffs))
        await add_tariff(guide.home_assistant, tariffs[number])

    return do


def tariff_and_costs(number: int) -> Do:
    """Add that one of the tour's tariffs, and wait until all that it lets be known costs what it must.

    What it returns raises HomeAssistantError when that does not come to be.
    """

    async def do(guide: Guide) -> None:
        await tariff(number)(guide)
        if not await guide.catch_up():
            raise HomeAssistantError("The costs do not come to be right.")

    return do


async def windows_to_come(guide: Guide) -> None:
    """Add the off-peak hours that are announced in the page."""
    await add_tariff(guide.home_assistant, announced_windows(guide.today))


def a_while_ago(days: int) -> Callable[[Path], None]:
    """Have the consents given so many days earlier, and the contract read long ago."""

    def before(folder: Path) -> None:
        aged.consents_given(folder, days)
        aged.contract_read(folder, days)

    return before


NO_DATA: Final = (
    Scene(
        key="no_electricity_data",
        happens="Nothing has been published of electricity for a week",
        provoke=nothing,
        helps="Everything is published",
        heal=published_again("electricity", "electricity"),
    ),
    Scene(
        key="no_water_data",
        happens="No water reading has come for two weeks",
        provoke=nothing,
        helps="Every reading is published",
        heal=published_again("water", "water"),
    ),
)

TARIFFS: Final = (
    Scene(
        key="tempo_colours_missing",
        happens="The user adds a Tempo tariff, and no colours",
        provoke=tariff(0),
        helps="The user pastes a calendar; what each day costs is right",
        heal=tariff_and_costs(1),
    ),
    Scene(
        key="off_peak_hours_missing",
        happens="The user adds a peak and off-peak tariff, and not when it is off-peak",
        provoke=tariff(2),
        helps="The user adds the off-peak hours; what each day costs is right",
        heal=tariff_and_costs(3),
    ),
)

ANY_WAY: Final = (
    Scene(
        key="energy_conflict",
        happens="The energies of three days are not what the half-hours add up to",
        provoke=contradict,
        helps="The energies are corrected",
        heal=agree,
    ),
    Scene(
        key="water_meter_changed",
        happens="The water meter was changed, and counts from 0",
        provoke=water_reading("D"),
        helps="The user closes the card",
        heal=confirmed("water_meter_changed"),
    ),
    Scene(
        key="statistics_repaired",
        happens="Somebody deletes a statistic",
        provoke=rows_are_deleted,
        helps="It was written again; the user closes the card",
        heal=confirmed("statistics_repaired"),
    ),
    Scene(
        key="time_zone",
        happens="Home Assistant is set to the time of London",
        provoke=time_zone("Europe/London"),
        helps="It is set to that of Lyon",
        heal=time_zone("Europe/Paris"),
    ),
)

AT_ONCE_BY_PARTNER: Final = (
    Scene(
        key="consent_missing",
        happens="SGE answers SGT4K2: the holder has not agreed",
        provoke=sge_says("SGT4K2"),
        helps="SGE answers again",
        heal=all_is_well("electricity"),
    ),
    Scene(
        key="point_not_found",
        happens="Enedis does not know the point any more",
        provoke=switched("electricity", contract={"point_known": False}),
        helps="Enedis knows it again",
        heal=switched("electricity", contract={"point_known": True}),
    ),
    Scene(
        key="service_refused",
        happens="SGE answers SGT4G2: the service does not cover this point",
        provoke=sge_says("SGT4G2"),
        helps="SGE answers again",
        heal=all_is_well("electricity"),
    ),
    Scene(
        key="new_water_contract",
        happens="A further contract is on the log-in to Eau du Grand Lyon",
        provoke=contracts(2, "egl"),
        helps="It is taken off again",
        heal=contracts(1, "egl"),
    ),
    Scene(
        key="water_key_refused",
        happens="Eau du Grand Lyon refuses the AuthKey",
        provoke=switched("water", egl={"key_accepted": False}),
        helps="The key is accepted, and typed once more",
        heal=key_is_accepted,
    ),
)

AT_ONCE_BY_CUSTOMER: Final = (
    Scene(
        key="token_ends",
        happens="The token of Conso API ends in 20 days",
        provoke=nothing,
        helps="A new token is typed",
        heal=token_is_renewed,
    ),
    Scene(
        key="consent_ended",
        happens="Enedis finds no consent for Conso API any more",
        provoke=switched("electricity", conso={"consent_expired": True}),
        helps="The consent is given again",
        heal=switched("electricity", conso={"consent_expired": False}),
    ),
    Scene(
        key="new_water_contract",
        happens="A further contract is in the customer's account",
        provoke=contracts(2, "portal"),
        helps="It is taken away again",
        heal=contracts(1, "portal"),
    ),
    Scene(
        key="service_refused",
        happens="The customer's account shows no contract any more",
        provoke=switched("water", portal={"without_contracts": True}),
        helps="It shows it again",
        heal=switched("water", portal={"without_contracts": False}),
    ),
)

AFTER_A_STOP: Final = (
    Part(
        before=lambda folder: aged.consents_given(folder, 340),
        scenes=(
            Scene(
                key="consent_due",
                happens="The consent was given eleven months ago",
                provoke=nothing,
                helps="The user agrees again, in the card",
                heal=agreed("consent_due"),
            ),
        ),
    ),
    Part(
        before=lambda folder: aged.consents_given(folder, 366),
        scenes=(
            Scene(
                key="consent_over",
                happens="The consent was given a year ago",
                provoke=nothing,
                helps="The user agrees again, in the card",
                heal=agreed("consent_over"),
            ),
        ),
    ),
    Part(
        before=a_while_ago(10),
        scenes=(
            Scene(
                key="off_peak_hours_changed",
                happens="The contract prints other off-peak hours, and announces others again",
                provoke=switched(
                    "electricity",
                    contract={
                        "off_peak_hours": "HC (1H00-7H00;13H00-15H00)",
                        "future_off_peak_hours": "HC (1H30-7H00;12H30-15H00)",
                    },
                ),
                helps="The user closes the card",
                heal=confirmed("off_peak_hours_changed"),
            ),
            Scene(
                key="off_peak_hours_announced",
                happens="Those that it announces are on a card as well",
                provoke=nothing,
                helps="The user adds them, with the day from which they are to hold",
                heal=windows_to_come,
            ),
        ),
    ),
    Part(
        before=a_while_ago(10),
        scenes=(
            Scene(
                key="electricity_meter_changed",
                happens="The electricity meter was changed",
                provoke=switched(
                    "electricity", contract={"meter_serial": "021999999999"}
                ),
                helps="The user closes the card",
                heal=confirmed("electricity_meter_changed"),
            ),
        ),
    ),
    Part(
        before=a_while_ago(10),
        scenes=(
            Scene(
                key="contract_terminated",
                happens="The contract has ended",
                provoke=switched("electricity", contract={"state": "RESIL"}),
                helps="A new one is in service, and its holder agrees",
                heal=in_service_and_agreed,
            ),
        ),
    ),
    Part(
        before=a_while_ago(10),
        scenes=(
            Scene(
                key="consent_changed",
                happens="The contract is in another state",
                provoke=switched("electricity", contract={"state": "ECRAC"}),
                helps="It is in service, and its holder agrees",
                heal=in_service_and_agreed,
            ),
        ),
    ),
)

DAMAGED: Final = Part(
    before=aged.damage,
    scenes=(
        Scene(
            key="ledger_set_aside",
            happens="A file of the readings was damaged while Home Assistant was stopped, and Enedis does not answer",
            provoke=nothing,
            helps="Enedis answers, and what was lost is read again",
            heal=all_is_well("electricity"),
        ),
    ),
)


def parts_of(way: Way) -> Sequence[Part]:
    """Return what is played by a way: the first part by a new Home Assistant, each other one after a stop."""
    if way is PARTNER:
        first = Part(scenes=(*NO_DATA, *AT_ONCE_BY_PARTNER, *ANY_WAY, *TARIFFS))
        return (first, *AFTER_A_STOP, DAMAGED)
    return (Part(scenes=(*NO_DATA, *AT_ONCE_BY_CUSTOMER, *ANY_WAY, *TARIFFS)),)
