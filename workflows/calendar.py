"""The calendar by which Omah Peluk counts working days: Monday to Friday in WIB, less national holidays."""

from collections.abc import Collection
from datetime import date
from types import MappingProxyType

from holidays import country_holidays

from engine.calendar import Calendar

YEARS = range(2025, 2036)
"""The years whose holidays are known here. Beyond them every weekday counts, which is the stricter reading."""

COLLECTIVE_LEAVE: frozenset[int] = frozenset()
"""The years in which collective leave (*cuti bersama*) also stops the working-day clocks. Off: the stricter reading."""


def indonesian(collective_leave: Collection[int] = COLLECTIVE_LEAVE) -> Calendar:
    """National holidays of `YEARS`, and the collective leave of the years named."""
    days: dict[date, str] = dict(country_holidays("ID", years=YEARS, categories=("public",), language="id"))
    leave = [year for year in YEARS if year in collective_leave]
    if leave:
        days |= country_holidays("ID", years=leave, categories=("government",), language="id")
    return Calendar(name=_name(leave), holidays=MappingProxyType(dict(sorted(days.items()))))


def _name(leave: Collection[int]) -> str:
    return "-".join(["indonesia", *(f"cuti-bersama-{year}" for year in leave)])


CALENDAR = indonesian()
