"""The rules and facts that another process may change while the emulator runs, each by its name."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .server import Emulator

CONTRACT_FACTS: Final = {
    "state": str,
    "meter_serial": str,
    "last_tariff_change": date,
    "service_level": str,
    "segment": str,
    "subscribed_power_kva": int,
    "off_peak_hours": str,
    "future_off_peak_hours": str | None,
    "point_known": bool,
}
"""What Enedis says of the point and its contract: attributes of the home."""

type _Told = Mapping[str, Any]


def switch(emulator: Emulator, told: _Told) -> None:
    """Set what is told, by name; the rest stays as it is.

    - contract: {fact of `CONTRACT_FACTS`: value}, dates as ISO text
    - silent_since: {electricity, curve or water: ISO date, or null}: nothing of that day and later ones is published
    - water_contracts: how many there are on the log-in
    - end_sessions: egl or portal: whoever is logged in there must log in again
    - conso_token_days: for how many days from now a new token of Conso API is good; the old one stays good
    - curve_collection: whether Enedis collects half-hours at all
    - consent: {daily: whether it is given, curve: likewise}, of SGE
    - withdraw_v2: gateway or service
    - sge, egl, conso, portal: {rule that is true or false, a number or a text: its value}; key_accepted, token_accepted
      and log_in_accepted are among them

    Raises:
        KeyError, TypeError, ValueError: what is told cannot be understood; what comes before it is set.

    """
    setters: dict[str, Callable[[Any], None]] = {
        "contract": lambda facts: _set_contract(emulator, facts),
        "silent_since": lambda days: _set_silent(emulator, days),
        "water_contracts": lambda count: emulator.home.set_contracts(int(count)),
        "end_sessions": lambda of: _end_sessions(emulator, of),
        "conso_token_days": lambda days: _give_token(emulator, days),
        "curve_collection": lambda on: setattr(emulator, "curve_collection", bool(on)),
        "consent": lambda given: _set_consent(emulator, given),
        "withdraw_v2": emulator.withdraw_v2,
        "sge": lambda rules: _set_rules(emulator.sge_rules, rules),
        "egl": lambda rules: _set_rules(emulator.egl_rules, rules),
        "conso": lambda rules: _set_rules(emulator.conso_rules, rules),
        "portal": lambda rules: _set_rules(emulator.portal_rules, rules),
    }
    for name, value in told.items():
        setters[name](value)


def _set_contract(emulator: Emulator, facts: _Told) -> None:
    for name, told in facts.items():
        kind = CONTRACT_FACTS[name]
        value = date.fromisoformat(told) if kind is date else told
        if not isinstance(value, kind):
            raise TypeError(f"{name} cannot be {told!r}")
        setattr(emulator.home, name, value)


def _set_silent(emulator: Emulator, told: _Told) -> None:
    for what, since in told.items():
        day = None if since is None else date.fromisoformat(since)
        emulator.home.set_silent_since(day, of=what)


def _end_sessions(emulator: Emulator, service: str) -> None:
    match service:
        case "egl":
            emulator.egl.expire_tokens()
        case "portal":
            emulator.portal.auth.end_all()
        case _:
            raise ValueError(f"Nobody logs in to {service}")


def _give_token(emulator: Emulator, days: int) -> None:
    expires = emulator.now() + timedelta(days=days)
    emulator.home.conso_token = emulator.home.sign_conso_token(expires=expires)


def _set_consent(emulator: Emulator, given: _Told) -> None:
    emulator.consent.daily = bool(given["daily"])
    emulator.consent.curve = bool(given["curve"])


def _set_rules(rules: Any, told: _Told) -> None:
    """Set rules by their names; a rule that is None by itself takes a number, or None again."""
    defaults = {field.name: field.default for field in fields(rules)}
    for name, value in told.items():
        default = defaults.get(name, MISSING)
        kind = int | None if default is None else type(default)
        if not isinstance(value, kind):
            raise ValueError(f"There is no such rule as {name}: {value!r}")
        setattr(rules, name, value)
