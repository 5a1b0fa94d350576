"""From one version of a workflow to another: which state and which clock become which, and whether that is sound. Pure.

A mapping is whole: every state of the old version has its state in the new one, and every clock its clock, or none. It
can be taken back where no two states, and no two clocks, became one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.definition import Deadline, Workflow
from engine.registry import Compiled

Clocks = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody asks for, by names of the old version. A clock that becomes None stops."""

    states: Mapping[str, str]
    clocks: Clocks

    def inverse(self) -> "Given":
        """The way back; a clock that stopped is armed anew there by itself."""
        clocks = {new: old for old, new in self.clocks.items() if new is not None}
        return Given({new: old for old, new in self.states.items()}, clocks)


@dataclass(frozen=True, slots=True)
class Move:
    """From `old` to `new`. `back`: a migration is taken back, and what only the old version knows may stop."""

    old: Compiled
    new: Compiled
    states: Mapping[str, str]
    clocks: Clocks
    one_way: bool = False
    back: bool = False

    @property
    def given(self) -> Given:
        return Given(self.states, self.clocks)


def move(old: Compiled, new: Compiled, given: Given, *, one_way: bool = False, back: bool = False) -> Move:
    """Whole: what is not named keeps its name, where the new version has that name."""
    states = {one.name for one in new.workflow.states}
    clocks = {one.name for one in new.workflow.deadlines}
    kept = {one.name: one.name for one in old.workflow.states if one.name in states}
    running: dict[str, str | None] = {one.name: one.name for one in old.workflow.deadlines if one.name in clocks}
    if back:
        running = {one.name: None for one in old.workflow.deadlines}
    return Move(old, new, {**kept, **given.states}, {**running, **given.clocks}, one_way, back)


def problems(one: Move) -> list[str]:
    """Everything that is wrong with a mapping, whatever the cases are, as sentences."""
    name = one.old.workflow.name
    checks = (_versions, _names, _states, _clocks, _returns)
    return [f"{name}: {sentence}" for check in checks for sentence in check(one)]


def _versions(one: Move) -> Iterator[str]:
    if one.old.version == one.new.version:
        yield "both are the same version."
    if one.old.workflow.name != one.new.workflow.name:
        yield f"{one.new.version[:12]} is a version of another workflow, {one.new.workflow.name}."
    yield from (f"{one.new.version[:12]} cannot run here: {why}" for why in one.new.gone)


def _names(one: Move) -> Iterator[str]:
    sides = ((one.old.workflow, one.states, one.clocks), (one.new.workflow, one.states.values(), one.clocks.values()))
    for place, (workflow, states, clocks) in enumerate(sides):
        which = ("old", "new")[place]
        known, timed = {state.name for state in workflow.states}, {clock.name for clock in workflow.deadlines}
        yield from (f"the {which} version has no state {state}." for state in sorted(set(states) - known))
        named = {clock for clock in clocks if clock is not None}
        yield from (f"the {which} version has no clock {clock}." for clock in sorted(named - timed))


def _states(one: Move) -> Iterator[str]:
    finals = {state.name: state.final for state in one.new.workflow.states}
    for state in one.old.workflow.states:
        there = one.states.get(state.name)
        if there is None and not one.back:
            yield f"the new version has no state {state.name}; say which it becomes (state:{state.name}=…)."
        if there in finals and finals[there] != state.final:
            kind = "final" if state.final else "not final"
            yield f"{state.name} is {kind}, and {there} is {'not' if state.final else 'final'}."


def _clocks(one: Move) -> Iterator[str]:
    for clock in one.old.workflow.deadlines:
        if clock.name not in one.clocks:
            yield (
                f"the new version has no clock {clock.name}; say which it becomes (clock:{clock.name}=…) or that it"
                f" stops (clock:{clock.name}=)."
            )
            continue
        there = _clock(one.new.workflow, one.clocks[clock.name])
        if clock.statutory and there is None and one.clocks[clock.name] is None:
            yield f"the clock {clock.name} is the law's ({clock.rule}): it cannot stop."
        if clock.statutory and there is not None and not there.statutory:
            yield f"the clock {clock.name} is the law's ({clock.rule}), and {there.name} is not."


def _returns(one: Move) -> Iterator[str]:
    """Two clocks that become one could not both run on; two states that become one cannot be told apart again."""
    for clock, were in _shared(one.clocks):
        yield f"{were} would both become the clock {clock}: which of them runs on?"
    if not one.one_way:
        for state, were in _shared(one.states):
            yield (
                f"{were} would both become {state}: nobody could tell them apart again, so there is no way back"
                " (--one-way says that you know)."
            )


def _shared(mapping: Clocks) -> Iterator[tuple[str, str]]:
    counted = Counter(new for new in mapping.values() if new is not None)
    for new in sorted(name for name, count in counted.items() if count > 1):
        yield new, " and ".join(sorted(old for old, there in mapping.items() if there == new))


def _clock(workflow: Workflow, name: str | None) -> Deadline | None:
    return next((one for one in workflow.deadlines if one.name == name), None)
