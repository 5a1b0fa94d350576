"""Who works on a case, and who is kept out of it (R31)."""

from engine.definition import FourEyes, Notice, Text, Transition
from workflows.casework import changes
from workflows.casework.assigning import moving_is_the_supervisors
from workflows.casework.conflict import (
    assignee_has_no_conflict,
    is_kept_out,
    is_not_kept_out,
    keeping_oneself_out,
    keeping_out,
    letting_in,
)
from workflows.casework.retention import not_erased
from workflows.casework.visiting import is_not_invited
from workflows.facts.states import ALL, CONSULTED, REPORTED
from workflows.forms.steps import Assignment, Invitation, KeepingOut, LettingIn, OwnConflict
from workflows.office.roles import CASE_STAFF, COORDINATOR, HEAD_OF_UPTD, HOUSE_STAFF, PSYCHOLOGIST, SUPERVISOR

STAFFING = (
    Transition(
        "assign",
        ALL,
        None,
        Text("Tugaskan", "Assign"),
        by=(COORDINATOR, SUPERVISOR),
        form=Assignment,
        guards=(moving_is_the_supervisors, assignee_has_no_conflict),
        changes=changes.assigning,
        assigns=True,
        tells=(Notice(HOUSE_STAFF, "assigned"),),
    ),
    Transition(
        "declare-conflict",
        ALL,
        None,
        Text("Nyatakan konflik kepentingan", "Declare a conflict of interest"),
        by=CASE_STAFF,
        form=OwnConflict,
        guards=(not_erased,),
        changes=keeping_oneself_out,
        after_end=True,
        confirm=Text(
            "Anda tidak akan dapat melihat kasus ini lagi.", "You will not be able to see this case any more."
        ),
        tells=(Notice((SUPERVISOR,), "conflict"),),
    ),
    Transition(
        "keep-out",
        ALL,
        None,
        Text("Halangi petugas dari kasus ini", "Keep somebody out of this case"),
        by=(SUPERVISOR,),
        form=KeepingOut,
        guards=(not_erased, is_not_kept_out),
        changes=keeping_out,
        after_end=True,
    ),
    Transition(
        "let-in",
        ALL,
        None,
        Text("Cabut halangan", "Lift somebody's block"),
        by=(SUPERVISOR,),
        form=LettingIn,
        guards=(not_erased, is_kept_out),
        changes=letting_in,
        four_eyes=FourEyes((SUPERVISOR, HEAD_OF_UPTD)),
        after_end=True,
    ),
    Transition(
        "invite-psychologist",
        (REPORTED, CONSULTED),
        None,
        Text("Libatkan psikolog", "Bring in the psychologist"),
        by=HOUSE_STAFF,
        form=Invitation,
        guards=(is_not_invited,),
        changes=changes.inviting,
        tells=(Notice((PSYCHOLOGIST,), "invited"),),
    ),
)
