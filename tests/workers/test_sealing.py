"""The workers seal what was written, and say in a sentence what keeps them from it."""

import logging
from pathlib import Path

import pytest

from engine.past import audit
from engine.past.anchors import Anchors
from engine.past.seal import Sealer
from tests.engine.errand import ERRAND_FORM
from tests.office import Office
from tests.workers.processes import Crew
from tests.workflows.stories import report
from workers.sealing import seal


def test_a_worker_seals_and_anchors_what_was_written(crew: Crew, office: Office) -> None:
    report(office, victims=[{"name": "Yuni", "age": 35, "sex": "female"}])

    crew.start()
    crew.until(lambda: office.sql("SELECT FROM heartbeat WHERE name LIKE 'seal:%%'"), "a worker has sealed")

    verdict = audit.verify(office.api, anchors=Anchors(crew.folder / "data" / "anchors").notes())
    assert verdict.verified
    size = 1 + office.sql("SELECT count(*) FROM calendar")[0][0]
    assert (verdict.sealed.size, verdict.sealed.unsealed, verdict.sealed.anchored) == (size, 0, size)


def test_what_keeps_a_round_from_sealing_is_one_line(
    errands: Office, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    errands.open("errand", "kader", **ERRAND_FORM)
    (folder / "file").touch()
    sealer = Sealer(errands.worker, Anchors(folder / "file" / "anchors"))

    with caplog.at_level(logging.ERROR):
        told = seal(sealer)

    assert told == {"problem": "NotADirectoryError"}
    assert [one.getMessage().partition(":")[0] for one in caplog.records] == ["Nothing is sealed"]
