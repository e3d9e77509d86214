"""The Energy dashboard's sources, which nothing but the user, or this demo, puts there."""

from collections.abc import Mapping

from .home_assistant import HomeAssistant


async def save_sources(
    home_assistant: HomeAssistant,
    *,
    consumption: str,
    production: str,
    water: Mapping[str, str],
    cost: str,
    with_costs: bool,
) -> list[str]:
    """Save the dashboard's preferences and return what Home Assistant finds wrong with them.

    `water` has the id of what each contract's water costs, by the id of the water. `with_costs` says whether costs are
    there to be shown: of electricity the total, which the price classes only divide.
    """

    def paid(statistic: str) -> dict[str, str]:
        return {"stat_cost": statistic} if with_costs else {}

    await home_assistant.command(
        "energy/save_prefs",
        energy_sources=[
            {
                "type": "grid",
                "stat_energy_from": consumption,
                "stat_energy_to": production,
                "cost_adjustment_day": 0,
                **paid(cost),
            },
            *(
                {"type": "water", "stat_energy_from": statistic, **paid(water_cost)}
                for statistic, water_cost in water.items()
            ),
        ],
    )
    found = await home_assistant.command("energy/validate")
    return [issue["type"] for source in found["energy_sources"] for issue in source]
