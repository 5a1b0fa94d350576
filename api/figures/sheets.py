"""Tables as files: CSV (RFC 4180), a ZIP of them, or a workbook. No cell is ever a formula."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet calculate a cell, or begin another one."""

LONGEST_NAME = 31
"""Letters of a sheet's name (Excel)."""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]


def as_csv(table: Table) -> str:
    return written(table.head, table.rows)


def written(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([safe(cell) for cell in head])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return made.getvalue()


def zipped(tables: Iterable[Table]) -> bytes:
    """A CSV each, the same bytes for the same tables."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in tables:
            archive.writestr(zipfile.ZipInfo(f"{one.name}.csv", (1980, 1, 1, 0, 0, 0)), as_csv(one))
    return made.getvalue()


def workbook(tables: Iterable[Table], watermark: str) -> bytes:
    """A sheet each. The watermark stands below every printed page; cells are text or numbers, whatever they hold."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    for one in tables:
        sheet = book.add_worksheet(one.name[:LONGEST_NAME])
        sheet.set_footer(f"&C{watermark}")
        sheet.freeze_panes(1, 0)
        for across, title in enumerate(one.head):
            sheet.write_string(0, across, safe(title), bold)
        for down, row in enumerate(one.rows, 1):
            for across, cell in enumerate(row):
                if isinstance(cell, int) and not isinstance(cell, bool):
                    sheet.write_number(down, across, cell)
                else:
                    sheet.write_string(down, across, safe(cell))
        sheet.autofit()
    book.close()
    return made.getvalue()


def safe(cell: Any) -> str:
    said = "" if cell is None else cell.isoformat() if isinstance(cell, datetime) else str(cell)
    return f"'{said}" if said.startswith(FORMULA) else said
