"""Proofs that were made, kept: in memory, and in a folder, so that only the first start of a version takes its time.

A proof is kept under the versions of its workflows, the calendars that count here, *and* the source of everything that
they are made of and proved by: a function that a guard calls is no part of a version, and could change a proof.
"""

import hashlib
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import FunctionType
from typing import Any

from engine.definition import Workflow
from engine.errors import UnsoundWorkflow
from engine.proving.proof import Proof, prove
from engine.registry import Registry

_made: dict[str, Proof] = {}


def insist(registry: Registry, folder: Path | None = None) -> Proof:
    """The proof of the workflows that run here. Raises UnsoundWorkflow with every problem."""
    found = proof(registry, folder)
    if found.problems:
        raise UnsoundWorkflow(found.problems)
    return found


def proof(registry: Registry, folder: Path | None = None) -> Proof:
    """From memory, from `folder`/proofs, or made now."""
    key = _key(registry)
    if key not in _made:
        kept = folder / "proofs" / f"{key}.json" if folder is not None else None
        _made[key] = _read(kept) or _keep(kept, _prove(registry))
    return _made[key]


def _prove(registry: Registry) -> Proof:
    made = prove([compiled.workflow for compiled in registry])
    versions = {compiled.workflow.name: compiled.version for compiled in registry}
    return Proof({name: {**one, "version": versions[name]} for name, one in made.workflows.items()}, made.problems)


def _read(kept: Path | None) -> Proof | None:
    """What cannot be read is made again."""
    if kept is None:
        return None
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads(kept.read_text(encoding="utf-8"))
        return Proof(told["workflows"], tuple(told["problems"]))
    return None


def _keep(kept: Path | None, made: Proof) -> Proof:
    if kept is not None:
        # A folder that cannot be written to costs the next start its time, and nothing else.
        with suppress(OSError):
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = kept.with_name(f"{kept.name}.{os.getpid()}")
            draft.write_text(json.dumps({"workflows": made.workflows, "problems": made.problems}), encoding="utf-8")
            draft.replace(kept)
    return made


def _key(registry: Registry) -> str:
    digest = hashlib.sha256()
    for compiled in registry:
        digest.update(compiled.version.encode())
        digest.update(json.dumps(compiled.workflow.calendar.canonical(), sort_keys=True).encode())
    for file in _sources(registry):
        digest.update(f"{file.name}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _sources(registry: Registry) -> list[Path]:
    """The modules of every package that a workflow's functions come from, and of this one: the same in each process."""
    names = {"engine", *(_package(function) for one in registry for function in _functions(one.workflow))}
    files = [getattr(sys.modules.get(name), "__file__", None) for name in sorted(names)]
    return [module for file in files if file for module in sorted(Path(file).parent.rglob("*.py"))]


def _package(function: FunctionType) -> str:
    return function.__module__.split(".")[0]


def _functions(workflow: Workflow) -> list[FunctionType]:
    named: list[Any] = [workflow.settled, workflow.begin, workflow.derive, workflow.follow, workflow.audience]
    named += [guard.check for step in workflow.transitions for guard in step.guards]
    named += [clock.anchor for clock in workflow.deadlines]
    return [one for one in named if isinstance(one, FunctionType)]
