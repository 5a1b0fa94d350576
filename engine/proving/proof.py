"""A workflow proved sound: what was tried, what was found, and every problem as a sentence with its witness.

`engine.proving.verifier` reads the definition; what is proved here needs its functions to be run on all that they can
tell apart: nobody is left untold and within which time, promises, loops, roles and guards, parent and child together.
Samples stand for values, and moments for moments; within those, nothing is left out.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from math import isinf
from typing import Any

from engine.calendar import Duration
from engine.clocks import allowed
from engine.definition import Deadline, Text, Workflow
from engine.proving import coverage, kin, ladders, loops, reach, safety, waiting
from engine.proving.exploring import Path, explore
from engine.proving.safety import Promise, shown
from engine.proving.silence import Alert, Silence, Watch
from engine.proving.space import MOST, Space

Json = Mapping[str, Any]
UNHEARD = "no clock that runs there alerts a role that somebody holds"


@dataclass(frozen=True, slots=True)
class Proof:
    """Of workflows taken together: each by name as JSON, and all problems. None found: they may start."""

    workflows: Mapping[str, Json]
    problems: tuple[str, ...]


def prove(workflows: Sequence[Workflow]) -> Proof:
    """Prove workflows that are sound in structure. Pure; some tenths of a second each."""
    began = time.perf_counter()
    spaces = laid_out(workflows)
    shared = (time.perf_counter() - began) * 1000 / max(len(spaces), 1)
    told = {name: _proved(space) for name, space in spaces.items()}
    for one in told.values():
        one["milliseconds"] = round(one["milliseconds"] + shared, 1)
    bounds = {name: one["silence"] for name, one in told.items()}
    for name, space in spaces.items():
        _carry(bounds, name, space)
    problems = [f"{name}: {problem}" for name, one in told.items() for problem in one["problems"]]
    return Proof(told, tuple(problems))


def laid_out(workflows: Sequence[Workflow]) -> dict[str, Space]:
    """The spaces of workflows and of what they open, each knowing what its states can hold."""
    spaces = {workflow.name: Space(workflow) for workflow in workflows}
    for space in spaces.values():
        space.children = [spaces[name] for name in space.workflow.children]
        for child in space.children:
            child.parents.append(space)
    for space in spaces.values():
        reach.narrow(space)
    return spaces


def _proved(space: Space) -> dict[str, Any]:
    began = time.perf_counter()
    workflow = space.workflow
    silence = Watch(space).look()
    promises = [*safety.judge(space, (*workflow.properties, kin.carried(space)))]
    together = [*kin.together(space)]
    rounds = [*loops.endless(space)]
    spins = [*loops.spins(space)]
    overlaps = [*coverage.overlaps(space)]
    problems = [
        *_width(space),
        *_silences(space, silence),
        *(safety.in_words(one) for promise in promises for one in promise.broken),
        *(problem for one in together for problem in one.problems),
        *_spinning(spins),
        *_accepted(workflow, rounds, overlaps),
        *coverage.roles(workflow),
        *coverage.sight(space),
        *coverage.reads(space),
        *_ladders(space),
    ]
    return {
        "workflow": workflow.name,
        "domains": {name: len(domain) for name, domain in space.facts.items()},
        "silence": {"states": [_alert(one) for one in silence.alerts]},
        "promises": [_promise(one) for one in promises],
        "together": [{"child": one.child, "configurations": one.configurations} for one in together],
        "loops": [_round(workflow, one) for one in rounds],
        "instant": {"circles": [asdict(one) for one in spins]},
        "overlaps": [_overlap(workflow, *one) for one in overlaps],
        "roles": sorted(workflow.roster) or None,
        "leave": [*_leave(workflow)],
        "problems": problems,
        "milliseconds": round((time.perf_counter() - began) * 1000, 1),
    }


# --- problems as sentences


def _width(space: Space) -> Iterator[str]:
    if space.too_wide:
        yield f"its computed facts hang on more than {MOST} combinations of facts; give samples of these."


def _silences(space: Space, silence: Silence) -> Iterator[str]:
    for one in silence.silent:
        yield f"in {one.state} a case can fall silent: something is owed and no clock runs, with {_facts(one.when)}."
    for one in silence.unbounded:
        why = f"the system takes it back to {one.then} before anybody is told" if one.then else UNHEARD
        yield f"in {one.state} a case can wait for ever: {why}, with {_facts(one.when)}."
    for one in silence.alerts:
        if one.rests and all(child.workflow.beside for child in space.children):
            yield f"in {one.state} a case can rest as if settled, neither ended nor carried by a child: nothing runs."


def _ladders(space: Space) -> Iterator[str]:
    """The order of the rungs where only a function knows the time allowed; any other the verifier has read."""
    for clock in space.workflow.deadlines:
        if not ladders.times(clock.within):
            given = dict.fromkeys(one for _, one in explore(partial(_allowed, space, clock)) if one is not None)
            yield from ladders.disorder(clock, given, space.workflow.calendar)


def _allowed(space: Space, clock: Deadline, path: Path) -> Duration | None:
    return allowed(clock, space.case(path, clock.states))


def _spinning(spins: Sequence[loops.Spin]) -> Iterator[str]:
    for one in spins:
        way, by = " → ".join(one.states), ", ".join(one.steps)
        yield f"the system runs in a circle while no time passes: {way} (by {by}), with {_facts(one.facts)}."


def _accepted(
    workflow: Workflow, rounds: Sequence[loops.Round], overlaps: Sequence[tuple[frozenset[str], str]]
) -> Iterator[str]:
    for one in rounds:
        if _reason(workflow, one.states) is None:
            where, clocks, by = ", ".join(sorted(one.states)), ", ".join(one.clocks), ", ".join(one.by)
            yield (
                f"people can keep a case in {where} for ever and nobody else is told: {by} start {clocks} anew, with"
                f" {_facts(one.facts)}; let a clock count from a moment that no step sets, or accept it with a reason."
            )
    yield from (sentence for names, sentence in overlaps if _reason(workflow, names) is None)
    known = {one.states for one in rounds} | {names for names, _ in overlaps}
    for accepted in workflow.accepted:
        if accepted.names not in known:
            yield f"it accepts {', '.join(sorted(accepted.names))}, which is no finding; remove that."


def _reason(workflow: Workflow, names: frozenset[str]) -> Text | None:
    return next((one.reason for one in workflow.accepted if one.names == names), None)


def _facts(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {shown(value)}" for name, value in sorted(facts.items())) or "any facts"


# --- the proof as JSON


def _carry(bounds: Mapping[str, dict[str, Any]], name: str, space: Space) -> float | None:
    """The bound of a workflow is that of its slowest state, or of the child that carries it."""
    bound = bounds[name]
    if "hours" in bound:
        hours: float | None = bound["hours"]
        return hours
    carried = [child.workflow.name for child in space.children if not child.workflow.beside]
    each = [one["hours"] for one in bound["states"]]
    each += [_carry(bounds, child.workflow.name, child) for child in space.children]
    bound["hours"] = None if None in each else max(each, default=0.0)
    for state in bound["states"]:
        state["carried_by"] = carried if state["settled"] else []
    return bound["hours"] if bound["hours"] is None else float(bound["hours"])


def _alert(one: Alert) -> dict[str, Any]:
    return {
        "state": one.state,
        "hours": _hours(one.hours),
        "clock": one.clock,
        "tells": list(one.tells),
        "again": _hours(one.again),
        "granted": _hours(one.granted),
        "when": _plain(one.when),
        "configurations": one.configurations,
        "settled": one.rests,
    }


def _leave(workflow: Workflow) -> Iterator[Json]:
    """What may be granted beyond the time allowed: each bounded by its definition."""
    for clock in workflow.deadlines:
        if clock.statutory:
            continue
        if clock.pausable is not None:
            each = waiting.longest(clock.pausable.at_most, workflow.calendar)
            yield {"clock": clock.name, "pauses": clock.pausable.times, "hours_each": each}
        if clock.extendable is not None:
            yield {
                "clock": clock.name,
                "extension": "at most once its own time"
                if callable(clock.extendable.at_most)
                else waiting.longest(clock.extendable.at_most, workflow.calendar),
            }


def _promise(one: Promise) -> Json:
    return {
        "name": one.of.name,
        "title": _words(one.of.title),
        "rule": one.of.rule,
        "basis": one.of.basis,
        "kind": "always" if one.of.step is None else "step",
        "steps": one.steps,
        "configurations": one.configurations,
        "guards": list(one.guards),
        "holds": not one.broken,
        "broken": [safety.in_words(example) for example in one.broken],
    }


def _round(workflow: Workflow, one: loops.Round) -> Json:
    reason = _reason(workflow, one.states)
    return {
        "states": sorted(one.states),
        "clocks": list(one.clocks),
        "steps": list(one.by),
        "when": _plain(one.facts),
        "accepted": _words(reason) if reason is not None else None,
    }


def _overlap(workflow: Workflow, names: frozenset[str], sentence: str) -> Json:
    reason = _reason(workflow, names)
    return {"steps": sorted(names), "found": sentence, "accepted": _words(reason) if reason is not None else None}


def _hours(hours: float) -> float | None:
    return None if isinf(hours) else round(hours, 2)


def _plain(facts: Mapping[str, Any]) -> dict[str, str]:
    return {name: shown(value) for name, value in sorted(facts.items())}


def _words(text: Text) -> Json:
    return {"id": text.id, "en": text.en}
