"""Cases as the JSON that a page is a function of, for any workflow: no state, fact or rule is named here.

What is shown of a case is decided in `api.security.policy`; who may see it at all, by the database. Long because the
page of a case is one document, and this is its table of contents.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel

from api.cases import others, slots, victims
from api.cases.colleagues import Colleague, offered
from api.cases.slots import Offer
from api.definitions.catalog import Catalog, Entry, catalog
from api.definitions.schemas import Schema, schema
from api.problems import refusal
from api.security.masks import DOTS, mask
from api.security.policy import Sight, sight
from api.talk import handing
from api.words import Words, all_named, role_words, text
from engine import pausing, reading
from engine.definition import Actor, Shown, Snapshot, State, Text, Transition, Workflow
from engine.family import Member
from engine.reading import OVERDUE, ClockView, Listed, Step, View
from engine.registry import Registry
from workflows.extracts.papers import printable
from workflows.office.regions import name_of
from workflows.office.roles import ROLES

Json = dict[str, Any]
Warned = tuple[Text, Text]


@dataclass(frozen=True, slots=True)
class Lens:
    """Through which a case is looked at: by whom, when, and with which names at hand. `staff`: who may be chosen."""

    registry: Registry
    actor: Actor
    people: Mapping[UUID, str]
    now: datetime
    staff: Sequence[Colleague] = ()
    slots: Sequence[Offer] = ()
    alike: Sequence[Json] = ()
    """The cases that a step could mean: with the people of the one that is looked at."""

    def person(self, who: UUID | None) -> Json | None:
        return {"id": who, "name": self.people.get(who, "?")} if who is not None else None

    def words(self, workflow: Workflow) -> Catalog:
        return catalog(self.registry, workflow.name)


def listed(lens: Lens, case: Listed, *, facts: bool) -> Json:
    """One line of a list. `facts` False: only how it stands."""
    clocks = [clock(one) for one in case.clocks]
    return {
        "id": case.id,
        "number": case.number,
        "workflow": case.compiled.workflow.name,
        "title": text(case.compiled.workflow.title),
        "state": state(case.compiled.workflow.state(case.state)),
        "version": case.version,
        "kelurahan": kelurahan(case.region),
        "summary": summary(lens, case.compiled.workflow, case.facts) if facts else [],
        "owner": lens.person(case.owner),
        "opened_at": case.opened_at,
        "entered_at": case.entered_at,
        "ended_at": case.ended_at,
        "clocks": clocks,
        "badge": clocks[0] if clocks else None,
        "waiting": case.waiting,
    }


@dataclass(frozen=True, slots=True)
class Beside:
    """What belongs to the page of a case and stands elsewhere: what it holds as ciphertext, opened (of that only masks
    are shown), the states it has been in, the proposal that waits, the other cases that it names, and how much its
    reporter and the house wrote to each other."""

    private: Mapping[str, Any]
    visited: frozenset[str]
    proposal: Json | None
    sight: Sight
    keeping: Json | None = None
    links: Sequence[Json] = ()
    talk: Json | None = None


def detail(lens: Lens, view: View, beside: Beside) -> Json:
    """The whole page of a case."""
    workflow = view.member.compiled.workflow
    shown = beside.sight
    steps = reading.steps(view.member.compiled, view.snapshot, lens.actor, lens.now)
    return {
        **member(lens, view, view.member, shown),
        "now": lens.now,
        "facts": facts(lens, workflow, view.snapshot.facts) if shown.facts else [],
        "private": _private(lens, workflow, beside.private, shown),
        "workflow": drawn(view, steps, beside.visited),
        "parent": _parent(view),
        "links": list(beside.links),
        "excluded": _excluded(lens, view),
        "children": [child(lens, view, one) for one in view.children],
        "keeping": beside.keeping,
        "talk": beside.talk,
        "proposals": [beside.proposal] if beside.proposal is not None else [],
        "warnings": [{"title": text(title), "label": text(words)} for title, words in warnings(view)],
        "transitions": [step(lens, one, view.member, warnings(view)) for one in _ordered(lens, steps, view.member)],
    }


def warnings(view: View) -> list[Warned]:
    """What stands above the case, its children and every form of theirs, whoever looks: what it is called, and it."""
    root = view.family.root
    told = [(shown, getattr(root.snapshot.facts, shown.fact)) for shown in root.compiled.workflow.warns]
    return [(shown.title, shown.labels[value]) for shown, value in told if value is not None]


def member(lens: Lens, view: View, one: Member, shown: Sight) -> Json:
    """A case of a family, in short."""
    workflow = one.compiled.workflow
    snapshot = view.family.snapshot(one.snapshot.id)
    clocks = [
        {**clock(each), "acts": _acts(lens, view, snapshot.id, each.name)}
        for each in reading.clock_views(one, snapshot, lens.now)
    ]
    return {
        "id": snapshot.id,
        "number": one.number,
        "workflow": workflow.name,
        "title": text(workflow.title),
        "state": state(workflow.state(snapshot.state)),
        "version": view.family.version,
        "seq": snapshot.seq,
        "kelurahan": kelurahan(one.region or view.family.root.region),
        "summary": summary(lens, workflow, snapshot.facts) if shown.facts else [],
        "owner": lens.person(snapshot.owner),
        "opened_at": snapshot.opened_at,
        "entered_at": snapshot.entered_at,
        "ended_at": snapshot.ended_at,
        "clocks": clocks,
        "badge": clocks[0] if clocks else None,
        "waiting": snapshot.pending is not None,
        "papers": [
            {"name": paper.name, "title": text(paper.title), "href": f"/api/cases/{snapshot.id}/papers/{paper.name}"}
            for paper in printable(snapshot, lens.actor)
        ],
    }


def child(lens: Lens, view: View, one: Member) -> Json:
    snapshot = view.family.snapshot(one.snapshot.id)
    steps = reading.steps(one.compiled, snapshot, lens.actor, lens.now)
    return {
        **member(lens, view, one, sight(lens.actor, snapshot)),
        "transitions": [step(lens, each, one, warnings(view)) for each in _ordered(lens, steps, one)],
    }


def state(one: State) -> Json:
    return {"name": one.name, "title": text(one.title), "tone": one.tone, "final": one.final}


def clock(view: ClockView) -> Json:
    return {
        "name": view.name,
        "title": text(view.title),
        "rule": view.rule,
        "basis": view.basis,
        "anchor_at": view.anchor_at,
        "due_at": view.due_at,
        "status": view.status,
        "level": view.level,
        "next": {"at": view.next_at, "title": text(view.next_title)},
        "explanation": text(view.explanation),
        "paused": {"since": view.paused.since, "until": view.paused.until} if view.paused is not None else None,
    }


def _acts(lens: Lens, view: View, case_id: UUID, name: str) -> list[Json]:
    """What this person may do with a clock: each at its own address, with a reason."""
    return [
        {"name": act, "title": text(pausing.TITLES[act]), "href": f"/api/cases/{case_id}/clocks/{name}/{act}"}
        for act in pausing.possible(view.family, case_id, name, lens.actor)
    ]


def kelurahan(code: str | None) -> Json | None:
    if code is None:
        return None
    return {"code": code, "name": name_of(code).id}


def summary(lens: Lens, workflow: Workflow, values: BaseModel) -> list[Json]:
    words = lens.words(workflow)
    told = [(shown, getattr(values, shown.fact)) for shown in workflow.summary]
    return [
        _item(lens, words[shown.fact], shown, value) for shown, value in told if value is not None or not shown.if_set
    ]


def _item(lens: Lens, entry: Entry, shown: Shown, value: Any) -> Json:
    """A person of the staff is called by name."""
    return {
        "name": shown.fact,
        "title": text(shown.title),
        "value": value,
        "label": entry.label(lens.people.get(value, "?") if isinstance(value, UUID) else value),
        "tone": entry.tone(value),
    }


def facts(lens: Lens, workflow: Workflow, values: BaseModel) -> list[Json]:
    """What is on record, in groups: the case itself, then each line of its lists."""
    words = lens.words(workflow)
    own: list[Json] = []
    groups: list[Json] = []
    for name in type(values).model_fields:
        value, entry = getattr(values, name), words.get(name)
        if entry is None or value is None or value == ():
            continue
        if entry.within:
            groups.extend(_lines(entry, value))
        elif not _holds_groups(value):
            own.append(_fact(name, entry, values, value))
    return [{"title": ON_RECORD, "items": own}, *groups]


def _lines(entry: Entry, value: Any) -> Iterable[Json]:
    lines = value if isinstance(value, list | tuple) else (value,)
    for number, line in enumerate(lines, start=1):
        items = [
            _fact(name, entry.within[name], line, getattr(line, name))
            for name in getattr(type(line), "model_fields", ())
            if name in entry.within and getattr(line, name) not in (None, ())
        ]
        of = f" {number}" if len(lines) > 1 else ""
        yield {"title": {tongue: words + of for tongue, words in entry.title.items()}, "items": items}


def _holds_groups(value: Any) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(one, BaseModel) for one in value)


def _fact(name: str, entry: Entry, of: BaseModel, value: Any) -> Json:
    """`told`: somebody has said so; else it stands as it does in every case."""
    told = value != type(of).model_fields[name].default
    return {"name": name, "title": entry.title, "label": entry.label(value), "told": told}


def _private(lens: Lens, workflow: Workflow, private: Mapping[str, Any], shown: Sight) -> list[Json]:
    words = lens.words(workflow)
    return [
        {
            "name": name,
            "title": words[name].title if name in words else {"id": name, "en": name},
            "masked": mask(words.get(name), value) if shown.reveal else DOTS,
            "revealable": shown.reveal,
        }
        for name, value in private.items()
    ]


def step(lens: Lens, one: Step, of: Member, warned: Sequence[Warned]) -> Json:
    transition, workflow = one.transition, of.compiled.workflow
    form = noted(schema(transition.form), warned) if transition.form is not None else None
    target = workflow.state(transition.target) if transition.target is not None else None
    return {
        "name": transition.name,
        "title": text(transition.title),
        "target": {"name": target.name, "title": text(target.title)} if target is not None else None,
        "onward": _onward(lens, transition, of),
        "allowed": one.allowed,
        "refusals": [refusal(each) for each in one.refusals],
        "schema": _asked(lens, form, of) if form is not None else None,
        "confirm": text(transition.confirm) if transition.confirm is not None else None,
        "four_eyes": transition.four_eyes is not None,
        "fresh": transition.fresh,
        "bulk": for_many(transition),
        "href": f"/api/cases/{of.snapshot.id}/transitions/{transition.name}",
    }


def _onward(lens: Lens, transition: Transition, of: Member) -> bool:
    """Whether a step comes first: it moves the case on, or gives a case that is late to somebody."""
    moves = transition.target is not None or transition.ends or transition.opens is not None
    return moves or (transition.assigns and _late(lens, of))


def _ordered(lens: Lens, steps: Iterable[Step], of: Member) -> list[Step]:
    """As the workflow tells them; but what is late is handed on before anything else."""
    late = _late(lens, of)
    return sorted(steps, key=lambda one: not (late and one.transition.assigns))


def _late(lens: Lens, of: Member) -> bool:
    return any(each.status == OVERDUE for each in reading.clock_views(of, of.snapshot, lens.now))


def noted(form: Schema, warned: Sequence[Warned]) -> Schema:
    """A form with the warnings above it."""
    said: Schema = form.get("x-ui", {})
    notes = [{"rule": "", "basis": "", "text": text(words), "calls": [], "warns": True} for _, words in warned]
    return {**form, "x-ui": {**said, "notes": [*notes, *said.get("notes", ())]}} if notes else form


def _asked(lens: Lens, form: Schema, of: Member) -> Schema:
    """A step's form, with the people, the victims, the slots, the reporters and the cases that it can name."""
    seen = sight(lens.actor, of.snapshot).facts
    named = victims.offered(all_named(form), of.snapshot.facts, described=seen)
    held = slots.offered(offered(named, lens.staff, of, lens.actor), lens.slots, of)
    return others.suggested(handing.offered(held, of.snapshot.facts), lens.alike)


def for_many(step: Transition) -> bool:
    """Whether a step is one that may be taken on many cases at once."""
    grave = step.ends or step.reopens or step.four_eyes is not None or step.opens is not None
    return step.assigns and step.target is None and not grave


def drawn(view: View, steps: list[Step], visited: frozenset[str]) -> Json:
    """The states in the order of the workflow, each as it stands for this case, and where they are drawn."""
    workflow = view.member.compiled.workflow
    current = view.snapshot.state
    ahead = {one.transition.target for one in steps if one.allowed}
    query = urlencode(
        {
            "state": current,
            "visited": ",".join(sorted(visited)),
            "possible": ",".join(one.transition.name for one in steps if one.allowed),
        }
    )
    return {
        "name": workflow.name,
        "title": text(workflow.title),
        "states": [
            {
                **state(one),
                "visited": one.name in visited,
                "current": one.name == current,
                "possible": one.name in ahead,
            }
            for one in workflow.states
        ],
        "diagram": f"/api/workflows/{workflow.name}/diagram.svg?{query}",
    }


def _excluded(lens: Lens, view: View) -> list[Json]:
    """R31. For whom the case does not exist: who supervises sees the block, and nobody else."""
    if ROLES[lens.actor.role].scope != "city":
        return []
    return [{"id": who, "name": lens.people.get(who, "?")} for who in sorted(view.family.root.excluded)]


def _parent(view: View) -> Json | None:
    root = view.family.root
    if view.snapshot.parent is None:
        return None
    workflow = root.compiled.workflow
    return {
        "id": root.snapshot.id,
        "number": root.number,
        "title": text(workflow.title),
        "state": state(workflow.state(root.snapshot.state)),
    }


def proposal(lens: Lens, snapshot: Snapshot, transition: Transition, workflow: Workflow, form: Mapping[str, Any],
             role: str) -> Json:  # fmt: skip
    """A proposal that waits, with all that the second person needs. What its form holds in private stays masked."""
    pending = snapshot.pending
    assert pending is not None, "only a case whose step waits for a second person has a proposal"
    own = pending.by == lens.actor.id
    second = transition.four_eyes is not None and lens.actor.role in transition.four_eyes.by and not own
    words = lens.words(workflow)
    return {
        "number": pending.number,
        "transition": transition.name,
        "title": text(transition.title),
        "by": {**(lens.person(pending.by) or {"id": None, "name": "?"}), "role": role_words(role)},
        "at": pending.at,
        "form": [{"title": words[name].title, "label": words[name].label(value)}
                 for name, value in form.items() if name in words],
        "can_approve": second,
        "can_reject": second,
        "can_withdraw": own,
    }  # fmt: skip


ON_RECORD: Words = {"id": "Tercatat", "en": "On record"}
