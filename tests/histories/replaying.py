"""A kept history under the workflows of this moment: read, its clocks reckoned again, its decisions made again."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import clocks
from engine.calendar import Calendar
from engine.clocks import Armed
from engine.composition import moment
from engine.definition import Snapshot
from engine.past import redeciding
from engine.past.redeciding import Redecided
from engine.past.replay import Fold
from engine.past.retelling import Kinsfolk, Told, in_order
from engine.registry import Compiled, Registry
from tests.histories.kept import Kept, opened

FOLLOWS = ("opened", "followed")


@dataclass(slots=True)
class Replayed:
    """`gone`: why versions cannot run any more; `clocks`: those that their own version would reckon otherwise now."""

    records: int = 0
    reckoned: int = 0
    gone: list[str] = field(default_factory=list)
    clocks: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    redecided: Redecided = field(default_factory=Redecided)

    @property
    def differing(self) -> dict[str, int]:
        """Decisions that today's rules make otherwise: how often each."""
        told = Counter(f"{one.problem}: {one.words.en}" for one in self.redecided.divergences)
        return dict(sorted(told.items()))


def replay(kept: Kept, registry: Registry) -> Replayed:
    """Raises ValueError or KeyError where a record cannot be read any more."""
    found = Replayed()
    for name, (version, canonical) in kept.definitions.items():
        registry.learn(name, version, canonical)
        found.gone += registry.of(name, version).gone
    own = _as_it_was(kept, registry)
    for _, records in kept.families:
        family = in_order(records)
        found.clocks += list(_reckon(own, family, found))
        _fold(family, found)
    families = (in_order(records) for _, records in kept.families)
    redeciding.go_through(registry, families, opened, found.redecided)
    return found


def _as_it_was(kept: Kept, registry: Registry) -> dict[str, Compiled]:
    """Each workflow by its version on the code of today, and by the calendar of then."""
    declared = {name: Calendar.of(_calendar(canonical)) for name, (_, canonical) in kept.definitions.items()}
    calendars = registry.counting_by(0, declared.values())
    return {name: calendars.of(name, version) for name, (version, _) in kept.definitions.items()}


def _calendar(canonical: str) -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(canonical)["calendar"]
    return told


def _fold(family: list[Told], found: Replayed) -> None:
    folds: dict[Any, Fold] = {}
    for one in family:
        folds.setdefault(one.case_id, Fold()).take(one.body)
        found.records += 1
    found.states.update(fold.body["to"] for fold in folds.values())


def _reckon(own: Mapping[str, Compiled], family: list[Told], found: Replayed) -> Iterator[str]:
    """Every clock of every record against what its version, brought back, says of the case as it then stood."""
    registry = _Only(own)
    kin = Kinsfolk(registry)  # type: ignore[arg-type]  # it asks for nothing but `get`
    for one in family:
        kin.take(one)
        workflow, case = own[one.body["workflow"]], kin.seen(one.case_id)
        if any(each.cause == one.key and each.body["kind"] == "opened" for each in family):
            continue  # it stood before what it opened was there
        said = {clock["name"]: (clock["anchor"], clock["breach"]) for clock in one.body["clocks"]}
        now = {
            armed.name: (moment(armed.anchor_at), moment(armed.breach_at)) for armed in _running(workflow, case, one)
        }
        found.reckoned += len(said)
        if said != now:
            yield f"{one.number} {one.body['seq']} {one.body['act']}: {sorted(set(said.items()) ^ set(now.items()))}"


def _running(compiled: Compiled, case: Snapshot, one: Told) -> list[Armed]:
    """What should run, with the pauses and extensions that the record tells of."""
    courses = {clock["name"]: clock for clock in one.body["clocks"]}
    fresh = clocks.plan(compiled.workflow, case, (), case.seq).armed
    running = []
    for armed in fresh:
        placed = clocks.with_course(armed, courses.get(armed.name))
        deadline = compiled.workflow.deadline(armed.name)
        within = clocks.allowed(deadline, case)
        assert within is not None, "it runs"
        running.append(clocks.timed(deadline, placed, within, compiled.workflow.calendar))
    return running


class _Only:
    """The workflows of one release, for whoever looks them up by name."""

    def __init__(self, own: Mapping[str, Compiled]) -> None:
        self._own = own

    def get(self, name: str) -> Compiled:
        return self._own[name]
