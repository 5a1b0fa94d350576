"""A workflow with a clock of every kind, for the tests of clocks: something is broken, and somebody mends it.

waiting ── mend ──▶ mended       (hurry: what waits becomes urgent; the roof falls in by itself after a week)
"""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from engine.calendar import Calendar, Duration, Elapsed, WorkingDays, WorkingHours
from engine.definition import (
    SYSTEM,
    Deadline,
    Extending,
    Facts,
    Pausing,
    Refusal,
    Rung,
    Situation,
    Snapshot,
    State,
    Transition,
    Workflow,
    guard,
)
from engine.registry import Registry
from tests.office import Office, words

CALENDAR = Calendar("village", holidays={date(2026, 12, 25): "Hari Raya Natal"})


class RepairFacts(Facts, frozen=True):
    urgent: bool = False
    cursed: bool = False


class Broken(BaseModel):
    urgent: bool = False
    cursed: bool = False


def begin(case: Situation) -> RepairFacts:
    return RepairFacts(urgent=case.form.urgent, cursed=case.form.cursed)


def everybody(facts: RepairFacts) -> frozenset[str]:
    return frozenset({"kelurahan/18.72.05.1001", "dinas"})


def opened(case: Snapshot) -> datetime:
    return case.opened_at


def cursed_since(case: Snapshot) -> datetime | None:
    return case.opened_at if case.facts.cursed else None


def answer_time(case: Snapshot) -> Duration:
    return Elapsed(hours=6) if case.facts.urgent else WorkingDays(3)


def mended(case: Snapshot) -> bool:
    return case.state == "mended"


@guard("T9", reads=("cursed",))
def not_cursed(case: Situation) -> Refusal | None:
    if case.facts.cursed:
        raise RuntimeError("a guard that fails")
    return None


LADDER = (
    Rung(words("remind"), percent=50, tell=("kader",)),
    Rung(words("coordinator"), level=1, percent=100, tell=("coordinator",)),
    Rung(words("supervisor"), level=2, percent=200, tell=("supervisor",), every=Elapsed(days=7)),
)

ANSWER = Deadline(
    "answer",
    words("Answer"),
    "T1",
    "house rule 1",
    ("waiting",),
    opened,
    answer_time,
    LADDER,
    pausable=Pausing(("supervisor",), WorkingDays(2), times=2),
    extendable=Extending(("supervisor",), answer_time),
    since=words("opened"),
)
VISIT = Deadline(
    "visit",
    words("Visit"),
    "T2",
    "house rule 2",
    ("waiting",),
    opened,
    WorkingHours(hours=12),
    (
        Rung(words("soon"), after=WorkingHours(hours=1), tell=("kader",)),
        Rung(words("almost"), before=WorkingHours(hours=2), tell=("kader",)),
        Rung(words("late"), level=1, percent=100, tell=("coordinator",)),
        Rung(words("very late"), level=2, past=WorkingHours(hours=4), tell=("supervisor",), every=WorkingDays(1)),
    ),
    since=words("opened"),
)
CALL = Deadline(
    "call",
    words("Call back"),
    "T3",
    "house rule 3",
    ("waiting",),
    opened,
    Elapsed(hours=10),
    LADDER,
    pausable=Pausing(("kader", "supervisor"), Elapsed(hours=4)),
    since=words("opened"),
)
LAW = Deadline(
    "law",
    words("Report it"),
    "T4",
    "the law, article 1",
    ("waiting",),
    opened,
    Elapsed(hours=72),
    (Rung(words("breach"), level=2, percent=100, tell=("supervisor",), every=Elapsed(days=7)),),
    statutory=True,
)
ROOF = Deadline(
    "roof",
    words("The roof falls in"),
    "T5",
    "house rule 5",
    ("waiting",),
    cursed_since,
    Elapsed(hours=8),
    (Rung(words("it falls"), level=1, percent=100, move="fall", tell=("supervisor",), every=Elapsed(days=7)),),
)

REPAIR = Workflow(
    name="repair",
    title=words("Repair"),
    facts=RepairFacts,
    initial="waiting",
    opened_by=("kader",),
    opening=Broken,
    begin=begin,
    audience=everybody,
    settled=mended,
    calendar=CALENDAR,
    states=(State("waiting", words("waiting")), State("mended", words("mended"), final=True)),
    transitions=(
        Transition("mend", "waiting", "mended", words("Mend"), by=("kader",)),
        Transition("hurry", "waiting", None, words("Hurry"), by=("kader",), form=Broken),
        Transition("fall", "waiting", "mended", words("Fall"), by=(SYSTEM,), guards=(not_cursed,)),
    ),
    deadlines=(ANSWER, VISIT, CALL, LAW, ROOF),
)


def repairs() -> Registry:
    """A registry of its own, as another process has one."""
    return Registry((REPAIR,))


def open_repair(office: Office, **form: object) -> UUID:
    return office.open("repair", "kader", **form)


def fired(office: Office, case: UUID) -> list[tuple[str, int]]:
    """(clock, rung) of every rung climbed, in the order of the records."""
    bodies = [one.body["deadline"] for one in office.history(case)]
    return [(body["name"], body["rung"]) for body in bodies if body is not None]
