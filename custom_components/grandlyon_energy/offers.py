"""Tariffs that can be taken as a starting point; docs/tariffs.md holds date and source of each figure.

Nothing here is applied unasked. Figures are texts for Decimal, so that none is rounded on the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityOffer:
    """One option of EDF's regulated tariff from one date on.

    prices: € per kWh, taxes included. standing_charge_per_year: € a year, taxes included, by subscribed power in kVA;
    a power that is not there cannot have this offer. Two offers of one date and option share no power.
    """

    key: str
    valid_from: date
    option: str
    prices: Mapping[str, str]
    standing_charge_per_year: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterOffer:
    """The tariff of Eau publique du Grand Lyon for a household with a 15 mm meter, from one date on.

    tiers: up to so many m³ of a year, and the € per m³ of drinking water therein, taxes included.
    price_of_all: € per m³ that every m³ costs besides, taxes included. standing_charge_per_year: € a year, likewise.
    """

    key: str
    valid_from: date
    tiers: tuple[tuple[int | None, str], ...]
    price_of_all: str
    standing_charge_per_year: str


ELECTRICITY_OFFERS: Final[tuple[ElectricityOffer, ...]] = (
    ElectricityOffer(
        key="regulated_base_2026_08_01",
        valid_from=date(2026, 8, 1),
        option="base",
        prices={"base": "0.2001"},
        standing_charge_per_year={
            3: "145.56",
            6: "190.32",
        },
    ),
    ElectricityOffer(
        key="regulated_base_from_9_kva_2026_08_01",
        valid_from=date(2026, 8, 1),
        option="base",
        prices={"base": "0.1985"},
        standing_charge_per_year={
            9: "238.56",
            12: "285.12",
            15: "328.80",
            18: "373.68",
            24: "469.68",
            30: "557.64",
            36: "646.56",
        },
    ),
    ElectricityOffer(
        key="regulated_peak_off_peak_2026_08_01",
        valid_from=date(2026, 8, 1),
        option="peak_off_peak",
        prices={"peak": "0.2142", "off_peak": "0.1589"},
        standing_charge_per_year={
            6: "190.32",
            9: "238.56",
            12: "285.12",
            15: "328.80",
            18: "373.68",
            24: "469.68",
            30: "557.64",
            36: "646.56",
        },
    ),
    ElectricityOffer(
        key="regulated_tempo_2026_08_01",
        valid_from=date(2026, 8, 1),
        option="tempo",
        prices={
            "blue_peak": "0.1654",
            "blue_off_peak": "0.1356",
            "white_peak": "0.1921",
            "white_off_peak": "0.1536",
            "red_peak": "0.7295",
            "red_off_peak": "0.1615",
        },
        standing_charge_per_year={
            6: "189.60",
            9: "236.40",
            12: "282.00",
            15: "324.12",
            18: "368.28",
            30: "549.84",
            36: "645.12",
        },
    ),
    ElectricityOffer(
        key="regulated_base_2026_02_01",
        valid_from=date(2026, 2, 1),
        option="base",
        prices={"base": "0.1940"},
        standing_charge_per_year={
            3: "144.36",
            6: "187.80",
        },
    ),
    ElectricityOffer(
        key="regulated_base_from_9_kva_2026_02_01",
        valid_from=date(2026, 2, 1),
        option="base",
        prices={"base": "0.1927"},
        standing_charge_per_year={
            9: "234.72",
            12: "279.84",
            15: "322.08",
            18: "365.88",
            24: "458.88",
            30: "544.44",
            36: "630.48",
        },
    ),
    ElectricityOffer(
        key="regulated_peak_off_peak_2026_02_01",
        valid_from=date(2026, 2, 1),
        option="peak_off_peak",
        prices={"peak": "0.2065", "off_peak": "0.1579"},
        standing_charge_per_year={
            6: "187.80",
            9: "234.72",
            12: "279.84",
            15: "322.08",
            18: "365.88",
            24: "458.88",
            30: "544.44",
            36: "630.48",
        },
    ),
    ElectricityOffer(
        key="regulated_tempo_2026_02_01",
        valid_from=date(2026, 2, 1),
        option="tempo",
        prices={
            "blue_peak": "0.1612",
            "blue_off_peak": "0.1325",
            "white_peak": "0.1871",
            "white_off_peak": "0.1499",
            "red_peak": "0.7060",
            "red_off_peak": "0.1575",
        },
        standing_charge_per_year={
            6: "187.08",
            9: "232.56",
            12: "276.84",
            15: "317.64",
            18: "360.48",
            30: "536.76",
            36: "629.04",
        },
    ),
    ElectricityOffer(
        key="regulated_base_2025_08_01",
        valid_from=date(2025, 8, 1),
        option="base",
        prices={"base": "0.1952"},
        standing_charge_per_year={
            3: "140.76",
            6: "185.64",
            9: "232.68",
            12: "279.84",
            15: "324.72",
            18: "369.12",
            24: "465.48",
            30: "557.28",
            36: "651.48",
        },
    ),
    ElectricityOffer(
        key="regulated_peak_off_peak_2025_08_01",
        valid_from=date(2025, 8, 1),
        option="peak_off_peak",
        prices={"peak": "0.2081", "off_peak": "0.1635"},
        standing_charge_per_year={
            6: "188.88",
            9: "237.72",
            12: "285.12",
            15: "329.88",
            18: "376.08",
            24: "473.64",
            30: "564.24",
            36: "655.32",
        },
    ),
    ElectricityOffer(
        key="regulated_tempo_2025_08_01",
        valid_from=date(2025, 8, 1),
        option="tempo",
        prices={
            "blue_peak": "0.1494",
            "blue_off_peak": "0.1232",
            "white_peak": "0.1730",
            "white_off_peak": "0.1391",
            "red_peak": "0.6468",
            "red_off_peak": "0.1460",
        },
        standing_charge_per_year={
            6: "186.00",
            9: "233.88",
            12: "280.56",
            15: "324.12",
            18: "369.48",
            30: "555.72",
            36: "653.16",
        },
    ),
    ElectricityOffer(
        key="regulated_base_2025_02_01",
        valid_from=date(2025, 2, 1),
        option="base",
        prices={"base": "0.2016"},
        standing_charge_per_year={
            3: "124.92",
            6: "164.64",
            9: "207.24",
            12: "250.32",
            15: "290.40",
            18: "328.68",
            24: "416.16",
            30: "503.88",
            36: "580.68",
        },
    ),
    ElectricityOffer(
        key="regulated_peak_off_peak_2025_02_01",
        valid_from=date(2025, 2, 1),
        option="peak_off_peak",
        prices={"peak": "0.2146", "off_peak": "0.1696"},
        standing_charge_per_year={
            6: "168.48",
            9: "216.12",
            12: "260.28",
            15: "301.92",
            18: "344.88",
            24: "434.76",
            30: "503.52",
            36: "584.64",
        },
    ),
    ElectricityOffer(
        key="regulated_tempo_2025_02_01",
        valid_from=date(2025, 2, 1),
        option="tempo",
        prices={
            "blue_peak": "0.1552",
            "blue_off_peak": "0.1288",
            "white_peak": "0.1792",
            "white_off_peak": "0.1447",
            "red_peak": "0.6586",
            "red_off_peak": "0.1518",
        },
        standing_charge_per_year={
            6: "167.64",
            9: "209.40",
            12: "251.52",
            15: "290.76",
            18: "330.00",
            30: "495.24",
            36: "581.40",
        },
    ),
    ElectricityOffer(
        key="regulated_base_2024_02_01",
        valid_from=date(2024, 2, 1),
        option="base",
        prices={"base": "0.2516"},
        standing_charge_per_year={
            3: "115.56",
            6: "151.20",
            9: "189.48",
            12: "228.48",
            15: "264.84",
            18: "301.08",
            24: "381.12",
            30: "449.28",
            36: "537.84",
        },
    ),
    ElectricityOffer(
        key="regulated_peak_off_peak_2024_02_01",
        valid_from=date(2024, 2, 1),
        option="peak_off_peak",
        prices={"peak": "0.2700", "off_peak": "0.2068"},
        standing_charge_per_year={
            6: "156.12",
            9: "200.40",
            12: "241.56",
            15: "280.80",
            18: "319.68",
            24: "401.28",
            30: "475.56",
            36: "537.48",
        },
    ),
    ElectricityOffer(
        key="regulated_tempo_2024_02_01",
        valid_from=date(2024, 2, 1),
        option="tempo",
        prices={
            "blue_peak": "0.1609",
            "blue_off_peak": "0.1296",
            "white_peak": "0.1894",
            "white_off_peak": "0.1486",
            "red_peak": "0.7562",
            "red_off_peak": "0.1568",
        },
        standing_charge_per_year={
            6: "155.52",
        },
    ),
    ElectricityOffer(
        key="regulated_base_2023_08_01",
        valid_from=date(2023, 8, 1),
        option="base",
        prices={"base": "0.2276"},
        standing_charge_per_year={
            3: "113.64",
            6: "149.28",
            9: "187.56",
            12: "226.68",
            15: "263.04",
            18: "299.04",
            24: "379.20",
            30: "447.48",
            36: "535.92",
        },
    ),
    ElectricityOffer(
        key="regulated_peak_off_peak_2023_08_01",
        valid_from=date(2023, 8, 1),
        option="peak_off_peak",
        prices={"peak": "0.2460", "off_peak": "0.1828"},
        standing_charge_per_year={
            6: "154.20",
            9: "198.60",
            12: "239.64",
            15: "278.88",
            18: "317.76",
            24: "399.36",
            30: "473.52",
            36: "535.68",
        },
    ),
    ElectricityOffer(
        key="regulated_tempo_2023_08_01",
        valid_from=date(2023, 8, 1),
        option="tempo",
        prices={
            "blue_peak": "0.1369",
            "blue_off_peak": "0.1056",
            "white_peak": "0.1654",
            "white_off_peak": "0.1246",
            "red_peak": "0.7324",
            "red_off_peak": "0.1328",
        },
        standing_charge_per_year={
            6: "153.60",
            9: "192.00",
            12: "231.48",
            15: "267.60",
            18: "303.48",
            30: "457.56",
            36: "531.36",
        },
    ),
)
"""Newest first."""

WATER_OFFERS: Final[tuple[WaterOffer, ...]] = (
    WaterOffer(
        key="grand_lyon_2026_01_01",
        valid_from=date(2026, 1, 1),
        tiers=((12, "0"), (180, "1.3926"), (None, "2.7852")),
        price_of_all="2.0507",
        standing_charge_per_year="50.66",
    ),
)
"""Newest first."""
