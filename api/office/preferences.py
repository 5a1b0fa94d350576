"""What an office sets for itself: how it is called, and where the way out leads. The names are kept neutral, since a
title in a browser's history can give somebody away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from psycopg import Connection
from pydantic import AfterValidator, Field

from api.desk import Desk
from api.office import changes
from engine import database, forms
from workflows.forms.form import Form, asks, contradiction

TELLING = ("kekerasan", "korban", "ppa", "lapor", "visum", "violence", "victim", "abuse")
"""Words that no title, path or name may contain."""


def _neutral(words: str) -> str:
    if any(word in words.lower() for word in TELLING):
        raise contradiction(
            "telling",
            "Nama ini memberi tahu terlalu banyak; pilih yang netral.",
            "This name tells too much; choose a neutral one.",
        )
    return words


Neutral = Annotated[str, AfterValidator(_neutral)]


class OfficeName(Form):
    """What may be set. What stands here already holds where nobody has set anything."""

    dinas: str = asks("Nama dinas", "Name of the city agency", "text", default="Dinas", min_length=2, max_length=120)
    site: Neutral = asks("Nama di halaman warga", "Name on the public pages", "text", default="", max_length=40)
    tab: Neutral = asks("Judul tab dan riwayat peramban", "Title of tab and history", "text", default="", max_length=40)
    exit_to: Annotated[str, Field(pattern=r"^(https://[\w.-]+(/[\w./-]*)?)?$")] = asks(
        "Tujuan tombol keluar", "Where the way out leads", "text", default="", max_length=200
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """All settings by name; empty where the installation's own value holds."""

    values: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.values.get(name, "")


def read(connection: Connection) -> Kept:
    declared = {name: str(field.default) for name, field in OfficeName.model_fields.items()}
    rows = connection.execute("SELECT name, value FROM setting WHERE name = ANY(%s)", (list(declared),)).fetchall()
    return Kept({**declared, **dict(rows)})


def write(desk: Desk, body: Mapping[str, Any]) -> Kept:
    """Raises Invalid."""
    with desk.engine.database.transaction(desk.actor) as tx:
        before = read(tx.connection)
        form = forms.validate(OfficeName, body, database.now(tx.connection))
        after: dict[str, str] = form.model_dump()
        for name, value in after.items():
            tx.connection.execute(
                "INSERT INTO setting (name, value) VALUES (%s, %s)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )
        changes.record(tx, "setting", "office", "changed", before.values, after)
    desk.house.called.ask_again()
    return Kept(after)
