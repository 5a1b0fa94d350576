"""Workflows that are sound in structure and wrong all the same, each with the beginning of the sentence it must get.

Made from the errand and its parcel by one change each; the real ones, broken, are below. Long because it is a list.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.calendar import Elapsed
from engine.definition import (
    SYSTEM,
    Accepted,
    Deadline,
    FourEyes,
    Pausing,
    Property,
    Refusal,
    Rung,
    Situation,
    Snapshot,
    Taken,
    Text,
    Transition,
    Workflow,
    guard,
)
from tests.engine.errand import ERRAND, LADDER, PARCEL, ParcelFacts, Weighed, entered, not_too_heavy
from tests.office import words
from workflows.facts.states import CONSULTED, REPORTED, UNRESOLVED
from workflows.omah_peluk import OMAH_PELUK
from workflows.referral import REFERRAL
from workflows.request import REQUEST

Together = tuple[Workflow, ...]

ROSTER = {
    "kader": ("kelurahan/",),
    "coordinator": ("kelurahan/",),
    "supervisor": ("dinas",),
    "reporter": (),
    "admin": (),
    "uptd_officer": ("agency/UPTD",),
}


def step(workflow: Workflow, name: str, **changed: Any) -> Workflow:
    found = (replace(one, **changed) if one.name == name else one for one in workflow.transitions)
    return replace(workflow, transitions=tuple(found))


def clock(workflow: Workflow, name: str, **changed: Any) -> Workflow:
    found = (replace(one, **changed) if one.name == name else one for one in workflow.deadlines)
    return replace(workflow, deadlines=tuple(found))


def without_clock(workflow: Workflow, *names: str) -> Workflow:
    return replace(workflow, deadlines=tuple(one for one in workflow.deadlines if one.name not in names))


def without_guard(workflow: Workflow, name: str, *guards: str) -> Workflow:
    found = workflow.find(name)
    assert found is not None
    assert {one.name for one in found.guards} >= set(guards), "there is nothing to take away"
    return step(workflow, name, guards=tuple(one for one in found.guards if one.name not in guards))


def more(workflow: Workflow, *transitions: Transition) -> Workflow:
    return replace(workflow, transitions=(*workflow.transitions, *transitions))


def takes(name: str, source: Any, target: str | None, by: tuple[str, ...] = ("kader",), **told: Any) -> Transition:
    return Transition(name, source, target, words(name), by, **told)


def held(**changed: Any) -> Workflow:
    return replace(ERRAND, roster=ROSTER, **changed)


def only_when_fragile(case: Snapshot) -> datetime | None:
    return case.entered_at if case.facts.fragile else None


def from_the_start(case: Snapshot) -> datetime:
    return case.opened_at


def a_day_for_the_fragile(case: Snapshot) -> Elapsed:
    return Elapsed(days=1 if case.facts.fragile else 9)


def quiet(**told: Any) -> tuple[Rung, ...]:
    return (Rung(words("remind"), percent=100, tell=("kader",), every=Elapsed(days=7), **told),)


def moving(move: str, *tell: str) -> tuple[Rung, ...]:
    return (
        Rung(words("move"), percent=100, move=move),
        Rung(words("tell"), level=1, percent=200, tell=tell or ("supervisor",), every=Elapsed(days=7)),
    )


def back_and_forth(anchor: Callable[[Snapshot], datetime]) -> Workflow:
    """The system takes an errand, and gives it back, and neither tells anybody first."""
    there = Deadline("go", words("go"), "E9", "rule 9", ("asked",), anchor, Elapsed(hours=1), moving("rush"))
    back = Deadline("come", words("come"), "E9", "rule 9", ("taken",), anchor, Elapsed(hours=1), moving("return"))
    errand = more(ERRAND, takes("return", "taken", "asked", (SYSTEM,)))
    return replace(errand, deadlines=(there, back))


def never_heavy(case: Snapshot) -> bool:
    return case.state != "done" or case.facts.weight <= 20


def never_there(case: Snapshot) -> bool:
    return bool(case.facts.weight <= 1)


def people_take(_before: Snapshot, after: Snapshot, taken: Taken) -> bool:
    return after.state != "taken" or taken.role != SYSTEM


def promised(workflow: Workflow, **kind: Any) -> Workflow:
    promise = Property("kept", words("Kept"), "E9", "house rule 9", **kind)
    return replace(workflow, properties=(promise,), samples={**workflow.samples, "weight": (1, 30)})


@guard("E9")
def undeclared(case: Situation) -> Refusal | None:
    return Refusal("E9", "NO", words("No."), "rule 9") if case.facts.fragile else None


@guard("E9", needs_form=True)
def looks_for_more(case: Situation) -> Refusal | None:
    return Refusal("E9", "NO", words("No."), "rule 9") if case.form.colour else None


@guard("E9")
def peeps(case: Situation) -> Refusal | None:
    return Refusal("E9", "NO", words("No."), "rule 9") if case.form.weight > 9 else None


@guard("E9")
def never(_: Situation) -> Refusal:
    return Refusal("E9", "NO", words("No."), "rule 9")


def nobody_sees(_facts: Any) -> frozenset[str]:
    return frozenset({"agency/elsewhere"})


def always_settled(_case: Snapshot) -> bool:
    return True


def settled_when_taken(case: Snapshot) -> bool:
    return case.state in ("taken", "done")


def follows_to(name: str) -> Callable[[Snapshot], str | None]:
    def follow(case: Snapshot) -> str | None:
        return name if case.state != "done" and any(one.state == "delivered" for one in case.children) else None

    return follow


def round_and_round(case: Snapshot) -> str | None:
    if not any(one.state == "delivered" for one in case.children):
        return None
    return {"asked": "rush", "taken": "return"}.get(case.state)


class Dropped(ParcelFacts, frozen=True):
    dropped: bool | None = None


def dropping(_: Situation) -> Mapping[str, Any]:
    return {"dropped": True}


def follows_what_was_dropped(case: Snapshot) -> str | None:
    return follows_to("fly" if [one.facts.dropped for one in case.children] == [True] else "arrive")(case)


DROP = takes("drop", "sent", "delivered")
GIVE_BACK = takes("give-back", "taken", "asked")
SYSTEM_BACK = takes("return", "taken", "asked", (SYSTEM,))
RING = (Rung(words("ring"), level=1, percent=100, tell=("supervisor",), every=Elapsed(days=7)),)

BROKEN: Mapping[str, tuple[Together, str]] = {
    "a configuration without a clock": (
        (clock(without_clock(ERRAND, "approval"), "finish", anchor=only_when_fragile), PARCEL),
        "errand: in taken a case can fall silent: something is owed and no clock runs, with fragile = False.",
    ),
    "a state whose only clock waits for a proposal": (
        (without_clock(ERRAND, "finish"), PARCEL),
        "errand: in taken a case can fall silent: something is owed and no clock runs, with any facts.",
    ),
    "a ladder that only reminds": (
        (clock(without_clock(ERRAND, "approval"), "finish", rungs=quiet()), PARCEL),
        "errand: in taken a case can wait for ever: no clock that runs there alerts a role that somebody holds",
    ),
    "rungs out of order where only a function knows the time": (
        (clock(ERRAND, "finish", within=a_day_for_the_fragile, rungs=(
            LADDER[0], replace(LADDER[1], percent=None, after=Elapsed(hours=12)), LADDER[2])), PARCEL),
        "errand: rung 2 of finish comes before rung 1, with 9 calendar days allowed: put them in the order of time.",
    ),
    "a ladder that alerts those who see no case": (
        (held(deadlines=tuple(replace(one, rungs=(replace(LADDER[1], tell=("admin",), every=Elapsed(days=1)),))
                              for one in ERRAND.deadlines)), PARCEL),
        "errand: in taken a case can wait for ever: no clock that runs there alerts a role that somebody holds",
    ),
    "a ladder telling a role nobody holds": (
        (clock(held(), "finish", rungs=(*LADDER[:2], replace(LADDER[2], tell=("wizard",)))), PARCEL),
        "errand: rung 3 of finish names the role wizard, which nobody holds.",
    ),
    "a step of a role nobody holds": (
        (step(held(), "weigh", by=("wizard",)), PARCEL),
        "errand: weigh names the role wizard, which nobody holds.",
    ),
    "a second person of a role nobody holds": (
        (step(held(), "finish", four_eyes=FourEyes(("wizard",))), PARCEL),
        "errand: finish names the role wizard, which nobody holds.",
    ),
    "a pause of a role nobody holds": (
        (clock(held(), "finish", pausable=Pausing(("wizard",), Elapsed(days=1))), PARCEL),
        "errand: the leave of finish names the role wizard, which nobody holds.",
    ),
    "a state that only the system can leave": (
        (held(transitions=tuple(one for one in ERRAND.transitions if one.name not in ("finish", "weigh", "send"))),
         PARCEL),
        "errand: in taken nobody of the roster may do anything.",
    ),
    "an alert to those who need not see the case": (
        (held(audience=nobody_sees), PARCEL),
        "errand: rung 2 of take tells coordinator, of whom none need see the case: nobody may hear it.",
    ),
    "a promise that a step breaks": (
        (promised(step(ERRAND, "finish", guards=()), always=never_heavy), PARCEL),
        ("errand: the promise kept does not hold: open → take → finish (by kader) takes a case from taken to done with"
        " weight = 30."),
    ),
    "a promise that a beginning breaks": (
        (promised(ERRAND, always=never_there), PARCEL),
        ("errand: the promise kept does not hold: open (by kader, reporter) takes a case from asked to asked with"
        " weight = 30."),
    ),
    "a promise that a form breaks": (
        (replace(promised(ERRAND, always=never_there), samples={"weight": (1,), "Weighed.weight": (1, 30)}), PARCEL),
        ("errand: the promise kept does not hold: open → weigh (by kader) takes a case from asked to asked with"
        " weight = 1."),
    ),
    "a promise that a clock breaks": (
        (promised(ERRAND, step=people_take), PARCEL),
        ("errand: the promise kept does not hold: open → rush (by the clock rush) takes a case from asked to taken with"
        " any facts."),
    ),
    "a promise that following a child breaks": (
        (promised(ERRAND, always=never_heavy), PARCEL),
        ("errand: the promise kept does not hold after it follows its child with arrive (parcel takes deliver, alone,"
        " weight = 30)."),
    ),
    "a circle within one instant": (
        (back_and_forth(from_the_start), PARCEL),
        "errand: the system runs in a circle while no time passes: asked → taken → asked (by rush, return)",
    ),
    "a circle of the system's own before anybody is told": (
        (back_and_forth(entered), PARCEL),
        "errand: in taken a case can wait for ever: the system takes it back to asked before anybody is told",
    ),
    "people who play ping-pong": (
        (more(ERRAND, GIVE_BACK), PARCEL),
        ("errand: people can keep a case in asked, taken for ever and nobody else is told: give-back, rush, take start"
        " take, rush anew, with any facts; let a clock count from a moment that no step sets, or accept it with a"
        " reason."),
    ),
    "a finding that is accepted and is none": (
        (replace(ERRAND, accepted=(Accepted(frozenset({"asked"}), words("so be it")),)), PARCEL),
        "errand: it accepts asked, which is no finding; remove that.",
    ),
    "a guard that reads behind its declaration": (
        (step(ERRAND, "take", guards=(undeclared,)), PARCEL),
        "errand: the guard undeclared of take reads fragile without declaring it.",
    ),
    "a guard that looks for a field that is not there": (
        (step(ERRAND, "weigh", guards=(looks_for_more,)), PARCEL),
        "errand: the guard looks_for_more of weigh asks for what is not there: Weighed has no field colour.",
    ),
    "a guard that reads a form before it is filled in": (
        (step(ERRAND, "weigh", guards=(peeps,)), PARCEL),
        "errand: the guard peeps of weigh reads the form, and does not say that it needs it.",
    ),
    "two steps that do the same": (
        (more(ERRAND, takes("grab", "asked", "taken", guards=(not_too_heavy,))), PARCEL),
        ("errand: take and grab can both be taken in asked by kader, with the same outcome: make their guards exclude"
        " each other, or accept it with a reason."),
    ),
    "a parent that follows with a step that is not there": (
        (replace(ERRAND, follow=follows_to("fly")), PARCEL),
        "errand: it follows its child with fly, which does not exist (parcel takes deliver, alone).",
    ),
    "a parent that follows with a person's step": (
        (replace(ERRAND, follow=follows_to("take")), PARCEL),
        "errand: it follows its child with take, which the system may not take (parcel takes deliver, alone).",
    ),
    "a parent that follows with a step from elsewhere": (
        (replace(ERRAND, follow=follows_to("rush")), PARCEL),
        "errand: it follows its child with rush, which does not lead from taken (parcel takes deliver, alone).",
    ),
    "a parent that errs after the second of two steps that look alike to it": (
        (replace(ERRAND, follow=follows_to("fly")), more(step(PARCEL, "deliver", guards=(never,)), DROP)),
        "errand: it follows its child with fly, which does not exist (parcel takes drop, alone).",
    ),
    "a parent that tells apart what two steps leave": (
        (
            replace(ERRAND, follow=follows_what_was_dropped),
            more(replace(PARCEL, facts=Dropped), replace(DROP, changes=dropping)),
        ),
        "errand: it follows its child with fly, which does not exist (parcel takes drop, alone).",
    ),
    "a parent that refuses to follow": (
        (step(ERRAND, "arrive", guards=(never,)), PARCEL),
        "errand: it follows its child with arrive, and its own guard never refuses that (parcel takes deliver, alone).",
    ),
    "a parent that follows round and round": (
        (replace(more(ERRAND, SYSTEM_BACK), follow=round_and_round), PARCEL),
        "errand: it follows its child round and round in one instant: ",
    ),
    "a parent that is settled while nobody carries it": (
        (replace(ERRAND, settled=settled_when_taken, follow=follows_to("rush")), PARCEL),
        ("errand: the promise somebody-carries-it does not hold: open → take (by kader) takes a case from asked to"
        " taken with fragile = False, weight = 0."),
    ),
    "a child that is settled before it is over": (
        (ERRAND, replace(PARCEL, settled=always_settled, deadlines=(
            replace(PARCEL.deadlines[0], anchor=lambda case: case.entered_at if case.facts.weight else None),))),
        "parcel: in sent a case can rest as if settled, neither ended nor carried by a child: nothing runs.",
    ),
    "an overlap that only the guards could prevent": (
        (more(ERRAND, takes("reweigh", "asked", None, form=Weighed)), PARCEL),
        "errand: weigh and reweigh can both be taken in asked by kader, with the same outcome",
    ),
}  # fmt: skip

SOUND = {
    "the errand": (ERRAND, PARCEL),
    "the errand with its roster": (held(), PARCEL),
    "ping-pong that is accepted": (
        replace(
            more(ERRAND, GIVE_BACK),
            accepted=(Accepted(frozenset({"asked", "taken"}), Text("Memang begitu.", "So it is.")),),
        ),
        PARCEL,
    ),
    "ping-pong under a clock that counts from the start": (
        replace(
            more(ERRAND, GIVE_BACK),
            deadlines=(
                *ERRAND.deadlines,
                Deadline(
                    "age", words("age"), "E9", "rule 9", ("asked", "taken"), from_the_start, Elapsed(days=9), RING
                ),
            ),
        ),
        PARCEL,
    ),
}

# --- the real ones


def real(omah_peluk: Workflow = OMAH_PELUK, referral: Workflow = REFERRAL) -> Together:
    return omah_peluk, referral, REQUEST


SILENT = "a case can fall silent: something is owed and no clock runs, with "

BROKEN_FOR_REAL: Mapping[str, tuple[Together, str]] = {
    "R01 taken from resolve": (
        real(without_guard(OMAH_PELUK, "resolve", "never_sexual")),
        (
            "omah-peluk: the promise no-sexual-form-resolved-locally does not hold: open → consult → resolve (by kader)"
            " takes a case from consulted to resolved-locally with "
        ),
    ),
    "R01 taken from the confirmation": (
        real(without_guard(OMAH_PELUK, "confirm-completion", "never_sexual")),
        (
            "omah-peluk: the promise no-sexual-form-resolved-locally does not hold: open → refer-to-PUSPAGA →"
            " confirm-completion (by supervisor) takes a case from referred-to-PUSPAGA to resolved-locally with "
        ),
    ),
    "disclosures after a resolution": (
        real(step(OMAH_PELUK, "disclose", source=(*UNRESOLVED, "resolved-locally"))),
        "omah-peluk: the promise no-sexual-form-resolved-locally does not hold: open → consult → resolve → disclose",
    ),
    "R05 taken from resolve": (
        real(without_guard(OMAH_PELUK, "resolve", "no_violence_against_a_child")),
        "omah-peluk: the promise no-harmed-child-closed-locally does not hold: open → consult → resolve (by kader)",
    ),
    "R01 and R05 taken from close": (
        real(without_guard(OMAH_PELUK, "close", "reason_may_end_it")),
        "omah-peluk: the promise no-harmed-child-closed-locally does not hold: open → close (by kader)",
    ),
    "a correction by one person": (
        real(step(OMAH_PELUK, "correct-forms", four_eyes=None)),
        "omah-peluk: the promise sexual-form-stays-on-record does not hold: open → correct-forms (by supervisor)",
    ),
    "a child described as an adult": (
        real(without_guard(OMAH_PELUK, "describe-people", "no_child_becomes_adult")),
        "omah-peluk: the promise childhood-stays-on-record does not hold: open → describe-people (by kader)",
    ),
    "a system that moves whatever a referral's clock says": (
        real(step(OMAH_PELUK, "move-to-UPTD", guards=())),
        (
            "omah-peluk: the promise system-moves-only-the-protected does not hold: open → move-to-UPTD (by the clock"
            " answer-PUSPAGA-protected) takes a case from reported to referred-to-UPTD with "
        ),
    ),
    "R03 taken from UPTD's completion": (
        real(referral=without_guard(REFERRAL, "complete", "last_one_leaves_police_decided")),
        (
            "omah-peluk: the promise police-decided-before-the-end does not hold when it follows its child with"
            " end-with-referral (referral takes complete, alone, "
        ),
    ),
    "R03 taken from close": (
        real(without_guard(OMAH_PELUK, "close", "police_decided")),
        "omah-peluk: the promise police-decided-before-the-end does not hold: open → close (by kader)",
    ),
    "the cap taken away": (real(without_clock(OMAH_PELUK, "cap")), f"omah-peluk: in reported {SILENT}"),
    "no answer awaited from a protected PUSPAGA": (
        real(referral=without_clock(REFERRAL, "answer-PUSPAGA-protected")),
        f"referral: in sent {SILENT}delivery = None, protected = True, receiver = PUSPAGA.",
    ),
    "what UPTD gave back is forgotten at PUSPAGA": (
        real(clock(OMAH_PELUK, "resend", states=(CONSULTED, "referred-to-UPTD"))),
        f"omah-peluk: in referred-to-PUSPAGA {SILENT}",
    ),
    "a ladder telling a role nobody holds": (
        real(clock(OMAH_PELUK, "respond", rungs=(replace(RING[0], tell=("satgas",)),))),
        "omah-peluk: rung 1 of respond names the role satgas, which nobody holds.",
    ),
    "a report that only auditors hear of": (
        real(clock(OMAH_PELUK, "respond", rungs=(replace(RING[0], tell=("auditor",)),))),
        "omah-peluk: in reported a case can wait for ever: no clock that runs there alerts a role that somebody holds",
    ),
    "a report that UPTD hears of before it may see it": (
        real(clock(OMAH_PELUK, "respond", rungs=(replace(RING[0], tell=("uptd_officer",)),))),
        "omah-peluk: rung 1 of respond tells uptd_officer, of whom none need see the case: nobody may hear it.",
    ),
    "a parent that does not take back": (
        real(step(OMAH_PELUK, "take-back", source="referred-to-UPTD")),
        (
            "omah-peluk: it follows its child with take-back, which does not lead from referred-to-PUSPAGA"
            " (referral takes send-back, alone, "
        ),
    ),
    "a parent that does not follow": (
        real(replace(OMAH_PELUK, follow=lambda _: None)),
        (
            "omah-peluk: after its child's step it rests in referred-to-PUSPAGA as if settled, and no child carries it"
            " on (referral takes complete, alone, "
        ),
    ),
    "the loop between the houses, and no clock that counts its age": (
        real(without_clock(OMAH_PELUK, "age")),
        (
            "omah-peluk: people can keep a case in consulted, referred-to-PUSPAGA, referred-to-UPTD, resolved-locally"
            " for ever and nobody else is told: "
        ),
    ),
    "a referral that is reviewed for ever, and no clock that counts its age": (
        real(referral=without_clock(REFERRAL, "age")),
        "referral: people can keep a case in accepted for ever and nobody else is told: review, ",
    ),
    "follow-ups that overlap": (
        real(without_guard(OMAH_PELUK, "follow-up", "more_follow_ups_come")),
        "omah-peluk: follow-up and last-follow-up can both be taken in resolved-locally by kader",
    ),
    "a report that may be sent back to the start": (
        real(more(without_clock(OMAH_PELUK, "age"), takes("forget", CONSULTED, REPORTED))),
        (
            "omah-peluk: people can keep a case in consulted, referred-to-PUSPAGA, referred-to-UPTD, reported,"
            " resolved-locally for ever"
        ),
    ),
}
