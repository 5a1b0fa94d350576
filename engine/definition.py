"""What a workflow is made of: the words in which a page of `workflows/` is written. Frozen data, no I/O.

A workflow names its states, the transitions between them, the deadlines that run meanwhile, and the predicate
that says when nothing is owed any more. `engine.registry` proves it sound before a case may use it.

Longer than most files because it is the whole vocabulary, and a page of a workflow is read beside it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from engine.calendar import Calendar, Duration, Elapsed

SYSTEM = "system"
"""The role in which the workers act. No person holds it."""


@dataclass(frozen=True, slots=True)
class Text:
    """What users read, in Bahasa Indonesia first, English beside it."""

    id: str
    en: str


class Private:
    """Marks a form's field as free text or a person: kept only as ciphertext under the case's own key.

    Use as `Annotated[str, Private()]`. Fields without it must be closed: enums, literals, booleans, numbers, times.
    """


class Facts(BaseModel, frozen=True, extra="forbid"):
    """What guards and deadlines read. Closed values only; they stand in clear in the history."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `audience` names the groups whose cases the actor may see, as in `Snapshot.audience`; `session` through
    which sign-in, where there is one."""

    id: UUID | None
    role: str
    audience: frozenset[str] = frozenset()
    session: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies somebody: `person` is who of the case it is, `kind` what it is, `value` its one spelling.

    The value is private: only a mark of it is kept (`engine.secrets.marks`).
    """

    person: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A proposal that waits for a second person. `number` is the record that holds its form; `reads` what it was judged
    on.
    """

    number: int
    transition: str
    by: UUID | None
    at: datetime
    reads: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A case as it stands after its record `seq`: state, facts, and its children (in the order they were opened).

    `excluded` are persons for whom it does not exist, whatever the audience is.
    """

    id: UUID
    workflow: str
    state: str
    facts: Any
    entered_at: datetime
    opened_at: datetime
    seq: int = 0
    ended_at: datetime | None = None
    pending: Pending | None = None
    audience: frozenset[str] = frozenset()
    excluded: frozenset[UUID] = frozenset()
    owner: UUID | None = None
    children: tuple["Snapshot", ...] = ()
    parent: "Snapshot | None" = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not: the rule that stands in the way, its legal basis, and what would lift it (None: nothing does)."""

    rule: str
    code: str
    reason: Text
    basis: str
    lifted_by: Text | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What a guard judges. `form` is None while the UI only asks which steps are open; `limits` are those of the
    workflow's version.
    """

    case: Snapshot
    actor: Actor
    now: datetime
    form: Any = None
    limits: Mapping[str, int] = field(default_factory=dict)

    @property
    def facts(self) -> Any:
        return self.case.facts


@dataclass(frozen=True, slots=True)
class Guard:
    """A pure, named reason to refuse. `reads` are the facts it depends on; `statutory` guards run in their current
    form. Where a `moot` one refuses, there is nothing that the step could be about: it is not even shown as blocked.
    """

    rule: str
    check: Callable[[Situation], Refusal | tuple[Refusal, ...] | None]
    reads: tuple[str, ...] = ()
    needs_form: bool = False
    statutory: bool = False
    revision: int = 1
    moot: bool = False

    @property
    def name(self) -> str:
        return self.check.__name__


def guard(
    rule: str,
    *,
    reads: tuple[str, ...] = (),
    needs_form: bool = False,
    statutory: bool = False,
    revision: int = 1,
    moot: bool = False,
) -> Callable[[Callable[[Situation], Refusal | tuple[Refusal, ...] | None]], Guard]:
    """Declare a function as the guard of a rule. `needs_form`: it can be judged only once the form is filled in."""

    def declare(check: Callable[[Situation], Refusal | tuple[Refusal, ...] | None]) -> Guard:
        return Guard(rule, check, reads, needs_form, statutory, revision, moot)

    return declare


@dataclass(frozen=True, slots=True)
class Notice:
    """Owed to every active person in one of `roles` who may see the case; never names matter, place or person."""

    roles: tuple[str, ...]
    topic: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder. Exactly one of `percent` (of the deadline), `after` (the anchor), `before` or `past` (the
    due time).

    `level` is the escalation level it raises (0: a reminder). `move` is a transition that the system then makes,
    of this workflow or, where it has none of that name, of the parent's.
    A last rung with `every` is climbed again and again at that interval until the clock is met.
    """

    title: Text
    level: int = 0
    percent: int | None = None
    after: Duration | None = None
    before: Duration | None = None
    past: Duration | None = None
    tell: tuple[str, ...] = ()
    move: str | None = None
    every: Duration | None = None


@dataclass(frozen=True, slots=True)
class Pausing:
    """Who may stop a clock for a while: each pause ends by itself after `at_most`, and `times` of them are all."""

    by: tuple[str, ...]
    at_most: Duration
    times: int = 1


@dataclass(frozen=True, slots=True)
class Extending:
    """Who may allow a clock more time: all extensions together stay within `at_most`, of the allowance's own kind."""

    by: tuple[str, ...]
    at_most: Callable[[Snapshot], Duration | None] | Duration


@dataclass(frozen=True, slots=True)
class ByFact:
    """A time allowed that hangs on one closed fact: as data, so that a version of a workflow keeps it.

    `times` are by the fact's value, written as text ("low", "True"); any other value gets `otherwise`.
    """

    fact: str
    times: Mapping[str, Duration]
    otherwise: Duration | None = None

    def __call__(self, case: Snapshot) -> Duration | None:
        return self.times.get(str(getattr(case.facts, self.fact)), self.otherwise)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock: it runs in `states` while `anchor` and `within` give a value, and climbs its rungs.

    `anchor` gives the moment from which it counts (`since` is what people call it), `within` the time allowed; either
    may be None for "does not run".
    `aside`: it tells of something that ends by itself, or of the case's age, and nothing that the case owes hangs on
    it; what is proved about silence does without it. With `after_end` it also runs when the case is over; every other
    clock stops there.
    `statutory` clocks can be neither paused, extended nor restarted, whatever `pausable` and `extendable` say.
    """

    name: str
    title: Text
    rule: str
    basis: str
    states: tuple[str, ...]
    anchor: Callable[[Snapshot], datetime | None]
    within: Callable[[Snapshot], Duration | None] | Duration
    rungs: tuple[Rung, ...]
    statutory: bool = False
    after_end: bool = False
    aside: bool = False
    since: Text = Text("mulai", "start")
    pausable: Pausing | None = None
    extendable: Extending | None = None


@dataclass(frozen=True, slots=True)
class FourEyes:
    """The first act only proposes; another person in one of `by` approves or rejects it."""

    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opens:
    """A transition that opens a child case. `facts` and `private` give the child's beginnings from the situation."""

    workflow: str
    facts: Callable[[Situation], Facts]
    private: Callable[[Situation, Mapping[str, Any]], Mapping[str, Any]]
    audience: Callable[[Situation], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two cases that are joined: `private` is what it holds in clear, as long as the step takes."""

    number: str
    facts: Any
    private: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Joins:
    """A step that changes another case of its workflow in the same write, so that both change or neither.

    `field` of its form is the other one's number; `step` is what the other one takes, of the system, with the form that
    `brings` makes of this case, the other one, and who is equal in what: (kind, who of here, who of there). What the
    form holds in private under a name of the opening form replaces what the other one holds, under its own key.
    """

    field: str
    step: str
    brings: Callable[[Side, Side, tuple[tuple[str, str, str], ...]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class State:
    """`final`: no transition leaves it. `tone` colours it: "calm", "busy", "done"."""

    name: str
    title: Text
    final: bool = False
    tone: str = "busy"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step. `target` None keeps the state (an internal transition that changes facts).

    `by` are the roles that may take it ("system" for the workers and for what follows by itself).
    `form` is validated before `decide`; its closed fields of the same name as a fact become that fact,
    `changes` adds what has to be computed. With `assigns`, its field `assignee` names the case's new owner.
    `refused_in` names states where it is always refused, with the reason.
    `after_end`: also a case that is over may take it, and stays over.
    `fresh`: whoever takes it has just shown again who she is; `unmasks`: it opens what is private to her, for so long.
    `erases`: what the case holds in private is destroyed after it (`engine.secrets.erasure`).
    """

    name: str
    source: str | tuple[str, ...]
    target: str | None
    title: Text
    by: tuple[str, ...]
    form: type[BaseModel] | None = None
    guards: tuple[Guard, ...] = ()
    changes: Callable[[Situation], Mapping[str, Any]] | None = None
    audience: Callable[[Situation], frozenset[str]] | None = None
    four_eyes: FourEyes | None = None
    opens: Opens | None = None
    joins: Joins | None = None
    tells: tuple[Notice, ...] = ()
    ends: bool = False
    reopens: bool = False
    after_end: bool = False
    assigns: bool = False
    fresh: bool = False
    unmasks: Elapsed | None = None
    erases: bool = False
    confirm: Text | None = None
    refused_in: Mapping[str, Refusal] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def past_the_end(self) -> bool:
        """Whether a case that is over can take it."""
        return self.reopens or self.after_end


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as a property judges it: the transition, the role that takes it, and the form it was taken with."""

    transition: Transition
    role: str
    form: Any = None


@dataclass(frozen=True, slots=True)
class Property:
    """What a workflow promises about itself; `engine.proving.safety` proves it over every step, or names one that
    breaks it.

    `always` holds when a case is opened and after each step. `step` judges a case before, the case after, and how it
    came about.
    """

    name: str
    title: Text
    rule: str
    basis: str
    always: Callable[[Snapshot], bool] | None = None
    step: Callable[[Snapshot, Snapshot, Taken], bool] | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that a workflow lives with, and why: `names` are the states of a loop, or two steps that overlap."""

    names: frozenset[str]
    reason: Text


@dataclass(frozen=True, slots=True)
class Workflow:
    """One page of `workflows/`, ready to be proved.

    `opening` is the form with which a case starts and `begin` turns it into the first facts.
    `derive` recomputes facts that follow from others (given the facts before, or None at the start, and the moment).
    `audience` names who may see a case from its facts, `excluded` those persons of it for whom it does not exist,
    `region` the place it is listed under. `settled` says that nothing is owed any more. `identities` finds what
    identifies people in what a case holds in private.
    `beside`: as a child it does not carry its parent, which neither follows it nor rests on it.
    `follow` names the automatic transition that a parent makes after a child moved, or None.
    `summary` gives the closed facts shown in lists, as (fact, title, labels by value).
    `warns` are those that stand, where they are set, above the case, its children and every form of theirs.
    `known` are facts that no form asks for under their name, as people call them.
    `links` gives the closed facts that hold the numbers of other cases, as (fact, title).
    `roster` names every role that people hold, with the beginnings of the audience groups it belongs to.
    `stands_in` names for a role who is told where nobody in it sees the case.
    `properties` are promised and proved; `accepted` are findings it lives with. `samples` stand for the values of a
    fact, or of a form's field as `Form.field`, where its type has too many to try them all; `children.fact` for those
    that following a child tells apart. `limits` are numbers that guards measure by: data, so that a
    version keeps them.
    """

    name: str
    title: Text
    facts: type[Facts]
    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    deadlines: tuple[Deadline, ...]
    calendar: Calendar
    settled: Callable[[Snapshot], bool]
    opened_by: tuple[str, ...]
    opening: type[BaseModel] | None = None
    begin: Callable[[Situation], Facts] | None = None
    derive: Callable[[Any, Any, datetime], Mapping[str, Any]] | None = None
    audience: Callable[[Any], frozenset[str]] | None = None
    excluded: Callable[[Any], frozenset[UUID]] | None = None
    region: Callable[[Any], str | None] | None = None
    identities: Callable[[Mapping[str, Any]], Iterable[Identity]] | None = None
    follow: Callable[[Snapshot], str | None] | None = None
    children: tuple[str, ...] = ()
    beside: bool = False
    summary: tuple["Shown", ...] = ()
    warns: tuple["Shown", ...] = ()
    known: tuple["Shown", ...] = ()
    links: tuple["Shown", ...] = ()
    tells: tuple[Notice, ...] = ()
    roster: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stands_in: Mapping[str, str] = field(default_factory=dict)
    properties: tuple[Property, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    samples: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)

    def state(self, name: str) -> State:
        return next(state for state in self.states if state.name == name)

    def find(self, transition: str) -> Transition | None:
        return next((one for one in self.transitions if one.name == transition), None)

    def deadline(self, name: str) -> Deadline:
        return next(one for one in self.deadlines if one.name == name)


@dataclass(frozen=True, slots=True)
class Shown:
    """A closed fact that lists and headings show: `labels` by value, `tones` ("calm", "warn", "danger") by value.

    `if_set`: left out where there is nothing to show.
    """

    fact: str
    title: Text
    labels: Mapping[Any, Text] = field(default_factory=dict)
    tones: Mapping[Any, str] = field(default_factory=dict)
    if_set: bool = False
