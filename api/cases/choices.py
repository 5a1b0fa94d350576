"""How the list of cases is filtered: what there is to choose from, and a choice kept as an address and told in words.

A kept filter has no name of its own: people write names into names. It is called by what it chooses.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from psycopg import Connection

from api.cases.views import Json
from api.definitions.catalog import catalog
from api.words import Words, text
from engine.definition import Text, Workflow
from engine.errors import Invalid, Problem
from engine.reading import Filters
from engine.registry import Registry
from workflows.office.regions import LABELS

FILTERED = ("risk",)
"""The facts by which `GET /api/cases` filters, where a workflow shows them."""

YES_OR_NO: Mapping[str, tuple[Text, Text]] = {
    "overdue": (Text("Lewat tenggat", "Overdue"), Text("Belum lewat tenggat", "Not overdue")),
    "waiting": (Text("Menunggu persetujuan", "Waiting for approval"), Text("Tanpa usulan", "Without a proposal")),
    "ended": (Text("Berakhir", "Ended"), Text("Masih berjalan", "Still open")),
}
"""Parameters that are true or false, with what each of the two is called."""

MOST = 12
"""Kept filters of one person: each is counted whenever the home page is read."""


def offered(registry: Registry, workflow: Workflow) -> list[Json]:
    """The parameters of `GET /api/cases` that take one of a few values."""
    words = catalog(registry, workflow.name)
    states = [{"value": one.name, "title": text(one.title)} for one in workflow.states]
    kelurahan = [{"value": code, "title": text(name)} for code, name in LABELS.items()]
    return [
        {"name": "state", "title": {"id": "Keadaan", "en": "State"}, "options": states},
        {"name": "kelurahan", "title": {"id": "Kelurahan", "en": "Kelurahan"}, "options": kelurahan},
        *(
            {
                "name": shown.fact,
                "title": text(shown.title),
                "options": [{"value": value, "title": title} for value, title in words[shown.fact].labels.items()],
            }
            for shown in workflow.summary
            if shown.fact in FILTERED
        ),
    ]


def beginnings(registry: Registry) -> Mapping[str, str]:
    """The first state of every workflow whose cases are children of others."""
    children = {name for one in registry for name in one.workflow.children}
    return {name: registry.get(name).workflow.initial for name in sorted(children)}


def receives(registry: Registry, role: str) -> bool:
    """Whether something is sent to this role: it is told when a child is opened."""
    return any(role in notice.roles for name in beginnings(registry) for notice in registry.get(name).workflow.tells)


def keep(connection: "Connection[Any]", registry: Registry, own: UUID, query: str) -> None:
    """Keep a filter for somebody. One that is kept already stays as it is. Raises Invalid."""
    chosen = _chosen(registry, query, own)
    kept = connection.execute("SELECT count(*) FROM saved_filter WHERE staff_id = %s", (own,)).fetchone()
    if not chosen or len(dict(parse_qsl(query))) != len(chosen):
        raise Invalid([Problem("/query", "unknown", NOT_KEPT)])
    if kept is not None and kept[0] >= MOST:
        raise Invalid([Problem("/query", "too_many", TOO_MANY)])
    connection.execute(
        "INSERT INTO saved_filter (staff_id, query) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (own, urlencode(sorted(chosen.items()))),
    )


def kept(connection: "Connection[Any]", registry: Registry, own: UUID) -> Iterator[tuple[UUID, Words, str, Filters]]:
    """(id, title, address, filter) of each that somebody keeps, the oldest first. What is no longer there to choose,
    as a state that a new workflow does not have, chooses nothing."""
    rows = connection.execute(
        "SELECT id, query FROM saved_filter WHERE staff_id = %s ORDER BY created_at, id", (own,)
    ).fetchall()
    for of, query in rows:
        chosen = _chosen(registry, query, own)
        if chosen:
            yield of, _title(registry, chosen), query, _filters(registry, chosen)


def drop(connection: "Connection[Any]", own: UUID, of: UUID) -> bool:
    """False where there is none of that id."""
    return connection.execute("DELETE FROM saved_filter WHERE staff_id = %s AND id = %s", (own, of)).rowcount == 1


def _chosen(registry: Registry, query: str, own: UUID) -> dict[str, str]:
    """Of an address, the parameters that have one of the values offered."""
    possible: dict[str, set[str]] = {}
    for one in _all(registry):
        possible.setdefault(one["name"], set()).update(each["value"] for each in one["options"])
    possible |= {name: {"true", "false"} for name in YES_OR_NO} | {"assignee": {str(own)}, "sent": {"true"}}
    return {name: value for name, value in parse_qsl(query) if value in possible.get(name, ())}


def _all(registry: Registry) -> Iterator[Json]:
    for one in registry:
        if one.workflow.opening is not None:
            yield from offered(registry, one.workflow)


def _title(registry: Registry, chosen: Mapping[str, str]) -> Words:
    named = {(one["name"], each["value"]): each["title"] for one in _all(registry) for each in one["options"]}
    parts = [title for choice, title in named.items() if choice in chosen.items()]
    parts += [text(words[0 if chosen[name] == "true" else 1]) for name, words in YES_OR_NO.items() if name in chosen]
    parts += [text(words) for name, words in (("assignee", MINE), ("sent", SENT)) if name in chosen]
    return {tongue: " · ".join(part[tongue] for part in parts) for tongue in ("id", "en")}


def _filters(registry: Registry, chosen: Mapping[str, str]) -> Filters:
    def flag(name: str) -> bool | None:
        return chosen[name] == "true" if name in chosen else None

    return Filters(
        state=chosen.get("state"),
        overdue=flag("overdue"),
        region=chosen.get("kelurahan"),
        owner=UUID(chosen["assignee"]) if "assignee" in chosen else None,
        waiting=flag("waiting"),
        ended=flag("ended"),
        arrived=beginnings(registry) if "sent" in chosen else None,
        facts={name: chosen[name] for name in FILTERED if name in chosen},
    )


SENT = Text("Dikirim kepada saya", "Sent to me")
WRITTEN = Text("Pesan pelapor belum dijawab", "Reporters' messages to answer")
MINE = Text("Tugas saya", "Assigned to me")
NOT_KEPT = Text(
    "Saringan ini tidak bisa disimpan: pilih dulu dari daftar.",
    "This filter cannot be kept: choose from the lists first.",
)
TOO_MANY = Text(f"Sudah ada {MOST} saringan; hapus satu dulu.", f"There are {MOST} filters already; remove one first.")
