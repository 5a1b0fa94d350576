"""Whom a notice reaches when people are away, off duty, in conflict, or not there at all."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from tests.office import CAST, REJOMULYO, YOSODADI, Office, person
from tests.workers.test_effects import DEMO, notices, overdue
from workers.effects import relay
from workers.recipients import NobodyToTell, Person, Sight, recipients

HOUSE = f"kelurahan/{REJOMULYO}"
CASE = Sight(frozenset({HOUSE, "dinas"}), frozenset())
HOUSE_STAFF = ("kader", "coordinator")


def here(role: str) -> Person:
    actor = person(role)
    assert actor.id is not None
    return Person(actor.id, role, actor.audience)


KADER, COORDINATOR, SUPERVISOR = here("kader"), here("coordinator"), here("supervisor")
OFFICER, HEAD = here("uptd_officer"), here("head_of_uptd")
SECOND_KADER = replace(KADER, id=uuid4())
EVERYBODY = [KADER, SECOND_KADER, COORDINATOR, SUPERVISOR, OFFICER, HEAD]


def told(wanted: tuple[str, ...], *gone: Person, sight: Sight = CASE, level: int = 0) -> set[UUID]:
    """Who is told where these are away."""
    away = {one.id for one in gone}
    staff = [replace(one, away=one.id in away) for one in EVERYBODY]
    return {one.id for one in recipients(wanted, sight, staff, level)}


def test_who_is_away_is_skipped_for_those_who_are_there() -> None:
    assert told(("kader",)) == {KADER.id, SECOND_KADER.id}
    assert told(("kader",), KADER) == {SECOND_KADER.id}


def test_where_a_whole_rung_is_away_the_next_is_told() -> None:
    assert told(("kader",), KADER, SECOND_KADER) == {COORDINATOR.id}
    assert told(("kader",), KADER, SECOND_KADER, COORDINATOR) == {SUPERVISOR.id}
    assert told(("coordinator",), COORDINATOR, level=1) == {SUPERVISOR.id}


def test_a_conflict_is_skipped_like_an_absence() -> None:
    in_conflict = replace(CASE, excluded=frozenset({COORDINATOR.id}))

    assert told(("coordinator",), sight=in_conflict, level=1) == {SUPERVISOR.id}


def test_a_house_is_well_told_by_one_of_its_own_unless_it_is_an_alarm() -> None:
    assert told(HOUSE_STAFF, COORDINATOR) == {KADER.id, SECOND_KADER.id}
    assert told(HOUSE_STAFF, COORDINATOR, level=1) == {KADER.id, SECOND_KADER.id, SUPERVISOR.id}


def test_where_a_house_has_no_kader_the_supervisor_is_told_at_once() -> None:
    found = recipients(HOUSE_STAFF, CASE, [COORDINATOR, SUPERVISOR])

    assert {one.id for one in found} == {COORDINATOR.id, SUPERVISOR.id}


def test_an_agency_that_the_case_never_reached_is_not_missed_and_one_that_is_away_is() -> None:
    sent = replace(CASE, audience=CASE.audience | {"agency/UPTD"})

    assert told(("uptd_officer", "kader")) == {KADER.id, SECOND_KADER.id}
    assert told(("uptd_officer",), OFFICER, sight=sent) == {HEAD.id}


def test_a_supervisor_is_told_even_on_leave_rather_than_nobody() -> None:
    assert told(("supervisor",), SUPERVISOR) == {SUPERVISOR.id}
    with pytest.raises(NobodyToTell):
        recipients(("kader",), CASE, [OFFICER])


def test_on_a_day_with_a_roster_the_kader_on_it_are_told_and_whoever_the_case_waits_for() -> None:
    on_duty = [replace(SECOND_KADER, on_duty=frozenset({HOUSE})), KADER, COORDINATOR, SUPERVISOR]
    elsewhere = [replace(SECOND_KADER, on_duty=frozenset({f"kelurahan/{YOSODADI}"})), KADER, SUPERVISOR]
    hers = replace(CASE, owner=KADER.id)

    assert {one.id for one in recipients(("kader",), CASE, on_duty)} == {SECOND_KADER.id}
    assert {one.id for one in recipients(("kader",), hers, on_duty)} == {KADER.id, SECOND_KADER.id}
    assert {one.id for one in recipients(("kader",), CASE, elsewhere)} == {KADER.id, SECOND_KADER.id}


def test_absence_and_roster_count_by_the_day_in_wib(errands: Office) -> None:
    errands.sql("INSERT INTO absence (staff_id, from_on, until_on) VALUES (%s, '2026-12-01', '2026-12-01')",
                CAST["kader"])  # fmt: skip
    errands.sql("INSERT INTO duty (staff_id, kelurahan, on_day, opens, closes) VALUES (%s, %s, '2026-12-02', '08:00',"
                " '12:00')", CAST["kader"], REJOMULYO)  # fmt: skip
    overdue(errands)

    relay(errands.worker, "w1", DEMO)
    assert notices(errands) == [("coordinator", "reminder", 0), ("coordinator", "escalation", 1)]
    errands.at("2026-12-02 00:30")
    errands.sql("UPDATE outbox SET paid_at = NULL")
    errands.sql("DELETE FROM mail")
    errands.sql("DELETE FROM notice")
    relay(errands.worker, "w1", DEMO)

    assert notices(errands) == [("kader", "reminder", 0), ("coordinator", "escalation", 1)]
