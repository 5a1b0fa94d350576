"""Conflict of interest: for staff who are related to a person of a case, it does not exist (R31).

Persons stand here by the ids of their accounts only. Who declared what, and why, is kept in the history.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.definition import Refusal, Situation, Text, guard
from workflows.facts.case import CaseFacts
from workflows.forms.steps import Assignment, KeepingOut, LettingIn

POLICY = "Kebijakan Omah Peluk (P)"


def kept_out(facts: CaseFacts) -> frozenset[UUID]:
    """For whom the case does not exist."""
    return frozenset(facts.kept_out)


def keeping_oneself_out(situation: Situation) -> Mapping[str, Any]:
    own = situation.actor.id
    return _with(situation.facts, () if own is None else (own,))


def keeping_out(situation: Situation) -> Mapping[str, Any]:
    form: KeepingOut = situation.form
    return _with(situation.facts, (form.person,))


def letting_in(situation: Situation) -> Mapping[str, Any]:
    form: LettingIn = situation.form
    facts: CaseFacts = situation.facts
    return {"kept_out": tuple(one for one in facts.kept_out if one != form.person)}


@guard("R31", reads=("kept_out",), needs_form=True)
def is_kept_out(situation: Situation) -> Refusal | None:
    """R31. Only a block that there is can be lifted."""
    if situation.form.person in situation.facts.kept_out:
        return None
    return Refusal(
        rule="R31",
        code="NOT_KEPT_OUT",
        reason=Text("Orang ini tidak dihalangi dari kasus ini.", "This person is not kept out of the case."),
        basis=POLICY,
        lifted_by=Text("Pilih dari yang dihalangi.", "Choose one of those kept out."),
    )


@guard("R31", reads=("kept_out",), needs_form=True)
def is_not_kept_out(situation: Situation) -> Refusal | None:
    """R31. One block is enough, and lifting it lets somebody in again."""
    if situation.form.person not in situation.facts.kept_out:
        return None
    return Refusal(
        rule="R31",
        code="KEPT_OUT_ALREADY",
        reason=Text("Orang ini sudah dihalangi dari kasus ini.", "This person is kept out of the case already."),
        basis=POLICY,
    )


@guard("R31", reads=("kept_out",), needs_form=True)
def assignee_has_no_conflict(situation: Situation) -> Refusal | None:
    """R31. Nobody works on a case that does not exist for them."""
    form: Assignment = situation.form
    if form.assignee not in situation.facts.kept_out:
        return None
    return Refusal(
        rule="R31",
        code="KEPT_OUT",
        reason=Text("Orang ini memiliki konflik kepentingan.", "This person has a conflict of interest."),
        basis=POLICY,
        lifted_by=Text("Tugaskan kepada orang lain.", "Assign it to somebody else."),
    )


def _with(facts: CaseFacts, more: tuple[UUID, ...]) -> Mapping[str, Any]:
    return {"kept_out": tuple(dict.fromkeys((*facts.kept_out, *more)))}
