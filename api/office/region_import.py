"""Another list of regions: taken whole or not at all, and in force from the next start.

The list is part of the forms and of every definition of a workflow, so a running process keeps the one that it started
with. A code that is in force stays as soon as there is any case, house or person: histories are read by it.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg import Connection

from api.desk import Desk
from api.office import changes
from engine import database, forms
from engine.definition import Text
from engine.errors import Invalid, Problem
from workflows.forms.form import Form, asks
from workflows.office import region_list
from workflows.office.regions import KELURAHAN, Kelurahan, brought

IN_USE = """
SELECT EXISTS (SELECT FROM history LIMIT 1) OR EXISTS (SELECT FROM house) OR
       EXISTS (SELECT FROM staff WHERE kelurahan <> '{}')"""


class RegionFile(Form):
    """A CSV file, as a browser hands it over: "data:text/csv;base64,…"."""

    file: str = asks("Berkas CSV", "CSV file", "file", accept=".csv,text/csv", max_length=400_000)


def take(desk: Desk, body: Mapping[str, Any], keep_in: Path | None = None) -> list[Kelurahan]:
    """The new list. Raises Invalid with everything that is wrong with it; then nothing has changed."""
    place = keep_in or brought()
    if place is None:
        raise Invalid([Problem("/file", "no_place", NO_PLACE)])
    with desk.engine.database.transaction(desk.actor) as tx:
        form = forms.validate(RegionFile, body, database.now(tx.connection))
        regions, wrong = region_list.read(_text(form.file), needed(tx.connection))
        if wrong:
            raise Invalid([Problem("/file", "line", _placed(one)) for one in wrong])
        old = {one.code: f"{one.name}, {one.kecamatan}" for one in KELURAHAN.values()}
        new = {one.code: f"{one.name}, {one.kecamatan}" for one in regions}
        changes.record(tx, "regions", "list", "changed", old, new)
        _replace(place, region_list.written(regions))
    return regions


def needed(connection: Connection) -> list[str]:
    """The codes that have to stay."""
    row = connection.execute(IN_USE).fetchone()
    return list(KELURAHAN) if row is not None and row[0] else []


def _text(file: str) -> str:
    try:
        return base64.b64decode(file.partition(",")[2], validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise Invalid([Problem("/file", "unreadable", UNREADABLE)]) from None


def _placed(one: region_list.Wrong) -> Text:
    if not one.line:
        return one.words
    return Text(f"Baris {one.line}: {one.words.id}", f"Line {one.line}: {one.words.en}")


def _replace(place: Path, text: str) -> None:
    """Whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(".new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)


UNREADABLE = Text("Berkas ini tidak bisa dibaca sebagai CSV (UTF-8).", "This file cannot be read as CSV (UTF-8).")
NO_PLACE = Text("Tidak ada tempat untuk menyimpan daftar (OMAH_DATA).", "There is no place to keep a list (OMAH_DATA).")
