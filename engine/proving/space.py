"""A workflow laid out for a proof: cases, forms and steps whose values are chosen only when something reads them.

Computed facts are read as they are stored, and a configuration that was found is then asked whether it is possible:
whether `derive` would leave just these facts as they are. All that can be reached is such a fixed point.

Longer than most files because cases, forms and steps choose their values from the one state of a path.
"""

import operator
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from engine.definition import Actor, Guard, Pending, Situation, State, Transition, Workflow
from engine.forms import is_private
from engine.proving.domains import SOMEBODY, Domain, of_facts, of_form
from engine.proving.exploring import SPLIT, WHEN, After, Chosen, Impossible, Lazy, Path, explore
from engine.proving.moments import MOMENTS, NOW, SOMETIME

MOST = 20_000
"""Runs of `derive`; a workflow whose computed facts hang on more than these can tell apart needs fewer samples."""

TRIES = 400
"""How many ways of filling in a form are tried before it counts as one that cannot be filled in so."""

OPENED, PROPOSED = MOMENTS[0], MOMENTS[1]
CHILD = UUID(int=2)
COARSE = "children."


class Case(Lazy):
    """A case in one of some states. Its relatives are thought of only when something asks for them."""

    _space: "Space"

    def _split(self, _: str) -> Domain:
        ending: Domain = self._space.endings[self.state]
        return ending

    def __getattr__(self, name: str) -> Any:
        if name not in ("children", "parent"):
            return super().__getattr__(name)
        relatives: Any = self._space.children_of(self) if name == "children" else self._space.parent_of(self)
        self.__dict__[name] = relatives
        return relatives


class StateFacts(Lazy):
    """The facts of a case. Which state it is in matters only for a fact that states tell apart; what cannot stand with
    what was chosen before is not chosen."""

    case: Any
    space: "Space"

    def __getattr__(self, name: str) -> Any:
        value = super().__getattr__(name)
        path, space = self._path, self.space
        if name in space.concerned and not self._prefix:
            path.fits &= space.fitting(name, path.chosen[name])
            if not path.fits & space.everything:
                raise Impossible
        return value

    def _split(self, name: str) -> Domain:
        return self.space.within(self.case.state)[name]


class Space:
    """One workflow, its domains, and what is known of its facts in each state. Not shared between threads.

    `children` are the workflows that it opens, `parents` those that open it. `touched` are the facts that a step may
    change, `changed` those of them that its `changes` do, `renewed` those that it may give another value than none.
    """

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self.facts = of_facts(workflow)
        self.children: list[Space] = []
        self.parents: list[Space] = []
        self._within: dict[str, dict[str, Domain]] = {}
        self.finals = frozenset(state.name for state in workflow.states if state.final)
        self.endings = {state.name: _endings(workflow, state) for state in workflow.states}
        self.touched: dict[str, frozenset[str]] = {}
        self.changed: dict[str, frozenset[str]] = {}
        self.renewed: dict[str, frozenset[str]] = {}
        self._forms: dict[str, dict[str, Domain]] = {}
        self._laid: dict[tuple[tuple[str, ...], bool], tuple[Mapping[str, Domain], Mapping[str, Domain]]] = {}
        self._coarse = {
            name.removeprefix(COARSE): self._known(name.removeprefix(COARSE), domain)
            for name, domain in workflow.samples.items()
            if name.startswith(COARSE)
        }
        self._same: dict[str, dict[str, bool]] = {}
        self._fitting: dict[tuple[str, int], int] = {}
        self._case = {"entered_at": (SOMETIME,), "pending": (None, _proposal(workflow))}
        fixed = {"workflow": workflow.name, "opened_at": OPENED, "id": SOMEBODY, "seq": 1, "owner": None}
        self._kind = type("Case", (Case,), {**fixed, "audience": frozenset(), "excluded": frozenset(), "_space": self})
        self.too_wide = False
        self.concerned: frozenset[str] = frozenset()
        self.derived: frozenset[str] = frozenset()
        self.restarted: set[str] = set()
        self._fixed = list(self._fixed_points())
        self.concerned = frozenset(name for one in self._fixed for name in one)
        self.everything = (1 << len(self._fixed)) - 1

    def _known(self, name: str, values: Domain) -> Domain:
        """These values as the fact's own domain holds them; one that it lacked is added to it."""
        self.facts[name] += tuple(value for value in values if value not in self.facts[name])
        return tuple(self.facts[name][self.facts[name].index(value)] for value in values)

    # --- what is laid out

    def case(self, path: Path, states: tuple[str, ...], prefix: str = "", coarse: bool = False, **known: Any) -> Any:
        """A case in one of these states; everything else is open. `coarse`: its facts as far as children concern it."""
        key = (states, coarse)
        if key not in self._laid:
            self._laid[key] = self._laid_out(states, coarse)
        domains, offered = self._laid[key]
        case: Any = self._kind(path, domains, f"{prefix}case.")
        facts = StateFacts(path, offered, prefix, self.workflow.facts)
        facts.case, facts.space = case, self
        case.facts = facts
        if known:
            case.__dict__.update(known)
        return case

    def _laid_out(self, states: tuple[str, ...], coarse: bool) -> tuple[Mapping[str, Domain], Mapping[str, Domain]]:
        """The domains of a case in one of these states, and of its facts; SPLIT where that depends on which."""
        endings = {self.endings[state] for state in states}
        case = {**self._case, "state": states, "ended_at": endings.pop() if len(endings) == 1 else SPLIT}
        each = [self.within(state) for state in states]
        facts = {name: one if all(other[name] == one for other in each) else SPLIT for name, one in each[0].items()}
        return case, {**facts, **self._coarse} if coarse else facts

    def within(self, state: str) -> Mapping[str, Domain]:
        """What facts can be in a state."""
        return self._within.get(state, self.facts)

    def children_of(self, case: Any) -> tuple[Any, ...]:
        """No child, or one in any of its states."""
        path: Path = case._path
        offered = [None, *((child, one.name) for child in self.children for one in child.workflow.states)]
        chosen = path.choose(f"{case._prefix}children", tuple(offered))
        return () if chosen is None else (chosen[0].case(path, (chosen[1],), "child.", parent=case, id=CHILD),)

    def parent_of(self, case: Any) -> Any:
        path: Path = case._path
        offered = [None, *((parent, one.name) for parent in self.parents for one in parent.workflow.states)]
        chosen = path.choose(f"{case._prefix}parent", tuple(offered))
        return None if chosen is None else chosen[0].case(path, (chosen[1],), "parent.", children=(case,))

    def narrow(self, states: Mapping[str, Mapping[str, frozenset[bool]]]) -> None:
        """What can be empty, and what filled, in each state (`engine.proving.reach`); computed facts stay open."""
        self._laid.clear()
        for state, emptiness in states.items():
            self._within[state] = {
                name: domain
                if name in self.derived
                else tuple(one for one in domain if (one is None) in emptiness[name])
                for name, domain in self.facts.items()
            }

    def form(self, path: Path, transition: Transition) -> Any:
        if transition.form is None:
            return None
        name = transition.form.__name__
        if name not in self._forms:
            self._forms[name] = of_form(self.workflow, transition.form)
        return Lazy(path, self._forms[name], "form.", transition.form)

    def situation(self, path: Path, case: Any, transition: Transition, roles: tuple[str, ...]) -> Situation:
        actor: Any = Lazy(path, {"role": roles, "id": (SOMEBODY,), "audience": (frozenset(),)}, "actor.", Actor)
        return Situation(case, actor, NOW, self.form(path, transition), self.workflow.limits)

    # --- what a step makes of it, as `engine.decision` does

    def after(self, situation: Situation, transition: Transition) -> Any:
        """The case after the step, guards aside. What it changes is worked out when it is looked at."""
        case: Any = situation.case
        target = transition.target
        known: dict[str, Any] = {"pending": None, "facts": self._facts_after(situation, transition)}
        if target is not None:
            known["state"] = target
        if transition.ends or target in self.finals:
            known["ended_at"] = NOW
        elif transition.reopens:
            known["ended_at"] = None

        def late(name: str) -> Any:
            if name == "entered_at" and (transition.reopens or (target is not None and case.state != target)):
                return NOW
            return getattr(case, name)

        return After(case, known, late)

    def _facts_after(self, situation: Situation, transition: Transition) -> After:
        workflow, before, form = self.workflow, situation.case.facts, situation.form
        if transition.name not in self._same:
            self._same[transition.name] = _same_named(workflow, transition)
        same = self._same[transition.name]
        memory: dict[str, Mapping[str, Any]] = {}
        touched = self.touched.get(transition.name, frozenset()) if self.touched else None

        def stored(name: str) -> Any:
            if touched is not None and name not in touched:
                return getattr(before, name)
            if "changes" not in memory:
                memory["changes"] = transition.changes(situation) if transition.changes is not None else {}
            if name in memory["changes"]:
                return memory["changes"][name]
            filled_in = name in same and (same[name] or _is_told(form, name))
            return getattr(form if filled_in else before, name)

        def worked_out(name: str) -> Any:
            if name not in self.derived or workflow.derive is None:
                return stored(name)
            if touched is not None and not touched & self.concerned:
                return getattr(before, name)  # where nothing changed that it is computed from, it stands
            if "derived" not in memory:
                memory["derived"] = workflow.derive(before, After(before, {}, stored), NOW)
            return memory["derived"][name]

        return After(before, {}, worked_out)

    def left_otherwise(self, one: Transition, other: Transition) -> frozenset[str]:
        """The facts that two steps do not leave the same way: untouched, or as the same field of a form says."""
        left = {name for name in self.touched[one.name] | self.touched[other.name] if not self._alike(name, one, other)}
        return frozenset(left | self.derived if left else left)

    def _alike(self, name: str, one: Transition, other: Transition) -> bool:
        # `changes` would choose what the other's form is then held to hold, too.
        if one.changes is not None or one.form is None or other.form is None or name in self.changed[other.name]:
            return False
        field, same = one.form.model_fields.get(name), other.form.model_fields.get(name)
        if field is None or same is None or field.is_required() != same.is_required():
            return False
        return of_form(self.workflow, one.form)[name] == of_form(self.workflow, other.form)[name]

    # --- what can be

    def possible(self, chosen: Chosen) -> Chosen | None:
        """Values of the other facts with which these can stand together, or None where nothing can."""
        fits = self.everything
        for name, value in chosen.items():
            if name.removesuffix(WHEN) in self.concerned:
                fits &= self.fitting(name, value)
        return self._fixed[fits.bit_length() - 1] if fits else {} if not self._fixed else None

    def fitting(self, name: str, value: Any) -> int:
        """The fixed points of `derive` with this value, as a set of bits."""
        key = (name, id(value))
        if key not in self._fitting:
            # What is computed may equal a value without being it; what is read is the very value of the domain.
            same = operator.eq if name in self.derived else operator.is_
            self._fitting[key] = sum(
                1 << place for place, one in enumerate(self._fixed) if name not in one or same(one[name], value)
            )
        return self._fitting[key]

    def reachable(self, states: tuple[str, ...], chosen: Chosen) -> Chosen | None:
        """As `possible`, and with all that the workflow promises of such a case."""
        promises = [one.always for one in self.workflow.properties if one.always is not None]

        def kept(path: Path) -> bool:
            case = self.case(path, states)
            return all(promise(case) for promise in promises)

        for more, holds in explore(kept, chosen):
            if holds and (rest := self.possible(more)) is not None:
                return {**rest, **more}
        return None

    def filled_in(self, transition: Transition, chosen: Chosen) -> Any:
        """A real form with the values that were looked at, or None where no such form can be filled in."""
        kind = transition.form
        if kind is None:
            return None
        said = {
            name[5:]: value for name, value in chosen.items() if name.startswith("form.") and not name.endswith("?")
        }
        domains = of_form(self.workflow, kind)
        needed = [name for name, one in kind.model_fields.items() if one.is_required() and name not in said]
        others = [name for name in kind.model_fields if name not in said and name not in needed]

        def fill(path: Path) -> Any:
            told = {name: path.choose(name, domains[name]) for name in needed}
            told |= {
                name: path.choose(name, domains[name]) for name in others if path.choose(f"{name}?", (False, True))
            }
            try:
                return kind.model_validate({**plain(told), **said}, context={"now": NOW})
            except ValidationError:
                return None

        return next((form for _, form in islice(explore(fill), TRIES) if form is not None), None)

    def _fixed_points(self) -> Iterator[Chosen]:
        """All that `derive` leaves as it is: what it looked at, and what it computes from that."""
        derive = self.workflow.derive
        if derive is None:
            return

        def run(path: Path) -> Mapping[str, Any] | None:
            facts = Lazy(path, self.facts, "", self.workflow.facts)
            made = derive(facts, facts, NOW)
            moved = [name for name, one in made.items() if name in path.chosen and getattr(facts, name) != one]
            self.restarted.update(name for name in moved if path.chosen[name] is SOMETIME)
            return None if moved else made

        runs = explore(run)
        for chosen, made in islice(runs, MOST):
            if made is not None:
                self.derived |= made.keys()
                yield {**made, **chosen}
        self.too_wide = next(runs, None) is not None


def plain(chosen: Chosen) -> Chosen:
    """What was chosen, with each moment where it was, or at the first where that did not matter."""
    return {
        name: chosen.get(name + WHEN, MOMENTS[0]) if value is SOMETIME else value
        for name, value in chosen.items()
        if not name.endswith(WHEN)
    }


def _endings(workflow: Workflow, state: State) -> Domain:
    """Whether a case in this state can be over: always in a final one, else where a step has ended it."""
    if state.final:
        return (SOMETIME,)
    ended = any(
        state.name in ((step.target,) if step.target is not None else step.sources)
        for step in workflow.transitions
        if step.ends
    )
    return (None, SOMETIME) if ended else (None,)


def refuses(guard: Guard, situation: Situation) -> bool:
    return guard.check(situation) not in (None, ())


def _is_told(form: Any, name: str) -> bool:
    """Whether a field that may be left out was filled in."""
    if not isinstance(form, Lazy):
        return name in form.model_fields_set
    told: bool = form._path.choose(f"{form._prefix}{name}?", (True, False))
    return told


def _same_named(workflow: Workflow, transition: Transition) -> dict[str, bool]:
    """The form's closed fields that are named like a fact; True where they must be filled in."""
    if transition.form is None:
        return {}
    fields = transition.form.model_fields
    return {
        name: one.is_required()
        for name, one in fields.items()
        if name in workflow.facts.model_fields and not is_private(one)
    }


def _proposal(workflow: Workflow) -> Pending:
    named = next((one.name for one in workflow.transitions if one.four_eyes is not None), "")
    return Pending(1, named, SOMEBODY, PROPOSED)
