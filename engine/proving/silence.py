"""No case falls silent: wherever it rests, a clock runs that tells a role somebody holds, within a time that is known.

For each state, every configuration that the clocks can tell apart is tried. A configuration without a clock must be
settled; of the others, the one that is told latest gives the bound. "Told" means the first rung that raises a level:
a reminder to those who already know counts for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

from engine.calendar import Duration, Elapsed
from engine.clocks import allowed
from engine.definition import Deadline, Rung
from engine.proving.exploring import Chosen, Path, explore
from engine.proving.moments import NOW, Moment
from engine.proving.space import Space, plain
from engine.proving.waiting import earliest, latest, longest


@dataclass(frozen=True, slots=True)
class Alert:
    """The worst that can happen in a state: in this configuration, this clock tells these roles after so many hours.

    `hours` counts every pause and extension that may be granted, which are `granted` of them. `again`: after how many
    hours at most they are told once more, and so on. `then`: where the system has taken the case before. `rests`:
    configurations in which nothing runs because all is settled.
    """

    state: str
    hours: float
    clock: str | None = None
    tells: tuple[str, ...] = ()
    again: float = inf
    granted: float = 0.0
    when: Mapping[str, Any] = field(default_factory=dict)
    then: str | None = None
    configurations: int = 0
    rests: int = 0


@dataclass(frozen=True, slots=True)
class Silence:
    """What was found: a bound for each state that is not final, and every configuration in which nobody is told."""

    alerts: tuple[Alert, ...]
    silent: tuple[Alert, ...]
    unbounded: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What one clock does: after `hours` it tells `tells`; before that it may have moved the case on by itself."""

    clock: str
    hours: float
    tells: tuple[str, ...]
    again: float
    granted: float
    moves: tuple[tuple[float, str], ...]


class Watch:
    """Finds the bounds of one workflow's states."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._workflow = space.workflow
        self._ladders: dict[tuple[str, Duration, Duration | None], _Told] = {}
        self._found: dict[str, Alert] = {}
        self._under_way: list[str] = []
        self._silent: list[Alert] = []

    def look(self) -> Silence:
        states = [state.name for state in self._workflow.states if not state.final]
        alerts = tuple(self._alert(state) for state in states)
        unbounded = tuple(one for one in alerts if one.hours == inf and not self._is_silent(one.state))
        return Silence(alerts, tuple(self._silent), unbounded)

    def _is_silent(self, state: str) -> bool:
        return any(one.state == state for one in self._silent)

    def _alert(self, state: str) -> Alert:
        """The bound of a state. One that the system leads back to before anybody was told has none."""
        if state in self._found:
            return self._found[state]
        if state in self._under_way:
            return Alert(state, inf, then=state)
        self._under_way.append(state)
        try:
            found = self._found[state] = self._worst(state)
        finally:
            self._under_way.remove(state)
        return found

    def _worst(self, state: str) -> Alert:
        here = [one for one in self._workflow.deadlines if state in one.states and not one.aside]
        hasty = any(self._ladder(one, Elapsed(), None).moves for one in here)
        worst = Alert(state, -1.0)
        tried = rests = 0

        def run(path: Path) -> Alert | None:
            case = self._space.case(path, (state,), ended_at=path.choose("case.ended_at", (None,)))
            return self._told(case, here, None if hasty else worst.hours)

        for chosen, told in explore(run):
            tried += 1
            if told is not None:
                if told.hours > worst.hours and (whole := self._space.reachable((state,), chosen)) is not None:
                    worst = replace(told, when=facts_of(self._space, whole))
                continue
            settled, unsettled = self._at_rest(state, chosen)
            if unsettled is not None:
                silent = Alert(state, inf, when=facts_of(self._space, unsettled), configurations=tried)
                self._silent.append(silent)
                return silent
            rests += settled
        return replace(worst, hours=max(worst.hours, 0.0), configurations=tried, rests=rests)

    def _at_rest(self, state: str, chosen: Chosen) -> tuple[int, Chosen | None]:
        """Nothing runs: (how many such cases are settled, one that is not), of those that there can be."""

        def settled(path: Path) -> bool:
            return bool(self._workflow.settled(self._space.case(path, (state,))))

        count = 0
        for more, holds in explore(settled, chosen):
            if holds and any(not child.workflow.beside for child in self._space.children):
                count += 1  # whether a child carries it is proved elsewhere (`engine.proving.kin`)
            elif (whole := self._space.reachable((state,), more)) is not None:
                if not holds:
                    return count, whole
                count += 1
        return count, None

    def _told(self, case: Any, clocks: list[Deadline], enough: float | None) -> Alert | None:
        """Who is told first in this configuration, and when. None where no clock runs. What is already told no later
        than elsewhere in this state (`enough`) is not looked at any further."""
        best: Alert | None = None
        moves: list[tuple[float, str]] = []
        for clock in clocks:
            told = self._clock(case, clock)
            if told is None:
                continue
            moves += told.moves
            if best is None or told.hours < best.hours:
                best = Alert(case.state, told.hours, told.clock, told.tells, told.again, told.granted)
            if enough is not None and best.hours <= enough:
                return best
        return self._moved_on(best, moves) if best is not None else None

    def _moved_on(self, best: Alert, moves: list[tuple[float, str]]) -> Alert:
        """The system may take the case elsewhere before anybody is told here; then it is told there."""
        for hours, target in moves:
            there = self._alert(target)
            if hours <= best.hours and hours + there.hours > best.hours:
                best = replace(there, state=best.state, hours=hours + there.hours, then=target)
        return best

    def _clock(self, case: Any, clock: Deadline) -> _Told | None:
        anchor = clock.anchor(case)
        within = allowed(clock, case)
        if anchor is None or within is None:
            return None
        told = self._ladder(clock, within, _extension(clock, case))
        if isinstance(anchor, Moment) or anchor <= NOW:
            return told
        return replace(told, hours=told.hours + (anchor - NOW).total_seconds() / 3600)

    def _ladder(self, clock: Deadline, within: Duration, extension: Duration | None) -> _Told:
        key = (clock.name, within, extension)
        if key not in self._ladders:
            self._ladders[key] = self._climbed(clock, within, extension)
        return self._ladders[key]

    def _climbed(self, clock: Deadline, within: Duration, extension: Duration | None) -> _Told:
        calendar = self._workflow.calendar
        granted = latest(clock, within, calendar, extension)
        plain = latest(replace(clock, pausable=None), within, calendar)
        moves: list[tuple[float, str]] = []
        for place, rung in enumerate(clock.rungs):
            heard = self._heard(rung)
            if heard:
                again = self._again(clock, within, granted, place)
                more = granted[place] - plain[place]
                return _Told(clock.name, granted[place], heard, again, more, tuple(moves))
            own = self._workflow.find(rung.move) if rung.move is not None else None
            if own is not None and own.target is not None:
                moves.append((granted[place], own.target))
        return _Told(clock.name, inf, (), inf, 0.0, tuple(moves))

    def _again(self, clock: Deadline, within: Duration, hours: tuple[float, ...], first: int) -> float:
        """The longest time, once somebody was told, until somebody is told next."""
        every = clock.rungs[-1].every
        waits = [longest(every, self._workflow.calendar) if every is not None else inf]
        before = first
        for place in range(first + 1, len(clock.rungs)):
            if self._heard(clock.rungs[place]):
                waits.append(hours[place] - earliest(clock.rungs[before], within))
                before = place
        return max(waits)

    def _heard(self, rung: Rung) -> tuple[str, ...]:
        roster = self._workflow.roster
        held = tuple(role for role in rung.tell if not roster or roster.get(role))
        return held if rung.level else ()


def _extension(clock: Deadline, case: Any) -> Duration | None:
    """All the time that this clock can be extended by."""
    if clock.extendable is None or clock.statutory:
        return None
    most = clock.extendable.at_most
    return most(case) if callable(most) else most


def facts_of(space: Space, chosen: Chosen) -> dict[str, Any]:
    """What was chosen of the case itself, without the form and the person."""
    return {name: value for name, value in plain(chosen).items() if name in space.facts}
