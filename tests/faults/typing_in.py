"""What a person types when core asks for credentials: those that were right all along."""

from tests.emulator import Home

from .scene import Scene
from .seen import shown_dialogue


def credentials(home: Home, way: str) -> dict[str, str]:
    """Return what opens the service of a way."""
    log_in = {"login": home.water_login, "password": home.water_password}
    match way:
        case "sge":
            return {"api_key": home.api_key, "sge_login": home.sge_login}
        case "conso_api":
            return {"token": home.conso_token}
        case "egl":
            return {**log_in, "auth_key": home.auth_key}
        case _:
            return log_in


async def answer(scene: Scene, way: str) -> None:
    """Fill in the page by which core asks for the credentials of a way, and see that it is content."""
    page = await shown_dialogue(scene)
    assert page
    typed = credentials(scene.control.told.home, way)
    async with scene.watched():
        done = await scene.hass.config_entries.flow.async_configure(
            page["flow_id"], typed
        )
    assert done["reason"] == "reauth_successful"
    await scene.later(seconds=1)
