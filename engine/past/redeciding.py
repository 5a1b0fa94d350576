"""Decide the past again: each step of the history, on the facts of then, by the workflows as they are now.

Where today's answer is another than that of then, it is listed: as a rule of ours that has changed since, or as
something that should not have been possible. Nothing is written.

Long because each kind of record is judged in its own way, and all of them in the order of one family's history.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from engine import calendars, forms, pausing
from engine.database import SYSTEM_ACTOR
from engine.decision import Moved, Refusals, changed, decide, facts_after, followed, standing
from engine.definition import SYSTEM, Actor, Situation, Snapshot, Text, Transition, Workflow
from engine.errors import Invalid, NotFound
from engine.past.replay import MIGRATED
from engine.past.retelling import Kinsfolk, Told, by_family
from engine.registry import Compiled, Registry
from engine.runtime import Engine
from engine.secrets.keys import KeyStoreError

PORTION = 200
"""So many families are gone through together."""

WORDS = {
    "refused": Text("Langkah {act} sekarang ditolak: {what}.", "The step {act} is refused today: {what}."),
    "allowed": Text(
        "Tingkat {act} sekarang memindahkan kasus; dulu tidak.", "The rung {act} moves the case today; then it did not."
    ),
    "outcome_differs": Text(
        "Hasil langkah {act} sekarang lain: {what}.", "The step {act} comes out otherwise: {what}."
    ),
    "follows_otherwise": Text(
        "Kasus induk sekarang mengikuti dengan {what}; dulu {act}.", "The parent follows with {what} today; then {act}."
    ),
    "form_invalid": Text(
        "Isian langkah {act} sekarang tidak diterima: {what}.", "The form of {act} is not accepted today: {what}."
    ),
    "unknown_step": Text("Langkah {act} tidak ada lagi.", "There is no step {act} any more."),
    "facts_unreadable": Text(
        "Catatan ini tidak terbaca dengan alur kerja sekarang.", "This record cannot be read by today's workflow."
    ),
}
UNDECIDED = frozenset({"rejected", "withdrawn", MIGRATED})
"""Kinds of records in which a person says no, or a case moves to another version, and no rule is asked."""
OF_CLOCKS = frozenset({*pausing.TITLES, calendars.CHANGED})
"""Acts that change clocks and no case."""


@dataclass(frozen=True, slots=True)
class Divergence:
    """A record at which today's answer is another. `definition` is the version by which was decided then."""

    case_id: UUID
    number: str
    seq: int
    problem: str
    definition: str
    words: Text


@dataclass(slots=True)
class Redecided:
    """What came of it. `decisions` were decided again, of which `unread` without their form, since the key of their
    case is not there; `others` are records in which nothing was decided.
    """

    decisions: int = 0
    unread: int = 0
    others: int = 0
    divergences: list[Divergence] = field(default_factory=list)


Opened = Callable[[UUID, Told], Mapping[str, Any]]
"""What is sealed in a record of a root's family, opened. Raises KeyStoreError."""


def redecide(engine: Engine, case_id: UUID | None = None) -> Redecided:
    """One case's family, or all of them, in one consistent reading."""

    def opened(root: UUID, one: Told) -> Mapping[str, Any]:
        assert one.sealed is not None, "only what is sealed is opened"
        place = f"history/{one.case_id}/{one.body['seq']}"
        private: Mapping[str, Any] = engine.keys.case_key(root).open_json(one.sealed, place=place)
        return private

    done = Redecided()
    with engine.database.transaction(SYSTEM_ACTOR, steady=True) as tx:
        for roots in _roots(tx.connection, case_id):
            go_through(engine.registry, by_family(_records(tx.connection, roots)), opened, done)
    return done


def go_through(registry: Registry, families: Iterable[list[Told]], opened: Opened, done: Redecided) -> Redecided:
    """Families in the order of their history, wherever they are kept; `done` is added to."""
    for family in families:
        _Again(registry, opened, done).go_through(family)
    return done


class _Again:
    """One family's past, decided again."""

    def __init__(self, registry: Registry, opened: Opened, done: Redecided) -> None:
        self._registry, self._opened, self._done = registry, opened, done
        self._kin = Kinsfolk(registry)

    def go_through(self, family: list[Told]) -> None:
        for one in family:
            try:
                problem = self._judge(one)
                self._kin.take(one)
            except (ValueError, KeyError, TypeError, NotFound):
                self._note(one, "facts_unreadable")
                return
            if problem is not None:
                self._note(one, *problem)

    def _judge(self, one: Told) -> tuple[str, str] | None:
        body = one.body
        compiled = self._registry.get(body["workflow"])
        transition = compiled.workflow.find(body["act"])
        if body["kind"] in UNDECIDED or body["act"] in OF_CLOCKS or (body["kind"] == "opened" and one.cause):
            self._done.others += 1
            return None
        if body["kind"] == "escalated":
            return self._judge_rung(compiled, one)
        if body["kind"] == "opened":
            return self._judge_opening(compiled, one)
        if body["kind"] == "followed":
            return self._judge_following(compiled, one)
        if transition is None:
            return "unknown_step", ""
        return self._judge_step(compiled, transition, one)

    def _judge_step(self, compiled: Compiled, transition: Transition, one: Told) -> tuple[str, str] | None:
        self._done.decisions += 1
        case, now, actor = self._kin.seen(one.case_id), self._kin.moment(one), _actor(one)
        approving = one.body["kind"] == "approved"
        try:
            form = self._form(transition, one)
        except Invalid as invalid:
            return "form_invalid", ", ".join(problem.pointer or "/" for problem in invalid.problems)
        except KeyStoreError:
            self._done.unread += 1
            why = () if approving else standing(compiled, case, transition, actor, now)
            return ("refused", _codes(why)) if why else None

        decided = decide(compiled, case, transition, actor, form, now, approving=approving)
        if isinstance(decided, Refusals):
            return "refused", _codes(decided.why)
        names = _differing(decided, one)
        return ("outcome_differs", ", ".join(names)) if names else None

    def _judge_opening(self, compiled: Compiled, one: Told) -> tuple[str, str] | None:
        workflow, now, actor = compiled.workflow, self._kin.moment(one), _actor(one)
        if workflow.begin is None or workflow.opening is None or actor.role not in workflow.opened_by:
            return "refused", "NOT_YOUR_ROLE"
        self._done.decisions += 1
        try:
            form = forms.validate(workflow.opening, self._filled(one), now)
        except Invalid as invalid:
            return "form_invalid", ", ".join(problem.pointer or "/" for problem in invalid.problems)
        except KeyStoreError:
            self._done.unread += 1
            return None
        blank = Snapshot(one.case_id, workflow.name, workflow.initial, None, now, now)
        facts = facts_after(workflow, workflow.begin(Situation(blank, actor, now, form)), {}, now)
        then = workflow.facts.model_validate(one.body["facts"])  # a fact that came later has its default
        names = list(changed(then, facts))
        return ("outcome_differs", ", ".join(names)) if names else None

    def _judge_following(self, compiled: Compiled, one: Told) -> tuple[str, str] | None:
        """What a parent did after its child: today's table, and what its step makes of the case."""
        case = self._kin.seen(one.case_id)
        named = self._followed(compiled.workflow, case, one)
        transition = compiled.workflow.find(named) if named is not None else None
        cause = self._kin.records.get(one.cause) if one.cause is not None else None
        did = None if cause is not None and _only_clocks(one, cause) else one.body["act"]
        if transition is None or did != named:
            self._done.decisions += 1
            return None if did is None and named is None else ("follows_otherwise", named or "–")
        return self._judge_step(compiled, transition, one)

    def _followed(self, workflow: Workflow, case: Snapshot, one: Told) -> str | None:
        cause = self._kin.records.get(one.cause) if one.cause is not None else None
        child = self._registry.get(cause.body["workflow"]).workflow if cause is not None else workflow
        return followed(workflow, case, child)

    def _judge_rung(self, compiled: Compiled, one: Told) -> tuple[str, str] | None:
        """A rung that only told its roles: whether it would have moved its case today."""
        fired = one.body["deadline"]
        known = next((two for two in compiled.workflow.deadlines if two.name == fired["name"]), None) if fired else None
        rung = known.rungs[fired["rung"]] if known is not None and fired["rung"] < len(known.rungs) else None
        transition = compiled.workflow.find(rung.move) if rung is not None and rung.move is not None else None
        if transition is None:
            self._done.others += 1
            return None
        self._done.decisions += 1
        case, now = self._kin.seen(one.case_id), self._kin.moment(one)
        decided = decide(compiled, case, transition, _actor(one), None, now)
        return ("allowed", "") if isinstance(decided, Moved) else None

    def _form(self, transition: Transition, one: Told) -> Any:
        """What was filled in, read by today's form; for an approval, what was proposed.

        Raises Invalid, KeyStoreError.
        """
        if transition.form is None:
            return None
        if one.body["kind"] != "approved":
            return forms.validate(transition.form, self._filled(one), self._kin.moment(one))
        pending = self._kin.cases[one.case_id].pending
        proposal = self._kin.records[(one.body["case"], pending.number)] if pending is not None else one
        return forms.validate(transition.form, self._filled(proposal), datetime.fromisoformat(proposal.body["at"]))

    def _filled(self, one: Told) -> Any:
        if one.sealed is None:
            return one.body["form"]
        root = next(iter(self._kin.cases), one.case_id)
        return forms.join(one.body["form"], self._opened(root, one))

    def _note(self, one: Told, problem: str, what: str = "") -> None:
        words, act = WORDS[problem], one.body["act"]
        told = Text(words.id.format(act=act, what=what), words.en.format(act=act, what=what))
        found = Divergence(one.case_id, one.number, one.body["seq"], problem, one.body["definition"], told)
        self._done.divergences.append(found)


def _only_clocks(one: Told, cause: Told) -> bool:
    """A parent's record that its child's act only changed its clocks: it has the act's name, and moves nothing."""
    return one.body["act"] == cause.body["act"] and one.body["from"] == one.body["to"] and not one.body["facts"]


def _differing(moved: Moved, one: Told) -> list[str]:
    """In what today's outcome is another. The audience of then may be larger, by what a child that it opens adds."""
    body, after = one.body, moved.after
    audience = set(body["audience"])
    told: Mapping[str, bool] = {
        "proposal": moved.proposes == (body["kind"] == "proposed"),
        "state": after.state == body["to"],
        "facts": moved.proposes or dict(moved.facts) == body["facts"],
        "ended": (after.ended_at is None) == (body["ended"] is None),
        "owner": (after.owner.hex if after.owner is not None else None) == body["owner"],
        "audience": after.audience == audience or (moved.opens is not None and after.audience <= audience),
        "excluded": moved.before.parent is not None
        or sorted(who.hex for who in after.excluded) == body.get("excluded", []),
        "pending": (after.pending.number if after.pending is not None else None) == body["pending"],
    }
    return [name for name, same in told.items() if not same]


def _actor(one: Told) -> Actor:
    """Whoever acted, in the role of then. What they might see is not asked again."""
    body = one.body
    return Actor(UUID(body["actor"]) if body["actor"] is not None else None, body["role"] or SYSTEM)


def _codes(why: Any) -> str:
    return ", ".join(dict.fromkeys(refusal.code for refusal in why))


def _roots(connection: "psycopg.Connection[Any]", case_id: UUID | None) -> Iterator[list[UUID]]:
    if case_id is not None:
        yield [row[0] for row in connection.execute("SELECT root_id FROM cases WHERE id = %s", (case_id,))]
        return
    last = UUID(int=0)
    while roots := [row[0] for row in connection.execute(_ROOTS, (last, PORTION))]:
        yield roots
        last = roots[-1]


def _records(connection: "psycopg.Connection[Any]", roots: list[UUID]) -> Iterator[tuple[UUID, Told]]:
    with connection.cursor(binary=True) as cursor:
        for root_id, case_id, number, text, sealed in cursor.execute(_RECORDS, (roots,)):
            yield root_id, Told(case_id, number, json.loads(text), sealed)


_ROOTS = "SELECT id FROM cases WHERE parent_id IS NULL AND id > %s ORDER BY id LIMIT %s"
_RECORDS = """SELECT c.root_id, c.id, c.number, h.body, h.sealed FROM history h JOIN cases c ON c.id = h.case_id
    WHERE c.root_id = ANY(%s) ORDER BY c.root_id, c.id, h.seq"""
