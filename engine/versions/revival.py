"""A version of a workflow whose Python is no longer here, out of its canonical form. Pure.

What was written down as a value is that version's for good: its states and steps, who takes them, and its clocks with
their durations and ladders. What is code runs in its current form: guards, forms, and the functions by which facts and
moments are computed. So a law that changed holds at once, for every case, and a duration that changed holds for a case
only after that case was migrated.

A version is *gone* where today's code cannot run it: where it knows a state that the code does not know, or a clock
whose function no longer exists. Its cases can be looked at, and wait for `omah migrate-cases`; each reason is a
sentence.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.calendar import Duration, duration_of
from engine.definition import (
    ByFact,
    Deadline,
    Extending,
    FourEyes,
    Notice,
    Pausing,
    Refusal,
    Rung,
    Snapshot,
    State,
    Text,
    Transition,
    Workflow,
)

Told = Mapping[str, Any]
"""A part of a definition in canonical form, as JSON was read."""

CODE = ("form", "guards", "changes", "audience", "opens", "joins")
"""What of a step is code: without the code, the step cannot be taken."""


def revive(running: Workflow, told: Told) -> tuple[Workflow, tuple[str, ...]]:
    """That version's values on the code of `running`, and why it cannot run here, if it cannot.

    The calendar is that of `running`: calendars have versions of their own.
    """
    missing: list[str] = []
    revived = _on(running, told, missing)
    missing += _unknown(running, revived)
    return revived, tuple(missing)


def _on(running: Workflow, told: Told, missing: list[str]) -> Workflow:
    transitions = (_transition(running, one) for one in told["transitions"])
    return replace(
        running,
        initial=told["initial"],
        states=tuple(State(one["name"], _text(one["title"]), one["final"], one["tone"]) for one in told["states"]),
        transitions=tuple(one for one in transitions if one is not None),
        deadlines=tuple(_deadline(running, one, missing) for one in told["deadlines"]),
        opened_by=tuple(told["opened_by"]),
        limits={**running.limits, **told.get("limits", {})},
    )


def _unknown(running: Workflow, revived: Workflow) -> Iterator[str]:
    known = {state.name for state in running.states}
    for state in revived.states:
        if state.name not in known:
            yield f"the code that runs here does not know its state {state.name}."


# --- steps


def _transition(running: Workflow, told: Told) -> Transition | None:
    """The step with its guards and its form of today; None where there is none of that name, and it needs code."""
    today = running.find(told["name"])
    if today is None and any(told.get(name) for name in CODE):
        return None
    source, target, by = tuple(_listed(told["source"])), told["target"], tuple(told["by"])
    code = today if today is not None else Transition(told["name"], source, target, _text(told["title"]), by)
    return replace(
        code,
        source=source,
        target=target,
        by=by,
        four_eyes=FourEyes(tuple(told["four_eyes"]["by"])) if told["four_eyes"] is not None else None,
        tells=tuple(Notice(tuple(one["roles"]), one["topic"]) for one in told["tells"]),
        ends=told["ends"],
        reopens=told["reopens"],
        after_end=told.get("after_end", False),
        assigns=told["assigns"],
        confirm=_text(told["confirm"]) if told["confirm"] is not None else None,
        refused_in={state: _refusal(one) for state, one in told["refused_in"].items()},
    )


def _refusal(told: Told) -> Refusal:
    lifted_by = _text(told["lifted_by"]) if told["lifted_by"] is not None else None
    return Refusal(told["rule"], told["code"], _text(told["reason"]), told["basis"], lifted_by)


# --- clocks


def _deadline(running: Workflow, told: Told, missing: list[str]) -> Deadline:
    name = told["name"]
    today = next((one for one in running.deadlines if one.name == name), None)
    within = _duration(told["within"], today.within if today is not None else None)
    anchor = _function(told["anchor"], today.anchor if today is not None else None)
    if within is None or anchor is None:
        missing.append(f"the code by which its clock {name} counts is not here any more.")
    return Deadline(
        name=name,
        title=_text(told["title"]),
        rule=told["rule"],
        basis=told["basis"],
        states=tuple(told["states"]),
        anchor=anchor or _never,
        within=within or _never,
        rungs=tuple(_rung(one) for one in told["rungs"]),
        statutory=told["statutory"],
        after_end=told.get("after_end", False),
        aside=told.get("aside", False),
        since=_text(told["since"]),
        pausable=_pausing(told["pausable"]),
        extendable=_extending(told["extendable"], today),
    )


def _never(_: Snapshot) -> None:
    """A clock whose code is gone does not run."""


def _rung(told: Told) -> Rung:
    lengths = {name: _length(told[name]) for name in ("after", "before", "past", "every")}
    percent, move = told["percent"], told["move"]
    return Rung(_text(told["title"]), told["level"], percent, tell=tuple(told["tell"]), move=move, **lengths)


def _pausing(told: Told | None) -> Pausing | None:
    if told is None:
        return None
    return Pausing(tuple(told["by"]), duration_of(told["at_most"]), told["times"])


def _extending(told: Told | None, today: Deadline | None) -> Extending | None:
    """None where nobody may extend it, or where how far is told by code that is gone."""
    if told is None:
        return None
    current = today.extendable.at_most if today is not None and today.extendable is not None else None
    at_most = _duration(told["at_most"], current)
    return Extending(tuple(told["by"]), at_most) if at_most is not None else None


def _duration(told: Told, current: Any) -> Any:
    """A length, lengths by a fact, or the function that computes it; None where that is gone."""
    if "kind" in told:
        return duration_of(told)
    if "times" in told:
        times = {value: duration_of(one) for value, one in told["times"].items()}
        return ByFact(told["fact"], times, _length(told["otherwise"]))
    return _function(told, current)


def _length(told: Told | None) -> Duration | None:
    return duration_of(told) if told is not None else None


def _function(told: Told, current: Any) -> Callable[..., Any] | None:
    """The function of that name as it is now, else what stands in its place now; None where there is neither."""
    module, _, name = told["function"].rpartition(".")
    found = getattr(sys.modules.get(module), name, None)
    return found if callable(found) else current if callable(current) else None


def _text(told: Told) -> Text:
    return Text(told["id"], told["en"])


def _listed(told: Any) -> list[str]:
    return [told] if isinstance(told, str) else list(told)
