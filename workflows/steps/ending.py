"""A case ends otherwise, goes on in another, or is taken up again (R22, R30)."""

from engine.definition import SYSTEM, FourEyes, Notice, Text, Transition
from workflows.casework import changes, visiting
from workflows.casework.ending import declined_by_adults, no_referral_open, police_decided, reason_may_end_it
from workflows.casework.follow_ups import over_or_resolved
from workflows.casework.merging import (
    ABSORB,
    INTO,
    MERGE,
    absorbing,
    goes_on_itself,
    is_no_chain,
    keeps_out_no_others,
    merging,
)
from workflows.casework.outside import moved_was_accepted
from workflows.casework.reaching import tried_after_the_report, tried_on_three_days
from workflows.casework.retention import not_erased
from workflows.casework.talking import nobody_waits
from workflows.facts.states import ALL, CONSULTED, REPORTED, UNRESOLVED
from workflows.forms.merging import Absorption, Merging
from workflows.forms.steps import ContactAttempt, Ending, Reason
from workflows.office.roles import CARE, COORDINATOR, HEAD_OF_UPTD, HOUSE_STAFF, SUPERVISOR, UPTD_OFFICER

ENDING = (
    Transition(
        "record-attempt",
        ALL,
        None,
        Text("Catat upaya menghubungi", "Record a try to reach her"),
        by=(*CARE, UPTD_OFFICER),
        form=ContactAttempt,
        guards=(tried_after_the_report,),
        changes=changes.trying,
    ),
    Transition(
        "close",
        (REPORTED, CONSULTED),
        None,
        Text("Akhiri kasus", "End the case"),
        by=HOUSE_STAFF,
        form=Ending,
        guards=(
            reason_may_end_it,
            tried_on_three_days,
            declined_by_adults,
            moved_was_accepted,
            no_referral_open,
            police_decided,
            nobody_waits,
        ),
        changes=visiting.leaving,
        four_eyes=FourEyes((SUPERVISOR,)),
        ends=True,
    ),
    Transition(
        MERGE,
        (REPORTED, CONSULTED),
        None,
        Text("Gabungkan ke kasus lain", "Merge into another case"),
        by=(SUPERVISOR,),
        form=Merging,
        guards=(is_no_chain, no_referral_open),
        changes=merging,
        four_eyes=FourEyes((SUPERVISOR, COORDINATOR, HEAD_OF_UPTD)),
        joins=INTO,
        ends=True,
    ),
    Transition(
        ABSORB,
        UNRESOLVED,
        None,
        Text("Kasus ganda digabungkan ke sini", "A duplicate was merged into this case"),
        by=(SYSTEM,),
        form=Absorption,
        guards=(goes_on_itself, keeps_out_no_others),
        changes=absorbing,
        tells=(Notice(HOUSE_STAFF, "merged"),),
    ),
    Transition(
        "reopen",
        ALL,
        CONSULTED,
        Text("Buka kembali", "Reopen"),
        by=(*HOUSE_STAFF, SUPERVISOR),
        form=Reason,
        guards=(not_erased, over_or_resolved),
        changes=changes.reopening,
        reopens=True,
        tells=(Notice(HOUSE_STAFF, "reopened"),),
    ),
)
