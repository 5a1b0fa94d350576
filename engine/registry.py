"""The workflows that run here. One that is unsound keeps the program from starting, with every problem named.

A case is decided by the version that it is pinned to: the one that runs, or an earlier one out of its canonical form.
What runs is what the code declares, with the times that the office has set (`set_to`), on the calendars of the database
(`counting_by`).
"""

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from engine.calendar import Calendar
from engine.canonical import fingerprint
from engine.definition import Deadline, Workflow
from engine.errors import NotFound, UnsoundWorkflow
from engine.forms import private_names
from engine.machine import Kernel
from engine.policies import setting
from engine.policies.setting import Setting, Values
from engine.proving.verifier import problems
from engine.versions.revival import revive


@dataclass(frozen=True, slots=True)
class Compiled:
    """A proved workflow with its kernel. `version` is the SHA-256 of its canonical form, in hexadecimal.

    `gone` says why an earlier version cannot run here; then its cases are shown, and not moved.
    """

    workflow: Workflow
    kernel: Kernel
    version: str
    canonical: str
    fact_names: frozenset[str]
    lasting: frozenset[str]
    """The private fields of the opening form: a later form that has one of the same name replaces it."""
    aside: frozenset[str] = frozenset()
    """The clocks on which nothing that a case owes hangs."""
    gone: tuple[str, ...] = ()


class Registry:
    """Workflows by name, with the settings of the office. Raises UnsoundWorkflow, listing the problems of all of them,
    where one is unsound.
    """

    def __init__(self, workflows: Iterable[Workflow], settings: Iterable[Setting] = ()) -> None:
        together, self.settings = tuple(workflows), tuple(settings)
        found = [*problems(together), *setting.problems(self.settings, together)]
        if found:
            raise UnsoundWorkflow(found)
        self._compiled = {workflow.name: _compile(workflow) for workflow in together}
        self.values: Values = {}
        """What the office has set."""
        self.editions: dict[str, Registry] = {}
        """The same workflows as the database has them set, by what stands there; `engine.almanac` fills it."""
        self.earlier: dict[str, Compiled] = {}
        """Versions that do not run here, or not now, for all editions; `engine.versions.pinned` fills it, too."""
        self._counted: dict[str, Compiled] = {}
        self._calendars: tuple[int, dict[str, Calendar]] | None = None

    def __iter__(self) -> Iterator[Compiled]:
        return iter(self._compiled.values())

    def get(self, name: str) -> Compiled:
        if name not in self._compiled:
            raise NotFound("workflow")
        return self._compiled[name]

    def of(self, name: str, version: str) -> Compiled:
        """What a case pinned to this version is decided by; what runs here, where nothing is known of that version."""
        running = self.get(name)
        if running.version == version:
            return running
        if self._calendars is None:
            return self.earlier.get(version, running)
        if version in self.earlier and version not in self._counted:
            self._counted[version] = _counting(self.earlier[version], *self._calendars)
        return self._counted.get(version, running)

    def clock(self, name: str, clock: str) -> Deadline | None:
        """A clock of a workflow as it runs, else as an earlier version at hand had it: for figures over the past."""
        known = (one for one in (self.get(name), *self.earlier.values()) if one.workflow.name == name)
        return next((one for each in known for one in each.workflow.deadlines if one.name == clock), None)

    def learn(self, name: str, version: str, canonical: str) -> None:
        """An earlier version, by its canonical form. Raises NotFound where no workflow of that name runs here."""
        running = self.get(name)
        if running.version != version and version not in self.earlier:
            others = [one.workflow for one in self if one.workflow.name != name]
            self.earlier[version] = _earlier(running, version, canonical, others)

    def set_to(self, values: Values) -> "Registry":
        """The workflows as declared, with these settings. Raises UnsoundWorkflow with every problem of the outcome.

        Each side knows the versions of the other, since cases are pinned to both.
        """
        workflows = setting.applied([one.workflow for one in self], self.settings, values)
        found = problems(workflows)
        if found:
            raise UnsoundWorkflow(found)
        other = copy.copy(self)
        other.values = dict(values)
        other._compiled = {one.name: self._recompiled(one) for one in workflows}
        self.earlier |= {one.version: one for one in (*self, *other)}
        return other

    def _recompiled(self, workflow: Workflow) -> Compiled:
        declared = self._compiled[workflow.name]
        return declared if declared.workflow is workflow else _compile(workflow)

    def counting_by(self, edition: int, calendars: Iterable[Calendar]) -> "Registry":
        """The same workflows as of an edition: by these calendars, where one has the name of what they declare."""
        by_name = {calendar.name: calendar for calendar in calendars}
        other = copy.copy(self)
        other._compiled = {one.workflow.name: _counting(one, edition, by_name) for one in self}
        other._calendars, other._counted = (edition, by_name), {}
        return other


def _counting(compiled: Compiled, edition: int, calendars: Mapping[str, Calendar]) -> Compiled:
    """The version stays what it is: a calendar has versions of its own."""
    declared = compiled.workflow.calendar
    calendar = replace(calendars.get(declared.name, declared), edition=edition)
    return replace(compiled, workflow=replace(compiled.workflow, calendar=calendar))


def _earlier(running: Compiled, version: str, canonical: str, others: list[Workflow]) -> Compiled:
    """Judged in structure as one that runs is: code of today on values of then must not let a case fall silent."""
    try:
        workflow, gone = revive(running.workflow, json.loads(canonical))
    except (KeyError, TypeError, ValueError) as unreadable:
        return replace(running, version=version, canonical=canonical, gone=(f"it cannot be read: {unreadable!r}.",))
    gone = gone or tuple(problems([workflow, *others]))
    kernel = running.kernel if gone else Kernel(workflow)
    earlier = replace(running, version=version, canonical=canonical, gone=gone)
    return replace(earlier, workflow=workflow, kernel=kernel, aside=_aside(workflow))


def _compile(workflow: Workflow) -> Compiled:
    canonical, version = fingerprint(workflow)
    return Compiled(
        workflow,
        Kernel(workflow),
        version,
        canonical,
        frozenset(workflow.facts.model_fields),
        private_names(workflow.opening),
        _aside(workflow),
    )


def _aside(workflow: Workflow) -> frozenset[str]:
    return frozenset(deadline.name for deadline in workflow.deadlines if deadline.aside)
