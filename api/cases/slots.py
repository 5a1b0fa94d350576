"""The slots that a case may take, what the office tells of the chosen one, and who holds it.

A step that takes a slot is told the slot's time, its psychologist and the case's due time here, whatever a browser
sends; who holds a slot follows the case's own record, in the transaction that writes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.definitions.schemas import Schema
from api.office.register import moment_words
from api.words import text
from engine import reading
from engine.commands import Done
from engine.database import SYSTEM_ACTOR, Tx
from engine.definition import Actor, Text
from engine.errors import Invalid, Problem, Refused
from engine.family import Member
from engine.registry import Registry
from engine.runtime import Engine
from workflows.casework import visiting
from workflows.facts.states import RESOLVED
from workflows.office.roles import HOUSE_STAFF

FREE = """
SELECT s.id, s.starts_at, v.psychologist, p.name, v.place, v.kelurahan
  FROM slot s JOIN visit v ON v.id = s.visit_id JOIN staff p ON p.id = v.psychologist
 WHERE s.case_id IS NULL AND v.cancelled_at IS NULL AND s.starts_at > omah_now() AND p.active
   AND NOT EXISTS (SELECT FROM absence a WHERE a.staff_id = p.id AND v.on_day BETWEEN a.from_on AND a.until_on)
 ORDER BY s.starts_at, s.id LIMIT 200"""
LOCK = "SELECT id FROM slot WHERE id = %(slot)s OR case_id = %(case)s ORDER BY id FOR UPDATE"
LEAVE = "UPDATE slot SET case_id = NULL WHERE case_id = %(case)s AND id IS DISTINCT FROM %(slot)s"
TAKE = """
UPDATE slot SET case_id = %(case)s WHERE id = %(slot)s AND (case_id IS NULL OR case_id = %(case)s)
   AND EXISTS (SELECT FROM visit v WHERE v.id = slot.visit_id AND v.cancelled_at IS NULL) RETURNING id"""
HELD = "SELECT (facts ->> 'visit_slot')::uuid, state FROM cases WHERE id = %s"
LET_GO = """
UPDATE slot SET case_id = NULL FROM cases stepped JOIN cases held ON held.id = stepped.root_id
 WHERE stepped.id = %s AND slot.case_id = held.id AND slot.id::text IS DISTINCT FROM held.facts ->> 'visit_slot'"""


@dataclass(frozen=True, slots=True)
class Offer:
    """A free slot. `kelurahan`: for whom the visit is; none named: for all."""

    id: UUID
    starts_at: datetime
    psychologist: UUID
    name: str
    place: str
    kelurahan: tuple[str, ...]

    @property
    def label(self) -> Text:
        at = moment_words(self.starts_at)
        more = " · ".join(one for one in (self.name, self.place) if one)
        return Text(f"{at.id} · {more}", f"{at.en} · {more}")

    def serves(self, region: str | None) -> bool:
        return not self.kelurahan or region in self.kelurahan


def free(engine: Engine, slot: UUID) -> None:
    """Whoever held it does not need it any more."""
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        tx.connection.execute("UPDATE slot SET case_id = NULL WHERE id = %s", (slot,))


def open_ones(connection: Connection, actor: Actor) -> tuple[Offer, ...]:
    """Those that whoever books could choose; nobody else is offered any."""
    if actor.role not in HOUSE_STAFF:
        return ()
    rows = connection.execute(FREE).fetchall()
    return tuple(Offer(row[0], row[1], row[2], row[3], row[4], tuple(row[5])) for row in rows)


def offered(form: Schema, offers: Sequence[Offer], case: Member) -> Schema:
    """A step's form with its slots filled in, and without what the office tells by itself."""
    sources = {name: node.get("x-ui", {}).get("source") for name, node in form.get("properties", {}).items()}
    if not {"slots", "told"} & set(sources.values()):
        return form
    told = {name for name, source in sources.items() if source == "told"}
    fields = {name: node for name, node in form["properties"].items() if name not in told}
    labels = {str(one.id): text(one.label) for one in offers if one.serves(case.region)}
    for name in [name for name, source in sources.items() if source == "slots"]:
        plain = {key: value for key, value in fields[name].items() if key != "format"}
        fields[name] = {**plain, "enum": list(labels), "x-ui": {**plain["x-ui"], "labels": labels}}
    return {**form, "properties": fields, "required": [one for one in form.get("required", ()) if one not in told]}


def told(engine: Engine, actor: Actor, case: UUID, step: str, form: Mapping[str, Any]) -> Mapping[str, Any]:
    """The form of a step with what the office knows of the chosen slot. Raises Invalid for a slot that is none."""
    if step != visiting.BOOK:
        return form
    with engine.database.transaction(actor) as tx:
        view = reading.case(tx, engine.registry, case)
        if view is None:
            return form
        offers = {str(one.id): one for one in open_ones(tx.connection, actor) if one.serves(view.member.region)}
        clocks = reading.clock_views(view.member, view.snapshot, view.now)
    chosen = form.get("slot")
    offer = offers.get(str(chosen))
    if offer is None and chosen is not None and actor.role in HOUSE_STAFF:
        if _known(engine, actor, str(chosen)):
            raise Refused(step, view.snapshot.state, [visiting.TAKEN], [])
        raise Invalid([Problem("/slot", "no_slot", NO_SLOT)])
    if offer is None:  # nothing was chosen, or nothing is hers to choose: the engine says so
        return {"slot": chosen, "psychologist": str(NOBODY), "slot_at": (view.now + timedelta(days=1)).isoformat()}
    due = min((one.due_at for one in clocks), default=None)
    return {
        "slot": str(chosen),
        "psychologist": str(offer.psychologist),
        "slot_at": offer.starts_at.isoformat(),
        "due_at": due.isoformat() if due else None,
    }


NOBODY = UUID(int=0)


def _known(engine: Engine, actor: Actor, slot: str) -> bool:
    """Whether there is, or was, such a slot."""
    try:
        chosen = UUID(slot)
    except ValueError:
        return False
    with engine.database.transaction(actor) as tx:
        return tx.connection.execute("SELECT FROM slot WHERE id = %s", (chosen,)).fetchone() is not None


def insist(registry: Registry, tx: Tx, step: str, case: UUID) -> None:
    """After a step, in its transaction: the case holds the slot that its record names, and no other. Once it is over,
    also with its last referral, it names none that lies ahead.

    Raises Refused where somebody was faster. Rows are locked in one order, so that two who change slots never wait for
    each other.
    """
    if step in visiting.STEPS:
        _hold(tx, case, step)
    elif _lets_go(registry, step):
        tx.connection.execute(LET_GO, (case,))


def _lets_go(registry: Registry, step: str) -> bool:
    """Whether a case may be over or settled after it, or taken up again."""
    taken = [found for one in registry if (found := one.workflow.find(step)) is not None]
    return any(one.ends or one.reopens or one.target == RESOLVED for one in taken)


def follow(tx: Tx, done: Done) -> None:
    """The same, for what the system does by itself."""
    _hold(tx, done.case_id, visiting.CANCELLED)


def _hold(tx: Tx, case: UUID, step: str) -> None:
    row = tx.connection.execute(HELD, (case,)).fetchone()
    if row is None:
        return
    named = {"case": case, "slot": row[0]}
    tx.connection.execute(LOCK, named)
    tx.connection.execute(LEAVE, named)
    if row[0] is not None and tx.connection.execute(TAKE, named).fetchone() is None:
        raise Refused(step, row[1], [visiting.TAKEN], [])


NO_SLOT = Text("Pilih waktu dari daftar.", "Choose a slot of the list.")
