"""When to ask, what to ask for, whom to tell: one coordinator per service, each with failures of its own."""

from .electricity import ElectricityCoordinator
from .water import WaterCoordinator

__all__ = ["ElectricityCoordinator", "WaterCoordinator"]
