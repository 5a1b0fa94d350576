"""How a case stood at a moment: its history folded up to there, in words. What nobody may see now is not shown then."""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.cases import views
from api.cases.views import Json, Lens
from api.words import text
from engine import reading
from engine.database import Tx
from engine.definition import Text, Workflow
from engine.past import replay
from engine.past.replay import Standing
from engine.reading import OVERDUE, Written
from engine.versions import pinned as versions

ON_TIME = "on_time"


def stood(lens: Lens, tx: Tx, records: list[Written], at: datetime, as_of: datetime | None, *, facts: bool) -> Json:
    """`records` reach up to `as_of` (None: to the end), `at` is that moment. `facts` False: only how it stood."""
    folded = replay.fold(one.body for one in records)
    assert folded is not None, "a case has a first record"
    told = _told(lens, folded, at, facts=facts)
    born = [UUID(child) for one in records for child in one.body["children"]]
    return {**told, "as_of": as_of, "children": [one for child in born if (one := _child(lens, tx, child, at, as_of))]}


def _child(lens: Lens, tx: Tx, child: UUID, at: datetime, as_of: datetime | None) -> Json | None:
    """None where it is out of sight."""
    records = reading.history(tx, child, as_of)
    versions.at_hand(tx.connection, lens.registry, ((one.body["workflow"], one.body["definition"]) for one in records))
    folded = replay.fold(one.body for one in records)
    return {"id": child, **_told(lens, folded, at, facts=False)} if folded is not None else None


def _told(lens: Lens, folded: Standing, at: datetime, *, facts: bool) -> Json:
    workflow = lens.registry.of(folded.workflow, folded.definition).workflow
    return {
        "seq": folded.seq,
        "at": folded.at,
        "workflow": {"name": workflow.name, "title": text(workflow.title), "version": folded.definition},
        "state": views.state(workflow.state(folded.state)),
        "owner": lens.person(UUID(folded.owner)) if folded.owner is not None else None,
        "waiting": folded.pending,
        "ended_at": folded.ended_at,
        "clocks": [_clock(workflow, one, at) for one in sorted(folded.clocks, key=lambda one: one["breach"])],
        "facts": views.facts(lens, workflow, workflow.facts.model_validate(folded.facts)) if facts else [],
    }


def _clock(workflow: Workflow, clock: Any, at: datetime) -> Json:
    known = next((one for one in workflow.deadlines if one.name == clock["name"]), None)
    title, rule = (known.title, known.rule) if known is not None else (Text(clock["name"], clock["name"]), "")
    return {
        "name": clock["name"],
        "title": text(title),
        "rule": rule,
        "anchor_at": clock["anchor"],
        "due_at": clock["breach"],
        "next_at": clock["due"],
        "status": OVERDUE if clock["breach"] <= at else ON_TIME,
    }
