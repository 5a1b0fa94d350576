"""A policy that two persons put in force reaches workers that were already running, and leaves what ran before it."""

from typing import Any
from uuid import UUID

from engine.past import audit
from engine.policies import deciding
from tests.engine.releases import pinned
from tests.office import Office, person
from tests.workers.processes import Crew
from tests.workflows.stories import report

ORDINARY: dict[str, Any] = {"victims": [{"name": "Yuni", "age": 35, "sex": "female"}]}


def climbed(office: Office, case: UUID) -> int:
    query = "SELECT count(*) FROM history WHERE case_id = %s AND deadline_id IS NOT NULL"
    return int(office.sql(query, case)[0][0])


def test_a_worker_that_was_running_climbs_each_case_by_the_times_of_its_own_version(office: Office, crew: Crew) -> None:
    office.at("2026-12-01 09:00")
    earlier = report(office, **ORDINARY)
    crew.start()
    office.at("2026-12-01 12:00")
    crew.until(lambda: climbed(office, earlier) == 1, "the worker reminds at half of six hours")

    made = deciding.propose(office.api, person("supervisor"), {"respond": 2}, "Rapat Dinas 30 November.")
    [renewed] = deciding.approve(office.api, person("head_of_uptd"), made.id)
    later = report(office, **ORDINARY)
    office.at("2026-12-01 14:00")
    crew.until(lambda: climbed(office, later) == 2, "the same worker reminds, and escalates after two hours")

    assert (pinned(office, earlier), pinned(office, later)) == (renewed.old, renewed.new)
    assert climbed(office, earlier) == 1
    office.at("2026-12-01 15:00")
    crew.until(lambda: climbed(office, earlier) == 2, "and the one before it after six")
    assert crew.stop() == [0]
    assert audit.verify(office.api).findings == ()
