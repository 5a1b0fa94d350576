"""The rules on whom a referral carries: every victim is judged by herself (R04, R16, R17)."""

from collections.abc import Iterable

from engine.definition import Refusal, Situation, Snapshot, Text, guard
from workflows.casework.sending import LIGHT_READS, POLICY, light_enough, puspaga_alone
from workflows.facts.case import CaseFacts, Victim
from workflows.facts.referral import carried_by, referrals


@guard("R16", reads=("victims",), needs_form=True)
def carries_known_victims(situation: Situation) -> Refusal | None:
    """R16. A referral carries its own victims, by the numbers they have in the case."""
    known = {victim.number for victim in situation.facts.victims}
    unknown = set(situation.form.victims_carried) - known
    if not unknown:
        return None
    listed = _listed(unknown)
    return Refusal(
        rule="R16",
        code="UNKNOWN_VICTIM",
        reason=Text(f"Tidak ada korban nomor {listed}.", f"There is no victim number {listed}."),
        basis="Alur kasus Omah Peluk",
        lifted_by=Text("Pilih nomor korban yang tercatat.", "Give numbers of victims on record."),
    )


@guard("R04", reads=("victims",), needs_form=True)
def leaves_no_protected_behind(situation: Situation) -> Refusal | None:
    """R04. The referral that stops the 24 hours carries everybody to whom they belong: who suffered sexual violence,
    and each child who suffered any. One legal basis fits them all (R24).
    """
    facts: CaseFacts = situation.facts
    carried = set(situation.form.victims_carried)
    if not carried:
        return None
    there = carried | _at_uptd(situation.case)
    left = [victim.number for victim in facts.victims if _protected(victim) and victim.number not in there]
    if not left:
        return None
    listed = _listed(left)
    return Refusal(
        rule="R04",
        code="LEFT_BEHIND",
        reason=Text(
            f"Korban nomor {listed} juga harus sampai di UPTD dalam 24 jam, dan tidak ikut dalam rujukan ini.",
            f"Victim number {listed} must reach UPTD within 24 hours, too, and is not in this referral.",
        ),
        basis=POLICY,
        lifted_by=Text("Sertakan juga korban itu.", "Let the referral carry that victim, too."),
    )


@guard(
    "R17",
    reads=LIGHT_READS,
    needs_form=True,
)
def harmed_are_at_uptd(situation: Situation) -> Refusal | None:
    """R17. Beside UPTD is who is at UPTD: a referral there of one victim lets no other be at PUSPAGA alone."""
    facts: CaseFacts = situation.facts
    there = _at_uptd(situation.case)
    carried = set(situation.form.victims_carried) or {victim.number for victim in facts.victims}
    alone = [victim.number for victim in facts.victims if victim.harmed and victim.number in carried - there]
    if not there or not alone or light_enough(facts):
        return None
    listed = _listed(alone)
    return puspaga_alone(
        Text(
            f"Korban kekerasan nomor {listed} belum dirujuk ke UPTD PPA.",
            f"Victim of violence number {listed} is not referred to UPTD PPA.",
        )
    )


def _protected(victim: Victim) -> bool:
    return victim.sexual_ever or (victim.harmed and victim.child_now)


def _at_uptd(case: Snapshot) -> frozenset[int]:
    """The victims whom UPTD has, or had until it was through."""
    theirs = [one for one in referrals(case) if one.facts.receiver == "UPTD"]
    return frozenset().union(*(carried_by(one) for one in theirs if one.state in ("sent", "accepted", "completed")))


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))
