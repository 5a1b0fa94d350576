"""What every released version has lived through is read, reckoned and decided again by the workflows of this moment."""

import json

import pytest

from engine.registry import Registry
from tests.histories import kept
from tests.histories.replaying import Replayed, replay
from tests.workflows.test_versions import SHORTER, SOONER
from workflows import REGISTRY
from workflows.request import REQUEST


@pytest.fixture(scope="module", params=kept.versions())
def replayed(request: pytest.FixtureRequest) -> tuple[str, Replayed]:
    return request.param, replay(kept.read(request.param), Registry(one.workflow for one in REGISTRY))


def test_there_is_a_history_of_a_released_version() -> None:
    assert kept.versions() != []


def test_every_record_of_a_released_version_is_still_read(replayed: tuple[str, Replayed]) -> None:
    _, found = replayed

    assert found.records >= 200
    assert len(found.states) >= 5
    assert [one for one in found.redecided.divergences if one.problem == "facts_unreadable"] == []


def test_a_released_version_still_runs_and_reckons_its_clocks_as_it_did(replayed: tuple[str, Replayed]) -> None:
    """Cases that are pinned to it lie in the database of every office that ran it."""
    _, found = replayed

    assert found.gone == []
    assert found.reckoned >= 200
    assert found.clocks == []


def test_what_the_rules_of_now_decide_otherwise_is_written_down(replayed: tuple[str, Replayed]) -> None:
    """A rule that changes on purpose is accepted by `python -m tests.histories --accept`, and stands in the diff."""
    version, found = replayed

    assert found.redecided.decisions >= 100
    assert found.differing == json.loads(kept.DIFFERING.read_text(encoding="utf-8"))[version]


def test_a_release_with_other_durations_leaves_what_was_reckoned_before_as_it_was() -> None:
    newest = kept.read(kept.versions()[-1])

    found = replay(newest, Registry((SHORTER, SOONER, REQUEST)))

    assert found.clocks == []
    assert found.gone == []
    assert Registry((SHORTER, SOONER, REQUEST)).get("referral").version not in {
        one for one, _ in newest.definitions.values()
    }
