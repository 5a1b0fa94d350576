"""The ledger against the attacker, year after year."""

from dataclasses import dataclass
from random import Random

from api.figures.disclosure import Bounds, Figures, exposed, follows
from tests.attack.programme import Attacker
from tests.attack.world import year


@dataclass(slots=True)
class Toll:
    """`pinned`: counts below five of which only one number remained possible. `closer`: where the attacker's bounds
    are not those that the ledger reckons with."""

    released: int = 0
    refused: int = 0
    counts: int = 0
    pinned: int = 0
    closer: int = 0


def besiege(years: int, chance: Random) -> Toll:
    toll = Toll()
    for _ in range(years):
        figures = year(chance)
        if exposed(figures):
            toll.refused += 1
        else:
            toll.released += 1
            attack(figures, toll)
    return toll


def attack(figures: Figures, toll: Toll) -> None:
    known = Attacker(figures).works_out()
    for (name, value), bounds in known.items():
        published, reckoned = _of(figures, name, value), _of(follows(figures), name, value)
        toll.counts += 1
        toll.pinned += published.small and bounds.low == bounds.high
        toll.closer += bounds != reckoned


def _of(figures: Figures, name: str, value: str) -> Bounds:
    return next(one.counts[value] for one in figures.groups if one.dimension.name == name)
