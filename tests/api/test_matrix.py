"""Role × route × relation: whoever is not named here for a route gets no answer from it, whatever the case.

The world is one for the whole file. Steps are really asked for, with the version that is there: some are taken.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from engine.settings import Settings
from tests.api.conftest import URL, Caller, handlers, sign_in, staffed
from tests.api.lending import lent
from tests.api.samples import ABUSED_CHILD, NOBODY_KNOWN, QUARREL
from tests.office import CAST, REJOMULYO, YOSODADI, Office, open_office
from workflows import REGISTRY
from workflows.extracts.papers import PAPERS

HOUSE = frozenset({"kader", "coordinator"})
UPTD = frozenset({"uptd_officer", "head_of_uptd"})
CASEWORK = HOUSE | UPTD | {"psychologist", "puspaga_officer", "supervisor"}
SESSIONS = HOUSE | {"forum_anak", "supervisor"}
VISITED = HOUSE | {"psychologist", "supervisor"}
KEEPERS = frozenset({"coordinator", "supervisor"})
AUDIT = frozenset({"supervisor", "auditor"})
EVERYBODY = frozenset(CAST)

SEEN_BY = {
    "own": HOUSE | {"supervisor"},
    "elsewhere": frozenset({"supervisor"}),
    "referred": HOUSE | UPTD | {"supervisor"},
    "referral": HOUSE | UPTD | {"supervisor"},
    "kept out": frozenset({"coordinator"}),
    "ended": HOUSE | {"supervisor"},
}
"""Who sees a case that stands in this relation to the cast, who all work in Rejomulyo or for the city."""

REVEALED_TO = {"own": HOUSE, "referral": UPTD, "kept out": frozenset({"coordinator"}), "ended": HOUSE}

ANSWERED = {
    "GET /api/me": EVERYBODY,
    "PATCH /api/me": EVERYBODY,
    "GET /api/me/filters": CASEWORK,
    "POST /api/me/filters": CASEWORK,
    "DELETE /api/me/filters/{of:uuid}": CASEWORK,
    "GET /api/me/sessions": EVERYBODY,
    "DELETE /api/me/sessions": EVERYBODY,
    "DELETE /api/me/sessions/{name:str}": EVERYBODY,
    "DELETE /api/session": EVERYBODY,
    "POST /api/session/confirm": EVERYBODY,
    "POST /api/me/second-factor": EVERYBODY,
    "PUT /api/me/second-factor": EVERYBODY,
    "DELETE /api/me/second-factor": EVERYBODY,
    "DELETE /api/staff/{staff:uuid}/second-factor": frozenset({"admin"}),
    "GET /api/cases": CASEWORK,
    "GET /api/approvals": CASEWORK,
    "POST /api/cases": HOUSE,
    "POST /api/cases/search": CASEWORK,
    "POST /api/cases/bulk": CASEWORK,
    "POST /api/cases/bulk/{name:str}": CASEWORK,
    "GET /api/envelope": CASEWORK,
    "POST /api/envelopes": frozenset(),
    "POST /api/envelopes/draft": frozenset(),
    "GET /api/events": CASEWORK,
    "GET /api/history": AUDIT,
    "GET /api/history/attempts": AUDIT,
    "GET /api/history/filters": AUDIT,
    "GET /api/history/verify": AUDIT,
    "GET /api/access": AUDIT,
    "GET /api/statistics": frozenset({"supervisor"}),
    "GET /api/upcoming": CASEWORK,
    "GET /api/releases/{year:int}/preview": frozenset({"supervisor"}),
    "POST /api/releases": frozenset({"supervisor"}),
    "POST /api/exports/cases.csv": frozenset({"supervisor"}),
    "POST /api/exports/history.jsonl": AUDIT,
    "POST /api/exports/bundle.zip": frozenset({"auditor"}),
    "POST /api/exports/cases.ocel.json": AUDIT,
    "GET /api/exports/cases.ocel.json": frozenset(),
    "POST /api/exports/tidy": UPTD | {"supervisor"},
    "GET /api/exports/requests": UPTD | AUDIT,
    "POST /api/exports/requests": UPTD | AUDIT,
    "GET /api/exports/requests/{request_id:uuid}/file": frozenset(),
    "POST /api/exports/requests/{request_id:uuid}/{verdict:str}": frozenset(),
    "GET /api/workflows": EVERYBODY,
    "GET /api/workflows/{name:str}": EVERYBODY,
    "GET /api/workflows/{name:str}/opening": CASEWORK,
    "GET /api/workflows/{name:str}/diagram.svg": EVERYBODY,
    "GET /api/workflows/{name:str}/diagram.mmd": EVERYBODY,
    "GET /api/workflows/schema": EVERYBODY,
    "GET /api/workflows/{name:str}/process-map": CASEWORK,
    "GET /api/workflows/{name:str}/process-map.svg": CASEWORK,
    "GET /api/workflows/{name:str}/proof": EVERYBODY,
    "GET /api/rules": EVERYBODY,
    "GET /api/workflows/{name:str}/what-if": frozenset({"supervisor"}),
    "POST /api/workflows/{name:str}/what-if": frozenset({"supervisor"}),
    "GET /api/calendars": frozenset({"supervisor", "admin"}),
    "GET /api/calendars/{name:str}": frozenset({"supervisor", "admin"}),
    "POST /api/calendars/{name:str}": frozenset({"supervisor", "admin"}),
    "GET /api/notices": EVERYBODY,
    "POST /api/notices/{notice:uuid}/seen": EVERYBODY,
    "POST /api/notices/seen": EVERYBODY,
    "GET /api/staff": frozenset({"admin"}),
    "POST /api/staff": frozenset({"admin"}),
    "PATCH /api/staff/{staff:uuid}": frozenset({"admin"}),
    "PUT /api/staff/{staff:uuid}/password": frozenset({"admin"}),
    "GET /api/office/houses": EVERYBODY,
    "PUT /api/office/houses/{kelurahan:str}": KEEPERS,
    "GET /api/office/houses/{kelurahan:str}/roster": EVERYBODY,
    "POST /api/office/houses/{kelurahan:str}/roster": KEEPERS,
    "DELETE /api/office/duty/{duty:uuid}": KEEPERS,
    "GET /api/office/absences": KEEPERS,
    "POST /api/office/absences": KEEPERS,
    "DELETE /api/office/absences/{absence:uuid}": KEEPERS,
    "GET /api/office/handover": KEEPERS,
    "POST /api/office/handover/{staff:uuid}": KEEPERS,
    "GET /api/office/visits": VISITED,
    "POST /api/office/visits": KEEPERS | {"psychologist"},
    "POST /api/office/visits/{visit:uuid}/cancel": KEEPERS | {"psychologist"},
    "GET /api/office/waiting": VISITED,
    "POST /api/office/feed": frozenset({"psychologist"}),
    "DELETE /api/office/feed": frozenset({"psychologist"}),
    "GET /api/office/sessions": SESSIONS,
    "POST /api/office/sessions": SESSIONS,
    "POST /api/office/sessions/{session:uuid}/held": SESSIONS,
    "POST /api/office/sessions/{session:uuid}/cancel": SESSIONS,
    "POST /api/office/sessions/{session:uuid}/picture": SESSIONS,
    "GET /api/office/sessions/{session:uuid}/picture": SESSIONS,
    "GET /api/office/coverage": SESSIONS,
    "GET /api/office/people": frozenset({"admin"}),
    "GET /api/office/agencies": EVERYBODY,
    "PUT /api/office/agencies/{name:str}": frozenset({"admin"}),
    "GET /api/office/settings": frozenset({"admin"}),
    "PUT /api/office/settings": frozenset({"admin"}),
    "GET /api/office/tokens": frozenset({"admin", "supervisor"}),
    "POST /api/office/tokens": frozenset({"admin"}),
    "POST /api/office/tokens/{token:uuid}/allow": frozenset({"supervisor"}),
    "DELETE /api/office/tokens/{token:uuid}": frozenset({"admin", "supervisor"}),
    "GET /api/office/changes": AUDIT,
    "GET /api/office/retention": frozenset({"supervisor"}),
    "GET /api/office/policies": frozenset({"supervisor", "head_of_uptd"}),
    "POST /api/office/policies": frozenset({"supervisor"}),
    "POST /api/office/policies/{proposal:int}/approve": frozenset({"supervisor", "head_of_uptd"}),
    "POST /api/office/policies/{proposal:int}/reject": frozenset({"supervisor", "head_of_uptd"}),
    "POST /api/office/policies/{proposal:int}/withdraw": frozenset({"supervisor"}),
    "GET /api/office/moving": frozenset({"supervisor", "head_of_uptd"}),
    "POST /api/office/moving": frozenset({"supervisor"}),
    "POST /api/office/moving/{proposal:int}/approve": frozenset({"supervisor", "head_of_uptd"}),
    "POST /api/office/moving/{proposal:int}/reject": frozenset({"supervisor", "head_of_uptd"}),
    "POST /api/office/moving/{proposal:int}/withdraw": frozenset({"supervisor"}),
    "GET /api/office/breaches": AUDIT,
    "POST /api/office/breaches": AUDIT,
    "GET /api/office/breaches/{breach:uuid}": frozenset(),
    "POST /api/office/breaches/{breach:uuid}/{name:str}": frozenset(),
    "POST /api/office/breaches/{breach:uuid}/proposals/{number:int}/{verdict:str}": frozenset(),
    "GET /api/office/regions": frozenset({"admin"}),
    "POST /api/office/regions": frozenset({"admin"}),
    "GET /api/status": EVERYBODY,
    "GET /api/demo/clock": EVERYBODY,
    "POST /api/demo/clock": EVERYBODY,
    "GET /api/demo/inbox": EVERYBODY,
}
"""Who gets an answer from a route that is about no one case. A new route has to be named here."""

PUBLIC = {
    "POST /api/session",
    "POST /api/reports",
    "POST /api/reports/track",
    "GET /api/releases",
    "GET /health",
    "GET /metrics",
}
LASTING = {"GET /api/events", "DELETE /api/session"}
"""Not asked of whoever gets an answer: the one goes on and on, the other signs out."""

BODIES: dict[str, Any] = {
    "reveal": {"field": "victims", "reason": "Untuk janji temu."},
    "narrative": {"reason": "Untuk janji temu."},
    "messages": {"reason": "Untuk janji temu."},
    **{paper.name: {"reason": "Untuk janji temu."} for papers in PAPERS.values() for paper in papers},
    "search": {"query": "Rejomulyo", "reason": "Untuk janji temu."},
    "cases.csv": {"reason": "Untuk rapat bulanan."},
    "history.jsonl": {"reason": "Untuk rapat bulanan."},
    "tidy": {"reason": "Untuk rapat bulanan."},
    "sessions": None,
    "me": {"language": "id"},
    "clock": {"advance": "PT0S"},
    "pause": {"reason": "Untuk janji temu."},
    "resume": {"reason": "Untuk janji temu."},
    "extend": {"reason": "Untuk janji temu.", "by": {"kind": "elapsed", "hours": 1}},
}
"""What is sent where an empty object would not be read at all, by the end of the path."""


@dataclass(frozen=True)
class World:
    office: Office
    client: TestClient[Litestar]
    callers: dict[str, Caller]
    cases: dict[str, UUID]

    @cached_property
    def database(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(self.office.owner_url, autocommit=True)

    def version_of(self, case: UUID) -> int:
        row = self.database.execute(
            "SELECT r.version FROM cases c JOIN cases r ON r.id = c.root_id WHERE c.id = %s", (case,)
        ).fetchone()
        assert row is not None
        return int(row[0])


@dataclass(frozen=True)
class Cell:
    """A role asks for a route; where it is about a case, for one in this relation. `answered`: whether it may be."""

    role: str
    method: str
    path: str
    relation: str | None
    answered: bool


@pytest.fixture(scope="module")
def world(postgres: str) -> Iterator[World]:
    with tempfile.TemporaryDirectory(prefix="omah-") as folder:
        for office in open_office(postgres, Path(folder), REGISTRY):
            settings = Settings(
                office.urls["omah_api"],
                office.urls["omah_door"],
                Path(folder),
                Path(folder) / "keys",
                demo=True,
                url=URL,
            )
            house = staffed(office, settings)
            with lent(house) as app, TestClient(app, base_url=URL) as client:
                callers = {role: sign_in(house, client, role) for role in CAST}
                made = World(office, client, callers, cases(office))
                yield made
                made.database.close()


def cases(office: Office) -> dict[str, UUID]:
    office.at("2026-12-01 09:00")
    own, kept_out, ended = (office.open("omah-peluk", "kader", **QUARREL) for _ in range(3))
    elsewhere = office.open("omah-peluk", f"kader@{YOSODADI}", **{**QUARREL, "kelurahan": YOSODADI})
    referred = office.open("omah-peluk", "kader", **ABUSED_CHILD)
    assert office.fire(referred, "refer-to-UPTD", "kader", legal_basis="legal_obligation").done
    (referral,) = office.children_of(referred)
    tried: dict[str, Any] = {"end_reason": "unfounded", "reason": "Hanya salah paham."}
    assert office.fire(ended, "close", "kader", **tried).done
    assert office.approve(ended).done
    assert office.fire(kept_out, "keep-out", "supervisor", person=str(CAST["kader"]), reason="Kerabat.").done
    assert office.fire(kept_out, "declare-conflict", "supervisor", related=True, reason="Kerabat.").done
    return {
        "own": own,
        "elsewhere": elsewhere,
        "referred": referred,
        "referral": referral,
        "kept out": kept_out,
        "ended": ended,
    }


def cells(client: TestClient[Litestar], role: str) -> list[Cell]:
    found = []
    for path, method, _ in handlers(client):
        route = f"{method} {path}"
        if not path.startswith("/api/") or path.startswith("/api/schema") or route in PUBLIC:
            continue
        if "{case_id:uuid}" in path:
            found += [cell for relation in SEEN_BY for cell in _about(relation, role, method, path)]
        elif not (route in LASTING and role in ANSWERED[route]):
            found.append(Cell(role, method, path, None, role in ANSWERED.get(route, ())))
    return found


def _about(relation: str, role: str, method: str, path: str) -> Iterator[Cell]:
    seen = role in SEEN_BY[relation]
    if path.endswith("/transitions/{name:str}"):
        workflow = REGISTRY.get("referral" if relation == "referral" else "omah-peluk").workflow
        for step in workflow.transitions:
            taken = path.replace("{name:str}", step.name)
            yield Cell(role, method, taken, relation, seen and role in step.by)
    elif path.endswith("/papers/{name:str}"):
        for paper in PAPERS["referral" if relation == "referral" else "omah-peluk"]:
            named = role in REVEALED_TO.get(relation, ()) or (paper.name == "letter" and role in HOUSE)
            there = paper.name not in ("agreement", "handover")  # nobody has agreed on anything, or hands it over
            may = seen and role in paper.by and there and (method == "GET" or (named and paper.name != "receipt"))
            yield Cell(role, method, path.replace("{name:str}", paper.name), relation, may)
    elif path.endswith("/{verb:str}"):
        for verb in ("approve", "reject", "withdraw"):
            yield Cell(role, method, path.replace("{verb:str}", verb), relation, seen)
    elif path.endswith("/clinical-notes"):
        yield Cell(role, method, path, relation, False)  # no psychologist of the cast is booked for any of these
    elif path.endswith(("/reveal", "/narrative", "/messages")):
        yield Cell(role, method, path, relation, role in REVEALED_TO.get(relation, ()))
    else:
        audits = path.endswith("/history") and role == "auditor"
        yield Cell(role, method, path, relation, seen or audits)


def ask(world: World, cell: Cell) -> int:
    case = world.cases.get(cell.relation or "", NOBODY_KNOWN)
    parts = {
        "{case_id:uuid}": str(case),
        "{name:str}": "omah-peluk",
        "{number:int}": "7",
        "{seq:int}": "1",
        "{year:int}": "2026",
        "{kelurahan:str}": REJOMULYO,
    }
    path = "/".join(
        parts.get(part, str(NOBODY_KNOWN) if part.startswith("{") else part) for part in cell.path.split("/")
    )
    headers = {"if_match": f'"v{world.version_of(case)}"'} if cell.relation and cell.method == "POST" else {}
    body = None if cell.method == "GET" else BODIES.get(path.rsplit("/", 1)[-1], {})
    return int(world.callers[cell.role].send(cell.method, path, body, **headers).status_code)


@pytest.mark.parametrize("role", CAST)
def test_nobody_gets_an_answer_that_is_not_theirs(world: World, role: str) -> None:
    wrong = []
    for cell in cells(world.client, role):
        status = ask(world, cell)
        out_of_sight = cell.relation is not None and role not in SEEN_BY[cell.relation] and not cell.answered
        if status >= 500 or (not cell.answered and status < 300) or (out_of_sight and status != 404):
            wrong.append((cell, status))

    assert wrong == []


@pytest.mark.parametrize("role", CAST)
def test_whoever_may_is_not_turned_away_at_the_door(world: World, role: str) -> None:
    """The matrix would hold if nobody ever got anything: reading works for whoever it is meant for."""
    plain = [one for one in cells(world.client, role) if one.method == "GET" and one.answered]
    reading = [
        one
        for one in plain
        if "{name:str}" not in one.path and not one.path.endswith("/picture") and "/proposals/" not in one.path
    ]

    asked = {(one.relation, one.path): ask(world, one) for one in reading if not one.path.endswith("/access")}

    assert set(asked.values()) == {200}


def test_the_matrix_is_large(world: World) -> None:
    assert sum(len(cells(world.client, role)) for role in CAST) >= 2_000


def test_every_route_about_no_one_case_is_named(world: World) -> None:
    routes = {
        f"{method} {path}"
        for path, method, _ in handlers(world.client)
        if path.startswith("/api/") and "{case_id:uuid}" not in path and not path.startswith("/api/schema")
    }

    assert routes - PUBLIC - set(ANSWERED) == set()
