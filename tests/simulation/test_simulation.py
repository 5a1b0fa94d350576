"""The simulation holds on the real engine, plays the same play twice, and bites."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from tests.simulation.bugs import ALONE, BUGS
from tests.simulation.forms import filled_in
from tests.simulation.hunt import hunt
from tests.simulation.planting import Bug, planted
from tests.simulation.season import ALL, Failed, Settings, play
from tests.simulation.temper import KEEPING, LEAKING, MERGING, WRITING_BACK, Temper

SHORT = Settings(operations=300)
QUICK = (
    "children are not written",
    "nothing is owed for an escalation",
    "the code is over other bytes",
    "a turn counts from now",
    "one approves one's own",
    "an answer before the commit",
    "a child is not followed",
    "only one of two cases is written",
    "of two clocks the later wins",
)


def named(name: str) -> Bug:
    return next(bug for bug in BUGS if bug.name == name)


@pytest.mark.parametrize("season", range(1, 5))
def test_nothing_that_must_hold_is_broken_whatever_goes_wrong(postgres: str, folder: Path, season: int) -> None:
    tally = play(postgres, folder, 2026, season, SHORT)

    assert tally.operations >= SHORT.operations
    assert tally.kinds.total() > 50
    assert tally.firings > 5


def test_nothing_is_broken_where_case_after_case_is_merged(postgres: str, folder: Path) -> None:
    """Season after season, until people have merged: whether they do within one is chance."""
    seasons = [folder / str(season) for season in range(1, 7)]
    for place in seasons:
        place.mkdir()

    merged = (play(postgres, place, 2026, int(place.name), replace(SHORT, temper=MERGING)).merged for place in seasons)

    assert any(merged)


@pytest.mark.parametrize("temper", [WRITING_BACK, LEAKING, KEEPING], ids=["writing", "leaking", "keeping"])
def test_who_wrote_is_heard_breaches_are_told_and_what_is_due_is_listed(
    postgres: str, folder: Path, temper: Temper
) -> None:
    tally = play(postgres, folder, 2026, 1, replace(SHORT, operations=150, temper=temper))

    assert tally.kinds["opened"] > 0


def test_the_same_seed_plays_the_same_season(postgres: str, folder: Path) -> None:
    (folder / "again").mkdir()

    once = play(postgres, folder, 11, 9, SHORT)
    again = play(postgres, folder / "again", 11, 9, SHORT)

    assert once == again
    assert once != play(postgres, folder, 12, 9, SHORT)


def test_every_form_of_every_workflow_can_be_filled_in() -> None:
    workflows = [compiled.workflow for compiled in ALL]
    forms = {step.form for one in workflows for step in one.transitions} | {one.opening for one in workflows}

    filled = [filled_in(form, Random(seed), datetime.now(UTC)) for form in forms for seed in range(3)]

    assert len(filled) == 3 * len(forms)


@pytest.mark.parametrize("name", QUICK)
def test_a_planted_bug_is_found(postgres: str, folder: Path, name: str) -> None:
    catch = hunt(named(name), postgres, folder, seed=1, bound=4_000)

    assert catch.failed is not None


def test_a_failure_says_where_it_happened_and_what_came_before(postgres: str, folder: Path) -> None:
    with planted(named("nobody is ever late")), pytest.raises(Failed) as caught:
        play(postgres, folder, 1, 2, replace(SHORT, operations=2_000, often=1))

    failed = caught.value
    assert failed.violation.check == "late"
    assert failed.last[-1].lstrip().startswith(str(failed.operation))


@pytest.mark.parametrize("bug", [*BUGS, *ALONE], ids=lambda bug: bug.name)
def test_every_planted_bug_still_fits_the_code(bug: Bug) -> None:
    with planted(bug):
        pass


def test_there_are_bugs_enough_and_each_has_its_name() -> None:
    assert len(BUGS) >= 98
    assert len({bug.name for bug in (*BUGS, *ALONE)}) == len(BUGS) + len(ALONE)


def test_the_command_plays_seasons_and_says_how_many() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.simulation", "--operations", "100", "--seed", "3"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert "Seed 3: every check held" in run.stdout
