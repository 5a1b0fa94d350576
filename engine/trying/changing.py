"""A workflow changed in a stated way, for trying only: other times, other rungs, other days off. Pure.

What comes of it has to be as sound as what runs: the verifier and the proof judge it, and every problem is named. A
clock of the law may be made stricter, never looser.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from engine.amendment import rests
from engine.calendar import Calendar, Duration, kind, share
from engine.definition import Deadline, Rung, Snapshot, Text, Workflow
from engine.errors import Invalid, Problem, UnsoundWorkflow
from engine.explaining import words
from engine.policies import setting
from engine.policies.places import moved
from engine.policies.setting import Setting
from engine.proving.ladders import times
from engine.proving.proof import prove
from engine.registry import Registry

MOST_PERCENT = 1000


@dataclass(frozen=True, slots=True)
class TimeAllowed:
    """Another time for a clock: the same for every case, or a share (in percent) of what each has now."""

    clock: str
    to: Duration | int


@dataclass(frozen=True, slots=True)
class RungMoved:
    """Another moment for a rung (counted from 1): a percentage of the time allowed, or as far from where it is reckoned
    now: after the start, before the end, or past it. A length for a rung that is a percentage counts from the start.
    """

    clock: str
    rung: int
    to: Duration | int


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days that become holidays, with what they are called, and holidays that become days like any other."""

    added: Mapping[date, str] = field(default_factory=dict)
    removed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Another value of what the office sets, in its unit: wherever it stands, in whatever workflow."""

    setting: Setting
    to: int


Change = TimeAllowed | RungMoved | DaysOff | PolicySet


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the time that a clock gives each case."""

    of: Callable[[Snapshot], Duration | None]
    percent: int

    def __call__(self, case: Snapshot) -> Duration | None:
        within = self.of(case)
        return share(within, self.percent) if within is not None else None


def changed(registry: Registry, name: str, changes: Sequence[Change]) -> Registry:
    """The workflows with one of them changed. Raises NotFound for a workflow that does not run here, and Invalid with
    every problem; a problem's pointer is `/changes/N`, or `/changes` where it is the whole that is unsound.
    """
    workflow = registry.get(name).workflow
    found = [one for place, change in enumerate(changes) for one in _problems(workflow, change, f"/changes/{place}")]
    if not changes:
        found = [_problem("/changes", "missing", "Belum ada perubahan.", "Nothing is changed.")]
    if found:
        raise Invalid(found)

    policies = {one.setting.name: one.to for one in changes if isinstance(one, PolicySet)}
    set_to = setting.applied([one.workflow for one in registry], registry.settings, policies)
    workflow = next(one for one in set_to if one.name == name)
    for change in changes:
        workflow = _altered(workflow, change)
    others = [_on(one, workflow.calendar, name) for one in set_to]
    return _sound([workflow if one.name == name else one for one in others])


def on_these_days(calendar: Calendar, changes: Sequence[Change]) -> Calendar:
    """Any version of a calendar, with the days off changed likewise."""
    days = dict(calendar.holidays)
    for change in changes:
        if isinstance(change, DaysOff):
            days = {day: title for day, title in {**days, **change.added}.items() if day not in change.removed}
    return replace(calendar, holidays=days)


def _on(workflow: Workflow, calendar: Calendar, name: str) -> Workflow:
    """Whoever counts by the same calendar counts by the changed one."""
    same = workflow.calendar.name == calendar.name and workflow.name != name
    return replace(workflow, calendar=calendar) if same else workflow


def _sound(workflows: Sequence[Workflow]) -> Registry:
    try:
        registry = Registry(workflows)
    except UnsoundWorkflow as unsound:
        raise Invalid([*_unsound(unsound.problems)]) from None
    problems = prove(workflows).problems
    if problems:
        raise Invalid([*_unsound(problems)])
    return registry


def _unsound(sentences: Sequence[str]) -> Iterator[Problem]:
    """The proof speaks English; it says so to everybody."""
    for one in sentences:
        yield _problem(
            "/changes", "unsound", f"Hasilnya tidak terbukti aman: {one}", f"What comes of it is unsound: {one}"
        )


def _altered(workflow: Workflow, change: Change) -> Workflow:
    if isinstance(change, PolicySet):
        return workflow
    if isinstance(change, DaysOff):
        return replace(workflow, calendar=on_these_days(workflow.calendar, [change]))
    deadlines = tuple(_with(one, change) if one.name == change.clock else one for one in workflow.deadlines)
    return replace(workflow, deadlines=deadlines)


def _with(deadline: Deadline, change: TimeAllowed | RungMoved) -> Deadline:
    if isinstance(change, RungMoved):
        rungs = list(deadline.rungs)
        rungs[change.rung - 1] = moved(rungs[change.rung - 1], change.to)
        return replace(deadline, rungs=tuple(rungs))
    if not isinstance(change.to, int):
        return replace(deadline, within=change.to)
    within = deadline.within
    return replace(deadline, within=Share(within, change.to) if callable(within) else share(within, change.to))


# --- what is wrong with a change


def _problems(workflow: Workflow, change: Change, place: str) -> Iterator[Problem]:
    if isinstance(change, DaysOff):
        yield from _days(workflow.calendar, change, place)
        return
    if isinstance(change, PolicySet):
        yield from _bounds(change, place)
        return
    deadline = next((one for one in workflow.deadlines if one.name == change.clock), None)
    if deadline is None:
        known = ", ".join(one.name for one in workflow.deadlines)
        yield _problem(
            place,
            "unknown_clock",
            f"Tenggat {change.clock} tidak dikenal; yang ada: {known}.",
            f"There is no clock {change.clock}; there are: {known}.",
        )
        return
    if isinstance(change.to, int) and not 0 < change.to <= MOST_PERCENT:
        yield _problem(
            place, "percent", f"Tulis 1 sampai {MOST_PERCENT} persen.", f"Write 1 to {MOST_PERCENT} percent."
        )
    elif not isinstance(change.to, int) and change.to.total_minutes == 0 and isinstance(change, TimeAllowed):
        yield _problem(place, "no_length", "Waktunya nol.", "The time is zero.")
    elif isinstance(change, RungMoved):
        yield from _rung(deadline, change, place)
    elif deadline.statutory and not _stricter_time(deadline, change.to):
        yield _loosened(deadline, place)


def _rung(deadline: Deadline, change: RungMoved, place: str) -> Iterator[Problem]:
    most = len(deadline.rungs)
    if not 1 <= change.rung <= most:
        yield _problem(
            place,
            "unknown_rung",
            f"Tenggat {deadline.name} punya tingkat 1 sampai {most}.",
            f"The clock {deadline.name} has the rungs 1 to {most}.",
        )
    elif deadline.statutory and not _stricter_rung(deadline.rungs[change.rung - 1], change.to):
        yield _loosened(deadline, place)


def _stricter_time(deadline: Deadline, to: Duration | int) -> bool:
    """Whether it is certainly not more time, for whatever case."""
    if isinstance(to, int):
        return to <= 100
    now = times(deadline.within)
    return bool(now) and all(kind(one) == kind(to) and to.total_minutes <= one.total_minutes for one in now)


def _stricter_rung(rung: Rung, to: Duration | int) -> bool:
    """Whether nobody is told later than now; what cannot be compared is not stricter."""
    if isinstance(to, int):
        return rung.percent is not None and to <= rung.percent
    if rung.before is not None:
        return kind(rung.before) == kind(to) and to.total_minutes >= rung.before.total_minutes
    now = rung.past or rung.after
    return now is not None and kind(now) == kind(to) and to.total_minutes <= now.total_minutes


def _bounds(change: PolicySet, place: str) -> Iterator[Problem]:
    one = change.setting
    if not one.least <= change.to <= one.most:
        yield Problem(place, "out_of_range", one.out_of_range)


def _days(calendar: Calendar, change: DaysOff, place: str) -> Iterator[Problem]:
    for day in sorted(change.added):
        if not calendar.works(day):
            yield _problem(
                place, "already_off", f"{day.isoformat()} sudah hari libur.", f"{day.isoformat()} is a day off already."
            )
    for day in sorted(change.removed):
        if day not in calendar.holidays:
            yield _problem(
                place, "no_holiday", f"{day.isoformat()} bukan hari libur.", f"{day.isoformat()} is no holiday."
            )
    for one in rests(on_these_days(calendar, [change])):
        yield Problem(place, one.code, one.message)


def _loosened(deadline: Deadline, place: str) -> Problem:
    within = deadline.within
    indonesian, english = words(within) if not callable(within) else ("waktu sekarang", "the present time")
    return _problem(
        place,
        "statutory",
        f"{deadline.title.id}: tenggat undang-undang ({deadline.basis}) tidak boleh dilonggarkan; paling lama"
        f" {indonesian}, dan tidak ada yang diberi tahu lebih lambat.",
        f"{deadline.title.en}: a deadline of the law ({deadline.basis}) cannot be loosened; at most {english},"
        " and nobody may be told later.",
    )


def _problem(place: str, code: str, indonesian: str, english: str) -> Problem:
    return Problem(place, code, Text(indonesian, english))


def told(change: Change, workflow: Workflow) -> Text:
    """The change as a sentence."""
    if isinstance(change, DaysOff):
        return _told_days(change)
    if isinstance(change, PolicySet):
        title, to = change.setting.title, change.setting.said(change.to)
        return Text(f"{title.id}: {to.id}", f"{title.en}: {to.en}")
    deadline = workflow.deadline(change.clock)
    if isinstance(change.to, int):
        to_id, to_en = f"{change.to} %", f"{change.to} %"
    else:
        to_id, to_en = words(change.to)
    if isinstance(change, RungMoved):
        rung = deadline.rungs[change.rung - 1]
        return Text(
            f"{deadline.title.id}, tingkat {change.rung} ({rung.title.id}): {to_id}",
            f"{deadline.title.en}, rung {change.rung} ({rung.title.en}): {to_en}",
        )
    if isinstance(change.to, int):
        return Text(f"{deadline.title.id}: {to_id} dari waktu sekarang", f"{deadline.title.en}: {to_en} of its time")
    return Text(f"{deadline.title.id}: {to_id}", f"{deadline.title.en}: {to_en}")


def _told_days(change: DaysOff) -> Text:
    added = ", ".join(day.isoformat() for day in sorted(change.added))
    removed = ", ".join(day.isoformat() for day in sorted(change.removed))
    parts = [("libur: ", "day off: ", added)] if added else []
    parts += [("bukan libur: ", "no day off: ", removed)] if removed else []
    return Text("; ".join(one + days for one, _, days in parts), "; ".join(one + days for _, one, days in parts))
