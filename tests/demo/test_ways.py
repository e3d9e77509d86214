"""How the demo connects its home, by each way."""

from typing import Any

import pytest

from scripts.demo_home.ways import CUSTOMER, PARTNER, WAYS, Way
from tests.emulator import Emulator, Home
from tests.emulator.control import credentials

from .test_changes import TODAY


@pytest.fixture
def home() -> dict[str, Any]:
    """Return what the emulator says a person would type."""
    return credentials(Emulator(Home(today=TODAY, contracts=2)))


@pytest.mark.parametrize(
    ("way", "steps"),
    [
        (PARTNER, ["user", "electricity", "water", "water_contracts"]),
        (CUSTOMER, ["user", "conso_api", "portal", "water_contracts"]),
    ],
)
def test_fills_in_the_steps_of_its_way(
    way: Way, steps: list[str], home: dict[str, Any]
) -> None:
    assert list(way.answers(home)) == steps


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_no_request_leaves_the_machine(way: Way, home: dict[str, Any]) -> None:
    answers = way.answers(home)
    gateways = [step["gateway"] for step in answers.values() if "gateway" in step]
    assert len(gateways) == 2
    assert len({gateway["base_url"] for gateway in gateways}) == 2
    for gateway in gateways:
        assert gateway["base_url"] in home.values()


def test_a_resident_types_nothing_that_only_partners_have(home: dict[str, Any]) -> None:
    typed = repr(CUSTOMER.answers(home))
    for field in ("api_key", "sge_login", "auth_key", "last_name", "address"):
        assert str(home[field]) not in typed


@pytest.mark.parametrize(
    ("way", "numbers"),
    [(PARTNER, "contracts"), (CUSTOMER, "portal_references")],
)
def test_water_is_called_after_the_numbers_of_its_way(
    way: Way, numbers: str, home: dict[str, Any]
) -> None:
    assert way.water_statistics(home) == {
        f"grandlyon_energy:{number}_water": contract
        for number, contract in zip(home[numbers], home["contracts"], strict=True)
    }
    assert way.answers(home)["water_contracts"] == {"contracts": home[numbers]}


def test_an_id_has_only_what_the_recorder_takes(home: dict[str, Any]) -> None:
    told = {**home, "portal_references": ["  AB-12/é 3.", "4"]}
    assert (
        next(iter(CUSTOMER.water_statistics(told))) == "grandlyon_energy:ab_12_3_water"
    )
