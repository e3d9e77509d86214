"""The cost statistics of a meter: derived from its hours or days and the home's tariffs, and written like all others.

Nothing here asks a service or touches the statistics that costs follow from. A day whose costs may change is in the
journals before that is on disk which changes them, so whatever is interrupted is finished at the next start.
"""

from .base import Costs
from .electricity import ElectricityCosts
from .water import WaterCosts

__all__ = ["Costs", "ElectricityCosts", "WaterCosts"]
