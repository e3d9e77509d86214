"""What is known of a period, as tables for scripts and spreadsheets: pure functions of ledgers and series.

A column's name says its unit. Days are local (Europe/Paris), instants are printed in that zone with their offset. What
is not known is None, never 0; the column `quality` says how a figure is known.
"""

from .costs import Figure, figure_days, figure_hours
from .electricity import energy_days, energy_hours, load_curve, maximum_power_days
from .table import Resolution, Table, joined
from .water import volume_days

__all__ = [
    "Figure",
    "Resolution",
    "Table",
    "energy_days",
    "energy_hours",
    "figure_days",
    "figure_hours",
    "joined",
    "load_curve",
    "maximum_power_days",
    "volume_days",
]
