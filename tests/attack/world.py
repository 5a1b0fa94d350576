"""Years that never were, as they might be in a town of few cases: most values of a dimension empty, a few not."""

from collections import Counter
from random import Random

from api.figures.disclosure import Figures, Group, banded
from workflows.extracts.published import DIMENSIONS, Counted, Dimension


def year(chance: Random) -> Figures:
    """The figures as they would be released, if the ledger let them."""
    cases = chance.randrange(0, 45)
    people: dict[Counted, int] = {"cases": cases, "victims": cases + chance.choice((0, 0, 1, 1, 2, 5, 9))}
    totals = {of: banded(count) for of, count in people.items()}
    return Figures(totals, tuple(_told(chance, one, people[one.of]) for one in DIMENSIONS))


def _told(chance: Random, dimension: Dimension, people: int) -> Group:
    weights = [chance.choice((0.0, 0.0, 1.0, 1.0, 4.0)) + 1e-6 for _ in dimension.values]
    counted: Counter[str] = Counter()
    for _ in range(people):
        times = chance.choice((0, 1, 1, 2)) if dimension.several else 1
        counted.update(set(chance.choices(list(dimension.values), weights, k=times)))
    return Group(dimension, {value: banded(counted[value]) for value in dimension.values})
