"""The other case of a step that changes two: found by its number, judged by its own guards, written with the first.

Both families go down in one transaction, the one with the smaller root first, each guarded by its own `writes`; where
either was overtaken, neither is written.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg

from engine import family, forms
from engine.composition import SYSTEM_ACTOR, Act, act_of
from engine.decision import Refusals, decide
from engine.definition import Joins, Refusal, Side, Text
from engine.family import Family, Member
from engine.registry import Registry
from engine.secrets import marks, sealing
from engine.secrets.keys import KeyDestroyed, KeyStore

DROPPED = ("rejected", "withdrawn")
"""Kinds of an act by which a proposal comes to nothing, for the other case too."""


@dataclass(frozen=True, slots=True)
class Other:
    """The family of the other case and its act. `waits`: the step is only proposed, so nothing of it is written yet."""

    family: Family
    act: Act
    waits: bool


class DueFirst(Exception):
    """The other case has a deadline that comes before."""

    def __init__(self, root_id: UUID) -> None:
        self.root_id = root_id


def other(
    connection: "psycopg.Connection[Any]", registry: Registry, keys: KeyStore, kin: Family, case_id: UUID, first: Act
) -> Other | Refusals | None:
    """What the first act of a case does to another one: None where it does nothing to any. Raises DueFirst."""
    member = kin.members[case_id]
    step = member.compiled.workflow.find(first.act)
    if step is None or step.joins is None or first.kind in DROPPED:
        return None
    theirs = _found(connection, registry, member, str(first.form[step.joins.field]))
    if isinstance(theirs, Refusal):
        return Refusals(first.act, member.snapshot.state, (theirs,))
    theirs = replace(theirs, now=max(theirs.now, kin.now))
    if theirs.due(theirs.now):
        raise DueFirst(theirs.root_id)

    act = _act(connection, keys, member, theirs, step.joins)
    if isinstance(act, Refusals):
        of = theirs.root.number
        return Refusals(first.act, member.snapshot.state, tuple(_there(one, of) for one in act.why))
    return Other(theirs, replace(act, cause=(case_id, member.snapshot.seq + 1)), waits=first.kind == "proposed")


def _act(
    connection: "psycopg.Connection[Any]", keys: KeyStore, member: Member, theirs: Family, joins: Joins
) -> Act | Refusals:
    root = theirs.root
    own, there = (_side(connection, keys, one) for one in (member, root))
    chosen = root.compiled.workflow.find(joins.step)
    if chosen is None or chosen.form is None:
        return Refusals(joins.step, root.snapshot.state, (NOT_IN_ITS_VERSION,))
    alike = marks.between(connection, member.snapshot.id, theirs.root_id)
    form = forms.validate(chosen.form, joins.brings(own, there, alike), theirs.now)
    moved = decide(root.compiled, theirs.snapshot(theirs.root_id), chosen, SYSTEM_ACTOR, form, theirs.now)
    if isinstance(moved, Refusals):
        return moved
    named = {name: value for name, value in moved.private.items() if name in root.compiled.lasting}
    return replace(act_of(moved), lasting={**there.private, **named} if named else None)


def _side(connection: "psycopg.Connection[Any]", keys: KeyStore, member: Member) -> Side:
    try:
        private = sealing.read_case(connection, keys, member.snapshot.id)
    except KeyDestroyed:
        private = {}  # what was erased is over, and is told no for that
    return Side(member.number, member.snapshot.facts, private)


def _found(connection: "psycopg.Connection[Any]", registry: Registry, member: Member, number: str) -> Family | Refusal:
    """Whoever does not see the other case is told what is said of one that is not there (R31)."""
    if number == member.number:
        return ITSELF
    row = connection.execute(
        "SELECT id FROM cases WHERE number = %s AND workflow = %s AND parent_id IS NULL",
        (number, member.snapshot.workflow),
    ).fetchone()
    found = family.read(connection, registry, row[0]) if row is not None else None
    return found if found is not None else NOT_THERE


def _there(refusal: Refusal, number: str) -> Refusal:
    """What stands in the way in the other case, said so that nobody looks for it in this one."""
    reason = Text(f"Pada kasus {number}: {refusal.reason.id}", f"On case {number}: {refusal.reason.en}")
    return replace(refusal, reason=reason)


BASIS = "alur kerja / workflow"
ITSELF = Refusal(
    "STATE",
    "ITSELF",
    Text("Ini kasus yang sama.", "This is the case itself."),
    BASIS,
    Text("Pilih kasus yang lain.", "Choose the other case."),
)
NOT_THERE = Refusal(
    "STATE",
    "NO_SUCH_CASE",
    Text(
        "Tidak ada kasus dengan nomor ini yang dapat Anda lihat.", "There is no case of this number that you may see."
    ),
    BASIS,
    Text("Periksa nomornya.", "Check the number."),
)
NOT_IN_ITS_VERSION = Refusal(
    "VERSION",
    "VERSION_WITHOUT_STEP",
    Text(
        "Kasus itu terikat pada versi alur kerja yang belum mengenal langkah ini.",
        "That case is pinned to a version of its workflow that does not know this step yet.",
    ),
    BASIS,
    Text("Minta admin memindahkannya: omah migrate-cases.", "Ask the admin to migrate it: omah migrate-cases."),
)
