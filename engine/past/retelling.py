"""The history of a family in the order in which it happened, each record with the family as it stood before it. Pure.

Records of one case are in the order of their numbers; one that follows from another comes after it; otherwise the
moment decides, and at one moment the family's version, in which escalations do not count.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.definition import Pending, Snapshot
from engine.past.replay import MIGRATED, PROPOSED, REOPENED, Body
from engine.registry import Registry


@dataclass(frozen=True, slots=True)
class Told:
    """A record as it was stored: `sealed` is its ciphertext."""

    case_id: UUID
    number: str
    body: Body
    sealed: bytes | None = None

    @property
    def key(self) -> tuple[str, int]:
        return (self.body["case"], self.body["seq"])

    @property
    def cause(self) -> tuple[str, int] | None:
        """The record from which this one follows."""
        return (self.body["cause"][0], self.body["cause"][1]) if self.body["cause"] is not None else None


def in_order(records: Iterable[Told]) -> list[Told]:
    waiting = sorted(records, key=_place)
    told: set[tuple[str, int]] = set()
    ordered: list[Told] = []
    known = {one.key for one in waiting}
    while waiting:
        ready = next((one for one in waiting if _ready(one, told, known)), waiting[0])
        waiting.remove(ready)
        told.add(ready.key)
        ordered.append(ready)
    return ordered


def _place(one: Told) -> tuple[str, int, bool, str, int]:
    body = one.body
    return (body["at"], body["version"], body["kind"] == "escalated", body["case"], body["seq"])


def _ready(one: Told, told: set[tuple[str, int]], known: set[tuple[str, int]]) -> bool:
    case, seq = one.key
    return (seq == 1 or (case, seq - 1) in told) and (one.cause is None or one.cause in told or one.cause not in known)


@dataclass(slots=True)
class Kinsfolk:
    """A family on the way through its history. A case's facts are those of the workflow as it is now."""

    registry: Registry
    cases: dict[UUID, Snapshot] = field(default_factory=dict)
    records: dict[tuple[str, int], Told] = field(default_factory=dict)
    _facts: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    _parents: dict[UUID, UUID] = field(default_factory=dict)

    def seen(self, case_id: UUID) -> Snapshot:
        """A case as guards see it: the root with its children, a child with its parent."""
        case = self.cases[case_id]
        parent = self._parents.get(case_id)
        if parent is None or parent not in self.cases:
            children = tuple(self.cases[one] for one, of in self._parents.items() if of == case_id)
            return replace(case, children=children)
        return replace(case, parent=self.seen(parent))

    def moment(self, one: Told) -> datetime:
        """For when a record was decided: when its deadline was due, or for when the record it follows from was."""
        while one.body["effective_at"] is None and one.cause in self.records:
            one = self.records[one.cause]
        return datetime.fromisoformat(one.body["effective_at"] or one.body["at"])

    def take(self, one: Told) -> None:
        """Go on past a record. Raises ValueError where its facts are none of the workflow as it is now."""
        body, now = one.body, self.moment(one)
        self.records[one.key] = one
        facts = self._facts[one.case_id] = {**self._facts.get(one.case_id, {}), **body["facts"]}
        before = self.cases.get(one.case_id)
        if before is None and one.cause is not None:
            self._parents[one.case_id] = UUID(one.cause[0])
        facts_now = self.registry.get(body["workflow"]).workflow.facts.model_validate(facts)
        self.cases[one.case_id] = retold(one, before, facts_now, now)


def retold(one: Told, before: Snapshot | None, facts: Any, now: datetime) -> Snapshot:
    """A case as a record left it: `before` is how it stood, `facts` what they became, `now` when it was decided."""
    body = one.body
    same = before is not None and before.state == body["to"] and body["kind"] != REOPENED
    stays = same or body["kind"] == MIGRATED  # a state that is called otherwise was entered when it was
    return Snapshot(
        id=one.case_id,
        workflow=body["workflow"],
        state=body["to"],
        facts=facts,
        entered_at=before.entered_at if before is not None and stays else now,
        opened_at=before.opened_at if before is not None else now,
        seq=body["seq"],
        ended_at=datetime.fromisoformat(body["ended"]) if body["ended"] is not None else None,
        pending=_pending(one, before),
        audience=frozenset(body["audience"]),
        excluded=frozenset(UUID(one) for one in body.get("excluded", ())),
        owner=UUID(body["owner"]) if body["owner"] is not None else None,
    )


def _pending(one: Told, before: Snapshot | None) -> Pending | None:
    """The proposal that waits after a record: the one that it makes, or the one that waited before."""
    body = one.body
    if body["pending"] is None:
        return None
    if body["kind"] != PROPOSED:
        return before.pending if before is not None else None
    by = UUID(body["actor"]) if body["actor"] is not None else None
    return Pending(body["seq"], body["act"], by, datetime.fromisoformat(body["at"]), body["read"])


@dataclass(slots=True)
class _Names:
    """What states and clocks of a case are called since."""

    states: dict[str, str] = field(default_factory=dict)
    clocks: dict[str, str | None] = field(default_factory=dict)

    def before(self, form: Mapping[str, Any]) -> "_Names":
        """The names before a migration, in those of now."""
        states = {old: self.states.get(new, new) for old, new in form["states"].items()}
        clocks = {old: self.clocks.get(new, new) if new is not None else None for old, new in form["clocks"].items()}
        return _Names(states, clocks)


def in_words_of_now(records: list[Told]) -> list[Told]:
    """The same records, in which states and clocks that were migrated since have the names that they have now."""
    names: dict[UUID, _Names] = {}
    renamed: list[Told] = []
    for one in reversed(records):
        after = names.get(one.case_id, _Names())
        if one.body["kind"] == MIGRATED:
            names[one.case_id] = after.before(one.body["form"])
        renamed.append(_renamed(one, names.get(one.case_id, after), after))
    return renamed[::-1]


def _renamed(one: Told, before: _Names, after: _Names) -> Told:
    body, fired = one.body, one.body["deadline"]
    changed: dict[str, Any] = {}
    if body["from"] in before.states:
        changed["from"] = before.states[body["from"]]
    if body["to"] in after.states:
        changed["to"] = after.states[body["to"]]
    if fired is not None and fired["name"] in after.clocks:
        changed["deadline"] = {**fired, "name": after.clocks[fired["name"]]}
    return replace(one, body={**body, **changed}) if changed else one


def by_family(rows: Iterable[tuple[UUID, Told]]) -> Iterator[list[Told]]:
    """Records with their root's id, root by root, each family in order and in the words of now."""
    families: dict[UUID, list[Told]] = {}
    for root_id, one in rows:
        families.setdefault(root_id, []).append(one)
    for records in families.values():
        yield in_words_of_now(in_order(records))
