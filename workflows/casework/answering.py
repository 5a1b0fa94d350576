"""The rules on answering a referral: by whom, with what reason, and what must be decided before it is over."""

from engine.definition import Refusal, Situation, Text, guard
from workflows.casework.ending import open_referrals, pending_refusal, police_refusal, police_undecided
from workflows.casework.requesting import other_bases, withdrawn
from workflows.casework.settling import PA_59A_72, TPKS_23
from workflows.facts.referral import ReferralFacts
from workflows.facts.vocabulary import House
from workflows.office.roles import PUSPAGA_OFFICER, UPTD_OFFICER

FLOW = "Alur rujukan Omah Peluk"


@guard("R16", reads=("receiver",))
def answers_for_its_house(situation: Situation) -> Refusal | None:
    """R16. Only the house that received a referral answers it."""
    house: House | None = "UPTD" if situation.actor.role == UPTD_OFFICER else None
    if situation.actor.role == PUSPAGA_OFFICER:
        house = "PUSPAGA"
    return None if house in (None, situation.facts.receiver) else _not_theirs()


@guard("R16", reads=("receiver",))
def is_at_uptd(situation: Situation) -> Refusal | None:
    """R16. UPTD completes what UPTD received, with its head as the second person."""
    return None if situation.facts.receiver == "UPTD" else _not_theirs()


@guard("R16", reads=("receiver",))
def is_at_puspaga(situation: Situation) -> Refusal | None:
    """R16. PUSPAGA completes what PUSPAGA received; the supervisor confirms it on the case."""
    return None if situation.facts.receiver == "PUSPAGA" else _not_theirs()


@guard("R15", reads=("sexual", "violence_against_a_child"), needs_form=True, statutory=True)
def not_back_for_settling(situation: Situation) -> tuple[Refusal, ...]:
    """R15. Nobody sends back, to be settled locally, what must not be settled locally (R01, R05)."""
    facts: ReferralFacts = situation.facts
    if not situation.form.settle_locally:
        return ()
    refusals = []
    if facts.sexual or _of_parent(situation, "sexual_ever"):
        refusals.append(_not_for_settling("TPKS_23", TPKS_23))
    if facts.violence_against_a_child:
        refusals.append(_not_for_settling("PA_59A_72", PA_59A_72))
    return tuple(refusals)


@guard("R03", statutory=True)
def last_one_leaves_police_decided(situation: Situation) -> Refusal | None:
    """R03. The completion that would end the case waits until its police report is decided."""
    parent = situation.case.parent
    if parent is None or not _is_last(situation):
        return None
    return police_refusal() if police_undecided(parent.facts) else None


@guard("R22")
def last_one_leaves_nothing_pending(situation: Situation) -> Refusal | None:
    """R22. The completion that would end the case waits until the case's own proposals are decided."""
    parent = situation.case.parent
    if parent is None or not _is_last(situation):
        return None
    return pending_refusal() if parent.pending is not None else None


@guard("R08", reads=("receiver", "protected", "legal_basis", "victims", "consent_on"))
def protected_stays_with_uptd(situation: Situation) -> Refusal | None:
    """R08. What is protected is not taken away from UPTD; UPTD itself may return it. Where the consent is gone and
    nothing else carries it (R24), it cannot stay.
    """
    facts: ReferralFacts = situation.facts
    if facts.receiver != "UPTD" or not (facts.protected or _of_parent(situation, "protected")):
        return None
    parent = situation.case.parent
    if parent is not None and withdrawn(facts, parent.facts) and not other_bases(situation.case):
        return None
    return Refusal(
        rule="R08",
        code="PROTECTED_STAYS",
        reason=Text("Kasus yang dilindungi tidak ditarik dari UPTD.", "A protected case is not taken back from UPTD."),
        basis="Kebijakan Omah Peluk (P)",
        lifted_by=Text("UPTD mengembalikannya dengan alasan.", "UPTD returns it with a reason."),
    )


def _is_last(situation: Situation) -> bool:
    parent = situation.case.parent
    return parent is not None and all(child.id == situation.case.id for child in open_referrals(parent))


def _of_parent(situation: Situation, fact: str) -> bool:
    parent = situation.case.parent
    return parent is not None and bool(getattr(parent.facts, fact))


def _not_theirs() -> Refusal:
    return Refusal(
        rule="R16",
        code="NOT_THE_RECEIVER",
        reason=Text("Rujukan ini dikirim ke lembaga lain.", "This referral was sent to another agency."),
        basis=FLOW,
        lifted_by=Text("Lembaga penerima yang menjawab.", "The receiving agency answers."),
    )


def _not_for_settling(code: str, basis: str) -> Refusal:
    return Refusal(
        rule="R15",
        code=code,
        reason=Text(
            "Kasus ini tidak dikembalikan untuk diselesaikan di Omah Peluk.",
            "This case is not returned to be settled locally.",
        ),
        basis=basis,
        lifted_by=Text("Kembalikan tanpa saran itu, atau tangani.", "Return it without that advice, or handle it."),
    )
