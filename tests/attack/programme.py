"""Published bands as a linear programme: the smallest and the largest that each count can be (HiGHS solves it).

It knows nothing of `api/figures/disclosure.py`: the variables are people, the rows what anybody would write down who
reads the page. Over the joint table of all partitions of the victims, so that no combination of them escapes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from highspy import Highs, HighsModelStatus, ObjSense

from api.figures.disclosure import Bounds, Figures, Group


@dataclass(slots=True)
class Attacker:
    """Raises AssertionError where the figures contradict each other."""

    published: Figures

    def works_out(self) -> dict[tuple[str, str], Bounds]:
        """The bounds of each published count, as whole numbers."""
        model, rows = self._written_down()
        return {name: Bounds(-_least(model, _negative(row)), _least(model, row)) for name, row in rows.items()}

    def _written_down(self) -> tuple[Highs, dict[tuple[str, str], Mapping[int, float]]]:
        """Every count as a sum over cells of a joint table."""
        model = Highs()  # type: ignore[no-untyped-call]
        model.silent()
        rows: dict[tuple[str, str], Mapping[int, float]] = {}
        totals = {}
        for of, band in self.published.totals.items():
            partitions = [one for one in self.published.groups if one.dimension.of == of and not one.dimension.several]
            table = _joint(model, partitions)
            totals[of] = dict.fromkeys(table.values(), 1.0)
            _bound(model, totals[of], band)
            for group in partitions:
                for value, count in group.counts.items():
                    row = {cell: 1.0 for key, cell in table.items() if (group.dimension.name, value) in key}
                    rows[group.dimension.name, value] = row
                    _bound(model, row, count)
        _bound(model, _less(totals["victims"], totals["cases"]), Bounds(0, 10**6))
        for group in (one for one in self.published.groups if one.dimension.several):
            for value, count in group.counts.items():
                (cell,) = _cells(model, 1)
                rows[group.dimension.name, value] = {cell: 1.0}
                _bound(model, {cell: 1.0}, count)
                _bound(model, _less(totals[group.dimension.of], {cell: 1.0}), Bounds(0, 10**6))
        return model, rows


def _joint(model: Highs, partitions: list[Group]) -> dict[frozenset[tuple[str, str]], int]:
    """A cell for each combination of values."""
    keys = [
        frozenset(combined)
        for combined in product(*([(one.dimension.name, value) for value in one.counts] for one in partitions))
    ]
    return dict(zip(keys, _cells(model, len(keys)), strict=True))


def _cells(model: Highs, count: int) -> Iterator[int]:
    first = model.numVariables
    for _ in range(count):
        model.addVar(0.0, 1e6)
    return iter(range(first, first + count))


def _bound(model: Highs, row: Mapping[int, float], bounds: Bounds) -> None:
    model.addRow(bounds.low, bounds.high, len(row), list(row), list(row.values()))


def _less(one: Mapping[int, float], other: Mapping[int, float]) -> dict[int, float]:
    return {**one, **_negative(other)}


def _negative(row: Mapping[int, float]) -> dict[int, float]:
    return {cell: -weight for cell, weight in row.items()}


def _least(model: Highs, row: Mapping[int, float]) -> int:
    """The largest that the row can be; of its negative, minus the smallest. Bounds of a sum of bands are whole."""
    for cell in range(model.numVariables):
        model.changeColCost(cell, row.get(cell, 0.0))
    model.changeObjectiveSense(ObjSense.kMaximize)
    model.run()
    assert model.getModelStatus() == HighsModelStatus.kOptimal
    return round(model.getObjectiveValue())
