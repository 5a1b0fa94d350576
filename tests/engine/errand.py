"""A small workflow that only the engine's tests know: an errand, and the parcel that it may send along.

asked ── take ──▶ taken ── finish (two persons) ──▶ done
  └─ send ─▶ a parcel: sent ── deliver ──▶ delivered   (then the errand is done by itself)
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from engine.calendar import Calendar, Elapsed
from engine.definition import (
    SYSTEM,
    Deadline,
    Facts,
    FourEyes,
    Opens,
    Private,
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
from tests.office import REJOMULYO, words

CALENDAR = Calendar("plain")


class ErrandFacts(Facts, frozen=True):
    weight: int = 1
    fragile: bool = False
    place: Literal["18.72.05.1001", "18.72.04.1001"] = "18.72.05.1001"


class ParcelFacts(Facts, frozen=True):
    weight: int = 1


class Asked(BaseModel):
    weight: int = Field(ge=1, le=50)
    fragile: bool = False
    place: Literal["18.72.05.1001", "18.72.04.1001"] = "18.72.05.1001"
    for_whom: Annotated[str, Private()]


class Weighed(BaseModel):
    weight: int = Field(ge=1, le=50)


class Elsewhere(BaseModel):
    place: Literal["18.72.05.1001", "18.72.04.1001"]


class Remark(BaseModel):
    remark: Annotated[str, Private()]


@guard("E1", reads=("weight",))
def not_too_heavy(case: Situation) -> Refusal | None:
    if case.facts.weight <= 20:
        return None
    return Refusal("E1", "TOO_HEAVY", words("More than 20 kg."), "house rule 1", words("Weigh it again."))


@guard("E2", reads=("fragile",))
def not_fragile(case: Situation) -> Refusal | None:
    return Refusal("E2", "FRAGILE", words("It breaks."), "house rule 2") if case.facts.fragile else None


def entered(case: Snapshot) -> datetime:
    return case.entered_at


def proposed(case: Snapshot) -> datetime | None:
    return case.pending.at if case.pending is not None else None


def place_of(facts: ErrandFacts) -> str:
    return facts.place


def seen_by(facts: ErrandFacts) -> frozenset[str]:
    return frozenset({f"kelurahan/{facts.place}", "dinas"})


def begin(case: Situation) -> ErrandFacts:
    return ErrandFacts(weight=case.form.weight, fragile=case.form.fragile, place=case.form.place)


def parcel_facts(case: Situation) -> ParcelFacts:
    return ParcelFacts(weight=case.facts.weight)


def parcel_private(case: Situation, private: object) -> dict[str, object]:
    return dict(private) if isinstance(private, dict) else {}


def parcel_audience(case: Situation) -> frozenset[str]:
    return frozenset({"agency/UPTD", f"kelurahan/{case.facts.place}"})


def done(case: Snapshot) -> bool:
    return case.state == "done"


def delivered(case: Snapshot) -> bool:
    return case.state == "delivered"


def follow(case: Snapshot) -> str | None:
    if case.state != "done" and case.children and all(one.state == "delivered" for one in case.children):
        return "arrive"
    return None


LADDER = (
    Rung(words("remind"), percent=50, tell=("kader",)),
    Rung(words("coordinator"), level=1, percent=100, tell=("coordinator",)),
    Rung(words("supervisor"), level=2, percent=200, tell=("supervisor",), every=Elapsed(days=7)),
)

ERRAND = Workflow(
    name="errand",
    title=words("Errand"),
    facts=ErrandFacts,
    initial="asked",
    opened_by=("kader", "reporter"),
    opening=Asked,
    begin=begin,
    audience=seen_by,
    region=place_of,
    settled=done,
    follow=follow,
    children=("parcel",),
    calendar=CALENDAR,
    states=(State("asked", words("asked")), State("taken", words("taken")), State("done", words("done"), final=True)),
    transitions=(
        Transition("take", "asked", "taken", words("Take"), by=("kader",), guards=(not_too_heavy, not_fragile)),
        Transition("weigh", ("asked", "taken"), None, words("Weigh"), by=("kader",), form=Weighed),
        Transition("hand_over", "asked", None, words("Hand over"), by=("supervisor",), form=Elsewhere),
        Transition("rush", "asked", "taken", words("Rush"), by=(SYSTEM,)),
        Transition(
            "finish",
            "taken",
            "done",
            words("Finish"),
            by=("kader",),
            form=Remark,
            guards=(not_too_heavy,),
            four_eyes=FourEyes(("supervisor", "kader")),
        ),
        Transition(
            "send",
            ("asked", "taken"),
            None,
            words("Send"),
            by=("kader",),
            opens=Opens("parcel", parcel_facts, parcel_private, parcel_audience),
        ),
        Transition("arrive", ("asked", "taken"), "done", words("Arrive"), by=(SYSTEM,)),
    ),
    deadlines=(
        Deadline("take", words("Take it"), "E3", "house rule 3", ("asked",), entered, Elapsed(hours=10), LADDER),
        Deadline(
            "rush",
            words("Nobody took it"),
            "E4",
            "house rule 4",
            ("asked",),
            entered,
            Elapsed(hours=48),
            (Rung(words("rush"), level=3, percent=100, move="rush", tell=("supervisor",), every=Elapsed(days=7)),),
            statutory=True,
        ),
        Deadline("finish", words("Finish it"), "E5", "house rule 5", ("taken",), entered, Elapsed(days=2), LADDER),
        Deadline("approval", words("Approve it"), "E6", "house rule 6", ("taken",), proposed, Elapsed(days=1), LADDER),
    ),
)

PARCEL = Workflow(
    name="parcel",
    title=words("Parcel"),
    facts=ParcelFacts,
    initial="sent",
    opened_by=("kader",),
    settled=delivered,
    calendar=CALENDAR,
    states=(State("sent", words("sent")), State("delivered", words("delivered"), final=True)),
    transitions=(Transition("deliver", "sent", "delivered", words("Deliver"), by=("uptd_officer",)),),
    deadlines=(
        Deadline("deliver", words("Deliver it"), "E7", "house rule 7", ("sent",), entered, Elapsed(days=1), LADDER),
    ),
)

ERRANDS = Registry((ERRAND, PARCEL))
ERRAND_FORM = {"weight": 5, "fragile": False, "place": REJOMULYO, "for_whom": "Bu Siti"}
