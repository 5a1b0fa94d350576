"""Decide what a command does to a case: pure, knows no session and no clock, answers Moved or Refusals.

A refusal lists everything that stands in the way: role, state and every guard, not the first of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from engine.definition import (
    SYSTEM,
    Actor,
    Guard,
    Notice,
    Opens,
    Pending,
    Refusal,
    Situation,
    Snapshot,
    Text,
    Transition,
    Workflow,
)
from engine.forms import split
from engine.registry import Compiled


@dataclass(frozen=True, slots=True)
class Moved:
    """What a step means, before anything is written. `facts` are the closed facts it changes, `private` the rest of its
    form.

    `proposes`: the step waits for a second person; only `after.pending` changes. `read` are the facts its guards read.
    """

    transition: Transition
    actor: Actor
    before: Snapshot
    after: Snapshot
    facts: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    read: Mapping[str, Any] = field(default_factory=dict)
    checked: tuple[tuple[str, str | None], ...] = ()
    proposes: bool = False
    voided: int | None = None
    situation: Situation | None = None

    @property
    def opens(self) -> Opens | None:
        return None if self.proposes else self.transition.opens

    @property
    def notices(self) -> tuple[Notice, ...]:
        if self.proposes and self.transition.four_eyes is not None:
            return (Notice(self.transition.four_eyes.by, "approval"),)
        return self.transition.tells


@dataclass(frozen=True, slots=True)
class Refusals:
    """Why a command was not taken: every reason."""

    act: str
    state: str
    why: tuple[Refusal, ...]


def decide(
    compiled: Compiled,
    case: Snapshot,
    transition: Transition,
    actor: Actor,
    form: BaseModel | None,
    now: datetime,
    *,
    approving: bool = False,
) -> Moved | Refusals:
    """Judge one transition. `form` is already validated; `approving`: the second person's act on a pending proposal."""
    situation = Situation(case, actor, now, form, compiled.workflow.limits)

    why = [*_outer_refusals(compiled, case, transition, actor, approving), *_judged(transition.guards, situation)]
    if why:
        return Refusals(transition.name, case.state, tuple(why))

    read = facts_read(transition.guards, case.facts)
    checked = tuple((guard.rule, None) for guard in transition.guards)
    if transition.four_eyes is not None and not approving:
        return _proposed(case, situation, transition, read, checked)
    return _moved(compiled, situation, transition, read, checked, approving)


def standing(
    compiled: Compiled, case: Snapshot, transition: Transition, actor: Actor, now: datetime
) -> tuple[Refusal, ...]:
    """What stands in the way before a form is filled in: for showing a step as possible or blocked."""
    guards = tuple(guard for guard in transition.guards if not guard.needs_form)
    outer = _outer_refusals(compiled, case, transition, actor, approving=False)
    return (*outer, *_judged(guards, Situation(case, actor, now, limits=compiled.workflow.limits)))


def moot(case: Snapshot, transition: Transition, actor: Actor, now: datetime) -> bool:
    """Whether there is nothing now that the step could be about: to be answered, ended, given up."""
    situation = Situation(case, actor, now)
    return any(guard.check(situation) is not None for guard in transition.guards if guard.moot)


def findings(transition: Transition, situation: Situation) -> list[tuple[str, tuple[Refusal, ...]]]:
    """Each guard of a step by its rule, with what it says against it: for whoever decides on a proposal."""
    return [(guard.rule, tuple(_judged((guard,), situation))) for guard in transition.guards]


def _outer_refusals(
    compiled: Compiled, case: Snapshot, transition: Transition, actor: Actor, approving: bool
) -> list[Refusal]:
    """Role, ending and state: what stands in the way whatever the facts are."""
    if compiled.gone:
        return [VERSION_GONE]
    why: list[Refusal] = []
    allowed = transition.four_eyes.by if approving and transition.four_eyes else transition.by
    if actor.role not in allowed:
        why.append(_not_your_role(allowed))
    if case.ended_at is not None and not transition.past_the_end:
        why.append(ENDED)
    if case.state in transition.refused_in:
        why.append(transition.refused_in[case.state])
    elif not compiled.kernel.leaves(case.state, transition.name):
        why.append(_wrong_state(compiled, case, transition))
    if case.pending is not None and transition.four_eyes is not None and not approving:
        why.append(WAITING)
    return why


def _judged(guards: tuple[Guard, ...], situation: Situation) -> list[Refusal]:
    why: list[Refusal] = []
    for guard in guards:
        answer = guard.check(situation)
        if answer is not None:
            why.extend(answer if isinstance(answer, tuple) else (answer,))
    return why


def facts_read(guards: tuple[Guard, ...], facts: BaseModel) -> dict[str, Any]:
    """The facts that the guards of a step read, ready for JSON: what a decision was judged on."""
    names = {name for guard in guards for name in guard.reads}
    return facts.model_dump(mode="json", include=names) if names else {}


def _proposed(
    case: Snapshot,
    situation: Situation,
    transition: Transition,
    read: dict[str, Any],
    checked: tuple[tuple[str, str | None], ...],
) -> Moved:
    closed, private = split(situation.form) if situation.form is not None else ({}, {})
    pending = Pending(case.seq + 1, transition.name, situation.actor.id, situation.now, read)
    after = replace(case, pending=pending)
    return Moved(
        transition, situation.actor, case, after, {}, closed, private, read, checked, proposes=True, situation=situation
    )


def _moved(
    compiled: Compiled,
    situation: Situation,
    transition: Transition,
    read: dict[str, Any],
    checked: tuple[tuple[str, str | None], ...],
    approving: bool,
) -> Moved:
    workflow, case, now = compiled.workflow, situation.case, situation.now
    state = compiled.kernel.move(case.state, transition.name)
    closed, private = split(situation.form) if situation.form is not None else ({}, {})

    facts = facts_after(workflow, case.facts, _changes(compiled, situation, transition, closed), now)
    audience = _audience_after(workflow, situation, transition, facts)
    excluded = workflow.excluded(facts) if workflow.excluded is not None else case.excluded
    pending, voided = (None, None) if approving else _pending_after(compiled, case, state, facts)
    after = replace(
        case,
        state=state,
        facts=facts,
        entered_at=now if state != case.state or transition.reopens else case.entered_at,
        ended_at=_ended_after(workflow, case, state, transition, now),
        pending=pending,
        audience=audience,
        excluded=excluded,
        owner=_owner_after(situation, transition, closed, excluded),
    )
    patch = changed(case.facts, facts)
    return Moved(
        transition,
        situation.actor,
        case,
        after,
        patch,
        closed,
        private,
        read,
        checked,
        voided=voided,
        situation=situation,
    )


def _changes(
    compiled: Compiled, situation: Situation, transition: Transition, closed: Mapping[str, Any]
) -> dict[str, Any]:
    """The facts that a form changes: its closed fields that are named like one, and what the transition computes."""
    same = {name: getattr(situation.form, name) for name in closed if name in compiled.fact_names}
    return {**same, **transition.changes(situation)} if transition.changes is not None else same


def facts_after(workflow: Workflow, before: Any, changes: Mapping[str, Any], now: datetime) -> Any:
    """The facts with their changes, and with what follows from them."""
    facts = before.model_copy(update=changes) if changes else before
    derived = workflow.derive(before, facts, now) if workflow.derive is not None else None
    return facts.model_copy(update=derived) if derived else facts


def changed(before: Any, after: Any) -> dict[str, Any]:
    """The facts that differ, with their new values ready for JSON: the record's `facts`."""
    names = {name for name in type(after).model_fields if getattr(before, name) != getattr(after, name)}
    dumped: dict[str, Any] = after.model_dump(mode="json", include=names) if names else {}
    return dumped


def _ended_after(
    workflow: Workflow, case: Snapshot, state: str, transition: Transition, now: datetime
) -> datetime | None:
    """A case ends by a transition that says so, or in a final state."""
    if transition.ends or workflow.state(state).final:
        return case.ended_at or now
    return None if transition.reopens else case.ended_at


def _audience_after(workflow: Workflow, situation: Situation, transition: Transition, facts: Any) -> frozenset[str]:
    """Whoever the facts no longer name loses sight; whoever came to see the case by a step or a child keeps it."""
    case = situation.case
    audience = case.audience | (transition.audience(situation) if transition.audience else frozenset())
    if workflow.audience is None:
        return audience
    named = workflow.audience(facts)
    return audience - (workflow.audience(case.facts) - named) | named


def _owner_after(
    situation: Situation, transition: Transition, closed: Mapping[str, Any], excluded: frozenset[UUID]
) -> UUID | None:
    """Whoever it is assigned to; nobody, where that is somebody for whom the case does not exist."""
    owner: UUID | None = situation.case.owner
    if transition.assigns and situation.form is not None and "assignee" in closed:
        owner = situation.form.assignee
    return None if owner in excluded else owner


def _pending_after(
    compiled: Compiled, case: Snapshot, state: str, facts: BaseModel
) -> tuple[Pending | None, int | None]:
    """A proposal dies when a fact that its guards read has changed, or the case has left its source state."""
    pending = case.pending
    if pending is None:
        return None, None
    transition = compiled.workflow.find(pending.transition)
    alive = transition is not None and compiled.kernel.leaves(state, pending.transition)
    if alive and transition is not None and facts_read(transition.guards, facts) == dict(pending.reads):
        return pending, None
    return None, pending.number


def followed(workflow: Workflow, parent: Snapshot, child: Workflow) -> str | None:
    """The automatic step that a parent makes after a child of this kind moved."""
    return workflow.follow(parent) if workflow.follow is not None and not child.beside else None


def _not_your_role(allowed: tuple[str, ...]) -> Refusal:
    roles = ", ".join(role for role in allowed if role != SYSTEM) or SYSTEM
    return Refusal(
        "ROLE",
        "NOT_YOUR_ROLE",
        Text(f"Langkah ini dilakukan oleh: {roles}.", f"This step is taken by: {roles}."),
        "peran / roles",
        Text("Minta orang dengan peran itu.", "Ask a person in that role."),
    )


def _wrong_state(compiled: Compiled, case: Snapshot, transition: Transition) -> Refusal:
    workflow = compiled.workflow
    here = workflow.state(case.state).title
    there_id = ", ".join(workflow.state(source).title.id for source in transition.sources)
    there_en = ", ".join(workflow.state(source).title.en for source in transition.sources)
    return Refusal(
        "STATE",
        "WRONG_STATE",
        Text(
            f"Kasus ini {here.id}; langkah ini dari: {there_id}.",
            f"The case is {here.en}; this step leaves: {there_en}.",
        ),
        "alur kerja / workflow",
    )


VERSION_GONE = Refusal(
    "VERSION",
    "VERSION_GONE",
    Text(
        "Kasus ini terikat pada versi alur kerja yang tidak dapat dijalankan lagi.",
        "This case is pinned to a version of its workflow that cannot run any more.",
    ),
    "alur kerja / workflow",
    Text("Minta admin memindahkannya: omah migrate-cases.", "Ask the admin to migrate it: omah migrate-cases."),
)

ENDED = Refusal(
    "STATE",
    "ENDED",
    Text("Kasus ini sudah diakhiri.", "This case has ended."),
    "alur kerja / workflow",
    Text("Buka kembali kasusnya.", "Reopen the case."),
)
WAITING = Refusal(
    "R22",
    "PROPOSAL_WAITS",
    Text("Sudah ada usulan yang menunggu persetujuan.", "A proposal is already waiting for approval."),
    "R22",
    Text("Setujui, tolak atau tarik usulan itu.", "Approve, reject or withdraw it."),
)
SECOND_PERSON = Refusal(
    "R22",
    "SECOND_PERSON",
    Text("Usulan sendiri tidak boleh disetujui sendiri.", "Nobody approves their own proposal."),
    "kebijakan / policy R22",
    Text("Orang lain harus menyetujui.", "Another person must approve."),
)
