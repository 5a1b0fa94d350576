"""Loops: the system never runs in a circle within one instant, and people cannot keep a case young for ever unsaid.

A clock is *lasting* where nothing that people do starts it anew: it counts from a moment that no step touches. Where a
case can be in a circle of states, or in a step that keeps its state, with no lasting clock, each round starts every
clock again; nobody beyond those who go round is ever told. A workflow bounds that, or accepts it with a reason.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.clocks import allowed
from engine.definition import SYSTEM, Deadline, Situation, Transition, Workflow
from engine.proving.exploring import Path, explore
from engine.proving.moments import NOW, Moment
from engine.proving.silence import facts_of
from engine.proving.space import OPENED, Space, refuses
from engine.proving.waiting import earliest


@dataclass(frozen=True, slots=True)
class Round:
    """States in which people can start every clock anew, and in which of them, with which facts, and how."""

    states: frozenset[str]
    state: str
    clocks: tuple[str, ...]
    by: tuple[str, ...]
    facts: Mapping[str, Any]


def circles(workflow: Workflow) -> Mapping[str, frozenset[str]]:
    """For each state, those that it can reach and that can reach it again; empty where there is no way back."""
    ways = {
        state.name: {step.target for step in workflow.transitions if step.target and state.name in step.sources}
        for state in workflow.states
    }
    reached = {state: _all_from(ways, state) for state in ways}
    return {
        state: frozenset(other for other in there if state in reached.get(other, ())) if state in there else frozenset()
        for state, there in reached.items()
    }


def _all_from(ways: Mapping[str, set[str]], state: str) -> set[str]:
    reached: set[str] = set()
    waiting = list(ways[state])
    while waiting:
        one = waiting.pop()
        if one not in reached and one in ways:
            reached.add(one)
            waiting += ways[one]
    return reached


def endless(space: Space) -> Iterator[Round]:
    """Each circle, or single state, in which a case can be kept without a lasting clock."""
    found: set[frozenset[str]] = set()
    for state, circle in circles(space.workflow).items():
        if space.workflow.state(state).final:
            continue
        for one in _rounds(space, state, circle):
            if one.states not in found:
                found.add(one.states)
                yield one


def _rounds(space: Space, state: str, circle: frozenset[str]) -> Iterator[Round]:
    """The first configuration of a state in which every clock that runs can be started anew: by going round where there
    is a way round, else by a step that stays."""
    fresh = _restarts(space, state, circle)
    here = [clock for clock in space.workflow.deadlines if state in clock.states]
    here.sort(key=lambda clock: _started_anew(space, state, clock, fresh))  # what lasts is soon found

    def run(path: Path) -> tuple[tuple[str, str], ...]:
        return _all_fresh(here, space.case(path, (state,), ended_at=None), fresh)

    for chosen, clocks in explore(run):
        if clocks and (whole := space.reachable((state,), chosen)) is not None:
            steps = tuple(sorted({step for _, source in clocks for step in fresh[source]}))
            names = tuple(name for name, _ in clocks)
            yield Round(circle or frozenset({state}), state, names, steps, facts_of(space, whole))
            return


def _started_anew(space: Space, state: str, clock: Deadline, fresh: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a clock can be started anew, or does not run, in the first configuration of a state."""
    _, anew = next(explore(lambda path: _source(clock, space.case(path, (state,), ended_at=None)) in {None, *fresh}))
    return anew


def _restarts(space: Space, state: str, circle: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """Which moments people can set anew and be back in this state, and by which steps."""
    found: dict[str, tuple[str, ...]] = {}
    for step in space.workflow.transitions:
        if not _within(step, state, circle):
            continue
        touched = {*space.renewed.get(step.name, ()), *(space.restarted & space.derived)}
        if step.four_eyes is not None:
            touched.add("case.pending")
        if step.target is not None:
            touched.add("case.entered_at")
        for name in touched:
            found[name] = (*found.get(name, ()), step.name)
    return found


def _within(step: Transition, state: str, circle: frozenset[str]) -> bool:
    """Whether the step keeps the case in the circle, or in the state where there is none."""
    if not circle:
        return step.target is None and state in step.sources and step.by != (SYSTEM,)
    leads = step.target in circle if step.target is not None else True
    return leads and bool(circle.intersection(step.sources))


def _all_fresh(clocks: list[Deadline], case: Any, fresh: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    """The clocks that run, with what each counts from, if all of these can be set anew; else nothing."""
    running: list[tuple[str, str]] = []
    for clock in clocks:
        source = _source(clock, case)
        if source is None:
            continue
        if source not in fresh:
            return ()
        running.append((clock.name, source))
    return tuple(running)


def _source(clock: Deadline, case: Any) -> str | None:
    """What holds the moment from which a clock counts; None where it does not run."""
    anchor = clock.anchor(case)
    if anchor is None or allowed(clock, case) is None:
        return None
    return anchor.name if isinstance(anchor, Moment) else _of_the_case(anchor)


def _of_the_case(anchor: datetime) -> str:
    """Where a moment comes from that is no fact's: nothing starts anew when the case was opened."""
    return "case.opened_at" if anchor is OPENED else "case.pending"


# --- within one instant


@dataclass(frozen=True, slots=True)
class Spin:
    """The system's steps that lead round while no time passes."""

    steps: tuple[str, ...]
    states: tuple[str, ...]
    facts: Mapping[str, Any]


def spins(space: Space) -> Iterator[Spin]:
    """Every state from which the system can run in a circle at one instant; the first such run of each."""
    for state in space.workflow.states:
        if any(state.name in clock.states and _moves(space.workflow, clock) for clock in space.workflow.deadlines):
            found = next(_spinning(space, state.name), None)
            if found is not None:
                yield found


def _spinning(space: Space, state: str) -> Iterator[Spin]:
    def run(path: Path) -> tuple[list[str], list[str]]:
        return _chain(space, path, state)

    for chosen, (steps, states) in explore(run):
        if len(states) > len(set(states)) and (whole := space.reachable((state,), chosen)) is not None:
            yield Spin(tuple(steps), tuple(states), facts_of(space, whole))


def _chain(space: Space, path: Path, state: str) -> tuple[list[str], list[str]]:
    """The steps that the system takes one after the other at one instant, until time must pass or a state comes
    again."""
    case = space.case(path, (state,), ended_at=None)
    steps: list[str] = []
    states = [state]
    while len(states) == len(set(states)):
        step = _next(space, path, case, first=not steps)
        if step is None:
            break
        case = space.after(Situation(case, space.situation(path, case, step, (SYSTEM,)).actor, NOW), step)
        steps.append(step.name)
        states.append(case.state)
    return steps, states


def _next(space: Space, path: Path, case: Any, *, first: bool) -> Transition | None:
    """The step that a clock makes now. The first one was waited for; a later one must be due without waiting."""
    for clock in space.workflow.deadlines:
        move = _moves(space.workflow, clock)
        if move is None or case.state not in clock.states or case.state not in move[1].sources:
            continue
        anchor = clock.anchor(case)
        within = allowed(clock, case)
        if anchor is None or within is None:
            continue
        waits = anchor is NOW and earliest(move[0], within) > 0
        if waits and not first:
            continue
        actor = space.situation(path, case, move[1], (SYSTEM,)).actor
        if not any(
            refuses(guard, Situation(case, actor, NOW, limits=space.workflow.limits)) for guard in move[1].guards
        ):
            return move[1]
    return None


def _moves(workflow: Workflow, clock: Deadline) -> tuple[Any, Transition] | None:
    """The first rung of a clock that takes the case to another state, and that step."""
    for rung in clock.rungs:
        step = workflow.find(rung.move) if rung.move is not None else None
        if step is not None and step.target is not None:
            return rung, step
    return None
