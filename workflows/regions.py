"""The kelurahan of Kota Metro, as `regions.csv` lists them."""

import csv
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


KELURAHAN: Mapping[str, Kelurahan] = _read(Path(__file__).with_name("regions.csv"))
"""All kelurahan by code, in the order of the list."""

LABELS: Mapping[str, Text] = {one.code: Text(one.name, one.name) for one in KELURAHAN.values()}


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


def find(words: str) -> Kelurahan | None:
    """The kelurahan with this code, name or alias, however it is spaced or capitalised; None if there is none."""
    return _by_word().get(_plain(words))


@cache
def _by_word() -> Mapping[str, Kelurahan]:
    return {_plain(word): one for one in KELURAHAN.values() for word in (one.code, one.name, *one.aliases)}


def _plain(words: str) -> str:
    return "".join(words.casefold().split())
