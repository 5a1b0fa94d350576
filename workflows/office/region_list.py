"""A list of regions as an office brings it: read whole, and refused whole, with everything that is wrong with it.

    code,name,kecamatan             and, where there are any, aliases (separated by ;)
    18.72.05.1001,Rejomulyo,Metro Selatan

A code is as the Ministry of Home Affairs writes it; its first three parts are the kecamatan's.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.definition import Text
from workflows.office.regions import COLUMNS, KELURAHAN, Kelurahan

CODE = re.compile(r"\d{2}\.\d{2}\.\d{2}\.\d{4}")
ASKED = ("code", "name", "kecamatan")
MOST = 5_000
TILES = 5
"""So many tiles of the map stand in a row."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a line; 0: in the list as a whole."""

    line: int
    words: Text


def read(text: str, needed: Sequence[str] = ()) -> tuple[list[Kelurahan], list[Wrong]]:
    """The regions of a list, or everything that is wrong with it. `needed`: codes in use, which have to stay."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff").strip()), skipinitialspace=True)
    missing = [name for name in ASKED if name not in (reader.fieldnames or ())]
    if missing:
        return [], [
            Wrong(1, _both(f"Kolom belum ada: {', '.join(missing)}.", f"Missing columns: {', '.join(missing)}."))
        ]
    lines = [(number, _stripped(row)) for number, row in enumerate(reader, 2)]
    wrong = [*_wrong_alone(lines), *_wrong_together(lines), *_dropped(lines, needed)]
    if not lines or len(lines) > MOST:
        wrong.append(Wrong(0, _both(f"Isi 1 sampai {MOST} wilayah.", f"Give 1 to {MOST} regions.")))
    return ([] if wrong else _regions(lines)), sorted(wrong, key=lambda one: one.line)


def written(regions: Sequence[Kelurahan]) -> str:
    """The list as the system itself keeps it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in regions:
        aliases = ";".join(one.aliases)
        writer.writerow((one.kecamatan_code, one.kecamatan, one.code, one.name, aliases, one.row, one.column))
    return text.getvalue()


Line = tuple[int, Mapping[str, str]]


def _stripped(row: Mapping[str, object]) -> dict[str, str]:
    return {str(name): str(value or "").strip() for name, value in row.items() if name is not None}


def _wrong_alone(lines: Sequence[Line]) -> Iterator[Wrong]:
    for number, row in lines:
        if not CODE.fullmatch(row["code"]):
            yield Wrong(number, _both(f"Kode “{row['code']}” tidak berbentuk 00.00.00.0000.",
                                      f"The code “{row['code']}” is not of the form 00.00.00.0000."))  # fmt: skip
        for name, title in (("name", "Nama"), ("kecamatan", "Kecamatan")):
            if not row[name]:
                yield Wrong(number, _both(f"{title} belum diisi.", f"{name} is not filled in."))


def _wrong_together(lines: Sequence[Line]) -> Iterator[Wrong]:
    """What only shows beside the other lines: a code or a name that is there already, a kecamatan with two names."""
    codes: dict[str, int] = {}
    words: dict[str, int] = {}
    kecamatan: dict[str, str] = {}
    for number, row in lines:
        first = codes.setdefault(row["code"], number)
        if first != number:
            yield Wrong(number, _both(f"Kode {row['code']} sudah ada di baris {first}.",
                                      f"The code {row['code']} stands in line {first} already."))  # fmt: skip
        for word in {"".join(one.casefold().split()) for one in (row["name"], *_aliases(row)) if one}:
            other = words.setdefault(word, number)
            if other != number:
                yield Wrong(number, _both(f"Nama {row['name']} sudah dipakai di baris {other}.",
                                          f"The name {row['name']} is used in line {other} already."))  # fmt: skip
        named = kecamatan.setdefault(row["code"][:8], row["kecamatan"])
        if named != row["kecamatan"]:
            yield Wrong(number, _both(f"Kecamatan {row['code'][:8]} bernama {named} di atas.",
                                      f"Kecamatan {row['code'][:8]} is called {named} above."))  # fmt: skip


def _dropped(lines: Sequence[Line], needed: Sequence[str]) -> Iterator[Wrong]:
    there = {row["code"] for _, row in lines}
    for code in needed:
        if code not in there:
            name = KELURAHAN[code].name if code in KELURAHAN else "?"
            yield Wrong(0, _both(f"{code} ({name}) sedang dipakai dan tidak boleh hilang.",
                                 f"{code} ({name}) is in use and has to stay."))  # fmt: skip


def _regions(lines: Sequence[Line]) -> list[Kelurahan]:
    """Whoever has a tile on the map keeps it; the others are put below, in the order of the list."""
    kept = [KELURAHAN[row["code"]].row for _, row in lines if row["code"] in KELURAHAN]
    free = iter(range(TILES * max(kept, default=0), TILES * (max(kept, default=0) + MOST)))
    found = []
    for _, row in lines:
        known = KELURAHAN.get(row["code"])
        tile = (0, 0) if known else divmod(next(free), TILES)
        place = (known.row, known.column) if known else (tile[0] + 1, tile[1] + 1)
        found.append(Kelurahan(row["code"], row["name"], row["kecamatan"], row["code"][:8], *place, _aliases(row)))
    return found


def _aliases(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(one.strip() for one in row.get("aliases", "").split(";") if one.strip())


def _both(indonesian: str, english: str) -> Text:
    return Text(indonesian, english)
