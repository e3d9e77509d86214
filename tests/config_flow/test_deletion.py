"""What is kept of a withdrawal while a history is being deleted: Home Assistant may end in the middle of it."""

from unittest.mock import patch

from homeassistant.core import HomeAssistant

from custom_components.grandlyon_energy.ledger.files import LedgerFiles

from ..emulator import Emulator, Home
from ..homes import CUSTOMER, home_entry


async def test_a_consent_is_withdrawn_before_anything_is_deleted(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home, ways=CUSTOMER)
    entry.add_to_hass(lyon)
    withdrawn: list[bool] = []

    def remove(_files: LedgerFiles) -> None:
        withdrawn.append("withdrawn_at" in entry.data["electricity"])

    options = lyon.config_entries.options
    shown = await options.async_init(entry.entry_id)
    shown = await options.async_configure(shown["flow_id"], {"next_step_id": "consent"})
    typed = {"withdraw": "all", "delete_history": True}
    with (
        patch.object(LedgerFiles, "remove", remove),
        # It ends there.
        patch("pathlib.Path.exists", return_value=True),
    ):
        done = await options.async_configure(shown["flow_id"], typed)

    assert done["reason"] == "history_not_deleted"
    assert withdrawn == [True]
