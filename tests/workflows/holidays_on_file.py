"""`python -m tests.workflows.holidays_on_file` writes `office/holidays.csv` as the `holidays` package has it."""

import csv
from collections.abc import Iterator
from datetime import date

from holidays import country_holidays

from workflows.office.calendar import COLLECTIVE, DAYS, PUBLIC, YEARS


def published() -> Iterator[tuple[date, str, str]]:
    """(day, category, name) of national holidays and collective leave."""
    for category in (PUBLIC, COLLECTIVE):
        for day, name in country_holidays("ID", years=YEARS, categories=(category,), language="id").items():
            yield day, category, name


def write() -> None:
    with DAYS.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("date", "category", "name"))
        rows.writerows(sorted(published()))


if __name__ == "__main__":
    write()
