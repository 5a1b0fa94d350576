"""A referral: one house hands a case to another, which must answer. The receiver, UPTD or PUSPAGA, is a fact.

sent ── accept ──▶ accepted ── complete (UPTD), conclude (PUSPAGA) ──▶ completed
  ├──── send-back ───┼──▶ returned
  └──── revoke ──────┴──▶ revoked      (accepted: only when the consent it went on is withdrawn)

A receiver that does not work in this system gets a letter; its sender calls, and records each answer as by telephone
(`steps.telephone`).
"""

from collections.abc import Mapping
from typing import Any

from engine.definition import SYSTEM, FourEyes, Notice, Shown, Situation, Snapshot, State, Text, Transition, Workflow
from workflows.casework.answering import (
    answers_for_its_house,
    is_at_puspaga,
    is_at_uptd,
    last_one_leaves_nothing_pending,
    last_one_leaves_police_decided,
    not_back_for_settling,
    protected_stays_with_uptd,
)
from workflows.casework.outside import handover_was_accepted
from workflows.casework.protection import (
    is_in_shelter,
    is_not_in_shelter,
    leaving_shelter,
    shelter_was_left,
    sheltering,
)
from workflows.casework.reaching import reached_through_her_kader
from workflows.casework.requesting import accepted_is_revoked_without_consent_only, consent_stands, other_basis_fits
from workflows.casework.telephone import receiver_is_here
from workflows.clocks.referral import REFERRAL_CLOCKS
from workflows.facts.referral import ReferralFacts
from workflows.facts.vocabulary import ANSWERED_BY, DELIVERY, HOUSE, JUVENILE_BAND, REFERRAL_NOTE, RISK
from workflows.forms.recording import Shelter
from workflows.forms.referring import Contact, Outcome, Return, Review
from workflows.forms.requesting import OtherBasis
from workflows.forms.steps import Note, Reason
from workflows.office.calendar import CALENDAR
from workflows.office.roles import HEAD_OF_UPTD, PUSPAGA_OFFICER, ROSTER, SUPERVISOR, UPTD_OFFICER
from workflows.properties import REFERRAL_SAMPLES
from workflows.steps.telephone import SENDER, TELEPHONE

RECEIVER = (UPTD_OFFICER, PUSPAGA_OFFICER)


def accepting(situation: Situation) -> Mapping[str, Any]:
    return {"accepted_at": situation.now, "reviewed_at": situation.now}


def reviewing(situation: Situation) -> Mapping[str, Any]:
    return {"reviewed_at": situation.now}


def answered_for_good(case: Snapshot) -> bool:
    return case.state in ("completed", "returned", "revoked")


def place(facts: ReferralFacts) -> str:
    return facts.kelurahan


REFERRAL = Workflow(
    name="referral",
    title=Text("Rujukan", "Referral"),
    facts=ReferralFacts,
    initial="sent",
    calendar=CALENDAR,
    opened_by=(*SENDER, UPTD_OFFICER, PUSPAGA_OFFICER, SUPERVISOR, SYSTEM),
    settled=answered_for_good,
    region=place,
    tells=(Notice(RECEIVER, "referral"),),
    roster=ROSTER,
    samples=REFERRAL_SAMPLES,
    states=(
        State("sent", Text("Dikirim", "Sent"), tone="busy"),
        State("accepted", Text("Diterima", "Accepted"), tone="busy"),
        State("completed", Text("Selesai", "Completed"), final=True, tone="done"),
        State("returned", Text("Dikembalikan", "Returned"), final=True, tone="calm"),
        State("revoked", Text("Ditarik", "Revoked"), final=True, tone="calm"),
    ),
    deadlines=REFERRAL_CLOCKS,
    transitions=(
        Transition(
            "accept",
            "sent",
            "accepted",
            Text("Terima", "Accept"),
            by=RECEIVER,
            guards=(answers_for_its_house, consent_stands),
            changes=accepting,
            tells=(Notice(SENDER, "answer"),),
        ),
        Transition(
            "review",
            "accepted",
            None,
            Text("Catat perkembangan", "Record the progress"),
            by=RECEIVER,
            form=Review,
            guards=(answers_for_its_house, consent_stands),
            changes=reviewing,
        ),
        Transition(
            "record-contact",
            ("sent", "accepted"),
            None,
            Text("Catat kontak", "Record a contact"),
            by=RECEIVER,
            form=Contact,
            guards=(answers_for_its_house, consent_stands, reached_through_her_kader),
        ),
        Transition(
            "enter-shelter",
            "accepted",
            None,
            Text("Catat masuk rumah aman", "Record that she came into shelter"),
            by=(UPTD_OFFICER,),
            form=Shelter,
            guards=(is_at_uptd, receiver_is_here, is_not_in_shelter),
            changes=sheltering,
        ),
        Transition(
            "leave-shelter",
            "accepted",
            None,
            Text("Catat keluar rumah aman", "Record that she left the shelter"),
            by=(UPTD_OFFICER,),
            form=Reason,
            guards=(receiver_is_here, is_in_shelter),
            changes=leaving_shelter,
        ),
        Transition(
            "complete",
            "accepted",
            "completed",
            Text("Selesaikan", "Complete"),
            by=(UPTD_OFFICER,),
            form=Outcome,
            guards=(
                is_at_uptd,
                receiver_is_here,
                last_one_leaves_police_decided,
                last_one_leaves_nothing_pending,
                consent_stands,
                shelter_was_left,
                handover_was_accepted,
            ),
            four_eyes=FourEyes((HEAD_OF_UPTD,)),
            ends=True,
            tells=(Notice(SENDER, "answer"),),
        ),
        Transition(
            "conclude",
            "accepted",
            "completed",
            Text("Selesaikan", "Complete"),
            by=(PUSPAGA_OFFICER,),
            form=Outcome,
            guards=(
                is_at_puspaga,
                last_one_leaves_police_decided,
                last_one_leaves_nothing_pending,
                consent_stands,
                handover_was_accepted,
            ),
            ends=True,
            tells=(Notice((*SENDER, SUPERVISOR), "answer"),),
        ),
        Transition(
            "send-back",
            ("sent", "accepted"),
            "returned",
            Text("Kembalikan", "Return"),
            by=RECEIVER,
            form=Return,
            guards=(answers_for_its_house, shelter_was_left, not_back_for_settling),
            ends=True,
            tells=(Notice(SENDER, "answer"),),
        ),
        *TELEPHONE,
        Transition(
            "revoke",
            ("sent", "accepted"),
            "revoked",
            Text("Tarik rujukan", "Revoke"),
            by=(*SENDER, SUPERVISOR),
            form=Reason,
            guards=(protected_stays_with_uptd, accepted_is_revoked_without_consent_only, shelter_was_left),
            confirm=Text("Tarik rujukan ini?", "Take this referral back?"),
            ends=True,
            tells=(Notice(RECEIVER, "answer"),),
        ),
        Transition(
            "change-basis",
            ("sent", "accepted"),
            None,
            Text("Ganti dasar hukum", "Put it on another legal basis"),
            by=(*SENDER, SUPERVISOR),
            form=OtherBasis,
            guards=(other_basis_fits,),
            tells=(Notice(RECEIVER, "answer"),),
        ),
        Transition(
            "note",
            ("sent", "accepted"),
            None,
            Text("Tambah catatan", "Add a note"),
            by=(*RECEIVER, HEAD_OF_UPTD),
            form=Note,
        ),
    ),
    known=(
        Shown("sent_at", Text("Dikirim pada", "Sent at")),
        Shown("accepted_at", Text("Diterima pada", "Accepted at")),
        Shown("reviewed_at", Text("Kabar terakhir", "Last heard of")),
        Shown("sheltered_from", Text("Di rumah aman sejak", "In shelter since")),
        Shown("calls_in_vain", Text("Berapa kali telepon tidak dijawab", "Calls that nobody answered")),
    ),
    summary=(
        Shown("receiver", Text("Penerima", "Receiver"), HOUSE),
        Shown("kader", Text("Dihubungi melalui kader", "Reached through the kader")),
        Shown("delivery", Text("Cara kirim", "How it goes"), DELIVERY, {"letter": "warn"}, if_set=True),
        Shown("answered_through", Text("Jawaban", "Answer"), ANSWERED_BY, if_set=True),
        Shown("risk", Text("Risiko", "Risk"), RISK, {"high": "danger", "medium": "warn", "low": "calm"}),
        Shown("note", Text("Catatan rujukan", "Note"), REFERRAL_NOTE, {"SPPA": "warn"}, if_set=True),
        Shown("child_perpetrator", Text("Terlapor", "Alleged perpetrator"), JUVENILE_BAND, if_set=True),
    ),
)
