"""Due moments, told as the office would count them. `test_working_time` counts them again, minute by minute."""

import dataclasses
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendar import (
    WIB,
    Calendar,
    Duration,
    Elapsed,
    WorkingDays,
    WorkingHours,
    before,
    canonical,
    due,
    duration_of,
    plus,
    share,
)

OFFICE = Calendar("Kota Metro", holidays={date(2026, 12, 25): "Hari Raya Natal", date(2027, 1, 1): "Tahun Baru Masehi"})


def wib(day: str, time: str = "00:00") -> datetime:
    return datetime.fromisoformat(f"{day} {time}").replace(tzinfo=WIB)


@pytest.mark.parametrize(
    ("percent", "at"),
    [(50, "2026-12-07"), (100, "2026-12-08"), (150, "2026-12-10"), (200, "2026-12-11")],
)
def test_the_ladder_of_a_low_risk_report_steps_over_the_weekend(percent: int, at: str) -> None:
    reported = wib("2026-12-03", "10:00")

    assert due(reported, share(WorkingDays(3), percent), OFFICE) == wib(at, "10:00")


def test_a_holiday_moves_working_days_but_not_the_72_hours_beside_them() -> None:
    reported = wib("2026-12-23", "16:00")

    assert due(reported, WorkingDays(3), OFFICE) == wib("2026-12-29", "16:00")
    assert due(reported, Elapsed(hours=72), OFFICE) == wib("2026-12-26", "16:00")


def test_collective_leave_is_one_more_day_off() -> None:
    with_leave = dataclasses.replace(OFFICE, holidays={**OFFICE.holidays, date(2026, 12, 24): "Cuti bersama"})

    assert due(wib("2026-12-23", "16:00"), WorkingDays(3), with_leave) == wib("2026-12-30", "16:00")


@pytest.mark.parametrize("anchor", [("2026-12-05", "00:00"), ("2026-12-05", "13:37"), ("2026-12-06", "23:59")])
def test_a_report_at_the_weekend_counts_from_monday(anchor: tuple[str, str]) -> None:
    assert due(wib(*anchor), WorkingDays(1), OFFICE) == wib("2026-12-08")
    assert due(wib(*anchor), WorkingDays(2), OFFICE) == wib("2026-12-09")


def test_a_budget_used_up_on_friday_evening_is_not_due_on_monday() -> None:
    friday = wib("2026-12-04")

    assert due(friday, WorkingDays(1), OFFICE) == wib("2026-12-05")
    assert before(wib("2026-12-07"), WorkingDays(1), OFFICE) == friday


@pytest.mark.parametrize(
    ("anchor", "hours", "at"),
    [
        (("2026-12-03", "10:00"), 3, ("2026-12-03", "13:00")),
        (("2026-12-03", "10:00"), 6, ("2026-12-03", "16:00")),
        (("2026-12-03", "10:00"), 7, ("2026-12-04", "09:00")),
        (("2026-12-04", "15:30"), 1, ("2026-12-07", "08:30")),
        (("2026-12-05", "12:00"), 8, ("2026-12-07", "16:00")),
        (("2026-12-24", "15:00"), 2, ("2026-12-28", "09:00")),
    ],
)
def test_working_hours_are_counted_while_the_office_is_open(
    anchor: tuple[str, str], hours: int, at: tuple[str, str]
) -> None:
    assert due(wib(*anchor), WorkingHours(hours), OFFICE) == wib(*at)


def test_hours_that_used_up_the_friday_are_not_due_on_monday() -> None:
    assert due(wib("2026-12-04", "08:00"), WorkingHours(8), OFFICE) == wib("2026-12-04", "16:00")
    assert before(wib("2026-12-07", "08:00"), WorkingHours(8), OFFICE) == wib("2026-12-04", "08:00")
    assert before(wib("2026-12-07", "09:00"), WorkingHours(2), OFFICE) == wib("2026-12-04", "15:00")


def test_a_house_may_open_on_a_day_that_is_no_working_day() -> None:
    house = Calendar("house", hours={4: (("08:00", "11:30"), ("13:00", "16:00")), 5: (("09:00", "12:00"),)})

    assert due(wib("2026-12-04", "11:00"), WorkingHours(1), house) == wib("2026-12-04", "13:30")
    assert due(wib("2026-12-04", "15:00"), WorkingHours(2), house) == wib("2026-12-05", "10:00")
    assert due(wib("2026-12-04", "15:00"), WorkingDays(1), house) == wib("2026-12-07", "15:00")


def test_a_night_shift_is_two_openings_that_meet_at_midnight() -> None:
    night = Calendar("night", hours=dict.fromkeys(range(7), (("00:00", "06:00"), ("22:00", "24:00"))))

    assert due(wib("2026-12-04", "23:00"), WorkingHours(3), night) == wib("2026-12-05", "02:00")
    assert due(wib("2026-12-04", "22:00"), WorkingHours(2), night) == wib("2026-12-05")


def test_no_time_at_all_is_due_at_once_even_on_a_sunday() -> None:
    sunday = wib("2026-12-06", "12:00")

    assert due(sunday, WorkingDays(0), OFFICE) == sunday == due(sunday, Elapsed(), OFFICE)


def test_moments_come_out_in_utc() -> None:
    for duration in (WorkingDays(3), Elapsed(hours=6)):
        assert due(wib("2026-12-03"), duration, OFFICE).tzinfo is UTC
        assert before(wib("2026-12-03"), duration, OFFICE).tzinfo is UTC


def test_two_working_days_before_a_tuesday_is_the_friday() -> None:
    assert before(wib("2026-12-08", "10:00"), WorkingDays(2), OFFICE) == wib("2026-12-04", "10:00")
    assert before(wib("2026-12-08", "10:00"), Elapsed(days=2), OFFICE) == wib("2026-12-06", "10:00")


def test_elapsed_hours_do_not_stretch_where_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before_summer = datetime(2026, 3, 28, 12, tzinfo=berlin)

    assert due(before_summer, Elapsed(days=1), OFFICE) == datetime(2026, 3, 29, 13, tzinfo=berlin)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        due(datetime(2026, 12, 3, 10), Elapsed(hours=1), OFFICE)  # noqa: DTZ001  # the fault under test
    with pytest.raises(ValueError, match="no time zone"):
        before(datetime(2026, 12, 3, 10), WorkingDays(1), OFFICE)  # noqa: DTZ001  # the fault under test


def test_impossible_durations_and_calendars_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        WorkingDays(-1)
    with pytest.raises(ValueError, match="negative"):
        Elapsed(days=1, minutes=-1)
    with pytest.raises(ValueError, match="at least one"):
        Calendar("never open", weekend=frozenset(range(7)))
    with pytest.raises(ValueError, match="at least one"):
        Calendar("an eighth day", weekend=frozenset({7}))
    with pytest.raises(ValueError, match="negative"):
        WorkingHours(hours=1, minutes=-1)
    with pytest.raises(ValueError, match="never opens"):
        Calendar("closed", hours={0: ()})
    for pairs in ((("16:00", "08:00"),), (("08:00", "12:00"), ("11:00", "13:00")), (("08:00", "08:00"),)):
        with pytest.raises(ValueError, match="do not overlap"):
            Calendar("muddled", hours={0: pairs})
    for wall in ("8:00", "24:30", "08:60", "noon", "٠٨:٠٠"):
        with pytest.raises(ValueError, match="no time of a day"):
            Calendar("unreadable", hours={0: ((wall, "16:00"),)})
    with pytest.raises(KeyError):
        Calendar("nowhere", zone="Asia/Atlantis")


@pytest.mark.parametrize(
    ("duration", "percent", "part"),
    [
        (Elapsed(hours=6), 50, Elapsed(hours=3)),
        (Elapsed(hours=1), 50, Elapsed(minutes=30)),
        (Elapsed(hours=1), 150, Elapsed(hours=1, minutes=30)),
        (Elapsed(days=14), 50, Elapsed(days=7)),
        (Elapsed(days=1), 150, Elapsed(hours=36)),
        (Elapsed(minutes=15), 50, Elapsed(minutes=8)),
        (WorkingDays(3), 50, WorkingDays(2)),
        (WorkingDays(3), 100, WorkingDays(3)),
        (WorkingDays(3), 150, WorkingDays(5)),
        (WorkingDays(3), 200, WorkingDays(6)),
        (WorkingDays(2), 50, WorkingDays(1)),
        (WorkingHours(12), 50, WorkingHours(6)),
        (WorkingHours(1), 150, WorkingHours(1, 30)),
        (WorkingHours(0, 15), 50, WorkingHours(0, 8)),
    ],
)
def test_a_share_is_exact_or_the_next_whole_unit(duration: Duration, percent: int, part: Duration) -> None:
    assert share(duration, percent) == part


def test_equal_calendars_are_equal_whatever_the_order_of_their_days() -> None:
    same = Calendar("Kota Metro", holidays=dict(reversed(list(OFFICE.holidays.items()))))

    assert same == OFFICE
    assert hash(same) == hash(OFFICE)
    assert same.canonical() == {
        "name": "Kota Metro",
        "zone": "Asia/Jakarta",
        "weekend": [5, 6],
        "hours": {str(day): [["08:00", "16:00"]] for day in range(5)},
        "holidays": {"2026-12-25": "Hari Raya Natal", "2027-01-01": "Tahun Baru Masehi"},
    }
    assert list(same.canonical()["holidays"]) == list(OFFICE.canonical()["holidays"])


def test_a_calendar_keeps_its_days_when_the_table_it_was_made_from_changes() -> None:
    days = {date(2026, 12, 25): "Hari Raya Natal"}
    calendar = Calendar("Kota Metro", holidays=days)

    days.clear()

    assert not calendar.works(date(2026, 12, 25))


def test_a_calendar_is_read_back_from_its_canonical_form_and_the_edition_is_no_part_of_it() -> None:
    house = Calendar("house", holidays=OFFICE.holidays, hours={4: (("08:00", "11:30"),), 5: (("09:00", "24:00"),)})

    again = Calendar.of(house.canonical(), edition=7)

    assert (again, again.edition, house.edition) == (house, 7, 0)
    assert hash(again) == hash(house)
    assert again.canonical() == house.canonical()
    assert again != Calendar("house", holidays=OFFICE.holidays)
    assert dataclasses.replace(OFFICE, edition=3) == OFFICE


@pytest.mark.parametrize("duration", [Elapsed(days=1, minutes=5), WorkingHours(7, 30), WorkingDays(4), Elapsed()])
def test_a_length_is_read_back_from_its_canonical_form(duration: Duration) -> None:
    assert canonical(duration_of(canonical(duration))) == canonical(duration)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"kind": "moons", "days": 1},
        {"kind": "working_days"},
        {"kind": "working_days", "minutes": 5},
        {"kind": "elapsed", "hours": "3"},
        {"kind": "elapsed", "hours": True},
        {"kind": "working_hours", "hours": -1},
    ],
)
def test_what_is_no_length_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"no duration|negative"):
        duration_of(value)


def test_lengths_of_one_kind_add_up_and_those_of_two_never() -> None:
    assert plus(WorkingHours(1, 30), WorkingHours(0, 45)).total_minutes == 135
    assert plus(Elapsed(days=1), Elapsed(hours=2)) == Elapsed(days=1, hours=2)
    assert plus(WorkingDays(1), WorkingDays(2)) == WorkingDays(3)
    with pytest.raises(ValueError, match="never converted"):
        plus(Elapsed(days=1), WorkingDays(1))


def test_lengths_are_canonical_within_one_kind_and_never_across() -> None:
    assert canonical(Elapsed(hours=24)) == canonical(Elapsed(days=1))
    assert canonical(Elapsed(days=1)) != canonical(WorkingDays(1))
    assert canonical(WorkingHours(hours=1)) == canonical(WorkingHours(minutes=60))
    assert canonical(WorkingHours(hours=1)) != canonical(Elapsed(hours=1))


calendars = st.builds(
    lambda zone, weekend, holidays: Calendar("drawn", zone, frozenset(weekend), dict.fromkeys(holidays, "libur")),
    zone=st.sampled_from(["Asia/Jakarta", "Europe/Berlin", "America/Havana", "Pacific/Auckland"]),
    weekend=st.sets(st.integers(0, 6), max_size=3),
    holidays=st.sets(st.dates(date(2026, 3, 1), date(2026, 4, 15)), max_size=6),
)
# Around the changes of clocks in all four zones.
anchors = st.datetimes(datetime(2026, 3, 5), datetime(2026, 4, 6), timezones=st.just(UTC)).map(  # noqa: DTZ001  # the zone follows
    lambda at: at.replace(second=0, microsecond=0)
)
durations = st.one_of(
    st.builds(WorkingDays, st.integers(0, 60)),
    st.builds(WorkingHours, hours=st.integers(0, 200), minutes=st.integers(0, 59)),
    st.builds(Elapsed, minutes=st.integers(0, 90), hours=st.integers(0, 100), days=st.integers(0, 60)),
)


@settings(max_examples=200, deadline=None)
@given(anchor=anchors, duration=durations, calendar=calendars)
def test_before_undoes_due_up_to_days_off(anchor: datetime, duration: Duration, calendar: Calendar) -> None:
    back = before(due(anchor, duration, calendar), duration, calendar)

    assert anchor <= back
    assert due(back, duration, calendar) == due(anchor, duration, calendar)


@settings(max_examples=200, deadline=None)
@given(early=anchors, later=anchors, duration=durations, calendar=calendars)
def test_a_later_anchor_is_never_due_earlier(
    early: datetime, later: datetime, duration: Duration, calendar: Calendar
) -> None:
    early, later = sorted((early, later))

    assert due(early, duration, calendar) <= due(later, duration, calendar)


@settings(max_examples=200, deadline=None)
@given(first=st.integers(0, 20), second=st.integers(0, 20), anchor=anchors, calendar=calendars)
def test_working_days_add_up(first: int, second: int, anchor: datetime, calendar: Calendar) -> None:
    halfway = due(anchor, WorkingDays(first), calendar)

    assert due(halfway, WorkingDays(second), calendar) == due(anchor, WorkingDays(first + second), calendar)
