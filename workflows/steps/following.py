"""A case follows its referrals: the system counts the answers, and takes it back or ends it with the last."""

from engine.definition import SYSTEM, Notice, Text, Transition
from workflows.casework import changes
from workflows.casework.following import COUNT, END, FALL_BACK, TAKE_BACK
from workflows.facts.states import AT_PUSPAGA, AT_UPTD, CONSULTED, REFERRED
from workflows.office.roles import HOUSE_STAFF

FOLLOWING = (
    Transition(
        COUNT,
        REFERRED,
        None,
        Text("Jawaban rujukan dicatat", "A referral's answer is counted"),
        by=(SYSTEM,),
        changes=changes.children_counted,
    ),
    Transition(
        FALL_BACK,
        AT_UPTD,
        AT_PUSPAGA,
        Text("Dilanjutkan di PUSPAGA", "Continues at PUSPAGA"),
        by=(SYSTEM,),
        changes=changes.children_counted,
    ),
    Transition(
        TAKE_BACK,
        REFERRED,
        CONSULTED,
        Text("Kembali ke Omah Peluk", "Comes back to Omah Peluk"),
        by=(SYSTEM,),
        changes=changes.children_counted,
        tells=(Notice(HOUSE_STAFF, "returned"),),
    ),
    Transition(
        END,
        REFERRED,
        None,
        Text("Berakhir dengan rujukannya", "Ends with its referral"),
        by=(SYSTEM,),
        changes=changes.ended_by_referral,
        ends=True,
        tells=(Notice(HOUSE_STAFF, "ended"),),
    ),
)
