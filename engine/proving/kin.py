"""Parent and child, proved together: when a child moves, its parent follows, and the two are never both at rest.

A case that is settled because it is out with another house is carried by a child that is not. That is proved as an
invariant: no case begins so, no step of its own makes it so but one that opens a child, and after every step of a
child, beside at most one other in any state, the parent has followed to where it is carried, ended or owed again.
The step by which it follows must exist, be the system's, lead from there, be refused by no guard, and come to rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from engine.definition import SYSTEM, Property, Situation, Snapshot, Taken, Text, Transition
from engine.proving.exploring import After, Chosen, Path, explore
from engine.proving.moments import MOMENTS, NOW
from engine.proving.safety import doubtful, shown
from engine.proving.silence import facts_of
from engine.proving.space import CHILD, Space, refuses

Doubts = frozenset[tuple[str, str]]
OTHER = UUID(int=3)
WHICH = "child.step"
"""The choice between steps of a child that look alike to its parent."""

ROUNDS = 4
"""So many automatic steps in a row must be enough to come to rest."""


@dataclass(frozen=True, slots=True)
class Together:
    """What came of a parent and one kind of child: how many configurations, and each thing wrong, with a witness."""

    child: str
    configurations: int
    problems: tuple[str, ...]


def carried(space: Space) -> Property:
    """The promise that every parent makes: it is never settled by a step that leaves nobody who carries it on."""
    settled, final = space.workflow.settled, {state.name for state in space.workflow.states if state.final}
    beside = {child.workflow.name for child in space.children if child.workflow.beside}

    def step(before: Snapshot, after: Snapshot, taken: Taken) -> bool:
        opens = taken.transition.opens
        if (opens is not None and opens.workflow not in beside) or after.state in final or after.ended_at is not None:
            return True
        return not settled(after) or settled(before)

    def always(case: Snapshot) -> bool:
        return case.state != space.workflow.initial or case.ended_at is not None or not settled(case)

    name = Text("Yang tidak selesai selalu dibawa seseorang", "What is not over is always carried by somebody")
    promise = Property("somebody-carries-it", name, "", "", step=step)
    return replace(promise, always=always) if space.workflow.initial not in final else promise


def together(parent: Space) -> Iterator[Together]:
    """Each kind of child that carries the workflow."""
    doubts = doubtful(parent, parent.workflow.properties)
    for child in parent.children:
        if child.workflow.beside:
            continue
        found: dict[str, str] = {}
        count = 0
        for group in _groups(child):
            for chosen, problem in explore(partial(_after_child, parent, group, doubts), moments=MOMENTS[:2]):
                count += 1
                if problem is not None and problem not in found:
                    whole = parent.reachable((chosen.get("case.state", parent.workflow.initial),), chosen)
                    if whole is not None:
                        found[problem] = _witness(parent, child, chosen[WHICH], whole)
        yield Together(child.workflow.name, count, tuple(f"{what} ({how})." for what, how in found.items()))


class _Group:
    """Steps of a child that lead from and to the same. The first is taken for all, as far as nothing is read of the
    child that another leaves otherwise.
    """

    def __init__(self, child: Space, steps: Sequence[Transition], sources: tuple[str, ...]) -> None:
        self.child, self.first, self.sources = child, steps[0], sources
        self._others = [(step, child.left_otherwise(self.first, step)) for step in steps[1:]]
        self._read: set[str] = set()

    def moved(self, situation: Situation) -> tuple[Any, set[str]]:
        """The child after the step, and what is read of its facts from then on."""
        moved, read = self.child.after(situation, self.first), set[str]()
        facts = moved.facts

        def late(name: str) -> Any:
            read.add(name)
            self._read.add(name)
            return getattr(facts, name)

        moved.__dict__["facts"] = After(facts, {}, late)
        return moved, read

    def alike(self, read: set[str]) -> tuple[Transition, ...]:
        """The steps after which all this is the same."""
        return (self.first, *(step for step, left in self._others if not left & read))

    def apart(self) -> list[Transition]:
        """The steps that did leave otherwise what was read in some run: they have to be taken themselves."""
        return [step for step, left in self._others if left & self._read]


def _groups(child: Space) -> Iterator[_Group]:
    """The steps, those together that lead from and to the same; those again that had to be told apart."""
    alike: dict[tuple[Any, ...], list[Transition]] = {}
    for step, sources in _steps(child):
        alike.setdefault((sources, step.target, step.ends, step.reopens), []).append(step)
    for (sources, *_), steps in alike.items():
        left = steps
        while left:
            group = _Group(child, left, sources)
            yield group
            left = group.apart()  # known once whoever asked has explored the group


def _steps(child: Space) -> Iterator[tuple[Transition, tuple[str, ...]]]:
    """Each step of a child that leads somewhere, and for a state that none leads to one that stays there."""
    led_to = {step.target for step in child.workflow.transitions}
    stayed: set[str] = set()
    for step in child.workflow.transitions:
        if step.target is not None:
            yield step, step.sources
            continue
        here = tuple(state for state in step.sources if state not in led_to and state not in stayed)
        stayed.update(here)
        if here:
            yield step, here


def _after_child(parent: Space, group: _Group, doubts: Doubts, path: Path) -> str | None:
    """What is wrong once a child has taken a step and its parent has followed. None: nothing."""
    child = group.child
    states = tuple(state.name for state in parent.workflow.states)
    case = parent.case(path, states, coarse=True)
    young = child.case(path, group.sources, "child.", id=CHILD, parent=case, ended_at=None)
    others = _others(child, path)
    case.__dict__["children"] = (young, *others)
    moved, read = group.moved(child.situation(path, young, group.first, group.first.by))
    if group.first.target is not None:
        moved.__dict__["entered_at"] = NOW

    problem = _followed(parent, case, After(case, {"children": (moved, *others)}), doubts, path)
    if problem is None:
        return None
    step: Transition = path.choose(WHICH, group.alike(read))  # only where something is wrong does it matter which
    situation = child.situation(path, young, step, step.by)
    return None if any(refuses(guard, situation) for guard in step.guards) else problem


def _others(child: Space, path: Path) -> tuple[Any, ...]:
    """At most one more child, in any state. What holds beside one holds beside several: states are only counted."""
    states = tuple(state.name for state in child.workflow.states)
    state = path.choose("other.case.state", (None, *states))
    return () if state is None else (child.case(path, (state,), "other.", id=OTHER, parent=None),)


def _followed(parent: Space, before: Any, case: Any, doubts: Doubts, path: Path) -> str | None:
    follow = parent.workflow.follow
    name = follow(case) if follow is not None else None
    if name is None:
        return _left_alone(parent, case)
    step = parent.workflow.find(name)
    if step is None:
        return f"it follows its child with {name}, which does not exist"
    if SYSTEM not in step.by:
        return f"it follows its child with {name}, which the system may not take"
    if case.state not in step.sources:
        return f"it follows its child with {name}, which does not lead from {case.state}"
    situation = Situation(case, parent.situation(path, case, step, (SYSTEM,)).actor, NOW, limits=parent.workflow.limits)
    if case.ended_at is not None and not step.past_the_end:
        return f"it follows its child with {name} after it has ended"
    refused = next((guard.name for guard in step.guards if refuses(guard, situation)), None)
    if refused is not None:
        return f"it follows its child with {name}, and its own guard {refused} refuses that"
    after = parent.after(situation, step)
    wrong = _left_alone(parent, after) or _promises(parent, before, after, step, doubts)
    return wrong or (_restless(parent, after, path) if step.target is not None else None)


def _left_alone(parent: Space, case: Any) -> str | None:
    """Settled, not over, and no child that is still at work."""
    if any(not _over(parent, child) for child in case.children):
        return None
    if case.state in parent.finals or case.ended_at is not None or not parent.workflow.settled(case):
        return None
    return f"after its child's step it rests in {case.state} as if settled, and no child carries it on"


def _over(parent: Space, child: Any) -> bool:
    space = next(one for one in parent.children if one.workflow.name == child.workflow)
    return bool(space.workflow.settled(child))


def _promises(parent: Space, before: Any, after: Any, step: Transition, doubts: Doubts) -> str | None:
    for promise in parent.workflow.properties:
        if (promise.name, step.name) not in doubts:
            continue
        if promise.always is not None and not promise.always(after) and promise.always(before):
            return f"the promise {promise.name} does not hold after it follows its child with {step.name}"
        if promise.step is not None and not promise.step(before, after, Taken(step, SYSTEM)):
            return f"the promise {promise.name} does not hold when it follows its child with {step.name}"
    return None


def _restless(parent: Space, case: Any, path: Path) -> str | None:
    """Whether following again and again would change its state for ever."""
    follow = parent.workflow.follow
    seen = [case.state]
    for _ in range(ROUNDS):
        name = follow(case) if follow is not None else None
        step = parent.workflow.find(name) if name is not None else None
        if step is None or step.target in (None, case.state):
            return None
        case = parent.after(
            Situation(case, parent.situation(path, case, step, (SYSTEM,)).actor, NOW, limits=parent.workflow.limits),
            step,
        )
        seen.append(case.state)
    return f"it follows its child round and round in one instant: {' → '.join(seen)}"


def _witness(parent: Space, child: Space, step: Transition, chosen: Chosen) -> str:
    facts: Mapping[str, Any] = facts_of(parent, chosen)
    beside = chosen.get("other.case.state")
    told = [f"{child.workflow.name} takes {step.name}", f"beside one that is {beside}" if beside else "alone"]
    return ", ".join([*told, *(f"{name} = {shown(value)}" for name, value in sorted(facts.items()))])
