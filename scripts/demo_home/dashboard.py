"""What the demo arranges in the page: the Energy dashboard's sources, which nothing else puts there, and its quiet."""

from collections.abc import Sequence

from .home_assistant import HomeAssistant


async def save_sources(
    home_assistant: HomeAssistant, *, electricity: str, water: Sequence[str]
) -> list[str]:
    """Save the dashboard's preferences and return what Home Assistant finds wrong with them."""
    await home_assistant.command(
        "energy/save_prefs",
        energy_sources=[
            {
                "type": "grid",
                "stat_energy_from": electricity,
                "cost_adjustment_day": 0,
            },
            *({"type": "water", "stat_energy_from": statistic} for statistic in water),
        ],
    )
    found = await home_assistant.command("energy/validate")
    return [issue["type"] for source in found["energy_sources"] for issue in source]


async def dismiss_start_notice(home_assistant: HomeAssistant) -> None:
    """Take away the notice that the voice assistant, which the demo leaves out, did not start."""
    await home_assistant.command(
        "call_service",
        domain="persistent_notification",
        service="dismiss",
        service_data={"notification_id": "invalid_config"},
    )
