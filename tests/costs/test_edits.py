"""A tariff is added, edited or removed while Home Assistant runs: only cost rows change, and only those that differ."""

from collections.abc import Awaitable, Callable
from itertools import permutations

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..counting import counted
from ..emulator import Emulator, Home
from ..homes import recorded, settled
from ..statistics.ranged_clear import allow_ranged_clear
from .conftest import ReadRows, Rows, ago, by_day, day_of, hour_of
from .tariffs import add, base, edit, peak_off_peak, remove, water, windows

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

TIERS: list[tuple[int | None, float]] = [(12, 0.0), (180, 1.4), (None, 2.8)]
SPLIT = ("consumption_peak", "consumption_off_peak", "cost_peak", "cost_off_peak")


@pytest.fixture(params=["row by row", "as a whole"])
def removal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways in which a core can remove rows."""
    if request.param == "row by row":
        allow_ranged_clear(monkeypatch)


@pytest.fixture
def measured(hass: HomeAssistant, home: Home) -> Callable[[], Awaitable[list[Rows]]]:
    """Read every row of what was measured."""

    async def read() -> list[Rows]:
        return [
            await recorded(hass, f"grandlyon_energy:{number}_{what}")
            for number, what in (
                (home.point_id, "consumption"),
                (home.point_id, "max_power"),
                (home.contracts[0], "water"),
            )
        ]

    return read


async def test_an_edited_price_changes_the_rows_of_its_days_and_nothing_else(
    hass: HomeAssistant,
    emulator: Emulator,
    entry: MockConfigEntry,
    rows_of: ReadRows,
    measured: Callable[[], Awaitable[list[Rows]]],
) -> None:
    old, new = base(ago(60), 0.20), base(ago(10), 0.25)
    await add(hass, entry, old, new)
    before, costs = await measured(), await rows_of("cost")
    standing = await rows_of("standing_charge")
    touched = [row for row in costs if day_of(row) >= ago(10)]

    with counted(emulator) as cost:
        await edit(hass, entry, new, prices={"base": 0.30})

    assert await measured() == before
    assert await rows_of("standing_charge") == standing
    assert cost.rows == {"cost": len(touched)}
    assert not cost.calls
    assert cost.adjustments == cost.removals == 0
    changed = await rows_of("cost")
    assert changed[: len(costs) - len(touched)] == costs[: len(costs) - len(touched)]
    energy = {hour_of(row): row["state"] or 0 for row in before[0]}
    assert {hour_of(row): row["state"] for row in changed[-len(touched) :]} == (
        pytest.approx({hour_of(row): energy[hour_of(row)] * 0.30 for row in touched})
    )


async def test_the_older_of_two_prices_moves_the_later_sums_by_an_adjustment(
    hass: HomeAssistant, emulator: Emulator, entry: MockConfigEntry, rows_of: ReadRows
) -> None:
    old, new = base(ago(60), 0.20), base(ago(30), 0.25)
    await add(hass, entry, old, new)
    costs = await rows_of("cost")
    early = [row for row in costs if day_of(row) < ago(30)]
    # On its first day the meter was switched on at noon: nothing costs nothing at any price.
    touched = [row for row in early if row["state"]]

    with counted(emulator) as cost:
        await edit(hass, entry, old, prices={"base": 0.10})

    assert cost.rows == {"cost": len(touched)}
    assert cost.adjustments == 1
    changed = await rows_of("cost")
    assert [row["change"] for row in changed] == pytest.approx(
        [row["state"] for row in changed]
    )
    assert [row["state"] for row in changed[len(early) :]] == (
        [row["state"] for row in costs[len(early) :]]
    )


async def test_an_edit_that_changes_nothing_writes_nothing(
    hass: HomeAssistant, emulator: Emulator, entry: MockConfigEntry
) -> None:
    kept = base(ago(60), 0.20)
    await add(hass, entry, kept)

    with counted(emulator) as cost:
        await edit(hass, entry, kept, prices={"base": 0.2})
        hass.config_entries.async_update_subentry(
            entry, entry.subentries[kept.subentry_id], title="Another title"
        )
        await settled(hass, entry)

    assert cost.nothing


@pytest.mark.usefixtures("removal")
async def test_days_without_a_tariff_have_no_rows_and_lose_those_they_had(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    rows_of: ReadRows,
    measured: Callable[[], Awaitable[list[Rows]]],
) -> None:
    before = await measured()
    kept = base(ago(20), 0.20, standing=100.0)
    await add(hass, entry, kept)
    assert {day_of(row) for row in await rows_of("cost")} == {
        ago(n) for n in range(1, 21)
    }

    await edit(hass, entry, kept, valid_from=ago(5).isoformat())

    for what in ("cost", "standing_charge"):
        rows = await rows_of(what)
        assert {day_of(row) for row in rows} == {ago(n) for n in range(1, 6)}
        assert [row["change"] for row in rows] == pytest.approx(
            [row["state"] for row in rows]
        )

    await remove(hass, entry, kept)

    assert await rows_of("cost") == await rows_of("standing_charge") == []
    assert await measured() == before

    await add(hass, entry, base(ago(60), 0.10))

    rows = await rows_of("cost")
    assert sum(by_day(rows).values()) == pytest.approx(
        (before[0][-1]["sum"] or 0) * 0.10
    )
    assert rows[-1]["sum"] == pytest.approx(sum(by_day(rows).values()))


@pytest.mark.usefixtures("removal")
async def test_the_split_comes_and_goes_with_the_tariff_that_has_it(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    rows_of: ReadRows,
    measured: Callable[[], Awaitable[list[Rows]]],
) -> None:
    before = await measured()
    split = peak_off_peak(ago(10), 0.30, 0.20)
    await add(hass, entry, base(ago(60), 0.25), windows(ago(60), "22:30-06:30"), split)

    parts = {what: await rows_of(what) for what in SPLIT}

    energy = {hour_of(row): row["state"] for row in before[0]}
    hours = [hour_of(row) for row in before[0] if day_of(row) >= ago(10)]
    assert {
        hour_of(peak): (peak["state"] or 0) + (off["state"] or 0)
        for peak, off in zip(parts[SPLIT[0]], parts[SPLIT[1]], strict=True)
    } == pytest.approx({hour: energy[hour] for hour in hours}, abs=1e-9)
    costs = {hour_of(row): row["state"] for row in await rows_of("cost")}
    assert {
        hour_of(peak): (peak["state"] or 0) + (off["state"] or 0)
        for peak, off in zip(parts[SPLIT[2]], parts[SPLIT[3]], strict=True)
    } == pytest.approx({hour: costs[hour] for hour in hours}, abs=1e-9)

    await remove(hass, entry, split)

    assert [await rows_of(what) for what in SPLIT] == [[]] * 4
    assert await measured() == before


async def test_without_windows_peak_and_off_peak_cost_nothing_that_anybody_knows(
    hass: HomeAssistant, entry: MockConfigEntry, rows_of: ReadRows
) -> None:
    await add(hass, entry, peak_off_peak(ago(60), 0.30, 0.20, standing=365.0))
    assert await rows_of("cost") == []
    assert by_day(await rows_of("standing_charge"))[ago(1)] == pytest.approx(1.0)

    await add(hass, entry, windows(ago(3), "22:30-06:30"))

    assert {day_of(row) for row in await rows_of("cost")} == {ago(1), ago(2), ago(3)}


async def test_the_order_of_edits_does_not_matter(
    hass: HomeAssistant, entry: MockConfigEntry, rows_of: ReadRows
) -> None:
    kept = [
        base(ago(60), 0.25, standing=120.0),
        windows(ago(60), "22:30-06:30"),
        peak_off_peak(ago(10), 0.30, 0.20, standing=150.0),
    ]
    seen = []
    for order in permutations(kept):
        for each in order:
            await add(hass, entry, each)
        seen.append([await rows_of(what) for what in ("cost", *SPLIT)])
        await remove(hass, entry, *order)
    rounded = [
        [[(row["start"], round(row["sum"] or 0, 6)) for row in rows] for rows in one]
        for one in seen
    ]
    assert all(one == rounded[0] for one in rounded)
    assert rounded[0][0]


async def test_water_is_priced_by_day_and_its_volumes_stay(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    water_rows_of: ReadRows,
    measured: Callable[[], Awaitable[list[Rows]]],
) -> None:
    before = await measured()
    volumes = by_day(before[2])
    kept = water(home.contracts[0], ago(400), [(None, 2.0)], of_all=1.5, standing=36.5)

    with counted(emulator) as cost:
        await add(hass, entry, kept)

    assert not cost.calls
    assert await measured() == before
    costs = by_day(await water_rows_of("cost"))
    assert costs == pytest.approx(
        {day: litres / 1000 * 3.5 + 0.1 for day, litres in volumes.items()}
    )
    assert set(by_day(await water_rows_of("standing_charge")).values()) == {0.1}
    first = min(volumes)
    free_ml = 12 * 10**6 * ((first.replace(month=12, day=31) - first).days + 1) // 365

    await edit(hass, entry, kept, tiers=[list(tier) for tier in TIERS])

    used = sum(volumes.values()) * 1000
    paid = by_day(await water_rows_of("cost"))
    assert sum(paid.values()) == pytest.approx(
        used / 10**6 * 1.5 + max(0, used - free_ml) / 10**6 * 1.4 + 0.1 * len(paid)
    )
