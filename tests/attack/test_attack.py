"""What is published gives nobody away (R34). The long siege has a command of its own: `python -m tests.attack`."""

from random import Random

import pytest

from api.figures.disclosure import Bounds, Figures, Group, banded, exposed, follows
from engine.definition import Text
from tests.attack.programme import Attacker
from tests.attack.siege import besiege
from workflows.extracts.published import Counted, Dimension

FIVE = Dimension("who", Text("Siapa", "Who"), "victims", {name: Text(name, name) for name in "abcde"})


def fours() -> Figures:
    """Five groups of four: in a year of at least twenty, everybody knows each of them."""
    return Figures(
        {"cases": banded(3), "victims": banded(20)}, (Group(FIVE, {value: banded(4) for value in FIVE.values}),)
    )


def test_bands_that_pin_a_small_count_are_found_out_by_the_ledger_and_by_the_attacker() -> None:
    assert {one.value: one.bounds for one in exposed(fours())} == {value: Bounds(4, 4) for value in "abcde"}
    assert Attacker(fours()).works_out() == {("who", value): Bounds(4, 4) for value in "abcde"}


def test_victims_are_at_least_as_many_as_cases_and_that_tells_something_too() -> None:
    told: dict[Counted, Bounds] = {"cases": Bounds(11, 14), "victims": Bounds(10, 14)}

    assert follows(Figures(told, ())).totals["victims"] == Bounds(11, 14)


def test_figures_that_contradict_each_other_are_not_reckoned_with() -> None:
    with pytest.raises(ValueError, match="no count is at least 10 and at most 4"):
        follows(Figures({"cases": banded(12), "victims": banded(3)}, ()))


def test_of_what_the_ledger_releases_an_attacker_pins_nobody_and_knows_no_more_than_it_reckons_with() -> None:
    toll = besiege(40, Random(34))

    assert toll.released >= 30
    assert toll.counts >= 500
    assert (toll.pinned, toll.closer) == (0, 0)
