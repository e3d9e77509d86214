"""The Energy dashboard's sources, which nothing but the user, or this demo, puts there."""

from collections.abc import Sequence

from .home_assistant import HomeAssistant


async def save_sources(
    home_assistant: HomeAssistant,
    *,
    consumption: str,
    production: str,
    water: Sequence[str],
) -> list[str]:
    """Save the dashboard's preferences and return what Home Assistant finds wrong with them."""
    await home_assistant.command(
        "energy/save_prefs",
        energy_sources=[
            {
                "type": "grid",
                "stat_energy_from": consumption,
                "stat_energy_to": production,
                "cost_adjustment_day": 0,
            },
            *({"type": "water", "stat_energy_from": statistic} for statistic in water),
        ],
    )
    found = await home_assistant.command("energy/validate")
    return [issue["type"] for source in found["energy_sources"] for issue in source]
