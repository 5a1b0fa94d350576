"""What must hold before a workflow may start: every problem as a sentence, none found means sound in structure.

The checks read definitions only, so they are cheap enough for every import. They catch what would otherwise fall silent
at night: a state without a clock, a ladder that ends, a step nobody may take, a name that exists nowhere, open text
where only closed facts belong. What needs the definition's functions to be run is proved in `engine.proving.proof`.
"""

from collections.abc import Callable, Iterator, Sequence

from pydantic import BaseModel

from engine.calendar import kind
from engine.definition import SYSTEM, ByFact, Deadline, Extending, Text, Transition, Workflow
from engine.forms import leaks
from engine.proving import ladders
from engine.proving.domains import of_facts


def problems(workflows: Sequence[Workflow]) -> list[str]:
    """Every problem of these workflows, taken together, as sentences."""
    found = [f"{name}: two workflows have this name; rename one." for name in _twice(one.name for one in workflows)]
    names = {one.name for one in workflows}
    found += _calendars(workflows)
    for workflow in workflows:
        others = [one for one in workflows if workflow.name in one.children]
        for check in CHECKS:
            found += [f"{workflow.name}: {sentence}" for sentence in check(workflow)]
        found += [f"{workflow.name}: {sentence}" for sentence in _family(workflow, names, others)]
    return found


def _twice(names: Iterator[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]  # add is None


def _calendars(workflows: Sequence[Workflow]) -> Iterator[str]:
    """The database keeps calendars by their names: of two that are different, one would count for both."""
    first: dict[str, Workflow] = {}
    for workflow in workflows:
        other = first.setdefault(workflow.calendar.name, workflow)
        if other.calendar != workflow.calendar:
            yield (
                f"{workflow.name}: its calendar {workflow.calendar.name} is another than that of {other.name}, under"
                " one name; rename one."
            )


def _names(workflow: Workflow) -> Iterator[str]:
    states = {state.name for state in workflow.states}
    for what, names in (
        ("state", (state.name for state in workflow.states)),
        ("transition", (transition.name for transition in workflow.transitions)),
        ("deadline", (deadline.name for deadline in workflow.deadlines)),
    ):
        yield from (f"the {what} {name} is declared twice." for name in _twice(names))
    if workflow.initial not in states:
        yield f"it starts in {workflow.initial}, which is not one of its states."
    for transition in workflow.transitions:
        for state in (
            *transition.sources,
            *transition.refused_in,
            *((transition.target,) if transition.target else ()),
        ):
            if state not in states:
                yield f"{transition.name} names the state {state}, which does not exist."
    for deadline in workflow.deadlines:
        yield from (
            f"the clock {deadline.name} runs in {state}, which does not exist."
            for state in deadline.states
            if state not in states
        )


def _finality(workflow: Workflow) -> Iterator[str]:
    for state in workflow.states:
        leaving = [
            t.name for t in workflow.transitions if state.name in t.sources and t.target not in (None, state.name)
        ]
        if state.final and leaving:
            yield f"{state.name} is final, yet {', '.join(leaving)} leaves it."


def _endings(workflow: Workflow) -> Iterator[str]:
    """From wherever a case is, some way leads to its end."""
    ends = {state.name for state in workflow.states if state.final}
    ends |= {state for one in workflow.transitions if one.ends for state in one.sources}
    while True:
        more = {state for one in workflow.transitions if one.target in ends for state in one.sources} - ends
        if not more:
            break
        ends |= more
    yield from (f"no path leads from {state.name} to an end." for state in workflow.states if state.name not in ends)


def _reach(workflow: Workflow) -> Iterator[str]:
    reached = {workflow.initial}
    while True:
        more = {
            transition.target
            for transition in workflow.transitions
            if transition.target and reached.intersection(transition.sources)
        } - reached
        if not more:
            break
        reached |= more
    yield from (f"no path leads to {state.name}." for state in workflow.states if state.name not in reached)


def _people(workflow: Workflow) -> Iterator[str]:
    joined = {one.joins.step for one in workflow.transitions if one.joins is not None}
    if not workflow.opened_by:
        yield "nobody may open a case of it."
    for transition in workflow.transitions:
        if not transition.by:
            yield f"nobody may take {transition.name}; give it a role or remove it."
        if transition.four_eyes is not None and not transition.four_eyes.by:
            yield f"{transition.name} waits for a second person, and no role may be that person."
        if transition.by == (SYSTEM,) and transition.form is not None and transition.name not in joined:
            yield f"{transition.name} is taken by the system, which cannot fill in its form."
        if transition.erases and (transition.four_eyes is None or not transition.fresh):
            yield f"{transition.name} erases a case: it needs a second person, and a fresh sign-in."
        if SYSTEM in transition.by and transition.four_eyes is not None:
            yield f"{transition.name} is taken by the system, which cannot wait for a second person."


def _joins(workflow: Workflow) -> Iterator[str]:
    """What another case takes in the same write has to be there, the system's, and no more than a change of facts."""
    for one in workflow.transitions:
        if one.joins is None:
            continue
        step = workflow.find(one.joins.step)
        if one.form is None or one.joins.field not in one.form.model_fields:
            yield f"{one.name} names another case by {one.joins.field}, which its form does not ask for."
        if step is None or step.form is None:
            yield f"{one.name} joins {one.joins.step}, which is no step with a form."
        elif step.by != (SYSTEM,) or step.target is not None or step.opens is not None or step.joins is not None:
            yield f"{one.name} joins {step.name}, which is more than a change of facts by the system."


def _leave(workflow: Workflow) -> Iterator[str]:
    for deadline in workflow.deadlines:
        if deadline.statutory and (deadline.pausable is not None or deadline.extendable is not None):
            yield f"the clock {deadline.name} is statutory, yet it may be paused or extended."
        for leave, what in ((deadline.pausable, "pause"), (deadline.extendable, "extend")):
            if leave is not None and not leave.by:
                yield f"the clock {deadline.name} allows what nobody may do: {what} it."
        if deadline.extendable is not None:
            yield from _extension(deadline, deadline.extendable)


def _extension(deadline: Deadline, extendable: Extending) -> Iterator[str]:
    """More time counts only where it is of the kind that the clock allows."""
    granted = {kind(one) for one in ladders.times(extendable.at_most)}
    given = {kind(one) for one in ladders.times(deadline.within)}
    if granted and given and not granted & given:
        yield (
            f"the clock {deadline.name} counts in {', '.join(sorted(given))} and is extended in"
            f" {', '.join(sorted(granted))}, which never counts."
        )


def _silence(workflow: Workflow) -> Iterator[str]:
    clocked = {state for deadline in workflow.deadlines if not deadline.aside for state in deadline.states}
    for state in workflow.states:
        if not state.final and state.name not in clocked:
            yield f"a case can rest in {state.name} and no clock runs there: nobody would be told."
    for deadline in workflow.deadlines:
        yield from ladders.unclimbable(deadline, workflow.calendar)


def _facts(workflow: Workflow) -> Iterator[str]:
    """What reads a fact by its name, and would read nothing where that is misspelt."""
    known = of_facts(workflow)
    for deadline in workflow.deadlines:
        within = deadline.within
        if not isinstance(within, ByFact):
            continue
        if within.fact not in known:
            yield f"the clock {deadline.name} counts by {within.fact}, which is no fact."
            continue
        never = sorted(within.times.keys() - {str(value) for value in known[within.fact]})
        yield from (f"the clock {deadline.name} counts for {within.fact} = {one}, which it never is." for one in never)
    yield from (f"its lists show {one.fact}, which is no fact." for one in workflow.summary if one.fact not in known)
    fields = {"": set(known), "children": set(known)}
    fields |= {form.__name__: set(form.model_fields) for form in _forms(workflow)}
    for name in workflow.samples:
        owner, _, field = name.rpartition(".")
        if owner in fields and field not in fields[owner]:  # an earlier version has fewer forms than the samples of now
            yield f"it has samples for {name}, which is neither a fact nor a form's field."


def _guards(workflow: Workflow) -> Iterator[str]:
    facts = set(workflow.facts.model_fields)
    for transition in workflow.transitions:
        for guard in transition.guards:
            unknown = sorted(set(guard.reads) - facts)
            if unknown:
                yield f"the guard {guard.name} of {transition.name} reads {', '.join(unknown)}, which is no fact."
            if guard.needs_form and transition.form is None:
                yield f"the guard {guard.name} of {transition.name} judges a form, and there is none."


def _clear_text(workflow: Workflow) -> Iterator[str]:
    for form in sorted(_forms(workflow), key=lambda one: one.__name__):
        yield from (
            f"{form.__name__}.{path} is open text in clear; mark it Private or close it." for path in leaks(form)
        )
    yield from (f"the fact {path} is open text in clear; close it." for path in leaks(workflow.facts))


def _forms(workflow: Workflow) -> set[type[BaseModel]]:
    return {form for form in (workflow.opening, *(one.form for one in workflow.transitions)) if form is not None}


def _words(workflow: Workflow) -> Iterator[str]:
    titled: list[tuple[str, Text]] = [("the workflow", workflow.title)]
    titled += [(state.name, state.title) for state in workflow.states]
    titled += [(transition.name, transition.title) for transition in workflow.transitions]
    titled += [(deadline.name, deadline.title) for deadline in workflow.deadlines]
    for name, title in titled:
        if not title.id.strip() or not title.en.strip():
            yield f"{name} has no title in one of the two languages."


def _family(workflow: Workflow, names: set[str], parents: Sequence[Workflow]) -> Iterator[str]:
    yield from (f"it opens {child}, which is not registered." for child in workflow.children if child not in names)
    for transition in workflow.transitions:
        if transition.opens is not None and transition.opens.workflow not in workflow.children:
            yield f"{transition.name} opens {transition.opens.workflow}, which it does not list among its children."
    if workflow.opening is None and workflow.begin is None and not parents:
        yield "no form opens it and no workflow opens it as a child."
    for deadline in workflow.deadlines:
        for rung in deadline.rungs:
            if rung.move is not None:
                yield from _move(workflow, parents, deadline, rung.move)


def _move(workflow: Workflow, parents: Sequence[Workflow], deadline: Deadline, move: str) -> Iterator[str]:
    own = workflow.find(move)
    candidates: list[Transition] = [own] if own else [t for parent in parents if (t := parent.find(move))]
    if not candidates:
        yield f"the clock {deadline.name} makes the step {move}, which does not exist."
    for transition in candidates:
        if SYSTEM not in transition.by:
            yield f"the clock {deadline.name} makes the step {move}, which the system may not take."
        missing = sorted(set(deadline.states) - set(transition.sources)) if own else []
        if missing:
            yield f"the clock {deadline.name} runs in {', '.join(missing)}, from where its step {move} does not lead."


CHECKS: tuple[Callable[[Workflow], Iterator[str]], ...] = (
    _names,
    _finality,
    _reach,
    _endings,
    _people,
    _silence,
    _leave,
    _facts,
    _joins,
    _guards,
    _clear_text,
    _words,
)
