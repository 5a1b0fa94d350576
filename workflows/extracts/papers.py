"""As which papers a case can be printed, and by whom.

Inside the office a paper may name its matter; what it is called in an address, a title or a file may not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.definition import Actor, Situation, Snapshot, Text
from workflows.casework.settling import never_sexual, no_child_perpetrator, no_violence_against_a_child
from workflows.facts.case import CaseFacts
from workflows.facts.referral import ReferralFacts
from workflows.office.roles import (
    CASE_STAFF,
    HEAD_OF_UPTD,
    HOUSE_STAFF,
    PSYCHOLOGIST,
    PUSPAGA_OFFICER,
    SUPERVISOR,
    UPTD_OFFICER,
)

NEVER_SETTLED = (never_sexual, no_violence_against_a_child, no_child_perpetrator)
"""What forbids that anybody agrees on anything, whatever else is missing (R01, R05, R18)."""


def always(_situation: Situation) -> bool:
    return True


def agreed_upon(situation: Situation) -> bool:
    """R06. Somebody has written down what was agreed, and the law leaves it to them."""
    facts: CaseFacts = situation.facts
    recorded = facts.agreement_signed != "unknown" or facts.victim_request_written != "unknown"
    return recorded and not any(guard.check(situation) for guard in NEVER_SETTLED)


def goes_elsewhere(situation: Situation) -> bool:
    """R32. The case is handed over to another region."""
    facts: ReferralFacts = situation.facts
    return facts.handover_region is not None


@dataclass(frozen=True, slots=True)
class Paper:
    name: str
    title: Text
    by: tuple[str, ...]
    when: Callable[[Situation], bool] = always


SUMMARY = Paper("summary", Text("Ringkasan", "Summary"), CASE_STAFF)
RECEIPT = Paper("receipt", Text("Tanda terima", "Receipt"), HOUSE_STAFF)
AGREEMENT = Paper("agreement", Text("Berita acara", "Record of agreement"), (*HOUSE_STAFF, PSYCHOLOGIST), agreed_upon)
LETTER = Paper(
    "letter",
    Text("Surat rujukan", "Referral letter"),
    (*HOUSE_STAFF, PUSPAGA_OFFICER, UPTD_OFFICER, HEAD_OF_UPTD, SUPERVISOR),
)
HANDOVER = Paper(
    "handover", Text("Surat serah terima", "Hand-over letter"), (UPTD_OFFICER, HEAD_OF_UPTD, SUPERVISOR), goes_elsewhere
)

PAPERS: Mapping[str, tuple[Paper, ...]] = {
    "omah-peluk": (RECEIPT, AGREEMENT, SUMMARY),
    "referral": (LETTER, HANDOVER, SUMMARY),
    "request": (SUMMARY,),
}


def printable(case: Snapshot, actor: Actor) -> tuple[Paper, ...]:
    """Those that the actor may print of the case as it stands."""
    situation = Situation(case, actor, case.entered_at)
    return tuple(one for one in PAPERS.get(case.workflow, ()) if actor.role in one.by and one.when(situation))
