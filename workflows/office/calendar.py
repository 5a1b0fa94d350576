"""The calendar by which Omah Peluk counts working days: Monday to Friday in WIB, less national holidays.

`holidays.csv` keeps the days as the `holidays` package of the lock publishes them. The package loads every country of
the world, a second at each start; `tests/workflows/holidays_on_file.py` writes the file, and a test compares both.
"""

import csv
from collections.abc import Collection
from datetime import date
from pathlib import Path
from types import MappingProxyType

from engine.calendar import Calendar

YEARS = range(2025, 2036)
"""The years whose holidays are known here. Beyond them every weekday counts, which is the stricter reading."""

COLLECTIVE_LEAVE: frozenset[int] = frozenset()
"""The years in which collective leave (*cuti bersama*) also stops the working-day clocks. Off: the stricter reading."""

PUBLIC, COLLECTIVE = "public", "government"
"""The package's categories: national holidays, and the collective leave that the government adds."""

DAYS = Path(__file__).with_name("holidays.csv")


def indonesian(collective_leave: Collection[int] = COLLECTIVE_LEAVE) -> Calendar:
    """National holidays of `YEARS`, and the collective leave of the years named."""
    leave = [year for year in YEARS if year in collective_leave]
    days = {day: name for day, category, name in known() if category == PUBLIC or day.year in leave}
    return Calendar(name=_name(leave), holidays=MappingProxyType(days))


def known() -> list[tuple[date, str, str]]:
    """(day, category, name), in the order of days."""
    with DAYS.open(encoding="utf-8", newline="") as file:
        return [(date.fromisoformat(day), category, name) for day, category, name in list(csv.reader(file))[1:]]


def _name(leave: Collection[int]) -> str:
    return "-".join(["indonesia", *(f"cuti-bersama-{year}" for year in leave)])


CALENDAR = indonesian()
