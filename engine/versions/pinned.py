"""Which versions of a workflow are at hand: a case is decided by the one that it is pinned to, whatever runs here now.

A process learns an earlier version, out of the table `definition`, when it first reads a case of it.
"""

from collections.abc import Iterable
from typing import Any

import psycopg

from engine.registry import Registry

Pins = Iterable[tuple[str, str]]
"""(workflow, version) of cases or records."""


def at_hand(connection: "psycopg.Connection[Any]", registry: Registry, pins: Pins) -> None:
    """See that the registry knows these versions. One that was never kept counts as the one that runs."""
    asked = {version for _, version in pins} - _known(registry)
    if asked:
        _learn(connection, registry, "version = ANY(%s)", asked)


def all_at_hand(connection: "psycopg.Connection[Any]", registry: Registry) -> None:
    """See that the registry knows every version that ever ran here: for whoever reads the whole past."""
    _learn(connection, registry, "version <> ALL(%s)", _known(registry))


def _known(registry: Registry) -> set[str]:
    return {one.version for one in registry} | registry.earlier.keys()


def _learn(connection: "psycopg.Connection[Any]", registry: Registry, which: str, these: set[str]) -> None:
    query = f"SELECT workflow, version, canonical FROM definition WHERE workflow = ANY(%s) AND {which}"  # noqa: S608  # constants
    names = [one.workflow.name for one in registry]
    for name, version, canonical in connection.execute(query, (names, list(these))).fetchall():
        registry.learn(name, version, canonical)
