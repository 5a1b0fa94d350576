"""What anybody can work out from a year's figures in bands, and whether that comes too near to a person (R34).

Bands alone do not hide: five groups of at most four people, in a year of at least twenty, are four people each. So the
bands are set against each other, as an attacker would, until nothing more follows. Sums over partitions, and `there are
at least as many victims as cases`, hang together as a tree; on a tree this reaches the tightest bounds there are, which
are also those of the linear programme (`tests/attack/` solves that one, with another's solver).

Two years share no case, so what follows from a release does not follow further from another one's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workflows.extracts.published import BAND, Counted, Dimension

LEAST = 3
"""So many numbers must remain possible for a count below five."""

UNLIMITED = 10**9


@dataclass(frozen=True, slots=True)
class Bounds:
    """From `low` to `high`, both possible. Raises ValueError where nothing is: figures that contradict each other."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"no count is at least {self.low} and at most {self.high}")

    def within(self, other: "Bounds") -> "Bounds":
        return Bounds(max(self.low, other.low), min(self.high, other.high))

    @property
    def small(self) -> bool:
        return self.low < BAND


@dataclass(frozen=True, slots=True)
class Group:
    """A dimension that is told, with the bounds of every one of its values."""

    dimension: Dimension
    counts: Mapping[str, Bounds]

    @property
    def total(self) -> Bounds:
        """What the values say of the total. Where one may count under several values, or under none: that there are
        at least as many as under the largest."""
        if self.dimension.several:
            return Bounds(max(one.low for one in self.counts.values()), UNLIMITED)
        return Bounds(self._lows, self._highs)

    def given(self, total: Bounds) -> "Group":
        """What the total says of each value, the others being what they are."""
        return replace(self, counts={value: one.within(self._rest(one, total)) for value, one in self.counts.items()})

    def _rest(self, one: Bounds, total: Bounds) -> Bounds:
        if self.dimension.several:
            return Bounds(0, total.high)
        return Bounds(total.low - (self._highs - one.high), total.high - (self._lows - one.low))

    @property
    def _lows(self) -> int:
        return sum(one.low for one in self.counts.values())

    @property
    def _highs(self) -> int:
        return sum(one.high for one in self.counts.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """A year in bounds: as published in bands, or as narrowed by what follows from them."""

    totals: Mapping[Counted, Bounds]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Exposed:
    """A count below five of which too little is left open."""

    dimension: Dimension
    value: str
    bounds: Bounds


def banded(count: int) -> Bounds:
    low = count // BAND * BAND
    return Bounds(low, low + BAND - 1)


def follows(published: Figures) -> Figures:
    """The tightest bounds that the published bands imply."""
    known = published
    while (narrower := _narrowed(known)) != known:
        known = narrower
    return known


def exposed(published: Figures) -> list[Exposed]:
    """Whose count an attacker knows too well, dimension by dimension."""
    return [
        Exposed(known.dimension, value, bounds)
        for told, known in zip(published.groups, follows(published).groups, strict=True)
        for value, bounds in known.counts.items()
        if told.counts[value].small and bounds.high - bounds.low + 1 < LEAST
    ]


def _narrowed(known: Figures) -> Figures:
    totals = dict(known.totals)
    for group in known.groups:
        totals[group.dimension.of] = totals[group.dimension.of].within(group.total)
    totals["victims"] = totals["victims"].within(Bounds(totals["cases"].low, UNLIMITED))
    totals["cases"] = totals["cases"].within(Bounds(0, totals["victims"].high))
    return Figures(totals, tuple(group.given(totals[group.dimension.of]) for group in known.groups))
