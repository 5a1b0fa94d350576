"""The rules on sending a case on: when, to which house, with whom, and what is owed again (R04, R08, R16, R17)."""

from collections.abc import Sequence
from datetime import datetime

from engine.definition import Refusal, Situation, Snapshot, Text, guard
from workflows.casework.settling import grave, missing_to_settle
from workflows.facts.case import CaseFacts
from workflows.facts.classification import child_perpetrators, every_victim_adult, violence
from workflows.facts.referral import carried_by, referrals
from workflows.facts.sight import nobodys
from workflows.facts.states import REPORTED
from workflows.office.roles import PUSPAGA_OFFICER, UPTD_OFFICER

POLICY = "Kebijakan Omah Peluk (P)"


LIGHT_READS = (
    "victims",
    "perpetrators",
    "relations",
    "immediate",
    "risk",
    "weapon_ever",
    "client_heard",
    "victim_request_written",
    "assessed_free_of_pressure",
)
"""The facts by which `light_enough` judges."""


@guard("R08", reads=("protected", "victims", "perpetrators"), needs_form=True)
def protected_or_asked_for(situation: Situation) -> Refusal | None:
    """R08. Straight to UPTD, without consultation, only for a protected case, a child perpetrator (R18), where an adult
    asks for it, or where the case belongs to another region (R32).
    """
    facts: CaseFacts = situation.facts
    asked = situation.form.asked_by_adult and any(victim.adult_now for victim in facts.victims)
    elsewhere = situation.form.handover_region is not None
    due = facts.protected or bool(child_perpetrators(facts))
    if situation.case.state != REPORTED or due or asked or elsewhere:
        return None
    return Refusal(
        rule="R08",
        code="CONSULT_FIRST",
        reason=Text(
            "Kasus ini bukan kasus yang dilindungi dan tidak diminta oleh orang dewasa yang bersangkutan.",
            "The case is not protected, and no adult concerned asks for it.",
        ),
        basis=POLICY,
        lifted_by=Text(
            "Catat konsultasi, atau catat bahwa ia sendiri memintanya.",
            "Record a consultation, or that she asks for it herself.",
        ),
    )


@guard("R17", reads=("victims", "category", "risk"))
def slight_enough_without_consultation(situation: Situation) -> tuple[Refusal, ...]:
    """R17. From a fresh report to PUSPAGA only without violence and at low risk; not knowing is neither."""
    facts: CaseFacts = situation.facts
    if situation.case.state != REPORTED:
        return ()
    refusals = []
    if violence(facts) or facts.category != "non_violence":
        refusals.append(
            _not_slight("VIOLENCE_NOT_EXCLUDED", "Kekerasan belum dikesampingkan.", "Violence is not excluded.")
        )
    if facts.risk != "low":
        refusals.append(_not_slight("RISK_NOT_LOW", "Risiko tidak rendah.", "The risk is not low."))
    return tuple(refusals)


@guard(
    "R17",
    reads=LIGHT_READS,
)
def not_puspaga_alone(situation: Situation) -> Refusal | None:
    """R17. Violence goes to PUSPAGA only beside an open or completed UPTD referral, or where R06 holds."""
    facts: CaseFacts = situation.facts
    beside = any(
        child.facts.receiver == "UPTD" and child.state in ("sent", "accepted", "completed")
        for child in referrals(situation.case)
    )
    if not violence(facts) or beside or light_enough(facts):
        return None
    return puspaga_alone(Text("Kekerasan tidak dirujuk ke PUSPAGA saja.", "Violence is not referred to PUSPAGA alone."))


@guard("R16", reads=("kelurahan", "house", "withheld"))
def holds_a_referral(situation: Situation) -> Refusal | None:
    """R16. An agency sends on only a case of which it has an open referral; kader always may, and UPTD takes on what no
    house has (R32).
    """
    if situation.actor.role == UPTD_OFFICER and nobodys(situation.facts):
        return None
    house = {UPTD_OFFICER: "UPTD", PUSPAGA_OFFICER: "PUSPAGA"}.get(situation.actor.role)
    if house is None or any(
        child.facts.receiver == house and child.state in ("sent", "accepted") for child in referrals(situation.case)
    ):
        return None
    return Refusal(
        rule="R16",
        code="NO_OPEN_REFERRAL",
        reason=Text("Lembaga ini tidak memegang rujukan terbuka.", "This agency holds no open referral."),
        basis="Alur kasus Omah Peluk",
        lifted_by=Text("Kader yang merujuk.", "The kader refers."),
    )


@guard("R04", reads=("victims",))
def only_adults_refuse(situation: Situation) -> Refusal | None:
    """R04. A refusal to be referred counts only where every victim is an adult."""
    if every_victim_adult(situation.facts):
        return None
    return Refusal(
        rule="R04",
        code="ADULTS_ONLY",
        reason=Text(
            "Penolakan hanya berlaku bila semua korban diketahui dewasa.",
            "A refusal counts only where every victim is known to be an adult.",
        ),
        basis=POLICY,
    )


@guard("R04", reads=("protected",), moot=True)
def is_protected(situation: Situation) -> Refusal | None:
    """R04. Supervisor and head of UPTD decide on the least data only where the cap would."""
    if situation.facts.protected:
        return None
    return Refusal(
        rule="R04",
        code="NOT_PROTECTED",
        reason=Text("Kasus ini bukan kasus yang dilindungi.", "The case is not protected."),
        basis=POLICY,
        lifted_by=Text("Kader merujuk seperti biasa.", "The kader refers in the ordinary way."),
    )


def owed_to_uptd(facts: CaseFacts) -> bool:
    """Whether what UPTD gave back is owed to it again: PUSPAGA is not the place for it."""
    return violence(facts) or facts.protected


def given_back_by_uptd(case: Snapshot, going: frozenset[int] = frozenset()) -> datetime | None:
    """When UPTD last returned something whose victims have not all gone to it again since; also what was revoked, if it
    is owed. `going` are the victims who go there now.
    """
    at_uptd = [child for child in referrals(case) if child.facts.receiver == "UPTD"]
    owed = [one.entered_at for one in at_uptd if _owed_again(one, case) and _left_there(one, at_uptd, case, going)]
    return max(owed, default=None)


def _owed_again(child: Snapshot, case: Snapshot) -> bool:
    return child.state == "returned" or (child.state == "revoked" and owed_to_uptd(case.facts))


def _left_there(child: Snapshot, others: Sequence[Snapshot], case: Snapshot, going: frozenset[int]) -> bool:
    """Whether somebody whom it carried, and who is still of the case, was in no later referral: one of somebody else is
    not hers.
    """
    since = [other for other in others if other.id != child.id and other.facts.sent_at >= child.entered_at]
    if not since and not going:
        return True
    here = frozenset(victim.number for victim in case.facts.victims)
    return not carried_by(child) & here <= going.union(*map(carried_by, since))


def light_enough(facts: CaseFacts) -> bool:
    """Whether R06 holds as far as it concerns a referral, for which no record of agreement is asked, nor R18 against
    it.
    """
    no_child_or_sexual = not any(
        victim.harmed and (victim.sexual_ever or victim.child_at_incident) for victim in facts.victims
    )
    settled = no_child_or_sexual and not missing_to_settle(facts, agreement=False) and not grave(facts)
    return settled and not child_perpetrators(facts)


def puspaga_alone(reason: Text) -> Refusal:
    return Refusal(
        rule="R17",
        code="PUSPAGA_ALONE",
        reason=reason,
        basis="Tugas PUSPAGA: layanan keluarga tanpa kekerasan (C)",
        lifted_by=Text("Rujuk juga ke UPTD PPA.", "Refer to UPTD PPA as well."),
    )


def _not_slight(code: str, indonesian: str, english: str) -> Refusal:
    return Refusal(
        rule="R17",
        code=code,
        reason=Text(indonesian, english),
        basis=POLICY,
        lifted_by=Text("Catat konsultasi lebih dahulu.", "Record a consultation first."),
    )
