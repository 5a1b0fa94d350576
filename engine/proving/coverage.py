"""Who and what is covered: roles that somebody holds and who see the case, facts that guards declare, steps that do not
overlap.
"""

from collections.abc import Iterator
from itertools import combinations, islice

from engine.definition import SYSTEM, Guard, Transition, Workflow
from engine.proving.exploring import Path, Unread, explore
from engine.proving.space import Space, refuses

LOOKS = 32
"""Runs of one guard, by which it is seen what it reads."""


def roles(workflow: Workflow) -> Iterator[str]:
    """Every role that is named is one that people hold; every state has a step that a person may take."""
    if not workflow.roster:
        return
    for role, where in _named(workflow):
        if role not in workflow.roster and role != SYSTEM:
            yield f"{where} names the role {role}, which nobody holds."
    for state in workflow.states:
        people = {role for step in workflow.transitions if state.name in step.sources for role in step.by} - {SYSTEM}
        if not state.final and not people & set(workflow.roster):
            yield f"in {state.name} nobody of the roster may do anything."


def _named(workflow: Workflow) -> Iterator[tuple[str, str]]:
    yield from ((role, "its opening") for role in workflow.opened_by)
    yield from ((role, "its opening") for notice in workflow.tells for role in notice.roles)
    for step in workflow.transitions:
        yield from ((role, step.name) for role in step.by)
        yield from ((role, step.name) for role in (step.four_eyes.by if step.four_eyes is not None else ()))
        yield from ((role, step.name) for notice in step.tells for role in notice.roles)
    for clock in workflow.deadlines:
        for leave in (clock.pausable, clock.extendable):
            yield from ((role, f"the leave of {clock.name}") for role in (leave.by if leave is not None else ()))
        for number, rung in enumerate(clock.rungs, 1):
            yield from ((role, f"rung {number} of {clock.name}") for role in rung.tell)


def sight(space: Space) -> Iterator[str]:
    """A rung is heard only by those who see the case: for each, one of the roles it tells, or whoever is told in its
    place, sees every such case.
    """
    workflow = space.workflow
    if not workflow.roster or workflow.audience is None:
        return
    seeing = _seeing(space)
    for clock in workflow.deadlines:
        for number, rung in enumerate(clock.rungs, 1):
            known = [role for role in rung.tell if role in workflow.roster]
            if rung.level and known and not any(seeing.intersection(_in_place_of(workflow, role)) for role in known):
                who = ", ".join(known)
                yield f"rung {number} of {clock.name} tells {who}, of whom none need see the case: nobody may hear it."


def _in_place_of(workflow: Workflow, role: str) -> set[str]:
    """The role, and whoever is told for it."""
    told = {role}
    while (role := workflow.stands_in.get(role, role)) not in told:
        told.add(role)
    return told


def _seeing(space: Space) -> frozenset[str]:
    """The roles of which somebody sees the case, whatever its facts are."""
    audience, states = space.workflow.audience, tuple(state.name for state in space.workflow.states)
    assert audience is not None, "asked only of a workflow that names its audience"
    seeing = set(space.workflow.roster)
    for _, groups in explore(lambda path: audience(space.case(path, states).facts)):
        seeing = {role for role in seeing if _belongs(space.workflow.roster[role], groups)}
    return frozenset(seeing)


def _belongs(own: tuple[str, ...], groups: frozenset[str]) -> bool:
    return any(group.startswith(start) for group in groups for start in own)


def reads(space: Space) -> Iterator[str]:
    """A guard declares the facts it reads, and finds in the form what it looks for. A proposal lives by what its guards
    declare: an undeclared fact could change behind its back.
    """
    for step in space.workflow.transitions:
        for guard in step.guards:
            yield from _reads(space, step, guard)


def _reads(space: Space, step: Transition, guard: Guard) -> Iterator[str]:
    def run(path: Path) -> str | None:
        case = space.case(path, step.sources)
        try:
            refuses(guard, space.situation(path, case, step, step.by))
        except Unread as unread:
            return str(unread)
        return None

    read: set[str] = set()
    missing: set[str] = set()
    for chosen, unread in islice(explore(run), LOOKS):
        read.update(chosen)
        missing.update([unread] if unread is not None else [])
    undeclared = sorted(name for name in read if name in space.facts and name not in guard.reads)
    if undeclared:
        yield f"the guard {guard.name} of {step.name} reads {', '.join(undeclared)} without declaring it."
    if not guard.needs_form and step.form is not None and any(name.startswith("form.") for name in read):
        yield f"the guard {guard.name} of {step.name} reads the form, and does not say that it needs it."
    yield from (f"the guard {guard.name} of {step.name} asks for what is not there: {one}." for one in sorted(missing))


def overlaps(space: Space) -> Iterator[tuple[frozenset[str], str]]:
    """Two steps by which one person could do the same from the same state at the same moment, with a witness state."""
    for one, other in combinations(space.workflow.transitions, 2):
        shared = tuple(role for role in one.by if role in other.by and role != SYSTEM)
        sources = tuple(state for state in one.sources if state in other.sources)
        if (
            shared
            and sources
            and _alike(one, other)
            and (state := _both(space, one, other, sources, shared)) is not None
        ):
            names = frozenset({one.name, other.name})
            yield (
                names,
                (
                    f"{one.name} and {other.name} can both be taken in {state} by {shared[0]}, with the same outcome:"
                    " make their guards exclude each other, or accept it with a reason."
                ),
            )


def _alike(one: Transition, other: Transition) -> bool:
    """The same way out, or the same form for the same change."""
    if one.target != other.target or one.opens is not other.opens:
        return False
    return one.target is not None or (one.form is not None and (one.form, one.changes) == (other.form, other.changes))


def _both(
    space: Space, one: Transition, other: Transition, sources: tuple[str, ...], shared: tuple[str, ...]
) -> str | None:
    def run(path: Path) -> bool:
        case = space.case(path, sources)
        return all(_open(space, path, case, step, shared) for step in (one, other))

    for chosen, both in islice(explore(run), 8 * LOOKS):
        state = str(chosen.get("case.state", sources[0]))
        if both and space.reachable((state,), chosen) is not None:
            return state
    return None


def _open(space: Space, path: Path, case: object, step: Transition, shared: tuple[str, ...]) -> bool:
    situation = space.situation(path, case, step, shared)
    if situation.case.ended_at is not None and not step.past_the_end:
        return False
    return not any(refuses(guard, situation) for guard in step.guards)
