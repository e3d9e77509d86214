"""Every action of the integration, called as the developer tools do, and what its answer must say."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from .expected import LOCAL
from .folder import MEDIA
from .guide import Guide
from .home_assistant import DOMAIN, HomeAssistantError
from .steps import LIMIT_S, PAUSE_S

type Call = Callable[[Guide, str], Awaitable[str | None]]
"""Calls an action of a home (the id of its entry); returns what it did, None when that is not what it must do."""

LONG_AGO: Final = 5 * 365
"""Days: no service gives anything so old."""
FOREIGN: Final = "old_meter:consumption"
HALF_HOUR_W: Final = 200
CENT: Final = 0.01


async def _fetch(guide: Guide, entry_id: str) -> str | None:
    first, last = guide.ago(7), guide.ago(2)
    before = await guide.services.calls()
    await guide.home_assistant.act(
        f"{DOMAIN}.fetch",
        config_entry_id=entry_id,
        start_date=first.isoformat(),
        end_date=last.isoformat(),
    )
    calls = await guide.services.calls() - before
    return f"{calls} calls to the services" if calls else None


async def _verify(guide: Guide, entry_id: str) -> str | None:
    answer = await guide.home_assistant.ask(
        f"{DOMAIN}.verify", config_entry_id=entry_id
    )
    compared = sum(one["days_compared"] for one in answer["statistics"].values())
    return f"{compared} days compared, all equal" if answer["equal"] else None


async def _get_readings(guide: Guide, entry_id: str) -> str | None:
    answer = await guide.home_assistant.ask(
        f"{DOMAIN}.get_readings",
        config_entry_id=entry_id,
        start_date=guide.ago(9).isoformat(),
        end_date=guide.ago(3).isoformat(),
        resolution="hour",
        statistic_id=guide.judge.consumption,
    )
    rows = answer["statistics"][guide.judge.consumption]
    return f"{len(rows)} hours" if len(rows) >= 7 * 23 else None


async def _rebuild(guide: Guide, entry_id: str) -> str | None:
    answer = await guide.home_assistant.ask(
        f"{DOMAIN}.rebuild_statistics",
        config_entry_id=entry_id,
        start_date=guide.ago(60).isoformat(),
    )
    found = answer["statistics"].values()
    compared = sum(one["days_compared"] for one in found)
    repaired = sum(one["days_repaired"] for one in found)
    return f"{compared} days worked out again" if compared and not repaired else None


async def _export(guide: Guide, entry_id: str) -> str | None:
    await guide.home_assistant.ask(
        f"{DOMAIN}.export",
        config_entry_id=entry_id,
        start_date=guide.ago(30).isoformat(),
        end_date=guide.ago(1).isoformat(),
        resolution="hour",
    )
    files = sorted((guide.folder / MEDIA).rglob("*.csv"))
    lines = sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)
    return f"{len(files)} files of {lines} lines" if lines else None


async def _import_csv(guide: Guide, entry_id: str) -> str | None:
    day = guide.ago(LONG_AGO)
    file = guide.folder / MEDIA / "enedis.csv"
    file.write_text(curve_file(guide.judge.home["point_id"], day), encoding="utf-8")
    told: dict[str, Any] = {
        "config_entry_id": entry_id,
        "file": file.name,
        "statistic_id": guide.judge.consumption,
    }
    ask = guide.home_assistant.ask
    seen = await ask(f"{DOMAIN}.import_csv", **told, preview=True)
    taken = await ask(f"{DOMAIN}.import_csv", **told, preview=False)
    return _taken(seen, taken)


async def _adopt(guide: Guide, entry_id: str) -> str | None:
    day = guide.ago(LONG_AGO + 30)
    await guide.home_assistant.command(
        "recorder/import_statistics",
        metadata={
            "has_mean": False,
            "mean_type": 0,
            "has_sum": True,
            "name": "Old meter",
            "source": FOREIGN.partition(":")[0],
            "statistic_id": FOREIGN,
            "unit_class": "energy",
            "unit_of_measurement": "kWh",
        },
        stats=foreign_rows(day),
    )
    await _until_listed(guide, FOREIGN)
    told: dict[str, Any] = {
        "config_entry_id": entry_id,
        "from_statistic_id": FOREIGN,
        "to_statistic_id": guide.judge.consumption,
    }
    ask = guide.home_assistant.ask
    seen = await ask(f"{DOMAIN}.adopt_statistics", **told, preview=True)
    taken = await ask(f"{DOMAIN}.adopt_statistics", **told, preview=False)
    return _taken(seen, taken)


async def _until_listed(guide: Guide, statistic_id: str) -> None:
    """Wait until the recorder has a statistic.

    Raises:
        HomeAssistantError: it does not come.

    """
    deadline = asyncio.get_running_loop().time() + LIMIT_S
    while asyncio.get_running_loop().time() < deadline:
        listed = await guide.home_assistant.command("recorder/list_statistic_ids")
        if statistic_id in {each["statistic_id"] for each in listed}:
            return
        await asyncio.sleep(PAUSE_S)
    raise HomeAssistantError(f"The recorder has no {statistic_id}.")


async def _compare_tariffs(guide: Guide, entry_id: str) -> str | None:
    answer = await guide.home_assistant.ask(
        f"{DOMAIN}.compare_tariffs",
        config_entry_id=entry_id,
        # Conso API does not tell the contract's.
        subscribed_power="9",
    )
    truth = await guide.services.truth()
    return compared(answer, truth.consumption.day_wh)


def compared(answer: Mapping[str, Any], day_wh: Mapping[date, int]) -> str | None:
    """Return which option is cheapest; None when the days do not cost by the base tariff what they used.

    Amounts are told to the cent.
    """
    first, last = map(date.fromisoformat, (answer["first_day"], answer["last_day"]))
    kwh = sum(wh for day, wh in day_wh.items() if first <= day <= last) / 1000
    base, cheapest = answer["options"].get("base"), answer["cheapest"]
    if base is None or cheapest is None:
        return None
    cost = kwh * base["prices"]["base"]
    least = min(option["total"] for option in answer["options"].values())
    total = answer["options"][cheapest]["total"]
    if abs(cost - base["energy_cost"]) > CENT or total > least:
        return None
    return f"{cheapest} is the cheapest, {total:,.2f} EUR for {kwh:,.0f} kWh"


def _taken(seen: Mapping[str, Any], taken: Mapping[str, Any]) -> str | None:
    """Return what a preview promised and the action did."""
    right = seen["days"] == taken["days"] > 0
    if not right or seen["written"] or not taken["written"]:
        return None
    return f"{taken['days']} days, {taken['amount']} {taken['unit']}"


def curve_file(point_id: str, day: date) -> str:
    """Return a day's load curve as Enedis' site lets it be downloaded."""
    printed = f"{day:%d/%m/%Y}"
    start = datetime.combine(day, time(), LOCAL).astimezone(UTC)
    ends = (start + timedelta(minutes=30 * n) for n in range(1, 49))
    return "\n".join(
        (
            "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite;Pas en minutes",
            f"{point_id};Courbe de charge;{printed};{printed};Energie active;Consommation;Comptage Brut;W;30",
            "Horodate;Valeur",
            *(f"{end.astimezone(LOCAL).isoformat()};{HALF_HOUR_W}" for end in ends),
            "",
        )
    )


def foreign_rows(day: date) -> list[dict[str, Any]]:
    """Return the hours of three local days as another integration would have left them; the first has nothing before it."""
    start = datetime.combine(day, time(), LOCAL).astimezone(UTC)
    return [
        {
            "start": (start + timedelta(hours=n)).isoformat(),
            "state": 0.5,
            "sum": 0.5 * n,
        }
        for n in range(72)
    ]


ACTIONS: Final[Mapping[str, Call]] = {
    "fetch": _fetch,
    "get_readings": _get_readings,
    "compare_tariffs": _compare_tariffs,
    "export": _export,
    "import_csv": _import_csv,
    "adopt_statistics": _adopt,
    "rebuild_statistics": _rebuild,
    # Last: what the others left is compared, too.
    "verify": _verify,
}
