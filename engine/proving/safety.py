"""What a workflow promises about itself, proved step by step: where it held, every step refuses or it holds after.

For each promise, transition and source state, all values are tried that promise, step and guards can tell apart. The
guards are asked only where the step would break the promise, so a proof names what the promise stands on. A promise
that breaks is answered with a counter-example: the way to the state, the facts, the form and the step.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from engine.clocks import allowed
from engine.definition import SYSTEM, Deadline, Property, Situation, Transition, Workflow
from engine.proving.exploring import After, Chosen, Path, explore
from engine.proving.moments import NOW
from engine.proving.silence import facts_of
from engine.proving.space import Space, refuses

Outcome = Literal["not concerned", "holds", "refused", "breaks", "cannot be"]


@dataclass(frozen=True, slots=True)
class CounterExample:
    """A step that breaks a promise: taken by `role` on a case with these facts, `path` being steps that lead there.

    `form` is filled in as it was judged; `clock` made the step where the system did.
    """

    promise: str
    path: tuple[str, ...]
    state: str
    transition: str
    role: str
    facts: Mapping[str, Any]
    after: str
    form: Any = None
    clock: str | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """What came of one property: over how many steps and configurations, which guards it stands on, what breaks it."""

    of: Property
    steps: int
    configurations: int
    guards: tuple[str, ...]
    broken: tuple[CounterExample, ...]


@dataclass(frozen=True, slots=True)
class _Maker:
    """Who takes a step: people in these roles, or the system because of a clock, of this case or of a child, or of what
    another case does."""

    roles: tuple[str, ...]
    sources: tuple[str, ...]
    clock: Deadline | None = None
    child: Space | None = None


@dataclass(slots=True)
class _Count:
    steps: int = 0
    configurations: int = 0
    guards: set[str] = field(default_factory=set)


def judge(space: Space, promises: Iterable[Property]) -> Iterator[Promise]:
    """Every promise of a workflow, judged over all its steps."""
    for promise in promises:
        count = _Count()
        broken = [*_at_the_start(space, promise, count)]
        read = _read(space, promise)
        for transition in space.workflow.transitions:
            for maker in _makers(space, transition):
                if read is not None and not _may_change(space, transition, read):
                    count.steps += len(maker.sources)
                    continue
                found = _broken(space, promise, transition, maker, count)
                broken += [found] if found is not None else []
        guards = tuple(sorted(count.guards))
        yield Promise(promise, count.steps, count.configurations, guards, tuple(broken))


def _read(space: Space, promise: Property) -> frozenset[str] | None:
    """All that a promise about a case reads of it, in whichever state. None: it is about a step."""
    if promise.always is None or promise.step is not None:
        return None
    holds, states = promise.always, tuple(state.name for state in space.workflow.states)
    return frozenset(name for chosen, _ in explore(lambda path: holds(space.case(path, states))) for name in chosen)


def _may_change(space: Space, transition: Transition, read: frozenset[str]) -> bool:
    """Whether a step can leave anything of this otherwise than it was: if not, what held goes on to hold."""
    if transition.target is not None or transition.ends or transition.reopens or "case.pending" in read:
        return True
    touched = space.touched[transition.name]
    return not read.isdisjoint(touched | space.derived if touched & space.concerned else touched)


def _at_the_start(space: Space, promise: Property, count: _Count) -> Iterator[CounterExample]:
    """Whatever facts a case is opened with."""
    if promise.always is None:
        return
    holds, start = promise.always, space.workflow.initial
    count.steps += 1
    for chosen, held in explore(lambda path: holds(space.case(path, (start,), ended_at=None))):
        count.configurations += 1
        if not held and (rest := space.possible(chosen)) is not None:
            facts = facts_of(space, {**rest, **chosen})
            role = ", ".join(space.workflow.opened_by)
            yield CounterExample(promise.name, (), start, "open", role, facts, start)
            return


def doubtful(space: Space, promises: Iterable[Property]) -> frozenset[tuple[str, str]]:
    """(promise, step) where a step that follows a child could break a promise, if it were taken whatever the children
    do: these are looked at again beside the children (`engine.proving.kin`). All others are proved by this."""
    return frozenset(
        (promise.name, step.name)
        for promise in promises
        for step in space.workflow.transitions
        if step.by == (SYSTEM,) and not list(_makers(space, step))
        if any(
            outcome in ("breaks", "cannot be")
            for _, (outcome, _) in explore(partial(_outcome, space, promise, step, _Maker((SYSTEM,), step.sources)))
        )
    )


def _makers(space: Space, transition: Transition) -> Iterator[_Maker]:
    """Who may take this step. What only follows a child is judged where parent and child are."""
    sources = tuple(state for state in transition.sources if state not in transition.refused_in)
    people = tuple(role for role in transition.by if role != SYSTEM)
    if people and sources:
        yield _Maker(people, sources)
    if SYSTEM not in transition.by:
        return
    if any(one.joins is not None and one.joins.step == transition.name for one in space.workflow.transitions):
        yield _Maker((SYSTEM,), sources)
    for clock in space.workflow.deadlines:
        here = tuple(state for state in sources if state in clock.states)
        if here and any(rung.move == transition.name for rung in clock.rungs):
            yield _Maker((SYSTEM,), here, clock)
    for child in space.children:
        for clock in child.workflow.deadlines:
            if sources and any(rung.move == transition.name for rung in clock.rungs):
                yield _Maker((SYSTEM,), sources, clock, child)


def _broken(
    space: Space, promise: Property, transition: Transition, maker: _Maker, count: _Count
) -> CounterExample | None:
    def run(path: Path) -> tuple[Outcome, str | None]:
        return _outcome(space, promise, transition, maker, path)

    count.steps += len(maker.sources)
    for chosen, (outcome, why) in explore(run):
        count.configurations += 1
        if why is not None:
            count.guards.add(why)
        if outcome == "breaks":
            found = _counter_example(space, promise, transition, maker, chosen)
            if found is not None:
                return found
    return None


def _outcome(
    space: Space, promise: Property, transition: Transition, maker: _Maker, path: Path
) -> tuple[Outcome, str | None]:
    """What becomes of the promise in this step, and the guard that saves it."""
    case = space.case(path, maker.sources)
    if case.ended_at is not None and not transition.past_the_end:
        return "not concerned", None
    if promise.always is not None and not promise.always(case):
        return "not concerned", None

    situation = space.situation(path, case, transition, maker.roles)
    try:
        if _kept(promise, situation, space.after(situation, transition), transition):
            return "holds", None
    except (ValueError, TypeError, KeyError, IndexError):
        return "cannot be", None  # the step itself cannot be taken on such facts
    if maker.clock is not None and not _wanted(maker, case, path):
        return "not concerned", None
    saved = next((guard.name for guard in transition.guards if refuses(guard, situation)), None)
    return ("refused", saved) if saved is not None else ("breaks", None)


def _wanted(maker: _Maker, case: Any, path: Path) -> bool:
    """Whether the clock that makes the step runs, in the case itself or in a child that it may have."""
    clock = maker.clock
    assert clock is not None, "only a clock makes the system act"
    if maker.child is not None:
        case = maker.child.case(path, clock.states, "child.", ended_at=None, parent=case)
    elif case.ended_at is not None and not clock.after_end:
        return False
    within = allowed(clock, case)
    return within is not None and clock.anchor(case) is not None


def _kept(promise: Property, situation: Situation, after: Any, transition: Transition) -> bool:
    if promise.always is not None and not promise.always(after):
        return False
    if promise.step is None:
        return True
    # Who takes the step is asked only where the promise asks: it would be tried for each role.
    taken: Any = After(situation.actor, {"transition": transition, "form": situation.form})
    return promise.step(situation.case, after, taken)


def _counter_example(
    space: Space, promise: Property, transition: Transition, maker: _Maker, chosen: Chosen
) -> CounterExample | None:
    """The step in full, or None where no case can have these facts or no form can be filled in so."""
    state = chosen.get("case.state", maker.sources[0])
    rest = space.reachable((state,), chosen)
    form = space.filled_in(transition, chosen)
    if rest is None or (transition.form is not None and form is None):
        return None
    return CounterExample(
        promise.name,
        path_to(space.workflow, state),
        state,
        transition.name,
        chosen.get("actor.role", maker.roles[0]),
        facts_of(space, rest),
        transition.target or state,
        form,
        maker.clock.name if maker.clock is not None else None,
    )


def path_to(workflow: Workflow, state: str) -> tuple[str, ...]:
    """The fewest steps from the start to a state, by name."""
    ways: dict[str, tuple[str, ...]] = {workflow.initial: ()}
    waiting = [workflow.initial]
    while waiting and state not in ways:
        here = waiting.pop(0)
        for step in workflow.transitions:
            if here in step.sources and here not in step.refused_in and step.target and step.target not in ways:
                ways[step.target] = (*ways[here], step.name)
                waiting.append(step.target)
    return ways.get(state, ())


def in_words(example: CounterExample) -> str:
    """The counter-example as a sentence."""
    way = " → ".join(("open", *example.path, example.transition)) if example.transition != "open" else "open"
    by = f" (by the clock {example.clock})" if example.clock is not None else f" (by {example.role})"
    facts = ", ".join(f"{name} = {shown(value)}" for name, value in sorted(example.facts.items()))
    return (
        f"the promise {example.promise} does not hold: {way}{by} takes a case from {example.state} to"
        f" {example.after} with {facts or 'any facts'}."
    )


def shown(value: Any) -> str:
    """A value as a witness shows it: moments as hours before now, models by what differs from their defaults."""
    if hasattr(value, "total_seconds") or value is None or isinstance(value, bool | int | str):
        return str(value)
    if hasattr(value, "astimezone"):
        return f"{(NOW - value).total_seconds() / 3600:.0f} h ago"
    if hasattr(value, "model_dump"):
        return (
            "{" + ", ".join(f"{name}: {shown(getattr(value, name))}" for name in sorted(value.model_fields_set)) + "}"
        )
    if isinstance(value, tuple | list | set | frozenset):
        return "[" + ", ".join(shown(one) for one in value) + "]"
    return str(value)
