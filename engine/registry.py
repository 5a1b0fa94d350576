"""The workflows that run here. One that is unsound keeps the program from starting, with every problem named."""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from engine.calendar import Calendar
from engine.canonical import fingerprint
from engine.definition import Workflow
from engine.errors import NotFound, UnsoundWorkflow
from engine.forms import private_names
from engine.machine import Kernel
from engine.verifier import problems


@dataclass(frozen=True, slots=True)
class Compiled:
    """A proved workflow with its kernel. `version` is the SHA-256 of its canonical form, in hexadecimal."""

    workflow: Workflow
    kernel: Kernel
    version: str
    canonical: str
    fact_names: frozenset[str]
    lasting: frozenset[str]
    """The private fields of the opening form: a later form that has one of the same name replaces it."""
    aside: frozenset[str] = frozenset()
    """The clocks on which nothing that a case owes hangs."""


class Registry:
    """Workflows by name. Raises UnsoundWorkflow, listing the problems of all of them, where one is unsound."""

    def __init__(self, workflows: Iterable[Workflow]) -> None:
        together = tuple(workflows)
        found = problems(together)
        if found:
            raise UnsoundWorkflow(found)
        self._compiled = {workflow.name: _compile(workflow) for workflow in together}
        self.editions: dict[str, Registry] = {}
        """The same workflows on the calendars of the database, by what stands there; `engine.almanac` fills it."""

    def __iter__(self) -> Iterator[Compiled]:
        return iter(self._compiled.values())

    def get(self, name: str) -> Compiled:
        if name not in self._compiled:
            raise NotFound("workflow")
        return self._compiled[name]

    def counting_by(self, edition: int, calendars: Iterable[Calendar]) -> "Registry":
        """The same workflows as of an edition: by these calendars, where one has the name of what they declare."""
        by_name = {calendar.name: calendar for calendar in calendars}
        other = copy.copy(self)
        other._compiled = {one.workflow.name: _counting(one, edition, by_name) for one in self}
        return other


def _counting(compiled: Compiled, edition: int, calendars: dict[str, Calendar]) -> Compiled:
    """The version stays what it is: a calendar has versions of its own."""
    declared = compiled.workflow.calendar
    calendar = replace(calendars.get(declared.name, declared), edition=edition)
    return replace(compiled, workflow=replace(compiled.workflow, calendar=calendar))


def _compile(workflow: Workflow) -> Compiled:
    canonical, version = fingerprint(workflow)
    return Compiled(
        workflow,
        Kernel(workflow),
        version,
        canonical,
        frozenset(workflow.facts.model_fields),
        private_names(workflow.opening),
        frozenset(deadline.name for deadline in workflow.deadlines if deadline.aside),
    )
