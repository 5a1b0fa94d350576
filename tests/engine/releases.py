"""Two releases of the errand: one with another duration, one in which a state and a clock have other names."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.calendar import Elapsed
from engine.definition import Workflow
from engine.registry import Registry
from engine.runtime import Engine, publish_definitions
from tests.engine.broken import clock
from tests.engine.errand import ERRAND, PARCEL
from tests.office import Office

STATES = {"asked": "requested"}
CLOCKS = {"take": "pick"}


def renamed(workflow: Workflow, states: Mapping[str, str], clocks: Mapping[str, str]) -> Workflow:
    def now(name: Any) -> Any:
        return tuple(now(one) for one in name) if isinstance(name, tuple) else states.get(name, name)

    return replace(
        workflow,
        initial=now(workflow.initial),
        states=tuple(replace(one, name=now(one.name)) for one in workflow.states),
        transitions=tuple(replace(one, source=now(one.source), target=now(one.target)) for one in workflow.transitions),
        deadlines=tuple(
            replace(one, name=clocks.get(one.name, one.name), states=now(one.states)) for one in workflow.deadlines
        ),
    )


SLOWER = clock(ERRAND, "take", within=Elapsed(hours=20))
RENAMED = renamed(clock(SLOWER, "rush", within=Elapsed(hours=40)), STATES, CLOCKS)


def released(office: Office, *workflows: Workflow) -> Office:
    """The same office and its database, on the next release."""
    registry = Registry(workflows or (ERRAND, PARCEL))
    engines = (Engine(one.database, one.keys, registry) for one in (office.api, office.worker, office.door))
    api, worker, door = engines
    publish_definitions(api)
    return replace(office, registry=registry, api=api, worker=worker, door=door, databases=[])


def version(office: Office, name: str = "errand") -> str:
    return office.registry.get(name).version


def pinned(office: Office, case: Any) -> str:
    return str(office.sql("SELECT definition FROM cases WHERE id = %s", case)[0][0])
