"""Releases of figures to the public: a year, once, frozen (R34). The ledger refuses one that tells too much.

Each release is chained to the one before it, and the database lets nobody change or delete one.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.cases.views import Json
from api.desk import Desk, House
from api.figures.disclosure import Exposed, Figures, Group, banded, exposed
from api.security.sessions import NOBODY
from api.words import text
from engine.calendar import WIB
from engine.database import Tx, now
from engine.definition import Refusal, Text
from engine.errors import Refused
from workflows.extracts.published import COUNTED, DIMENSIONS, NEVER, Counted, Dimension
from workflows.facts.case import age_band
from workflows.omah_peluk import OMAH_PELUK

GENESIS = bytes(32)
BASIS = "R34 (kebijakan)"

COUNT = "SELECT dimension, value, n FROM omah_year_figures(%s, %s, %s, %s)"
PUBLISHED = "SELECT year, at, body, hash FROM release ORDER BY year DESC"
LAST = "SELECT hash FROM release ORDER BY number DESC LIMIT 1"
PUBLISH = "INSERT INTO release (year, at, actor, body, previous, hash) VALUES (%s, %s, %s, %s, %s, %s)"
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('release'))"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a release of the year would tell now, and what stands in its way."""

    year: int
    figures: Figures
    refusals: tuple[Refusal, ...]


def draft(desk: Desk, year: int, without: Sequence[str] = ()) -> Draft:
    """Without the dimensions named."""
    with desk.engine.database.transaction(desk.actor) as tx:
        return _draft(tx, year, without)


def publish(desk: Desk, year: int, without: Sequence[str] = ()) -> Json:
    """Raises Refused, with every reason why not."""
    with desk.engine.database.transaction(desk.actor) as tx:
        tx.connection.execute(ONE_AT_A_TIME)
        made = _draft(tx, year, without)
        if made.refusals:
            raise Refused("publish", str(year), made.refusals, ())
        moment, body = now(tx.connection), _body(made)
        previous = next(iter(tx.connection.execute(LAST).fetchall()), (GENESIS,))[0]
        chained = _hash(previous, body)
        tx.connection.execute(PUBLISH, (year, moment, desk.somebody.id, body, previous, chained))
    return shown(year, moment, json.loads(body), chained)


def published(house: House) -> list[Json]:
    """For anybody; the newest year first."""
    with house.engine.database.transaction(NOBODY) as tx:
        rows = tx.connection.execute(PUBLISHED).fetchall()
    return [shown(year, at, json.loads(bytes(body)), bytes(chained)) for year, at, body, chained in rows]


def shown(year: int, at: datetime | None, body: Mapping[str, Any], chained: bytes | None) -> Json:
    """Bands with the words of today; `at` and the hash where it is published."""
    return {
        "year": year,
        "published_at": at,
        "hash": chained.hex() if chained else None,
        "totals": [{"of": of, "title": text(COUNTED[of]), "band": band} for of, band in body["totals"].items()],
        "dimensions": [
            _dimension(one, body["dimensions"][one.name]) for one in DIMENSIONS if one.name in body["dimensions"]
        ],
    }


def proposed(made: Draft) -> Json:
    return shown(made.year, None, json.loads(_body(made)), None)


def _dimension(one: Dimension, bands: Mapping[str, Any]) -> Json:
    return {
        "name": one.name,
        "title": text(one.title),
        "of": text(COUNTED[one.of]),
        "several": one.several,
        "rows": [
            {"value": value, "title": text(one.values.get(value, Text(value, value))), "band": band}
            for value, band in bands.items()
        ],
    }


def _draft(tx: Tx, year: int, without: Sequence[str]) -> Draft:
    since, until = datetime(year, 1, 1, tzinfo=WIB), datetime(year + 1, 1, 1, tzinfo=WIB)
    told = [dimension for dimension in DIMENSIONS if dimension.name not in without]
    rows = tx.connection.execute(COUNT, (OMAH_PELUK.name, since, until, list(NEVER))).fetchall()
    figures = _figures(told, rows)
    frozen = tx.connection.execute("SELECT FROM release WHERE year = %s", (year,)).fetchall()
    refusals = (
        *((_frozen(year),) if frozen else ()),
        *((_not_over(year),) if now(tx.connection) < until else ()),
        *(too_near(one) for one in exposed(figures)),
    )
    return Draft(year, figures, refusals)


def _figures(told: Iterable[Dimension], rows: Iterable[Sequence[Any]]) -> Figures:
    """Every value of a dimension has its band, so that what is missing tells nothing either."""
    counted: dict[tuple[str, str], int] = {}
    for dimension, found, n in rows:
        value = age_band(int(found) if found is not None else None) if dimension == "age" else found or "unknown"
        counted[dimension, value] = counted.get((dimension, value), 0) + n
    totals = {of: banded(counted.get(("total", of), 0)) for of in COUNTED}
    return Figures(totals, tuple(_group(dimension, counted) for dimension in told))


def _group(dimension: Dimension, counted: Mapping[tuple[str, str], int]) -> Group:
    return Group(dimension, {value: banded(counted.get((dimension.name, value), 0)) for value in dimension.values})


def _body(made: Draft) -> bytes:
    """Canonical: what is hashed is what stands in the database, byte for byte."""
    totals: Mapping[Counted, Any] = {of: (one.low, one.high) for of, one in made.figures.totals.items()}
    groups = {
        group.dimension.name: {value: (one.low, one.high) for value, one in group.counts.items()}
        for group in made.figures.groups
    }
    return json.dumps({"dimensions": groups, "totals": totals, "year": made.year}, sort_keys=True).encode()


def _hash(previous: bytes, body: bytes) -> bytes:
    return hashlib.sha256(b"omah-peluk/release/1\n" + previous + body).digest()


def _frozen(year: int) -> Refusal:
    return Refusal(
        "R34",
        "FROZEN",
        Text(
            f"Angka tahun {year} sudah diterbitkan dan tidak diubah lagi: dari selisihnya orang bisa dikenali.",
            f"The figures of {year} are published and change no more: people could be known from the difference.",
        ),
        BASIS,
    )


def _not_over(year: int) -> Refusal:
    return Refusal(
        "R34",
        "YEAR_NOT_OVER",
        Text(f"Tahun {year} belum berakhir.", f"The year {year} is not over."),
        BASIS,
        Text(f"Terbitkan setelah 31 Desember {year}.", f"Publish it after 31 December {year}."),
    )


def too_near(one: Exposed) -> Refusal:
    title, value = one.dimension.title, one.dimension.values[one.value]
    return Refusal(
        "R34",
        "SMALL_CELL",
        Text(
            f"{title.id}, {value.id}: dari angka lainnya terbaca {one.bounds.low}–{one.bounds.high} orang.",
            f"{title.en}, {value.en}: the other figures give it away as {one.bounds.low}–{one.bounds.high}.",
        ),
        BASIS,
        Text(f"Terbitkan tanpa “{title.id}”.", f"Publish it without “{title.en}”."),
    )
