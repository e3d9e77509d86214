"""How much a run of the tests may take, and what stands beside it: `scripts/test --thorough` is what every change must pass in the end."""

import os
from typing import Final

THOROUGH: Final = os.environ.get("TEST_EFFORT") == "thorough"
"""Whether everything that is drawn at random is drawn as often as the project promises."""

SERVER: Final = os.environ.get("TEST_DATABASE")
"""The address of the server on which the recorder has its rows (`scripts/databases`), if it is not SQLite's."""
