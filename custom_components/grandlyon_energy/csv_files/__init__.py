"""Files that a resident can download from Enedis or the water service, read into typed readings.

Pure: bytes in, readings out. What they mean for a home, and what of them it lacks, is decided elsewhere. A file is
taken whole or not at all: the first thing that is wrong in it is said with its line.
"""

from .errors import CsvFileError
from .measures import CsvFile, DailyVolume, ElectricityMeasures, WaterMeasures
from .reader import read_csv_file

__all__ = [
    "CsvFile",
    "CsvFileError",
    "DailyVolume",
    "ElectricityMeasures",
    "WaterMeasures",
    "read_csv_file",
]
