"""How a case follows its referrals: one total table from what is open, returned and completed to the case's own step.

a UPTD referral is open                              it reads referred-to-UPTD
none, UPTD's was returned and is owed, PUSPAGA open  it keeps reading referred-to-UPTD
none, PUSPAGA open                                   it reads referred-to-PUSPAGA
none open, the last one returned or revoked          it is consulted again
none open, UPTD's returned and owed again            it keeps reading referred-to-UPTD
none open, UPTD completed                            it ends
none open, only PUSPAGA completed                    it waits for the supervisor
"""

from collections.abc import Sequence

from engine.definition import Snapshot
from workflows.casework.sending import given_back_by_uptd, owed_to_uptd
from workflows.facts.case import CaseFacts
from workflows.facts.referral import referrals
from workflows.facts.states import AT_PUSPAGA, AT_UPTD, REFERRED

OPEN = ("sent", "accepted")
COUNT = "count-referrals"
FALL_BACK = "continue-at-PUSPAGA"
TAKE_BACK = "take-back"
END = "end-with-referral"


def follow(case: Snapshot) -> str | None:
    """The automatic step after a child moved. Outside the two referred states a child moves nothing."""
    if case.state not in REFERRED or case.ended_at is not None:
        return None
    if _any(referrals(case), OPEN, "UPTD"):
        return COUNT if _unrecorded(case) else None
    if _any(referrals(case), OPEN, "PUSPAGA"):
        return _while_puspaga_works(case)
    return _when_none_is_open(case)


def _while_puspaga_works(case: Snapshot) -> str | None:
    if case.state == AT_UPTD and not _uptd_owed(case):
        return FALL_BACK
    return COUNT if _unrecorded(case) else None


def _when_none_is_open(case: Snapshot) -> str | None:
    last = max(referrals(case), key=lambda child: child.entered_at)
    if last.state != "completed":
        return TAKE_BACK
    if _uptd_owed(case):
        return COUNT
    if _any(referrals(case), ("completed",), "UPTD"):
        return END
    return COUNT if case.state == AT_PUSPAGA else FALL_BACK


def _uptd_owed(case: Snapshot) -> bool:
    """UPTD gave something back, and the case is one that PUSPAGA cannot carry alone (R17)."""
    return given_back_by_uptd(case) is not None and owed_to_uptd(case.facts)


def _unrecorded(case: Snapshot) -> bool:
    """A return changes what the case counts, even where it does not move it."""
    facts: CaseFacts = case.facts
    returned = sum(child.state == "returned" for child in referrals(case))
    return returned != facts.returned_count or given_back_by_uptd(case) != facts.uptd_returned_at


def _any(children: Sequence[Snapshot], states: Sequence[str], house: str) -> bool:
    return any(child.state in states and child.facts.receiver == house for child in children)
