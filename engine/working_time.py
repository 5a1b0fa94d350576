"""The time that counts: spans between two moments (UTC) in which a calendar is open, less those of a pause. Pure.

A wall day is stepped on the wall and its length taken from UTC, so that a day on which clocks change has 23 or 25
hours. A wall time that does not exist on such a day is left out, one that comes twice counts twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]
"""From a moment (counted) to another (not counted)."""

Openings = Callable[[date], Sequence[tuple[int, int]]]
"""When a wall day is open: ascending pairs of minutes since its 00:00, at most 0 to 1440."""

WHOLE_DAY = ((0, 24 * 60),)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pause:
    """A span (UTC) in which a clock stands still. `open`: it may end earlier, and ends by itself at `until`."""

    since: datetime
    until: datetime
    open: bool = False

    def __post_init__(self) -> None:
        # In a zone of its own, a difference of two moments would be one of two wall times.
        object.__setattr__(self, "since", self.since.astimezone(UTC))
        object.__setattr__(self, "until", self.until.astimezone(UTC))


def spend(spans: Iterable[Span], length: timedelta) -> datetime:
    """The moment by which so much of these spans has passed: the end of a span, not the start of the next."""
    for start, end in spans:
        if length <= end - start:
            return start + length
        length -= end - start
    raise ValueError("The spans are shorter than what is to be counted.")


def spend_back(spans: Iterable[Span], length: timedelta) -> datetime:
    """The moment from which so much of these spans still passes; the latest span comes first."""
    for start, end in spans:
        if length <= end - start:
            return end - length
        length -= end - start
    raise ValueError("The spans are shorter than what is to be counted.")


def forward(at: datetime, zone: ZoneInfo, openings: Openings) -> Iterator[Span]:
    """What is open from a moment on, without end."""
    day = _day_of(at, zone)
    while True:
        for start, end in _opened(day, zone, openings(day.date())):
            if end > at:
                yield max(start, at), end
        day += _DAY


def backward(at: datetime, zone: ZoneInfo, openings: Openings) -> Iterator[Span]:
    """What was open until a moment, the latest first."""
    day = _day_of(at, zone)
    while True:
        for start, end in reversed(_opened(day, zone, openings(day.date()))):
            if start < at:
                yield start, min(end, at)
        day -= _DAY


def without(spans: Iterable[Span], pauses: Sequence[Pause], *, latest_first: bool = False) -> Iterator[Span]:
    """The same spans, less the pauses (in order, none overlapping another)."""
    for span in spans:
        left = list(_cut(span, pauses))
        yield from reversed(left) if latest_first else left


_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def _cut(span: Span, pauses: Sequence[Pause]) -> Iterator[Span]:
    start, end = span
    for pause in pauses:
        if pause.until <= start or pause.since >= end:
            continue
        if pause.since > start:
            yield start, pause.since
        start = pause.until
    if start < end:
        yield start, end


def _opened(day: datetime, zone: ZoneInfo, openings: Sequence[tuple[int, int]]) -> Sequence[Span]:
    """The spans of one wall day, ascending."""
    if not openings:
        return ()
    start, end = _start_of(day, zone), _start_of(day + _DAY, zone)
    if openings is WHOLE_DAY:
        return ((start, end),)
    if end - start == _DAY:
        return [(start + opens * _MINUTE, start + closes * _MINUTE) for opens, closes in openings]
    return list(_around_a_change(day, zone, (start, end), openings))


def _around_a_change(day: datetime, zone: ZoneInfo, span: Span, openings: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """The spans of a day on which clocks change: each wall time as it comes before the change, and after it."""
    for start, end, offset in _pieces(span, zone):
        for opens, closes in openings:
            first = max(start, day + opens * _MINUTE - offset)
            last = min(end, day + closes * _MINUTE - offset)
            if first < last:
                yield first, last


def _pieces(span: Span, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, timedelta]]:
    start, end = span
    before, after = _offset(start, zone), _offset(end - timedelta.resolution, zone)
    if before == after:
        yield start, end, before
        return
    low, high = start, end
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    change = high.replace(microsecond=0)
    yield start, change, before
    yield change, end, after


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _day_of(at: datetime, zone: ZoneInfo) -> datetime:
    """The local 00:00 of that moment's day, labelled UTC: days are stepped on the wall, lengths taken from UTC."""
    local = at.astimezone(zone)
    return datetime(local.year, local.month, local.day, 0, 0, 0, 0, UTC)


def _start_of(day: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which that wall day begins: where a change of clocks leaves no 00:00, the moment of the change."""
    offset = zone.utcoffset(day)
    return day if offset is None else day - offset
