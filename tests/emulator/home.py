"""A synthetic home in Lyon: who lives there, its meters, and the truth about them.

Deterministic: everything follows from the seed and from `today`, never from the clock of the machine.
"""

from collections.abc import Sequence
from datetime import date, datetime
from random import Random

from .electricity import ElectricityMeter
from .localtime import midnight, months_before
from .solar import SolarMeter
from .tokens import sign
from .water import WaterMeter


class Home:
    """One electricity meter and one water log-in with one or more contracts.

    `today` is the local date (Europe/Paris) around which the defects are placed: complete days end the day before.
    Nobody and no address in it exists.
    """

    def __init__(
        self,
        seed: int = 1,
        *,
        today: date,
        contracts: int = 1,
        commissioned: date | None = None,
        solar: bool = False,
    ) -> None:
        rng = Random(f"{seed}/home")
        self.seed = seed
        self.today = today
        self.point_id = f"09{rng.randrange(10**12):012d}"
        self.api_key = f"{rng.getrandbits(256):064x}"
        self.sge_login = "self-data@metropole.example.com"
        self.last_name = "Canut-Lumière"
        self.first_name = "Élodie"
        self.address = "27 rue de la Soie Dorée"
        self.registered_street = "27 RUE DE LA SOIE DOREE"
        """The street as Enedis' register has it."""
        self.postal_code = "69003"
        self.city = "Lyon"
        self.insee_code = "69383"
        self.meter_serial = f"{rng.randrange(10**12):012d}"
        self.subscribed_power_kva = 9
        self.last_tariff_change = months_before(today, 14)
        self.off_peak_hours = "HC (22H30-6H30)"
        self.future_off_peak_hours: str | None = None
        self.segment = "C5"
        self.state = "SERVC"
        self.point_known = True
        """Whether Enedis knows the point."""
        self.service_level = "2"
        self.water_login = "elodie@home.example.com"
        self.water_password = f"{rng.getrandbits(64):016x}"
        self.auth_key = f"{rng.getrandbits(128):032X}"
        self._numbers = rng
        self._references = Random(f"{seed}/portal")
        self.contracts: tuple[str, ...] = ()
        self.portal_references: tuple[str, ...] = ()
        """How the customers' portal calls each contract, for good."""
        self.conso_secret = f"{Random(f'{seed}/conso').getrandbits(256):064x}"
        """What Conso API signs its tokens with; nobody else knows it."""
        self.conso_token = self.sign_conso_token(
            expires=midnight(months_before(today, -36))
        )
        self.electricity = ElectricityMeter(
            seed, today=today, commissioned=commissioned
        )
        self.production = (
            SolarMeter(seed, today=today, beside=self.electricity) if solar else None
        )
        """What a solar roof feeds in, if there is one."""
        self._flats: list[tuple[str, str, WaterMeter]] = []
        """Every contract that the log-in ever had: its number, its reference and its meter."""
        self.water: dict[str, WaterMeter] = {}
        self.set_contracts(contracts)

    @property
    def commissioned(self) -> date:
        """The day the electricity meter was commissioned, at noon."""
        return self.electricity.commissioned

    def sign_conso_token(
        self, *, expires: datetime, points: Sequence[str] | None = None
    ) -> str:
        """Return a token of Conso API that opens the points (without any, the home's) until an aware instant."""
        claims = {
            "sub": [self.point_id] if points is None else list(points),
            "iat": int(midnight(self.today).timestamp()),
            "exp": int(expires.timestamp()),
        }
        return sign(claims, self.conso_secret)

    def meter(self, *, production: bool) -> ElectricityMeter | None:
        """Return the meter of one direction, None when nothing goes that way."""
        return self.production if production else self.electricity

    # The truth.

    def true_day_wh(self, day: date) -> int:
        """Return the energy of a local day, Wh."""
        return self.electricity.metered_wh(day)

    def true_hours_wh(self, day: date) -> dict[datetime, int]:
        """Return the energy of each hour of a local day, Wh, by its start in UTC."""
        return self.electricity.hours_wh(day)

    def true_max_power(self, day: date) -> tuple[datetime, int]:
        """Return the second (aware UTC) and the apparent power, VA, of a day's maximum."""
        return self.electricity.true_maximum_power(day)

    def true_day_litres(self, contract: str, day: date) -> int:
        """Return the litres used between the midnight that opens the day and the next."""
        return self.water[contract].litres(day)

    # What changes afterwards.

    def knows(self, point_id: str) -> bool:
        """Tell whether a point is the home's, and Enedis knows it."""
        return self.point_known and point_id == self.point_id

    def set_contracts(self, count: int) -> None:
        """Have so many water contracts on the log-in, always the same ones in the same order.

        Raises:
            ValueError: less than one.

        """
        if count < 1:
            raise ValueError(f"{count} contracts")
        while len(self._flats) < count:
            number = str(1_000_000 + self._numbers.randrange(9_000_000))
            reference = str(self._references.randrange(10**9, 10**10))
            meter = WaterMeter(self.seed, len(self._flats), today=self.today)
            self._flats.append((number, reference, meter))
        there = self._flats[:count]
        self.contracts = tuple(number for number, _, _ in there)
        self.portal_references = tuple(reference for _, reference, _ in there)
        self.water = {number: meter for number, _, meter in there}

    def set_silent_since(self, day: date | None, *, of: str) -> None:
        """Publish nothing of `day` and later days, of electricity, its curve alone, or water; None publishes all again.

        Raises:
            ValueError: when there is nothing of that name.

        """
        match of:
            case "electricity":
                for meter in self._meters():
                    meter.silent_since = day
            case "curve":
                for meter in self._meters():
                    meter.curve_silent_since = day
            case "water":
                for _, _, water in self._flats:
                    water.silent_since = day
            case _:
                raise ValueError(f"There is no {of} that could be silent")

    def correct_energy(self, day: date, wh: int, *, curve: bool = True) -> None:
        """Correct a day's energy, and its curve in proportion unless `curve` is false."""
        self.electricity.correct_energy(day, wh, curve=curve)

    def correct_curve(self, day: date, half_hours_w: Sequence[int]) -> None:
        """Correct a day's half-hours, W, even numbers; its energy follows."""
        self.electricity.correct_curve(day, half_hours_w)

    def set_late(self, day: date) -> None:
        """Hold the electricity of a day back, both ways, until it is released."""
        for meter in self._meters():
            meter.late.add(day)

    def release(self, day: date) -> None:
        """Publish a day that was held back."""
        for meter in self._meters():
            meter.late.discard(day)

    def _meters(self) -> list[ElectricityMeter]:
        return [self.electricity, *([self.production] if self.production else [])]

    def correct_index(self, contract: str, day: date, litres: int) -> None:
        """Correct the water index of the midnight that opens the day."""
        self.water[contract].correct_index(day, litres)

    def set_water_kind(self, contract: str, day: date, kind: str) -> None:
        """Publish a water reading under another TypeAgregat; empty means no row at all, D that the meter is changed."""
        self.water[contract].set_kind(day, kind)
