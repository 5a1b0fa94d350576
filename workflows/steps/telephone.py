"""A referral whose receiver is not in this system: whoever sent the letter calls, and records what was said (R14)."""

from engine.definition import SYSTEM, FourEyes, Notice, Text, Transition
from workflows.casework.answering import (
    last_one_leaves_nothing_pending,
    last_one_leaves_police_decided,
    not_back_for_settling,
)
from workflows.casework.outside import handover_was_accepted
from workflows.casework.protection import (
    heard_since_she_came,
    is_in_shelter,
    is_not_in_shelter,
    leaving_shelter,
    shelter_was_left,
    sheltering,
)
from workflows.casework.requesting import consent_stands
from workflows.casework.telephone import (
    TURN,
    accepting_by_phone,
    called_after_sending,
    calling_in_vain,
    ending_by_phone,
    goes_by_letter,
    letter_went_to_uptd,
    not_yet_by_letter,
    reviewing_by_phone,
    tried_after_sending,
    turning,
)
from workflows.forms.telephone import (
    Call,
    CallInVain,
    LeavingByPhone,
    OutcomeByPhone,
    ReturnByPhone,
    ReviewByPhone,
    ShelterByPhone,
)
from workflows.office.roles import COORDINATOR, KADER, SUPERVISOR

SENDER = (KADER, COORDINATOR)
CALLER = (*SENDER, SUPERVISOR)
"""Who answers for a receiver that is reached by letter."""

TELEPHONE = (
    Transition(
        TURN,
        ("sent", "accepted"),
        None,
        Text("Dikirim dengan surat", "Goes by letter"),
        by=(SYSTEM,),
        guards=(not_yet_by_letter,),
        changes=turning,
        tells=(Notice(SENDER, "referral"),),
    ),
    Transition(
        "call-in-vain",
        ("sent", "accepted"),
        None,
        Text("Catat telepon yang tidak dijawab", "Record a call that nobody answered"),
        by=CALLER,
        form=CallInVain,
        guards=(goes_by_letter, tried_after_sending),
        changes=calling_in_vain,
    ),
    Transition(
        "accept-by-phone",
        "sent",
        "accepted",
        Text("Catat diterima menurut telepon", "Record as accepted by telephone"),
        by=CALLER,
        form=Call,
        guards=(goes_by_letter, called_after_sending, consent_stands),
        changes=accepting_by_phone,
    ),
    Transition(
        "review-by-phone",
        "accepted",
        None,
        Text("Catat perkembangan menurut telepon", "Record the progress by telephone"),
        by=CALLER,
        form=ReviewByPhone,
        guards=(goes_by_letter, called_after_sending, consent_stands),
        changes=reviewing_by_phone,
    ),
    Transition(
        "enter-shelter-by-phone",
        "accepted",
        None,
        Text("Catat masuk rumah aman menurut telepon", "Record by telephone that she came into shelter"),
        by=CALLER,
        form=ShelterByPhone,
        guards=(goes_by_letter, letter_went_to_uptd, called_after_sending, is_not_in_shelter),
        changes=sheltering,
    ),
    Transition(
        "leave-shelter-by-phone",
        "accepted",
        None,
        Text("Catat keluar rumah aman menurut telepon", "Record by telephone that she left the shelter"),
        by=CALLER,
        form=LeavingByPhone,
        guards=(goes_by_letter, is_in_shelter, called_after_sending, heard_since_she_came),
        changes=leaving_shelter,
    ),
    Transition(
        "complete-by-phone",
        "accepted",
        "completed",
        Text("Catat selesai menurut telepon", "Record as completed by telephone"),
        by=CALLER,
        form=OutcomeByPhone,
        guards=(
            goes_by_letter,
            called_after_sending,
            last_one_leaves_police_decided,
            last_one_leaves_nothing_pending,
            consent_stands,
            shelter_was_left,
            handover_was_accepted,
        ),
        changes=ending_by_phone,
        four_eyes=FourEyes((SUPERVISOR,)),
        ends=True,
    ),
    Transition(
        "return-by-phone",
        ("sent", "accepted"),
        "returned",
        Text("Catat dikembalikan menurut telepon", "Record as returned by telephone"),
        by=CALLER,
        form=ReturnByPhone,
        guards=(goes_by_letter, called_after_sending, shelter_was_left, not_back_for_settling),
        changes=ending_by_phone,
        ends=True,
        tells=(Notice(SENDER, "answer"),),
    ),
)
