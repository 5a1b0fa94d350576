"""Ladders: each rung when it is due, to whom it tells and with what it does; once each, however long nobody swept."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from engine import setback
from tests.engine.repair import fired, open_repair
from tests.office import Office


def climbed(office: Office, case: UUID, clock: str) -> list[dict[str, Any]]:
    bodies = [one.body for one in office.history(case)]
    return [body for body in bodies if body["deadline"] is not None and body["deadline"]["name"] == clock]


@pytest.fixture
def case(workshop: Office) -> UUID:
    workshop.at("2026-12-01 09:00")
    return open_repair(workshop)


def test_rungs_stand_at_an_offset_from_the_start_before_the_end_at_it_and_past_it(workshop: Office, case: UUID) -> None:
    moments = ("2026-12-01 10:00", "2026-12-02 11:00", "2026-12-02 13:00", "2026-12-03 09:00", "2026-12-04 09:00")

    for number, moment in enumerate(moments):
        at = workshop.at(moment)
        workshop.at(at.replace(minute=59, hour=at.hour - 1).isoformat())
        workshop.sweep()
        assert len(climbed(workshop, case, "visit")) == number
        workshop.at(moment)
        workshop.sweep()
        assert len(climbed(workshop, case, "visit")) == number + 1

    assert [body["deadline"]["rung"] for body in climbed(workshop, case, "visit")] == [0, 1, 2, 3, 3]


def test_each_rung_tells_its_own_roles_at_its_own_level(workshop: Office, case: UUID) -> None:
    workshop.at("2026-12-03 08:30")
    workshop.sweep()
    records = {body["seq"]: body["deadline"] for body in climbed(workshop, case, "visit")}

    told = workshop.sql("SELECT seq, payload FROM outbox WHERE case_id = %s ORDER BY seq", case)

    visits = [
        (records[seq]["rung"], payload["roles"], payload["topic"], payload["level"])
        for seq, payload in told
        if seq in records
    ]
    assert visits == [
        (0, ["kader"], "reminder", 0),
        (1, ["kader"], "reminder", 0),
        (2, ["coordinator"], "escalation", 1),
    ]


def test_after_a_month_without_workers_each_rung_is_climbed_once_as_of_when_it_was_due(
    workshop: Office, case: UUID
) -> None:
    workshop.at("2027-01-04 09:30")
    workshop.sweep()

    ladders = {"answer": 3, "visit": 4, "call": 3, "law": 1}
    assert sorted(fired(workshop, case)) == sorted((name, rung) for name in ladders for rung in range(ladders[name]))
    effective = [body["effective_at"] for body in (one.body for one in workshop.history(case)[1:])]
    assert effective == sorted(effective)
    for body in climbed(workshop, case, "visit")[:4]:
        assert body["effective_at"] == body["deadline"]["due"] < body["at"]
    assert climbed(workshop, case, "visit")[2]["effective_at"] == "2026-12-02T06:00:00.000000Z"
    assert workshop.sweep() == 0


def test_after_catching_up_a_repeating_rung_keeps_the_hour_of_its_turns(workshop: Office, case: UUID) -> None:
    workshop.at("2027-01-04 09:30")
    workshop.sweep()

    clock = workshop.clocks(case)["law"]
    assert clock.next_at == datetime.fromisoformat("2027-01-08T09:00+07:00")
    workshop.at("2027-01-08 08:59")
    workshop.sweep()
    assert fired(workshop, case).count(("law", 0)) == 1
    workshop.at("2027-01-08 09:00")
    workshop.sweep()
    assert fired(workshop, case).count(("law", 0)) == 2


def test_a_rung_that_fails_goes_dead_and_tells_while_the_others_go_on(workshop: Office) -> None:
    workshop.at("2026-12-01 09:00")
    cursed, healthy = open_repair(workshop, cursed=True), open_repair(workshop)
    workshop.at("2026-12-01 20:00")

    workshop.sweep()

    assert ("roof", 0) not in fired(workshop, cursed)
    assert fired(workshop, cursed).count(("call", 1)) == 1
    assert fired(workshop, healthy).count(("call", 1)) == 1
    failures = "SELECT failures, dead FROM deadline WHERE case_id = %s AND name = 'roof'"
    assert workshop.sql(failures, cursed) == [(1, False)]

    waits = []
    for _ in range(setback.GIVE_UP - 1):
        waits += workshop.sql("SELECT retry_at - clock_timestamp() > interval '1 s' FROM deadline WHERE name = 'roof'")
        workshop.sql("UPDATE deadline SET retry_at = NULL WHERE name = 'roof'")
        workshop.sweep()

    assert waits == [(True,)] * (setback.GIVE_UP - 1)
    assert workshop.sql(failures, cursed) == [(setback.GIVE_UP, True)]
    assert [one for one in workshop.told(cursed) if one[0] == "dead_clock"] == [
        ("dead_clock", 3, frozenset({"supervisor"}))
    ]
    assert workshop.sql("SELECT count(*) FROM deadline WHERE dead") == [(1,)]
    workshop.at("2026-12-04 20:00")
    workshop.sweep()
    assert fired(workshop, cursed).count(("law", 0)) == 1


def test_a_dead_clock_is_tried_again_when_it_is_woken_and_told_of_again_if_it_still_fails(workshop: Office) -> None:
    workshop.at("2026-12-01 09:00")
    cursed = open_repair(workshop, cursed=True)
    workshop.at("2026-12-01 18:00")
    for _ in range(setback.GIVE_UP):
        workshop.sweep()
        workshop.sql("UPDATE deadline SET retry_at = NULL")
    (dead,) = setback.failing(workshop.api)

    woken = setback.wake(workshop.worker)
    workshop.sweep()

    assert (dead.clock, dead.failures, dead.retry_at, woken) == ("roof", setback.GIVE_UP, None, 1)
    assert workshop.sql("SELECT dead FROM deadline WHERE name = 'roof'") == [(True,)]
    assert [topic for topic, _, _ in workshop.told(cursed)].count("dead_clock") == 2

    workshop.sql("UPDATE cases SET facts = facts || '{\"cursed\": false}' WHERE id = %s", cursed)
    assert setback.wake(workshop.worker, cursed) == 1
    workshop.sweep()

    assert workshop.state_of(cursed) == "mended"
    assert workshop.history(cursed)[-1].body["effective_at"] == "2026-12-01T10:00:00.000000Z"
    assert setback.failing(workshop.api) == []


def test_a_clock_that_fails_does_not_keep_a_person_from_acting(workshop: Office) -> None:
    workshop.at("2026-12-01 09:00")
    cursed = open_repair(workshop, cursed=True)
    workshop.at("2026-12-01 18:00")
    workshop.sweep()
    workshop.at("2026-12-01 19:30")

    workshop.fire(cursed, "mend")

    assert workshop.state_of(cursed) == "mended"
    assert ("call", 1) in fired(workshop, cursed)
    assert workshop.clocks(cursed) == {}


def test_what_is_lifted_is_climbed_when_it_is_tried_again(workshop: Office) -> None:
    workshop.at("2026-12-01 09:00")
    cursed = open_repair(workshop, cursed=True)
    workshop.at("2026-12-01 18:00")
    workshop.sweep()
    workshop.sql("UPDATE cases SET facts = facts || '{\"cursed\": false}' WHERE id = %s", cursed)
    workshop.sql("UPDATE deadline SET retry_at = NULL WHERE name = 'roof'")

    workshop.sweep()

    fell = workshop.history(cursed)[-1].body
    assert (fell["act"], fell["role"], fell["effective_at"]) == ("fall", "system", "2026-12-01T10:00:00.000000Z")
    assert workshop.state_of(cursed) == "mended"
