"""A moment in a proof: it is there, and when it was is decided only if something compares or counts with it.

One of three moments, close together and far apart, so that any two can stand in any order. All of them are past.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

_FIRST = datetime(2026, 6, 3, 2, tzinfo=UTC)
MOMENTS = (_FIRST, _FIRST + timedelta(hours=1), _FIRST + timedelta(days=400))
NOW = _FIRST + timedelta(days=400, hours=1)
"""When every step of a proof is taken: after all that has happened, long after or just now."""


class Sometime:
    """In a domain: some moment, whichever. There is one of it."""

    def __repr__(self) -> str:
        return "some moment"


SOMETIME: Final = Sometime()


class Moment(datetime):
    """A moment that is not decided yet. `name` is the fact that holds it."""

    name: str
    _decide: Callable[[], datetime]

    @classmethod
    def of(cls, name: str, decide: Callable[[], datetime]) -> "Moment":
        made = cls(2026, 6, 3, 2, tzinfo=UTC)
        made.name, made._decide = name, decide
        return made

    @property
    def decided(self) -> datetime:
        return self._decide()

    def __eq__(self, other: object) -> bool:
        if other is self or not isinstance(other, datetime):
            return other is self
        # What is later than all of them is none of them.
        return (isinstance(other, Moment) or other <= MOMENTS[-1]) and self.decided == decided(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.decided)

    def __lt__(self, other: Any) -> bool:
        return other is not self and (other is NOW or self.decided < decided(other))

    def __le__(self, other: Any) -> bool:
        return other is self or other is NOW or self.decided <= decided(other)

    def __gt__(self, other: Any) -> bool:
        return not self <= other

    def __ge__(self, other: Any) -> bool:
        return not self < other

    def __add__(self, other: timedelta) -> Any:
        return self.decided + other

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self.decided - decided(other)

    def __rsub__(self, other: datetime) -> Any:
        return other - self.decided

    def astimezone(self, tz: tzinfo | None = None) -> Any:
        return self.decided.astimezone(tz)

    def date(self) -> Any:
        return self.decided.date()

    def __str__(self) -> str:
        return str(self.decided)

    def isoformat(self, *arguments: Any, **named: Any) -> str:
        return self.decided.isoformat(*arguments, **named)


def decided(moment: Any) -> Any:
    return moment.decided if isinstance(moment, Moment) else moment
