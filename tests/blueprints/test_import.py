"""A blueprint is imported from where the guides' links lead, by Home Assistant's own importer."""

from homeassistant.components.blueprint.importer import fetch_blueprint_from_url
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from .conftest import BLUEPRINTS, ROOT

REPOSITORY = "grandlyon-energy/grandlyon_energy"


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in BLUEPRINTS.glob("*.yaml"))
)
async def test_it_is_found_under_its_own_address(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker, name: str
) -> None:
    path = (BLUEPRINTS / f"{name}.yaml").relative_to(ROOT).as_posix()
    address = f"https://github.com/{REPOSITORY}/blob/main/{path}"
    aioclient_mock.get(
        f"https://raw.githubusercontent.com/{REPOSITORY}/main/{path}",
        text=(ROOT / path).read_text(encoding="utf-8"),
    )
    imported = await fetch_blueprint_from_url(hass, address)
    assert imported.suggested_filename == f"grandlyon-energy/{name}"
    assert imported.blueprint.domain == "automation"
    # Importing it again puts the new version in the place of the old one.
    assert imported.blueprint.metadata["source_url"] == address
    assert imported.blueprint.validate() is None
