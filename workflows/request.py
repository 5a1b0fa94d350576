"""A request of the person concerned: to correct, to stop using or to restrict her data; 72 hours, also after the end.

received ── fulfil ──▶ fulfilled
    └────── decline-request ──▶ not-fulfilled      (with a ground of the law, by two persons)

It stands beside its case and moves nothing there. Every house that holds the data says that it has done its part.
"""

from collections.abc import Mapping
from typing import Any

from engine.definition import FourEyes, Notice, Shown, Situation, Snapshot, State, Text, Transition, Workflow
from workflows.casework.requesting import (
    every_house_confirmed,
    holds_what_is_asked,
    names_a_house_concerned,
    no_referral_rests_on_it,
    refusable,
)
from workflows.casework.retention import erasure_may_follow
from workflows.clocks.request import REQUEST_CLOCKS
from workflows.facts.request import RequestFacts
from workflows.facts.vocabulary import HOUSE, REQUEST_KIND, House
from workflows.forms.requesting import Confirmation, Done, Ground
from workflows.forms.steps import Note
from workflows.office.calendar import CALENDAR
from workflows.office.roles import COORDINATOR, HOUSE_STAFF, PUSPAGA_OFFICER, ROSTER, SUPERVISOR, UPTD_OFFICER

RECEIVER = (UPTD_OFFICER, PUSPAGA_OFFICER)
ANSWERS = (*HOUSE_STAFF, SUPERVISOR)


def confirming(situation: Situation) -> Mapping[str, Any]:
    return _with(situation, "UPTD" if situation.actor.role == UPTD_OFFICER else "PUSPAGA")


def confirmed_for(situation: Situation) -> Mapping[str, Any]:
    return _with(situation, situation.form.house)


def _with(situation: Situation, house: House) -> Mapping[str, Any]:
    facts: RequestFacts = situation.facts
    return {"confirmed": (*facts.confirmed, house)}


def answered(case: Snapshot) -> bool:
    return case.state in ("fulfilled", "not-fulfilled")


def place(facts: RequestFacts) -> str:
    return facts.kelurahan


REQUEST = Workflow(
    name="request",
    title=Text("Permintaan atas data pribadi", "Request about personal data"),
    facts=RequestFacts,
    initial="received",
    calendar=CALENDAR,
    opened_by=(*ANSWERS, *RECEIVER),
    settled=answered,
    region=place,
    beside=True,
    tells=(Notice((COORDINATOR, SUPERVISOR, *RECEIVER), "request"),),
    roster=ROSTER,
    states=(
        State("received", Text("Diterima", "Received"), tone="busy"),
        State("fulfilled", Text("Dipenuhi", "Fulfilled"), final=True, tone="done"),
        State("not-fulfilled", Text("Ditolak", "Refused"), final=True, tone="calm"),
    ),
    deadlines=REQUEST_CLOCKS,
    transitions=(
        Transition(
            "confirm",
            "received",
            None,
            Text("Pastikan sudah dilaksanakan di sini", "Confirm that it was done here"),
            by=RECEIVER,
            guards=(holds_what_is_asked,),
            changes=confirming,
            tells=(Notice(HOUSE_STAFF, "answer"),),
        ),
        Transition(
            "record-confirmation",
            "received",
            None,
            Text("Catat kepastian dari lembaga", "Record an agency's confirmation"),
            by=ANSWERS,
            form=Confirmation,
            guards=(names_a_house_concerned,),
            changes=confirmed_for,
        ),
        Transition(
            "fulfil",
            "received",
            "fulfilled",
            Text("Penuhi permintaan", "Fulfil the request"),
            by=ANSWERS,
            form=Done,
            guards=(every_house_confirmed, no_referral_rests_on_it, erasure_may_follow),
            ends=True,
            tells=(Notice((COORDINATOR, SUPERVISOR), "answer"),),
        ),
        Transition(
            "decline-request",
            "received",
            "not-fulfilled",
            Text("Tolak permintaan", "Refuse the request"),
            by=ANSWERS,
            form=Ground,
            guards=(refusable,),
            four_eyes=FourEyes((SUPERVISOR,)),
            ends=True,
        ),
        Transition("note", "received", None, Text("Tambah catatan", "Add a note"), by=(*ANSWERS, *RECEIVER), form=Note),
    ),
    summary=(
        Shown("asked_for", Text("Yang diminta", "Asked for"), REQUEST_KIND),
        Shown("houses", Text("Harus dilaksanakan oleh", "To be done by"), HOUSE),
        Shown("confirmed", Text("Sudah dilaksanakan oleh", "Done by"), HOUSE),
    ),
)
