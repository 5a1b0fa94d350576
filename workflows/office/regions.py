"""Where things happen: the kelurahan of Kota Metro, as `regions.csv` lists them, or those of a list that the office has
brought instead; and places elsewhere.

A report may come from outside the city, or its place may not be known; both are values of their own, never a guess.
"""

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from engine.definition import Text


@dataclass(frozen=True, slots=True)
class Kelurahan:
    """An urban village: `code` as the Ministry of Home Affairs writes it, `aliases` as people write its name.

    `row` and `column` count from 1: its place among equal tiles that stand for a map, north at the top.
    """

    code: str
    name: str
    kecamatan: str
    kecamatan_code: str
    row: int
    column: int
    aliases: tuple[str, ...] = ()


COLUMNS = ("kecamatan_code", "kecamatan", "kelurahan_code", "kelurahan", "aliases", "row", "column")


def _read(path: Path) -> Mapping[str, Kelurahan]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            Kelurahan(
                code=row["kelurahan_code"],
                name=row["kelurahan"],
                kecamatan=row["kecamatan"],
                kecamatan_code=row["kecamatan_code"],
                row=int(row["row"]),
                column=int(row["column"]),
                aliases=tuple(alias.strip() for alias in row["aliases"].split(";") if alias.strip()),
            )
            for row in csv.DictReader(file)
        ]
    return MappingProxyType({one.code: one for one in rows})


def brought() -> Path | None:
    """Where a list that the office has brought is kept; None where this process has no folder for it."""
    named, data = os.environ.get("OMAH_REGIONS"), os.environ.get("OMAH_DATA")
    if named:
        return Path(named)
    return Path(data) / "regions.csv" if data else None


def _list() -> Path:
    place = brought()
    return place if place is not None and place.is_file() else Path(__file__).with_name("regions.csv")


KELURAHAN: Mapping[str, Kelurahan] = _read(_list())
"""All kelurahan by code, in the order of the list."""

LABELS: Mapping[str, Text] = {one.code: Text(one.name, one.name) for one in KELURAHAN.values()}


OUTSIDE, NOWHERE = "outside", "unknown"
"""Where a kelurahan is asked for: somewhere outside Kota Metro; not known."""

PLACES: Mapping[str, Text] = {
    **LABELS,
    OUTSIDE: Text("Di luar Kota Metro", "Outside Kota Metro"),
    NOWHERE: Text("Belum diketahui", "Not known yet"),
}
METRO = "18.72"
LAMPUNG = "18"
_PROVINCES = ((11, 20), (21, 22), (31, 37), (51, 54), (61, 66), (71, 77), (81, 83), (91, 97))
PROVINCES = frozenset(str(code) for first, past in _PROVINCES for code in range(first, past))
"""The codes of the provinces (Kepmendagri 300.2.2-2138/2025)."""
AROUND = frozenset(f"18.{place:02}" for place in (*range(1, 14), 71, 72))
"""The regencies and cities of Lampung, by the same list."""


def _listed(code: str) -> str:
    if code not in KELURAHAN:
        words = {"id": "Kode kelurahan ini tidak ada di Kota Metro.", "en": "No kelurahan of Kota Metro has this code."}
        raise PydanticCustomError("unknown_kelurahan", "{en}", words)
    return code


KelurahanCode = Annotated[
    str,
    Field(pattern=r"^\d{2}\.\d{2}\.\d{2}\.\d{4}$"),
    AfterValidator(_listed),
    WithJsonSchema({"type": "string", "enum": list(KELURAHAN)}),
]
"""A code of the list: anything else is refused, and the JSON Schema enumerates them."""


def _listed_or_elsewhere(code: str) -> str:
    return code if code in (OUTSIDE, NOWHERE) else _listed(code)


Whereabouts = Annotated[
    str, AfterValidator(_listed_or_elsewhere), WithJsonSchema({"type": "string", "enum": list(PLACES)})
]
"""A kelurahan of the list, or one of the two words for elsewhere."""


def _a_region(code: str) -> str:
    wrong = _unlisted(code)
    if wrong is not None:
        raise PydanticCustomError("unknown_region", "{en}", {"id": wrong.id, "en": wrong.en})
    return code


def _unlisted(code: str) -> Text | None:
    """Why a code cannot be: as far as its parts are known here, from the province down to our own kelurahan."""
    province, regency, district = code[:2], code[:5], code[:8]
    if province not in PROVINCES:
        return Text(f"Tidak ada provinsi dengan kode {province}.", f"No province has the code {province}.")
    if len(code) > 2 and province == LAMPUNG and regency not in AROUND:
        return Text(f"Tidak ada kabupaten/kota {regency} di Lampung.", f"Lampung has no regency or city {regency}.")
    if regency == METRO and len(code) > 5 and district not in _districts():
        return Text(f"Tidak ada kecamatan {district} di Kota Metro.", f"Kota Metro has no kecamatan {district}.")
    if regency == METRO and len(code) > 8 and code not in KELURAHAN:
        name = _districts()[district]
        return Text(f"Kelurahan ini tidak ada di Kecamatan {name}.", f"Kecamatan {name} has no such kelurahan.")
    return None


RegionCode = Annotated[str, Field(pattern=r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$"), AfterValidator(_a_region)]
"""A code of the Ministry of Home Affairs, from a province (`18`) down to a village (`18.72.05.1001`)."""


@cache
def _districts() -> Mapping[str, str]:
    return {one.kecamatan_code: one.kecamatan for one in KELURAHAN.values()}


def name_of(code: str) -> Text:
    """What a place is called; a code that is not of our list is called by itself."""
    return PLACES.get(code, Text(code, code))


def find(words: str) -> Kelurahan | None:
    """The kelurahan with this code, name or alias, however it is spaced or capitalised; None if there is none."""
    return _by_word().get(_plain(words))


@cache
def _by_word() -> Mapping[str, Kelurahan]:
    return {_plain(word): one for one in KELURAHAN.values() for word in (one.code, one.name, *one.aliases)}


def _plain(words: str) -> str:
    return "".join(words.casefold().split())
