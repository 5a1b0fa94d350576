"""Plant a bug: a few words of the production code, or of its SQL, are other words while it lasts.

Every place that names the changed function gets the changed one; nothing of the simulation itself does.
"""

import importlib
import inspect
import sys
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from unittest.mock import patch

import psycopg

from engine.definition import Guard
from tests.office import Office
from tests.simulation.temper import ANY, Temper

CACHED = type(lru_cache(len))
DECLARED = "workflows."
"""Definitions hold these functions: there the code itself is exchanged, for everybody who calls them."""

OURS = ("engine.", "workflows.", "api.", "workers.")


class DoesNotFit(Exception):
    """The code has changed since: these words are not there, or more than once."""


@dataclass(frozen=True, slots=True)
class Edit:
    """In `place` (module:name, or module:Class.name) the words `old` become `new`. A function, or a text."""

    place: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Bug:
    """`sql` changes the season's database; `function` likewise one of its functions, by name, old and new words.
    `temper`: the kind of season in which it lives.
    """

    name: str
    edits: tuple[Edit, ...] = ()
    sql: str = ""
    function: tuple[str, str, str] | None = None
    temper: Temper = ANY

    def prepare(self, office: Office) -> None:
        """Plant what stands in the database."""
        if self.function is not None:
            name, old, new = self.function
            text = office.sql("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s", name)[0][0]
            office.sql(_exchanged(text, old, new, name).replace("%", "%%"))
        if self.sql:
            with psycopg.connect(office.owner_url, autocommit=True) as connection:
                connection.execute(self.sql)


@contextmanager
def planted(bug: Bug) -> Iterator[None]:
    """For as long as this lasts, the code has the bug. Raises DoesNotFit."""
    with ExitStack() as stack:
        for edit in bug.edits:
            stack.enter_context(_edited(edit))
        _forget()
        stack.callback(_forget)
        yield


@contextmanager
def _edited(edit: Edit) -> Iterator[None]:
    module_name, _, path = edit.place.partition(":")
    module = importlib.import_module(module_name)
    *owners, name = path.split(".")
    owner: Any = module
    for one in owners:
        owner = getattr(owner, one)
    known = inspect.getattr_static(owner, name)
    changed = _changed(known, edit, module)
    with ExitStack() as stack:
        if module_name.startswith(DECLARED):
            stack.enter_context(_doing(_function(known), _function(changed)))
        else:
            for holder in [owner] if owners else _holders(known, name):
                stack.enter_context(patch.object(holder, name, changed))
        yield


@contextmanager
def _doing(known: Any, changed: Any) -> Iterator[None]:
    """The one function does what the other does."""
    code, known.__code__ = known.__code__, changed.__code__
    try:
        yield
    finally:
        known.__code__ = code


def _function(known: Any) -> Any:
    """What a guard judges with, or the function itself: definitions hold it, whatever its module calls it."""
    return known.check if isinstance(known, Guard) else known


def _changed(known: Any, edit: Edit, module: Any) -> Any:
    if isinstance(known, str):
        return _exchanged(known, edit.old, edit.new, edit.place)
    source = textwrap.dedent(inspect.getsource(inspect.unwrap(_function(known))))
    scope: dict[str, Any] = {}
    text = compile(
        _exchanged(source, edit.old, edit.new, edit.place), f"<planted in {edit.place}>", "exec", dont_inherit=True
    )
    exec(text, module.__dict__, scope)  # our own source, with a few words exchanged
    return scope[edit.place.rpartition(":")[2].rpartition(".")[2]]


def _exchanged(text: str, old: str, new: str, place: str) -> str:
    if text.count(old) != 1:
        raise DoesNotFit(f"{place} has {text.count(old)} times: {old}")
    return text.replace(old, new)


def _holders(known: Any, name: str) -> list[Any]:
    """The modules of ours that have it under its name."""
    modules = [module for path, module in sys.modules.items() if path.startswith(OURS)]
    return [module for module in modules if vars(module).get(name) is known]


def _forget() -> None:
    """Statements that were put together before are put together again."""
    for path, module in list(sys.modules.items()):
        if path.startswith(OURS):
            for one in list(vars(module).values()):
                if type(one) is CACHED:  # asking a Celery task for more would start its app
                    one.cache_clear()
