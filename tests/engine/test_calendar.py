"""Due moments: told as the office would count them, then counted again minute by minute."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
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
    before,
    canonical,
    due,
    share,
)
from engine.definition import Text
from engine.explaining import explain, words

REPORT = Text("laporan", "report")
OFFICE = Calendar("Kota Metro", holidays={date(2026, 12, 25): "Hari Raya Natal", date(2027, 1, 1): "Tahun Baru Masehi"})
MINUTE = timedelta(minutes=1)


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
    ],
)
def test_a_share_is_exact_or_the_next_whole_unit(duration: Duration, percent: int, part: Duration) -> None:
    assert share(duration, percent) == part


@pytest.mark.parametrize(
    ("duration", "indonesian", "english"),
    [
        (WorkingDays(3), "3 hari kerja", "3 working days"),
        (WorkingDays(1), "1 hari kerja", "1 working day"),
        (Elapsed(hours=72), "72 jam kalender", "72 calendar hours"),
        (Elapsed(days=14), "14 hari kalender", "14 calendar days"),
        (Elapsed(hours=1), "1 jam kalender", "1 calendar hour"),
        (Elapsed(minutes=30), "30 menit", "30 minutes"),
        (Elapsed(days=1, hours=2, minutes=1), "1 hari 2 jam 1 menit", "1 day 2 hours 1 minute"),
        (Elapsed(), "0 menit", "0 minutes"),
    ],
)
def test_a_duration_in_words(duration: Duration, indonesian: str, english: str) -> None:
    assert words(duration) == (indonesian, english)


@pytest.mark.parametrize(
    ("anchor", "duration", "indonesian", "english"),
    [
        (
            wib("2026-12-03", "10:00"),
            WorkingDays(3),
            "Sel 8 Des 2026 10.00 = laporan Kam 3 Des 2026 10.00 + 3 hari kerja (dilewati: Sab 5, Min 6)",
            "Tue 8 Dec 2026 10:00 = report Thu 3 Dec 2026 10:00 + 3 working days (skipped: Sat 5, Sun 6)",
        ),
        (
            wib("2026-12-23", "16:00"),
            WorkingDays(3),
            (
                "Sel 29 Des 2026 16.00 = laporan Rab 23 Des 2026 16.00 + 3 hari kerja"
                " (dilewati: Jum 25 Hari Raya Natal, Sab 26, Min 27)"
            ),
            (
                "Tue 29 Dec 2026 16:00 = report Wed 23 Dec 2026 16:00 + 3 working days"
                " (skipped: Fri 25 Hari Raya Natal, Sat 26, Sun 27)"
            ),
        ),
        (
            wib("2026-12-23", "16:05"),
            Elapsed(hours=72),
            "Sab 26 Des 2026 16.05 = laporan Rab 23 Des 2026 16.05 + 72 jam kalender",
            "Sat 26 Dec 2026 16:05 = report Wed 23 Dec 2026 16:05 + 72 calendar hours",
        ),
        (
            wib("2026-12-05", "09:00"),
            WorkingDays(1),
            "Sel 8 Des 2026 00.00 (akhir Sen 7) = laporan Sab 5 Des 2026 09.00 + 1 hari kerja (dilewati: Sab 5, Min 6)",
            (
                "Tue 8 Dec 2026 00:00 (the end of Mon 7) = report Sat 5 Dec 2026 09:00 + 1 working day"
                " (skipped: Sat 5, Sun 6)"
            ),
        ),
        (
            wib("2026-12-04"),
            WorkingDays(1),
            "Sab 5 Des 2026 00.00 (akhir Jum 4) = laporan Jum 4 Des 2026 00.00 + 1 hari kerja",
            "Sat 5 Dec 2026 00:00 (the end of Fri 4) = report Fri 4 Dec 2026 00:00 + 1 working day",
        ),
        (
            wib("2026-12-31", "08:30"),
            WorkingDays(1),
            (
                "Sen 4 Jan 2027 08.30 = laporan Kam 31 Des 2026 08.30 + 1 hari kerja"
                " (dilewati: Jum 1 Jan 2027 Tahun Baru Masehi, Sab 2, Min 3)"
            ),
            (
                "Mon 4 Jan 2027 08:30 = report Thu 31 Dec 2026 08:30 + 1 working day"
                " (skipped: Fri 1 Jan 2027 Tahun Baru Masehi, Sat 2, Sun 3)"
            ),
        ),
        (
            wib("2026-12-03", "10:00"),
            WorkingDays(30),
            (
                "Sen 18 Jan 2027 10.00 = laporan Kam 3 Des 2026 10.00 + 30 hari kerja (dilewati: 14 hari akhir pekan,"
                " Jum 25 Hari Raya Natal, Jum 1 Jan 2027 Tahun Baru Masehi)"
            ),
            (
                "Mon 18 Jan 2027 10:00 = report Thu 3 Dec 2026 10:00 + 30 working days (skipped: 14 weekend days,"
                " Fri 25 Hari Raya Natal, Fri 1 Jan 2027 Tahun Baru Masehi)"
            ),
        ),
    ],
)
def test_a_due_moment_explains_itself(anchor: datetime, duration: Duration, indonesian: str, english: str) -> None:
    assert explain(anchor, duration, OFFICE, REPORT) == (indonesian, english)


def test_a_long_row_of_holidays_is_cut_short() -> None:
    month_off = {date(2026, 12, day): f"Libur {day}" for day in range(7, 19)}
    closed = Calendar("closed", holidays=month_off)

    indonesian, english = explain(wib("2026-12-04", "10:00"), WorkingDays(1), closed, REPORT)

    assert "dilewati: 4 hari akhir pekan, Sen 7 Libur 7, Sel 8 Libur 8," in indonesian
    assert indonesian.endswith("Sab 12 Libur 12, dan 6 hari libur lain)")
    assert english.endswith("Sat 12 Libur 12, and 6 more holidays)")


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


def test_lengths_are_canonical_within_one_kind_and_never_across() -> None:
    assert canonical(Elapsed(hours=24)) == canonical(Elapsed(days=1))
    assert canonical(Elapsed(days=1)) != canonical(WorkingDays(1))


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


@settings(max_examples=40, deadline=None)
@given(anchor=anchors, days=st.integers(0, 3), calendar=calendars)
def test_due_agrees_with_counting_every_minute(anchor: datetime, days: int, calendar: Calendar) -> None:
    zone = ZoneInfo(calendar.zone)
    at, left = anchor, days * 24 * 60
    while left:
        left -= calendar.works(at.astimezone(zone).date())
        at += MINUTE

    assert due(anchor, WorkingDays(days), calendar) == at


@settings(max_examples=40, deadline=None)
@given(moment=anchors, days=st.integers(0, 3), calendar=calendars)
def test_before_agrees_with_counting_every_minute_back(moment: datetime, days: int, calendar: Calendar) -> None:
    zone = ZoneInfo(calendar.zone)
    at, left = moment, days * 24 * 60
    while left:
        at -= MINUTE
        left -= calendar.works(at.astimezone(zone).date())

    assert before(moment, WorkingDays(days), calendar) == at


durations = st.one_of(
    st.builds(WorkingDays, st.integers(0, 60)),
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
