"""Try a function on all that it can tell apart: values are chosen when they are first read, every choice is tried.

A function that looks at two facts of forty is run for the values of those two, and what it looked at is known
afterwards: enumeration and dependency in one (lazy SmallCheck: Runciman, Naylor, Lindblad 2008).
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from engine.proving.domains import Domain
from engine.proving.moments import MOMENTS, SOMETIME, Moment

Result = TypeVar("Result")
Chosen = dict[str, Any]
Left = tuple[str, Iterator[Any]]
"""A choice and the values that are still to be tried for it."""

SPLIT: Domain = ("something else that was read decides",)
"""In place of a domain that hangs on another choice."""

WHEN = "@"
"""Marks the choice of when a moment was, apart from the choice that there was one."""


class Impossible(Exception):
    """What was chosen cannot stand together: the run is given up, and no other begins like it."""


class Path:
    """One run: what was chosen so far, by the name of what was read, in the order of reading."""

    __slots__ = ("chosen", "fits", "left", "moments")

    def __init__(self, chosen: Chosen, moments: Domain) -> None:
        self.moments = moments
        self.fits = -1  # a set of bits: what can still be (`engine.proving.space`)
        self.left: list[Left] = []
        self.chosen = chosen

    def choose(self, name: str, domain: Domain) -> Any:
        """What an earlier run left open here, else the first of the domain, whose others are left to later runs."""
        chosen = self.chosen
        if name in chosen:
            return chosen[name]
        self.left.append((name, iter(domain[1:])))
        value = chosen[name] = domain[0]
        return value


def explore(
    run: Callable[[Path], Result], given: Mapping[str, Any] | None = None, moments: Domain = MOMENTS
) -> Iterator[tuple[Chosen, Result]]:
    """Every distinguishable run, depth first, with what it chose. `given` values are not chosen again. Two `moments`
    are enough where they are only put in order.

    A run is a function of what it chooses, so it begins with the choices of the one before, up to the last that has
    another value left. One that stops earlier than that, because enough is known by now, is told a choice more than it
    read.
    """
    left: list[Left] = []
    chosen: Chosen | None = dict(given or {})
    while chosen is not None:
        path = Path(chosen, moments)
        try:
            result = run(path)
        except Impossible:
            pass
        else:
            yield path.chosen, result
        left += path.left
        chosen = _next(left, path.chosen)


def _next(left: list[Left], chosen: Chosen) -> Chosen | None:
    """The choices with the next value of the last that has one left, and nothing after it. None: all was tried."""
    chosen = dict(chosen)
    while left:
        name, values = left[-1]
        for value in values:
            chosen[name] = value
            return chosen
        left.pop()
        del chosen[name]
    return None


class Unread(AttributeError):
    """Something was read that is not there."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(f"{what} has no field {name}")
        self.field = name


class Lazy:
    """Stands for facts, a form, a case or an actor: each attribute is chosen from its domain when first read."""

    def __init__(
        self, path: Path, domains: Mapping[str, Domain], prefix: str = "", model: type[Any] | None = None
    ) -> None:
        self._path, self._domains, self._prefix, self._model = path, domains, prefix, model

    def __getattr__(self, name: str) -> Any:
        domain = self._domains.get(name)
        if domain is None:
            value = _of_class(self, self._model, name)
        else:
            path, full = self._path, self._prefix + name
            if full in path.chosen:
                value = path.chosen[full]
            else:
                value = path.choose(full, self._split(name) if domain is SPLIT else domain)
            if value is SOMETIME:
                value = self._moment(full)
        self.__dict__[name] = value
        return value

    def _split(self, name: str) -> Domain:
        """The domain of what is told apart by state: a case and its facts know how, forms and actors hold no such."""
        raise NotImplementedError(name)

    def _moment(self, name: str) -> Moment:
        return Moment.of(name, partial(self._path.choose, name + WHEN, self._path.moments))

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> "After":
        return After(self, dict(update or {}))


class After:
    """Something with a few attributes changed. A callable change is worked out when it is first read."""

    def __init__(self, before: Any, known: Mapping[str, Any], late: Callable[[str], Any] | None = None) -> None:
        self.__dict__.update(known)
        self._before, self._late = before, late

    def __getattr__(self, name: str) -> Any:
        value = self._late(name) if self._late is not None else getattr(self._before, name)
        self.__dict__[name] = value
        return value

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> "After":
        return After(self, dict(update or {}))


def _of_class(lazy: Any, model: type[Any] | None, name: str) -> Any:
    """A property or method that the model's class defines, on the lazy stand-in."""
    found = getattr(model, name, None) if model is not None and not name.startswith("__") else None
    if isinstance(found, property) and found.fget is not None:
        return found.fget(lazy)
    if callable(found):
        return found.__get__(lazy)
    raise Unread(model.__name__ if model is not None else "the case", name)
