"""Which facts can be empty, and which filled, in each state: what every way from the start has left behind.

A report that was just taken has been sent nowhere; an accepted referral has been looked at. Both follow from the
steps alone, and a proof that did not know them would find cases that cannot be. Computed facts are left open.
"""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel

from engine.definition import Situation, Transition, Workflow
from engine.forms import is_private
from engine.proving.domains import of_form
from engine.proving.exploring import Lazy, Path, explore
from engine.proving.moments import NOW, Moment
from engine.proving.space import Space

Result = TypeVar("Result")
Emptiness = frozenset[bool]
"""{True}: always empty. {False}: always filled. Both: either."""

Effect = tuple[Emptiness, bool, bool]
"""What a step leaves in a fact, whether it does so every time, and whether it may be another value than before."""

EITHER: Emptiness = frozenset({True, False})
MOST = 48
"""Runs of one function; one that can still tell more apart is taken to leave either behind."""

FEW = 12
"""Runs that show which facts a beginning sets."""


def narrow(space: Space) -> None:
    """Tell a workflow's space what it has found. Its parents' spaces show with what a child begins."""
    effects: dict[str, dict[str, Effect]] = {}
    for one in space.workflow.transitions:
        changed = _changed(space, one, one.changes) if one.changes is not None else {}
        space.changed[one.name] = frozenset(changed)
        effects[one.name] = {**_filled_in(space, one), **changed}
    for step, effect in effects.items():
        space.touched[step] = frozenset(effect)
        space.renewed[step] = frozenset(name for name, (_, _, renews) in effect.items() if renews)
    space.narrow(by_state(space.workflow, _beginning(space), effects))


def by_state(
    workflow: Workflow, beginning: Mapping[str, Emptiness], effects: Mapping[str, Mapping[str, Effect]]
) -> Mapping[str, Mapping[str, Emptiness]]:
    """For each state that can be reached, and each fact, whether it can be empty there, and whether filled."""
    found: dict[str, dict[str, Emptiness]] = {workflow.initial: dict(beginning)}
    changed = True
    while changed:
        changed = False
        for step in workflow.transitions:
            for source in step.sources:
                if source in found and source not in step.refused_in:
                    changed |= _flows(found, source, step.target or source, effects[step.name])
    return found


def _flows(found: dict[str, dict[str, Emptiness]], source: str, target: str, effect: Mapping[str, Effect]) -> bool:
    there = found.setdefault(target, {})
    grown = False
    for name, before in list(found[source].items()):
        left, always, _ = effect.get(name, (frozenset[bool](), False, False))
        after = there.get(name, frozenset()) | left | (frozenset() if always else before)
        if after != there.get(name):
            there[name], grown = after, True
    return grown


def _filled_in(space: Space, step: Transition) -> dict[str, Effect]:
    """What the form of a step leaves in the facts that its fields are named like."""
    if step.form is None:
        return {}
    domains = of_form(space.workflow, step.form)
    return {
        name: (frozenset(value is None for value in domains[name]), info.is_required(), True)
        for name, info in step.form.model_fields.items()
        if name in space.facts and not is_private(info)
    }


def _changed(space: Space, step: Transition, changes: Callable[[Situation], Mapping[str, Any]]) -> dict[str, Effect]:
    """What the `changes` of a step leave in the facts that they touch, and whether they always touch them."""

    def run(path: Path) -> Mapping[str, Any] | None:
        case = space.case(path, step.sources)
        # What is worked out only when it is looked at has to be looked at within the run.
        return _tried(lambda situation: dict(changes(situation)), space.situation(path, case, step, step.by))

    made, whole = _looks(run)
    names = {name for one in made for name in one}
    always = {name for name in names if all(name in one for one in made)} if whole else set()
    return {
        name: (
            frozenset(one[name] is None for one in made if name in one) if whole else EITHER,
            name in always,
            any(_is_new(name, one[name]) for one in made if name in one),
        )
        for name in names
    }


def _is_new(name: str, value: Any) -> bool:
    return value is not None and not (isinstance(value, Moment) and value.name == name)


def _beginning(space: Space) -> Mapping[str, Emptiness]:
    """With what a case begins: a fact that no beginning sets holds its default, one that some set may hold anything."""
    made = [*_opened(space), *(facts for parent in space.parents for facts in _born(space, parent))]
    fields = space.workflow.facts.model_fields.items()
    if not made:
        return {name: EITHER for name, _ in fields}
    touched = {name for facts in made for name in facts.model_fields_set}
    return {
        name: EITHER if name in touched or one.is_required() else frozenset({one.default is None})
        for name, one in fields
    }


def _opened(space: Space) -> list[BaseModel]:
    begin, opening = space.workflow.begin, space.workflow.opening
    if begin is None or opening is None:
        return []
    domains = of_form(space.workflow, opening)

    def run(path: Path) -> Any:
        form = Lazy(path, domains, "form.", opening)
        return _tried(begin, Situation(space.case(path, (space.workflow.initial,)), _nobody(path), NOW, form))

    return _looks(run, FEW)[0]


def _born(space: Space, parent: Space) -> list[BaseModel]:
    """The facts that a parent's steps give to the child that they open."""
    made: list[BaseModel] = []
    for step in parent.workflow.transitions:
        if step.opens is not None and step.opens.workflow == space.workflow.name:
            made += _looks(partial(_given, parent, step, step.opens.facts), FEW)[0]
    return made


def _given(parent: Space, step: Transition, facts: Callable[[Situation], Any], path: Path) -> Any:
    case = parent.case(path, step.sources)
    return _tried(facts, parent.situation(path, case, step, step.by))


def _tried(function: Callable[[Situation], Result], situation: Situation) -> Result | None:
    """None where the function cannot be run on such a case: then nothing of it counts as certain."""
    try:
        return function(situation)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None


def _looks(run: Callable[[Path], Any], most: int = MOST) -> tuple[list[Any], bool]:
    """(what the runs gave, whether these were all and all went well)."""
    runs = explore(run)
    made = [one for _, one in islice(runs, most)]
    return [one for one in made if one is not None], None not in made and next(runs, None) is None


def _nobody(path: Path) -> Any:
    return Lazy(path, {"role": ("somebody",), "id": (None,)}, "actor.")
