"""What if: the recorded past lived through again, as it is and changed. One December of the office for all tests."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from engine import calendars, commands
from engine.calendar import WIB, Elapsed
from engine.database import SYSTEM_ACTOR
from engine.errors import Invalid
from engine.trying.changing import Change, DaysOff, RungMoved, TimeAllowed
from engine.trying.rehearsal import Alert
from engine.trying.whatif import Asked, Differing, WhatIf, what_if
from tests.office import Office, open_office, person
from tests.workflows.stories import PAPERS, SUMMARY, consult, done, report
from workflows import REGISTRY
from workflows.office.calendar import CALENDAR

DAY = timedelta(days=1)
NOTHING = RungMoved("respond", 1, 50)
"""A change that changes nothing."""

LOW: dict[str, Any] = {"victims": [{"age": 40}], "category": "non_violence", "stated_risk": "low"}
CHILD: dict[str, Any] = {"victims": [{"age": 9, "forms": ["physical"]}]}
YUNI: dict[str, Any] = {
    "victims": [{"age": 35, "sex": "female", "forms": ["physical"], "hinders_daily_work": "no"}],
    "perpetrators": [{"relation": "spouse", "sex": "male"}],
    "stated_risk": "low",
}


@dataclass(frozen=True)
class December:
    """`late`: never answered. `moved`: the system takes it to UPTD, which accepts. `told`: consulted, given more time.
    `settled`: resolved by two persons, its follow-up paused. `holiday`: the calendar changes under it.
    """

    office: Office
    late: UUID
    moved: UUID
    told: UUID
    settled: UUID
    holiday: UUID

    def ask(self, *changes: Change, workflow: str = "omah-peluk", most: int | None = None) -> WhatIf:
        """As a worker, whose role cannot read what is sealed."""
        since, until = wib("2026-11-01 00:00"), wib("2027-01-12 00:00")
        with self.office.worker.database.transaction(SYSTEM_ACTOR) as tx:
            return what_if(tx.connection, REGISTRY, Asked(workflow, changes, since, until, most))

    def differing(self, found: WhatIf, case: UUID) -> Differing:
        return next(one for one in found.differing if one.case_id == case)


def wib(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=WIB)


def at(alerts: Sequence[Alert]) -> list[tuple[str, int, str]]:
    """(clock, rung, when) in WIB, rungs counted from 1."""
    return [(one.climb.clock, one.climb.rung + 1, f"{one.at.astimezone(WIB):%d %b %H:%M}") for one in alerts]


@pytest.fixture(scope="module")
def december(postgres: str) -> Iterator[December]:
    with tempfile.TemporaryDirectory(prefix="omah-") as folder:
        for office in open_office(postgres, Path(folder), REGISTRY):
            yield _lived(office)


def _lived(office: Office) -> December:
    """Workers come by once a day, and before every step."""

    def until(moment: str) -> None:
        there = wib(moment)
        while (now := office.sql("SELECT omah_now()")[0][0]) + DAY < there:
            office.at((now + DAY).isoformat())
            office.sweep()
        office.at(moment)
        office.sweep()

    office.at("2026-12-01 09:00")
    told, settled = report(office, **LOW), report(office, **YUNI)
    done(consult(office, settled, category="KDRT"))
    done(office.fire(settled, "record-agreement", "kader", **PAPERS))
    done(office.fire(settled, "resolve", **SUMMARY))
    until("2026-12-03 10:00")
    late = report(office, **LOW)
    done(consult(office, told))
    done(office.approve(settled, "supervisor"))
    until("2026-12-04 15:00")
    moved = report(office, **CHILD)
    until("2026-12-06 10:00")
    done(office.fire(office.children_of(moved)[0], "accept", "uptd_officer"))
    until("2026-12-14 09:00")
    commands.extend(office.api, person("supervisor"), told, "decide", Elapsed(days=7), "Ia sedang pergi.")
    commands.pause(office.api, person("coordinator"), settled, "follow-up-1", "Ia sedang pergi.")
    until("2026-12-23 16:00")
    holiday = report(office, **LOW)
    office.at("2026-12-23 17:00")
    days = {**CALENDAR.canonical()["holidays"], "2026-12-24": "Cuti bersama"}
    calendars.change(office.api, person("supervisor"), {**CALENDAR.canonical(), "holidays": days}, "Sudah diputuskan.")
    until("2027-01-12 00:00")
    return December(office, late, moved, told, settled, holiday)


def test_unchanged_it_climbs_exactly_the_rungs_on_record(december: December) -> None:
    found = december.ask(NOTHING)

    on_record = december.office.sql("SELECT count(*) FROM history WHERE deadline_id IS NOT NULL")[0][0]
    acts = december.office.sql("SELECT DISTINCT act FROM history WHERE kind = 'changed'")
    assert {("pause",), ("resume",), ("extend",), ("calendar-changed",)} <= set(acts)
    faith = found.faith
    assert (faith.recorded, faith.rehearsed, faith.same) == (on_record,) * 3
    assert faith.recorded > 30
    assert (found.families, faith.families, faith.unlike, found.unread) == (5, 5, [], [])
    assert (found.differ, found.before) == (0, found.after)
    assert (found.after.undone, found.before.alerts) == (0, faith.recorded)


def test_a_shorter_deadline_tells_sooner_and_says_whom_and_when(december: December) -> None:
    found = december.ask(TimeAllowed("respond", Elapsed(hours=24)))

    late = december.differing(found, december.late)
    assert at(late.gone)[:4] == [
        ("respond", 1, "07 Dec 10:00"),
        ("respond", 2, "08 Dec 10:00"),
        ("respond", 3, "10 Dec 10:00"),
        ("respond", 4, "11 Dec 10:00"),
    ]
    assert at(late.new)[:5] == [
        ("respond", 1, "03 Dec 22:00"),
        ("respond", 2, "04 Dec 10:00"),
        ("respond", 3, "04 Dec 22:00"),
        ("respond", 4, "05 Dec 10:00"),
        ("respond", 4, "12 Dec 10:00"),
    ]
    assert found.before.told[("coordinator", date(2026, 12, 8))] == 1
    assert found.after.told[("coordinator", date(2026, 12, 8))] == 0
    assert (
        found.after.told[("coordinator", date(2026, 12, 4))]
        == found.before.told[("coordinator", date(2026, 12, 4))] + 1
    )
    clock = ("omah-peluk", "respond")
    assert (found.before.breached[clock], found.before.finished[clock]) == (2, 4)
    assert (found.after.breached[clock], found.after.finished[clock]) == (3, 4)


def test_another_share_moves_one_rung_only(december: December) -> None:
    found = december.ask(RungMoved("respond", 1, 30))

    late = december.differing(found, december.late)
    assert at(late.gone) == [("respond", 1, "07 Dec 10:00")]
    assert at(late.new) == [("respond", 1, "04 Dec 10:00")]


def test_a_holiday_moves_what_counts_in_working_days_and_nothing_else(december: December) -> None:
    found = december.ask(DaysOff(added={date(2026, 12, 7): "x"}))
    taken = december.ask(DaysOff(removed=frozenset({date(2026, 12, 25)})))

    assert at(december.differing(found, december.late).new)[0] == ("respond", 1, "08 Dec 10:00")
    assert {one.case_id for one in found.differing} == {december.late}
    assert at(december.differing(taken, december.holiday).gone)[0] == ("respond", 1, "29 Dec 16:00")
    assert at(december.differing(taken, december.holiday).new)[0] == ("respond", 1, "28 Dec 16:00")


def test_where_the_system_moves_a_case_later_what_followed_comes_as_much_later(december: December) -> None:
    """Moved on 6 December instead of the 5th: UPTD accepted nineteen hours after it was sent, and does so again."""
    found = december.ask(TimeAllowed("cap", Elapsed(hours=48)))

    moved = december.differing(found, december.moved)
    assert ("cap", 3, "05 Dec 15:00") in at(moved.gone)
    assert ("cap", 3, "06 Dec 15:00") in at(moved.new)
    assert ("answer-UPTD", 1, "05 Dec 17:00") in at(moved.gone)
    assert ("answer-UPTD", 1, "06 Dec 17:00") in at(moved.new)
    assert ("review", 1, "31 Dec 10:00") in at(moved.gone)
    assert ("review", 1, "01 Jan 10:00") in at(moved.new)
    assert found.after.undone == 0


def test_where_the_system_moves_a_case_sooner_nobody_acts_sooner(december: December) -> None:
    found = december.ask(TimeAllowed("cap", Elapsed(hours=12)))

    moved = december.differing(found, december.moved)
    assert ("cap", 3, "05 Dec 03:00") in at(moved.new)
    assert ("answer-UPTD", 1, "05 Dec 05:00") in at(moved.new)
    assert [one for one in at(moved.new) if one[0] == "review"] == []
    assert found.after.undone == 0


def test_a_child_workflow_is_tried_through_the_families_it_belongs_to(december: December) -> None:
    found = december.ask(TimeAllowed("answer-UPTD", 1000), workflow="referral")

    moved = december.differing(found, december.moved)
    assert at(moved.gone)[0] == ("answer-UPTD", 1, "05 Dec 17:00")
    assert [one for one in at(moved.new) if one[0] == "answer-UPTD"] == []
    assert found.families == 5


def test_every_problem_of_a_change_is_named_and_nothing_is_reckoned(december: December) -> None:
    with pytest.raises(Invalid) as wrong:
        december.ask(
            TimeAllowed("nothing", Elapsed(hours=1)),
            TimeAllowed("police", Elapsed(hours=96)),
            TimeAllowed("police", 101),
            RungMoved("police", 3, 110),
            RungMoved("respond", 9, 50),
            TimeAllowed("respond", 0),
            DaysOff(added={date(2026, 12, 25): "x"}, removed=frozenset({date(2026, 12, 2)})),
        )

    assert [(one.pointer, one.code) for one in wrong.value.problems] == [
        ("/changes/0", "unknown_clock"),
        ("/changes/1", "statutory"),
        ("/changes/2", "statutory"),
        ("/changes/3", "statutory"),
        ("/changes/4", "unknown_rung"),
        ("/changes/5", "percent"),
        ("/changes/6", "already_off"),
        ("/changes/6", "no_holiday"),
    ]
    assert december.ask(TimeAllowed("police", Elapsed(hours=48))).families == 5


def test_what_the_verifier_or_the_proof_finds_unsound_is_refused_with_its_sentence(december: December) -> None:
    with pytest.raises(Invalid) as wrong:
        december.ask(RungMoved("respond", 1, 300))

    assert {one.code for one in wrong.value.problems} == {"unsound"}
    assert "rung 2 of respond comes before rung 1, with 3 working days" in wrong.value.problems[0].message.en


def test_more_families_than_were_allowed_are_refused(december: December) -> None:
    with pytest.raises(Invalid) as wrong:
        december.ask(NOTHING, most=4)

    assert [one.code for one in wrong.value.problems] == ["too_many"]
