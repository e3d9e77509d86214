"""Every service of the project as one local server over a synthetic home, for the tests and the demo.

Nothing in it imports the integration: what it says is checked against Enedis' own schemas and by an independent client.
"""

from .calls import Call, Exchange
from .faults import Fault
from .home import Home
from .server import Emulator

__all__ = ["Call", "Emulator", "Exchange", "Fault", "Home"]
