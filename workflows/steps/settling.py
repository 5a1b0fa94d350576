"""A case is settled here, or after PUSPAGA, by two persons, and then followed up (R01, R05, R06, R21)."""

from engine.definition import FourEyes, Notice, Text, Transition
from workflows.casework import changes
from workflows.casework.ending import no_referral_open, nothing_pends, police_decided, puspaga_completed
from workflows.casework.follow_ups import (
    follow_up_is_near,
    found_well_at_the_end,
    last_follow_up_is_left,
    more_follow_ups_come,
)
from workflows.casework.settling import (
    CONSULT_REQUIRED,
    complaint_offence,
    never_sexual,
    no_child_perpetrator,
    no_violence_against_a_child,
    not_grave,
)
from workflows.facts.states import AT_PUSPAGA, CONSULTED, REPORTED, RESOLVED
from workflows.forms.steps import Agreement, FollowUpVisit, Reason, Resolution
from workflows.office.roles import CARE, HOUSE_STAFF, PUSPAGA_OFFICER, SUPERVISOR

MAY_SETTLE = (never_sexual, no_violence_against_a_child, no_child_perpetrator, complaint_offence, not_grave)
"""What must not stand in the way of a local resolution, here or after PUSPAGA."""

SETTLING = (
    Transition(
        "record-agreement",
        (CONSULTED, AT_PUSPAGA),
        None,
        Text("Catat permintaan dan kesepakatan", "Record request and agreement"),
        by=CARE,
        form=Agreement,
    ),
    Transition(
        "resolve",
        CONSULTED,
        RESOLVED,
        Text("Selesaikan di Omah Peluk", "Resolve locally"),
        by=HOUSE_STAFF,
        form=Resolution,
        guards=(*MAY_SETTLE, no_referral_open),
        changes=changes.resolving,
        four_eyes=FourEyes((SUPERVISOR,)),
        tells=(Notice(HOUSE_STAFF, "approved"),),
        refused_in={REPORTED: CONSULT_REQUIRED},
    ),
    Transition(
        "confirm-completion",
        AT_PUSPAGA,
        RESOLVED,
        Text("Setujui penyelesaian PUSPAGA", "Approve PUSPAGA's completion"),
        by=(SUPERVISOR,),
        guards=(puspaga_completed, no_referral_open, *MAY_SETTLE),
        changes=changes.resolving,
        confirm=Text("Setujui sebagai selesai di Omah Peluk?", "Approve as resolved locally?"),
        tells=(Notice((*HOUSE_STAFF, PUSPAGA_OFFICER), "approved"),),
        refused_in={REPORTED: CONSULT_REQUIRED},
    ),
    Transition(
        "decline-completion",
        AT_PUSPAGA,
        CONSULTED,
        Text("Kembalikan kepada kader", "Hand it back to the kader"),
        by=(SUPERVISOR,),
        form=Reason,
        guards=(puspaga_completed, no_referral_open),
        changes=changes.taking_back,
        tells=(Notice((*HOUSE_STAFF, PUSPAGA_OFFICER), "returned"),),
    ),
    Transition(
        "follow-up",
        RESOLVED,
        None,
        Text("Catat tindak lanjut", "Record a follow-up"),
        by=HOUSE_STAFF,
        form=FollowUpVisit,
        guards=(more_follow_ups_come, follow_up_is_near),
        changes=changes.following_up,
    ),
    Transition(
        "last-follow-up",
        RESOLVED,
        None,
        Text("Catat tindak lanjut terakhir", "Record the last follow-up"),
        by=HOUSE_STAFF,
        form=FollowUpVisit,
        guards=(last_follow_up_is_left, follow_up_is_near, found_well_at_the_end, police_decided, nothing_pends),
        changes=changes.following_up,
        ends=True,
        confirm=Text("Kasus diakhiri setelah ini.", "The case ends with this."),
    ),
)
