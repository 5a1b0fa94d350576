"""Where the work is: every kelurahan with its figures and its tile, also where nothing is open. A silent house is a
figure too."""

from collections.abc import Mapping
from typing import Any

from api.cases.views import Json, kelurahan
from api.figures.punctuality import NONE
from api.words import text
from engine.database import Tx
from engine.definition import Text
from workflows.office.regions import KELURAHAN
from workflows.office.roles import KADER

PLACES = """
SELECT region, count(*) FILTER (WHERE ended_at IS NULL),
       count(*) FILTER (WHERE ended_at IS NULL AND breach_at <= %(now)s),
       count(*) FILTER (WHERE ended_at IS NULL AND pending IS NOT NULL),
       count(*) FILTER (WHERE opened_at >= %(since)s)
  FROM cases WHERE parent_id IS NULL GROUP BY 1
"""
PEOPLE = "SELECT unnest(kelurahan), count(*) FROM staff WHERE active AND role = %s GROUP BY 1"

COUNTED = ("open", "overdue", "waiting", "opened")


def of_all(tx: Tx, within: Mapping[str, Any], on_time: Mapping[str | None, Json]) -> list[Json]:
    """In the order of the list; whatever happened elsewhere comes last and has no tile."""
    rows = {row[0]: row[1:] for row in tx.connection.execute(PLACES, within)}
    kader: dict[str, int] = dict(tx.connection.execute(PEOPLE, (KADER,)).fetchall())
    codes = [*KELURAHAN, *sorted(code for code in rows if code and code not in KELURAHAN)]
    return [
        {
            **_named(code),
            **dict(zip(COUNTED, rows.get(code, (0, 0, 0, 0)), strict=True)),
            **on_time.get(code, NONE),
            "kader": kader.get(code, 0),
        }
        for code in codes
    ]


def _named(code: str) -> Json:
    place = KELURAHAN.get(code)
    return {
        "kelurahan": kelurahan(code),
        "kecamatan": {"code": place.kecamatan_code, "name": place.kecamatan} if place is not None else None,
        "tile": {"row": place.row, "column": place.column} if place is not None else None,
    }


MEASURES: list[Json] = [
    {"name": "open", "title": text(Text("Masih berjalan", "Still open")), "share": False},
    {"name": "overdue", "title": text(Text("Lewat tenggat", "Overdue")), "share": False},
    {"name": "waiting", "title": text(Text("Menunggu persetujuan", "Waiting for approval")), "share": False},
    {"name": "opened", "title": text(Text("Masuk dalam 12 bulan", "Received in 12 months")), "share": False},
    {"name": "share", "title": text(Text("Tepat waktu", "On time")), "share": True},
    {"name": "kader", "title": text(Text("Kader aktif", "Active kader")), "share": False},
]
"""The figures of a place that can be chosen for the map."""
