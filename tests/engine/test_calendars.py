"""A calendar changes under running cases: counted anew once, on record, by whoever comes first, and never unsound."""

import threading
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import pytest

from engine import almanac, amendment, calendars, commands, setback, sweep
from engine.calendar import Calendar
from engine.database import SYSTEM_ACTOR, Database
from engine.definition import Actor
from engine.errors import Invalid, NotFound, Refused, Stale
from engine.history import verify
from engine.registry import Registry
from engine.runtime import Engine, publish_definitions
from tests.engine.repair import CALENDAR, REPAIR, fired, open_repair, repairs
from tests.office import Office, person

LEAVE = "Cuti bersama, SKB Tiga Menteri."
TUESDAY = "2026-12-01 09:00"


def with_holidays(days: dict[str, str], calendar: Calendar = CALENDAR) -> dict[str, Any]:
    proposed = calendar.canonical()
    return {**proposed, "holidays": {**proposed["holidays"], **days}}


def change(office: Office, proposed: dict[str, Any], by: str = "supervisor") -> calendars.Changed:
    return calendars.change(office.api, person(by), proposed, LEAVE)


def another_process(office: Office) -> Engine:
    """An engine that knows the calendars only as its code has them."""
    database = Database(office.urls["omah_api"], size=2)
    office.databases.append(database)
    return Engine(database, office.keys, repairs())


def due(office: Office, case: UUID, clock: str) -> str:
    return office.clocks(case)[clock].due_at.astimezone(ZoneInfo("Asia/Jakarta")).isoformat(timespec="minutes")[:16]


@pytest.fixture
def case(workshop: Office) -> UUID:
    workshop.at(TUESDAY)
    return open_repair(workshop)


def test_a_late_holiday_moves_what_counts_working_time_and_nothing_else(workshop: Office, case: UUID) -> None:
    before = {name: due(workshop, case, name) for name in ("answer", "visit", "call", "law")}

    done = change(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))

    assert (done.version, done.edition, done.cases) == (2, 2, 1)
    assert before == {
        "answer": "2026-12-04T09:00",
        "visit": "2026-12-02T13:00",
        "call": "2026-12-01T19:00",
        "law": "2026-12-04T09:00",
    }
    moved = {"answer": "2026-12-07T09:00", "visit": "2026-12-03T13:00"}
    assert {name: due(workshop, case, name) for name in before} == {**before, **moved}
    assert "Wed 2 Cuti bersama" in workshop.clocks(case)["answer"].explanation.en


def test_the_change_is_on_the_record_of_each_case_that_it_moves(workshop: Office, case: UUID) -> None:
    change(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))

    body = workshop.history(case)[-1].body
    assert (body["kind"], body["act"], body["role"]) == ("changed", "calendar-changed", "system")
    assert body["form"] == {"calendar": "village", "edition": 2}
    assert {one["name"]: one["breach"] for one in body["clocks"]}["answer"] == "2026-12-07T02:00:00.000000Z"
    assert verify([one.record for one in workshop.history(case)], workshop.keys.secret("mac")) is None
    kept = workshop.sql("SELECT name, version, role, actor, reason, from_at FROM calendar ORDER BY edition")
    assert [one[:3] for one in kept] == [("village", 1, "system"), ("village", 2, "supervisor")]
    assert kept[1][3:5] == (person("supervisor").id, LEAVE)
    assert kept[1][5] == datetime.fromisoformat("2026-12-01T02:00:00+00:00")


def test_a_case_that_the_change_does_not_touch_gets_no_record(workshop: Office, case: UUID) -> None:
    done = change(workshop, with_holidays({"2027-03-19": "Cuti bersama"}))

    assert done.cases == 0
    assert workshop.acts(case) == ["open"]
    assert workshop.sql("SELECT DISTINCT calendar FROM deadline WHERE calendar IS NOT NULL") == [(2,)]
    assert not calendars.recount(workshop.worker).families


def test_what_is_then_due_in_the_past_is_climbed_by_the_next_sweep_and_nothing_twice(workshop: Office) -> None:
    workshop.at("2026-12-01 09:00")
    change(workshop, with_holidays({"2026-12-02": "Cuti bersama", "2026-12-03": "Cuti bersama"}))
    case = open_repair(workshop)
    workshop.at("2026-12-02 12:00")
    workshop.sweep()
    climbed = fired(workshop, case)
    assert ("visit", 0) in climbed
    assert ("visit", 2) not in climbed

    workshop.at("2026-12-03 10:00")
    change(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))
    assert due(workshop, case, "visit") == "2026-12-03T13:00"
    workshop.at("2026-12-03 12:00")
    workshop.sweep()

    assert fired(workshop, case).count(("visit", 0)) == 1
    assert fired(workshop, case).count(("visit", 1)) == 1
    record = next(
        one.body
        for one in workshop.history(case)
        if one.body["deadline"] and one.body["deadline"]["name"] == "visit" and one.body["deadline"]["rung"] == 1
    )
    assert record["effective_at"] == "2026-12-03T04:00:00.000000Z"


def test_a_running_process_notices_a_change_made_elsewhere(workshop: Office, case: UUID) -> None:
    elsewhere = another_process(workshop)
    assert commands.open_case(elsewhere, person("kader"), "repair", {}).version == 1

    change(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))

    opened = commands.open_case(elsewhere, person("kader"), "repair", {}).case_id
    assert due(workshop, opened, "answer") == "2026-12-07T09:00"
    commands.advance(elsewhere, person("kader"), case, "hurry", {"urgent": False})
    assert due(workshop, case, "answer") == "2026-12-07T09:00"


def test_a_step_that_comes_before_the_sweep_finds_its_case_counted_anew(workshop: Office, case: UUID) -> None:
    put_in_force(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))

    workshop.fire(case, "hurry", seen=1, urgent=False)

    assert workshop.acts(case) == ["open", "calendar-changed", "hurry"]


def test_a_change_that_is_cut_short_is_finished_by_the_sweep(workshop: Office, case: UUID) -> None:
    put_in_force(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))

    workshop.sweep()
    workshop.sweep()

    assert workshop.acts(case) == ["open", "calendar-changed"]
    assert due(workshop, case, "answer") == "2026-12-07T09:00"


def put_in_force(office: Office, proposed: dict[str, Any]) -> None:
    """Store the version, and die."""
    supervisor = person("supervisor")
    with office.api.database.transaction(supervisor) as tx:
        standing = almanac.hold(tx.connection)
        almanac.record(tx.connection, standing, Calendar.of(proposed), supervisor, LEAVE)


def test_nothing_is_fired_by_a_calendar_that_is_no_longer_in_force(workshop: Office, case: UUID) -> None:
    workshop.at("2026-12-02 13:00")  # `visit` is over by the old calendar: and then the day is declared a holiday
    put_in_force(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))

    workshop.sweep()

    assert ("visit", 2) not in fired(workshop, case)
    assert due(workshop, case, "visit") == "2026-12-03T13:00"


def test_racing_workers_count_each_case_anew_once(workshop: Office) -> None:
    workshop.at(TUESDAY)
    cases = [open_repair(workshop) for _ in range(25)]
    put_in_force(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))

    def work() -> None:
        while calendars.recount(workshop.worker, limit=9).families:
            pass

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    workshop.sweep()

    assert {tuple(workshop.acts(one)) for one in cases} == {("open", "calendar-changed")}


def test_people_and_a_changing_calendar_at_once_lose_nothing(workshop: Office) -> None:
    workshop.at(TUESDAY)
    cases = [open_repair(workshop) for _ in range(12)]

    def hurrying() -> None:
        for one in cases:
            workshop.fire(one, "hurry", urgent=False)

    def changing() -> None:
        change(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))

    threads = [threading.Thread(target=target) for target in (hurrying, changing, hurrying)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    workshop.sweep()

    for one in cases:
        assert due(workshop, one, "answer") == "2026-12-07T09:00"
        assert sorted(workshop.acts(one)) == ["calendar-changed", "hurry", "hurry", "open"]


def test_who_changes_a_calendar_waits_for_whoever_came_first(workshop: Office, case: UUID) -> None:
    first, second = ({day: "Cuti bersama"} for day in ("2026-12-02", "2026-12-03"))
    later: list[calendars.Changed] = []
    other = threading.Thread(target=lambda: later.append(change(workshop, with_holidays({**first, **second}))))
    supervisor = person("supervisor")

    with workshop.api.database.transaction(supervisor) as tx:
        standing = almanac.hold(tx.connection)
        other.start()
        while not workshop.sql("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            assert other.is_alive(), "it did not wait"
        almanac.record(tx.connection, standing, Calendar.of(with_holidays(first)), supervisor, LEAVE)
    other.join()

    assert [one.edition for one in later] == [3]
    assert workshop.sql("SELECT version FROM calendar ORDER BY edition") == [(1,), (2,), (3,)]
    assert due(workshop, case, "answer") == "2026-12-08T09:00"


def test_nobody_overwrites_a_version_that_they_have_not_seen(workshop: Office) -> None:
    workshop.at(TUESDAY)
    supervisor = person("supervisor")
    calendars.change(workshop.api, supervisor, with_holidays({"2026-12-02": "Cuti"}), LEAVE, seen=1)

    with pytest.raises(Stale):
        calendars.change(workshop.api, supervisor, with_holidays({"2026-12-03": "Cuti"}), LEAVE, seen=1)

    assert workshop.sql("SELECT count(*) FROM calendar") == [(2,)]


def test_a_workflow_whose_calendar_was_never_recorded_counts_by_its_own_as_of_now(workshop: Office) -> None:
    workshop.at(TUESDAY)
    renamed = Registry((replace(REPAIR, calendar=replace(CALENDAR, name="hamlet")),))
    stranger = Engine(workshop.worker.database, workshop.keys, renamed)
    case = open_repair(workshop)
    put_in_force(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))

    assert [calendars.recount(stranger).families for _ in range(2)] == [1, 0]

    assert workshop.acts(case) == ["open"]
    assert due(workshop, case, "answer") == "2026-12-04T09:00"


def test_a_case_that_cannot_be_counted_holds_up_no_other_and_is_named(workshop: Office, case: UUID) -> None:
    poisoned = open_repair(workshop)
    workshop.sql("UPDATE cases SET workflow = 'unknown' WHERE id = %s", poisoned)

    done = change(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))

    assert done.cases == 1
    assert due(workshop, case, "answer") == "2026-12-07T09:00"
    for _ in range(setback.GIVE_UP):
        workshop.sql("UPDATE deadline SET retry_at = NULL WHERE case_id = %s", poisoned)
        calendars.recount(workshop.worker)
    stale = workshop.sql("SELECT name, dead FROM deadline WHERE case_id = %s AND calendar = 1 ORDER BY name", poisoned)
    assert stale == [("answer", True), ("visit", True)]
    assert [topic for topic, _, _ in workshop.told(poisoned)] == ["dead_clock", "dead_clock"]


def test_the_end_of_an_open_pause_is_counted_anew_too(workshop: Office, case: UUID) -> None:
    commands.pause(workshop.api, person("supervisor"), case, "answer", "Ia di kampung.")
    assert workshop.clocks(case)["answer"].next_at.isoformat() == "2026-12-03T02:00:00+00:00"

    change(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))

    assert workshop.clocks(case)["answer"].next_at.isoformat() == "2026-12-04T02:00:00+00:00"
    workshop.at("2026-12-04 09:00")
    workshop.sweep()
    assert workshop.acts(case).count("resume") == 1
    assert due(workshop, case, "answer") == "2026-12-09T09:00"


def test_opening_hours_that_change_move_working_hours(workshop: Office, case: UUID) -> None:
    hours = {str(day): [["08:00", "12:00"]] for day in range(5)}

    change(workshop, {**CALENDAR.canonical(), "hours": hours})

    assert due(workshop, case, "visit") == "2026-12-04T09:00"
    assert due(workshop, case, "answer") == "2026-12-04T09:00"
    assert "(Mon–Fri 08:00–12:00)" in workshop.clocks(case)["visit"].explanation.en


@pytest.mark.parametrize(
    ("spoiled", "problems"),
    [
        ({"weekend": [0, 1, 2, 3, 4, 5, 6]}, [("/weekend", "no_working_day")]),
        ({"weekend": [5, 7]}, [("/weekend", "weekday")]),
        ({"zone": "Asia/Atlantis"}, [("/zone", "zone")]),
        ({"holidays": {"2026-12-25": "Hari Raya Natal", "2026-12-31": " "}},
         [("/holidays/2026-12-31", "holiday_without_name")]),
        ({"holidays": {"2026-12-25": "Hari Raya Natal", "2026-02-30": "Lebaran"}}, [("/holidays/2026-02-30", "date")]),
        ({"hours": {"0": [["16:00", "08:00"]]}}, [("/hours/0", "hours")]),
        ({"hours": {"0": [["08:00", "12:00"], ["11:00", "15:00"]]}}, [("/hours/0", "hours")]),
        ({"hours": {"0": [["08:00", "25:00"]]}}, [("/hours/0", "hours")]),
        ({"hours": {"monday": [["08:00", "16:00"]]}}, [("/hours/monday", "weekday")]),
        ({"hours": {"0": []}}, [("/hours", "never_open")]),
        ({"hours": [["08:00", "16:00"]]}, [("/hours", "hours")]),
        ({"holidays": ["2026-12-25"]}, [("/holidays", "holidays")]),
        ({"opens": True}, [("/opens", "extra_forbidden")]),
        ({"holidays": {"2026-12-25": "Hari Raya Natal", **{f"2027-{month:02d}-{day:02d}": "Libur"
           for month in (4, 6) for day in range(1, 31)}, **{f"2027-05-{day:02d}": "Libur" for day in range(1, 32)}}},
         [("/holidays/2027-04-01", "no_working_day")]),
        ({}, [("", "unchanged")]),
    ],
)  # fmt: skip
def test_an_unsound_calendar_is_refused_and_nothing_changes(
    workshop: Office, case: UUID, spoiled: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as invalid:
        change(workshop, {**CALENDAR.canonical(), **spoiled})

    assert [(one.pointer, one.code) for one in invalid.value.problems] == problems
    assert workshop.sql("SELECT count(*) FROM calendar") == [(1,)]
    assert workshop.acts(case) == ["open"]


def test_every_problem_is_named_at_once(workshop: Office) -> None:
    spoiled = {"name": "village", "zone": 7, "weekend": list(range(7)), "hours": {"9": [["x", "y"]]}, "extra": 1}

    with pytest.raises(Invalid) as invalid:
        change(workshop, spoiled)

    assert [one.code for one in invalid.value.problems] == [
        "missing", "extra_forbidden", "zone", "no_working_day", "weekday",
    ]  # fmt: skip


def test_the_past_stays_as_it_was_counted() -> None:
    past = Calendar("village", holidays={date(2026, 8, 17): "Kemerdekaan", date(2026, 12, 25): "Natal"})
    today = date(2026, 12, 1)

    def read(holidays: dict[str, str]) -> Calendar:
        return amendment.read({**past.canonical(), "holidays": holidays}, past, today)

    for holidays in ({"2026-12-25": "Natal"}, {"2026-08-17": "Lain", "2026-12-25": "Natal"}):
        with pytest.raises(Invalid) as invalid:
            read(holidays)
        assert [(one.pointer, one.code) for one in invalid.value.problems] == [("/holidays/2026-08-17", "past")]
    assert read({"2026-08-17": "Kemerdekaan"}).holidays == {date(2026, 8, 17): "Kemerdekaan"}
    late = read({"2026-08-17": "Kemerdekaan", "2026-11-30": "Pilkada", "2026-12-25": "Natal"})
    assert date(2026, 11, 30) in late.holidays


def test_who_keeps_the_calendars_is_said_twice(workshop: Office) -> None:
    proposed = with_holidays({"2026-12-02": "Cuti bersama"})
    with pytest.raises(Refused) as refused:
        change(workshop, proposed, by="kader")
    assert {one.code for one in refused.value.refusals} == {"NOT_YOUR_ROLE"}

    kader = person("kader")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), workshop.api.database.transaction(kader) as tx:
        almanac.record(tx.connection, almanac.hold(tx.connection), Calendar.of(proposed), kader, LEAVE)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        workshop.sql("UPDATE calendar SET reason = 'other'")
    assert change(workshop, proposed, by="admin").version == 2


def test_a_change_needs_a_reason_and_a_calendar_that_is_there(workshop: Office) -> None:
    with pytest.raises(Invalid) as invalid:
        calendars.change(workshop.api, person("supervisor"), with_holidays({"2026-12-02": "Cuti"}), " ")
    with pytest.raises(NotFound):
        change(workshop, Calendar("another").canonical())

    assert [one.pointer for one in invalid.value.problems] == ["/reason"]


def test_a_release_brings_its_calendar_unless_a_person_has_changed_it(workshop: Office) -> None:
    def release(calendar: Calendar) -> None:
        with workshop.api.database.transaction(SYSTEM_ACTOR) as tx:
            almanac.seed(tx.connection, [calendar])

    publish_definitions(workshop.api)
    assert workshop.sql("SELECT version FROM calendar") == [(1,)]
    release(Calendar("village", holidays={**CALENDAR.holidays, date(2027, 1, 1): "Tahun Baru"}))
    release(CALENDAR)
    assert workshop.sql("SELECT max(version) FROM calendar") == [(2,)]

    workshop.at(TUESDAY)
    change(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))
    release(Calendar("village", holidays={date(2028, 1, 1): "Tahun Baru"}))

    with workshop.api.database.transaction(SYSTEM_ACTOR) as tx:
        kept = almanac.versions(tx.connection, "village")
    assert [(one.version, one.role) for one in kept] == [(1, "system"), (2, "system"), (3, "supervisor")]
    assert kept[2].calendar == Calendar.of(with_holidays({"2026-12-02": "Cuti bersama"}))


def test_the_public_door_counts_by_what_is_in_force(workshop: Office) -> None:
    workshop.at(TUESDAY)
    change(workshop, with_holidays({"2026-12-02": "Cuti bersama"}))
    door = Engine(workshop.door.database, workshop.keys, repairs())

    case = commands.open_case(door, Actor(None, "kader"), "repair", {}).case_id

    assert due(workshop, case, "answer") == "2026-12-07T09:00"
    assert sweep.fire_due(workshop.worker) == 0
