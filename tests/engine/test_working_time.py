"""Every minute counted one by one, on its own wall clock, and then compared: zones with and without summer time.

19,200 moments at random, of all three kinds of duration: on and back, paused, and after holidays that were added late.
"""

import random
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from engine.calendar import Calendar, Duration, Elapsed, WorkingDays, WorkingHours, before, due, plus, share
from engine.clocks import Armed, recounted, stale, timed
from engine.definition import Deadline, Rung, Snapshot, Text
from engine.explaining import explain
from engine.working_time import Pause
from tests.engine.errand import ERRAND, entered

# Where and when clocks change: by an hour, by half an hour, at midnight, and not at all.
PLACES = (
    ("Asia/Jakarta", date(2026, 12, 1)),
    ("Asia/Jakarta", date(2028, 2, 10)),
    ("Europe/Berlin", date(2026, 3, 10)),
    ("Europe/Berlin", date(2026, 10, 5)),
    ("America/New_York", date(2027, 3, 1)),
    ("America/New_York", date(2026, 10, 12)),
    ("Australia/Lord_Howe", date(2026, 3, 15)),
    ("Australia/Lord_Howe", date(2026, 9, 14)),
    ("Africa/Cairo", date(2026, 4, 6)),
    ("Africa/Cairo", date(2026, 10, 5)),
    ("America/Havana", date(2026, 2, 23)),
    ("Pacific/Chatham", date(2026, 9, 7)),
)
ONLY = Text("hanya ini", "only this")
DAYS = 60
MINUTE = timedelta(minutes=1)
WALLS = ("00:00", "00:30", "01:00", "01:30", "02:00", "02:15", "03:00", "08:00", "12:00", "13:15", "16:00", "24:00")


@dataclass(frozen=True)
class World:
    """A calendar, and for each kind of duration the minutes of `DAYS` days that count, as offsets from `start`."""

    calendar: Calendar
    start: datetime
    counted: dict[type[Duration], list[int]] = field(default_factory=dict)

    def at(self, offset: int) -> datetime:
        return self.start + offset * MINUTE

    def due(self, anchor: int, duration: Duration, pauses: list[tuple[int, int]]) -> int:
        """The end of the last minute that is needed."""
        needed = duration.total_minutes
        if not needed:
            return anchor
        minutes, first = self.counted[type(duration)], anchor
        for since, until in [*pauses, (10**9, 10**9)]:
            place = bisect_left(minutes, max(first, anchor))
            running = bisect_left(minutes, since) - place
            if needed <= running:
                return minutes[place + needed - 1] + 1
            needed -= max(running, 0)
            first = until
        raise AssertionError("the window is too short")

    def before(self, moment: int, duration: Duration, pauses: Sequence[tuple[int, int]] = ()) -> int:
        """The start of the first minute that is needed."""
        minutes = self.counted[type(duration)]
        for since, until in pauses:
            minutes = minutes[: bisect_left(minutes, since)] + minutes[bisect_left(minutes, until) :]
        return minutes[bisect_right(minutes, moment - 1) - duration.total_minutes] if duration.total_minutes else moment


@cache
def world(number: int, late: int = 0) -> World:
    """`late`: so many holidays were declared when its clocks ran already."""
    zone_name, first = PLACES[number]
    rng, zone = random.Random(number), ZoneInfo(zone_name)
    weekend = frozenset(rng.sample(range(7), rng.randint(0, 3)))
    holidays = {first + timedelta(days=rng.randint(0, DAYS)): "off" for _ in range(rng.randint(0, 8))}
    hours = {day: _opening(rng) for day in range(7) if day in {0, 3} or rng.random() < 0.6}
    holidays |= {first + timedelta(days=rng.randint(0, 20)): "late" for _ in range(late)}
    calendar = Calendar("tried", zone_name, weekend, holidays, hours, edition=late)
    start = datetime.combine(first, time(), UTC)

    opened = {day: [(_number(a), _number(b)) for a, b in pairs] for day, pairs in hours.items()}
    days: list[int] = []
    open_minutes: list[int] = []
    for offset in range(DAYS * 24 * 60):
        local = (start + offset * MINUTE).astimezone(zone)
        day, wall = local.date(), local.hour * 60 + local.minute
        if day in holidays:
            continue
        if day.weekday() not in weekend:
            days.append(offset)
        if any(a <= wall < b for a, b in opened.get(day.weekday(), ())):
            open_minutes.append(offset)
    every = list(range(DAYS * 24 * 60))
    return World(calendar, start, {Elapsed: every, WorkingDays: days, WorkingHours: open_minutes})


def _opening(rng: random.Random) -> tuple[tuple[str, str], ...]:
    walls = sorted(rng.sample(WALLS, 2 * rng.randint(1, 2)))
    return tuple(zip(walls[::2], walls[1::2], strict=True))


def _number(wall: str) -> int:
    return int(wall[:2]) * 60 + int(wall[3:])


def _duration(rng: random.Random) -> Duration:
    kind = rng.randrange(3)
    if kind == 0:
        return Elapsed(minutes=rng.randrange(60), hours=rng.randrange(100))
    if kind == 1:
        return WorkingHours(hours=rng.choice((0, 0, 1, 4, 9, 12)), minutes=rng.randrange(60))
    return WorkingDays(rng.randrange(6))


def _pauses(rng: random.Random, anchor: int) -> list[tuple[int, int]]:
    marks = sorted(anchor + rng.randrange(-600, 6_000) for _ in range(2 * rng.randint(1, 3)))
    return [(since, until) for since, until in zip(marks[::2], marks[1::2], strict=True) if since < until]


@pytest.mark.parametrize("number", range(len(PLACES)))
def test_due_and_before_agree_with_counting_every_minute(number: int) -> None:
    here, rng = world(number), random.Random(1000 + number)

    for _ in range(600):
        anchor, duration = rng.randrange(12 * 1440), _duration(rng)
        assert due(here.at(anchor), duration, here.calendar) == here.at(here.due(anchor, duration, []))

    for _ in range(200):
        moment, duration = rng.randrange(45 * 1440, 60 * 1440), _duration(rng)
        assert before(here.at(moment), duration, here.calendar) == here.at(here.before(moment, duration))


@pytest.mark.parametrize("number", range(len(PLACES)))
def test_a_clock_that_is_paused_agrees_with_counting_every_minute_outside_its_pauses(number: int) -> None:
    here, rng = world(number), random.Random(2000 + number)

    for _ in range(200):
        anchor, duration = rng.randrange(1440, 12 * 1440), _duration(rng)
        marks = _pauses(rng, anchor)
        pauses = [Pause(here.at(since), here.at(until)) for since, until in marks]
        assert due(here.at(anchor), duration, here.calendar, pauses) == here.at(here.due(anchor, duration, marks))
        moment = anchor + 45 * 1440
        back = here.before(moment, duration, [(since + 44 * 1440, until + 44 * 1440) for since, until in marks])
        later = [Pause(here.at(since + 44 * 1440), here.at(until + 44 * 1440)) for since, until in marks]
        assert before(here.at(moment), duration, here.calendar, later) == here.at(back)


@pytest.mark.parametrize("number", range(len(PLACES)))
def test_a_clock_under_a_holiday_that_was_added_late_agrees_with_counting_every_minute_again(number: int) -> None:
    then, here, rng = world(number), world(number, late=4), random.Random(3000 + number)
    moved = 0

    for _ in range(200):
        anchor, duration = rng.randrange(1440, 12 * 1440), _duration(rng)
        marks = _pauses(rng, anchor) if rng.random() < 0.5 else []
        pauses = tuple(Pause(here.at(since), here.at(until)) for since, until in marks)
        clock = Deadline("tried", ONLY, "E9", "rule 9", ("asked",), entered, duration, (Rung(ONLY, percent=50),))
        running = Armed("tried", 0, 0, here.at(anchor), here.at(0), here.at(0), pauses=pauses)
        before_it = timed(clock, running, duration, then.calendar)
        now = replace(ERRAND, deadlines=(clock,), calendar=here.calendar)

        after_it = recounted(now, asked(here.at(anchor)), before_it)

        assert after_it.breach_at == here.at(here.due(anchor, duration, marks))
        assert after_it.due_at == here.at(here.due(anchor, share(duration, 50), marks))
        assert stale(now, before_it) is not isinstance(duration, Elapsed)
        moved += after_it.breach_at > before_it.breach_at
    assert moved > 20


def asked(at: datetime) -> Snapshot:
    return Snapshot(UUID(int=1), "errand", "asked", None, at, at)


def test_resuming_leaves_what_was_left_of_the_time() -> None:
    """The remaining budget at the start of a pause, spent from its end, leads to the same moment."""
    rng = random.Random(7)
    for _ in range(300):
        here = world(rng.randrange(len(PLACES)))
        anchor, duration = rng.randrange(1440, 12 * 1440), _duration(rng)
        since = anchor + rng.randrange(1, 2_000)
        until = since + rng.randrange(1, 4_000)
        minutes = here.counted[type(duration)]
        used = bisect_left(minutes, since) - bisect_left(minutes, anchor)
        left = duration.total_minutes - used
        if left <= 0:
            continue

        paused = due(here.at(anchor), duration, here.calendar, [Pause(here.at(since), here.at(until))])

        assert paused == here.at(minutes[bisect_left(minutes, until) + left - 1] + 1)


LINE = re.compile(
    r"(?P<due>[A-Z][a-z]{2} \d+ [A-Z][a-z]{2} \d{4} \d\d:\d\d)(?: \(the end of [^)]*\))? = report"
    r" (?P<anchor>[A-Z][a-z]{2} \d+ [A-Z][a-z]{2} \d{4} \d\d:\d\d) \+ (?P<length>[^+(]+?)"
    r"(?: \+ (?P<more>[^(]+?) \(extension\))?(?: \((?P<remarks>.*)\))?$"
)
PAUSED = re.compile(r"paused: (\w+ \d+ \w+ \d{4} \d\d:\d\d) to (\w+ \d+ \w+ \d{4} \d\d:\d\d)")


def test_the_line_of_a_due_moment_is_the_formula_whatever_it_holds() -> None:
    """Read back as a person would: anchor, length, extension and pauses on the line lead to the moment on the line."""
    rng = random.Random(11)
    for number, _ in _rounds(600):
        here = world(number)
        zone = ZoneInfo(here.calendar.zone)
        anchor, duration = rng.randrange(1440, 12 * 1440), _duration(rng)
        extension = _like(duration, rng) if rng.random() < 0.4 else None
        pauses = tuple(Pause(here.at(a), here.at(b)) for a, b in _pauses(rng, anchor)) if rng.random() < 0.4 else ()

        _, line = explain(
            here.at(anchor), duration, here.calendar, Text("laporan", "report"), extension=extension, pauses=pauses
        )

        read = LINE.match(line)
        assert read is not None, line
        length = _length(read["length"])
        whole = plus(length, _length(read["more"])) if read["more"] else length
        said = [Pause(_moment(a, zone), _moment(b, zone)) for a, b in PAUSED.findall(read["remarks"] or "")]
        assert type(length) is type(duration)
        assert due(_moment(read["anchor"], zone), whole, here.calendar, said) == _moment(read["due"], zone), line


def _rounds(count: int) -> Iterator[tuple[int, int]]:
    """Places without a repeated hour: a wall time that comes twice names two moments."""
    plain = (0, 1, 2, 4, 7, 8, 10, 11)
    return ((plain[one % len(plain)], one) for one in range(count))


def _like(duration: Duration, rng: random.Random) -> Duration:
    if isinstance(duration, Elapsed):
        return Elapsed(hours=rng.randint(1, 30))
    return (
        WorkingDays(rng.randint(1, 2)) if isinstance(duration, WorkingDays) else WorkingHours(hours=rng.randint(1, 5))
    )


def _length(text: str) -> Duration:
    counts = {unit.rstrip("s"): int(count) for count, unit in re.findall(r"(\d+) (?:working |calendar )?(\w+)", text)}
    if "working day" in text:
        return WorkingDays(counts["day"])
    if "working" in text:
        return WorkingHours(counts.get("hour", 0), counts.get("minute", 0))
    return Elapsed(counts.get("minute", 0), counts.get("hour", 0), counts.get("day", 0))


def _moment(text: str, zone: ZoneInfo) -> datetime:
    return datetime.strptime(text, "%a %d %b %Y %H:%M").replace(tzinfo=zone)
