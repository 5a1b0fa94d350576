"""The rules on ending a case: police decided on, nothing open, reasons that fit (R01, R03, R05, R16, R22)."""

from engine.definition import Refusal, Situation, Snapshot, Text, guard
from workflows.casework.settling import PA_59A_72, SPPA, TPKS_23
from workflows.facts.case import CaseFacts
from workflows.facts.classification import child_perpetrators, children_then, complaint_can_be_left
from workflows.facts.referral import referrals

TPKS_41 = "UU TPKS 12/2022 Pasal 41"

ENDS_WITHOUT_HARM = frozenset({"unfounded", "unreachable", "declined", "moved", "died"})
"""Reasons that end a case only where no sexual form and no violence against a child is on record."""


def police_undecided(facts: CaseFacts) -> bool:
    """R03: sexual violence of which neither a police report nor a decision not to complain is on record."""
    return facts.sexual_ever and not (facts.police_reported_on or facts.police_confirmed_at or facts.no_complaint)


def police_refusal() -> Refusal:
    return Refusal(
        rule="R03",
        code="POLICE_UNDECIDED",
        reason=Text("Laporan polisi belum dicatat.", "The police report is not on record."),
        basis=TPKS_41,
        lifted_by=Text(
            "Catat laporan polisi, atau keputusan UPTD bahwa tidak ada pengaduan.",
            "Record the police report, or UPTD's decision that there is no complaint.",
        ),
    )


@guard("R03", reads=("sexual_ever", "police_reported_on", "police_confirmed_at", "no_complaint"), statutory=True)
def police_decided(situation: Situation) -> Refusal | None:
    """R03. A case does not end while its report to the police is undecided (TPKS art. 41)."""
    return police_refusal() if police_undecided(situation.facts) else None


@guard("R03", reads=("police_confirmed_at",), moot=True)
def police_not_yet_confirmed(situation: Situation) -> Refusal | None:
    """R03. What is confirmed keeps the moment at which it was."""
    return _decided("POLICE_CONFIRMED") if situation.facts.police_confirmed_at is not None else None


@guard("R03", reads=("police_reported_on", "police_confirmed_at", "no_complaint"), moot=True)
def police_not_yet_decided(situation: Situation) -> Refusal | None:
    """R03. Where the police were told, there is a complaint; and one decision against it is enough."""
    facts: CaseFacts = situation.facts
    done = facts.police_reported_on or facts.police_confirmed_at or facts.no_complaint
    return _decided("POLICE_DECIDED") if done else None


@guard("R03", reads=("incident_on", "incident_is_estimated"), needs_form=True)
def told_after_it_happened(situation: Situation) -> Refusal | None:
    """R03. The police were not told of what had not happened yet; where its day is an estimate, that may be wrong."""
    facts: CaseFacts = situation.facts
    happened = facts.incident_on
    if happened is None or facts.incident_is_estimated or situation.form.police_reported_on >= happened:
        return None
    return Refusal(
        rule="R03",
        code="POLICE_BEFORE_INCIDENT",
        reason=Text(
            f"Tanggal lapor polisi sebelum kejadian ({happened:%d-%m-%Y}).",
            f"The police report is before the incident ({happened:%d-%m-%Y}).",
        ),
        basis=TPKS_41,
        lifted_by=Text("Perbaiki tanggal lapornya.", "Correct the date of the report."),
    )


def _decided(code: str) -> Refusal:
    reason = Text("Ini sudah tercatat untuk kasus ini.", "This is on record for this case already.")
    return Refusal(rule="R03", code=code, reason=reason, basis=TPKS_41)


@guard("R03", reads=("victims",), statutory=True)
def complaint_can_be_left_out(situation: Situation) -> Refusal | None:
    """R03. `no_complaint` only where an adult without a disability suffered a complaint offence (TPKS art. 7, 14)."""
    if complaint_can_be_left(situation.facts):
        return None
    return Refusal(
        rule="R03",
        code="NOT_A_COMPLAINT_OFFENCE",
        reason=Text("Ini bukan delik aduan.", "This is not a complaint offence."),
        basis="UU TPKS 12/2022 Pasal 7, 14",
        lifted_by=Text("Laporkan ke polisi.", "Report it to the police."),
    )


@guard("R01", reads=("sexual_ever", "victims", "perpetrators"), needs_form=True, statutory=True)
def reason_may_end_it(situation: Situation) -> tuple[Refusal, ...]:
    """R01, R05, R18. Sexual violence, violence against a child and violence by a child end only through UPTD."""
    facts: CaseFacts = situation.facts
    if situation.form.end_reason not in ENDS_WITHOUT_HARM:
        return ()
    refusals = []
    if facts.sexual_ever:
        refusals.append(_only_through_uptd("R01", "TPKS_23", TPKS_23))
    if children_then(facts) or any(victim.harmed and victim.child_now for victim in facts.victims):
        refusals.append(_only_through_uptd("R05", "PA_59A_72", PA_59A_72))
    if child_perpetrators(facts):
        refusals.append(_only_through_uptd("R18", "SPPA", SPPA))
    return tuple(refusals)


@guard("R26", reads=("victims",), needs_form=True)
def declined_by_adults(situation: Situation) -> Refusal | None:
    """Only an adult declines help for herself."""
    facts: CaseFacts = situation.facts
    if situation.form.end_reason != "declined" or all(victim.adult_now for victim in facts.victims):
        return None
    return Refusal(
        rule="R26",
        code="ADULTS_ONLY",
        reason=Text("Hanya orang dewasa dapat menolak bantuan.", "Only an adult can decline help."),
        basis="Kebijakan Omah Peluk (P)",
    )


@guard("R22")
def nothing_pends(situation: Situation) -> Refusal | None:
    """R22. A case does not end over a proposal that waits."""
    return pending_refusal() if situation.case.pending is not None else None


def pending_refusal() -> Refusal:
    return Refusal(
        rule="R22",
        code="APPROVAL_PENDS",
        reason=Text("Masih ada usulan yang menunggu persetujuan.", "A proposal is still waiting for approval."),
        basis="Kebijakan Omah Peluk (P)",
        lifted_by=Text("Putuskan usulan itu.", "Decide that proposal."),
    )


def open_referrals(case: Snapshot) -> tuple[Snapshot, ...]:
    return tuple(child for child in referrals(case) if child.state in ("sent", "accepted"))


@guard("R16")
def no_referral_open(situation: Situation) -> Refusal | None:
    """R16. A case that is partly elsewhere is not settled here."""
    if not open_referrals(situation.case):
        return None
    return Refusal(
        rule="R16",
        code="REFERRAL_OPEN",
        reason=Text("Masih ada rujukan yang berjalan.", "A referral is still open."),
        basis="Alur kasus Omah Peluk",
        lifted_by=Text("Tunggu sampai rujukan selesai.", "Wait until the referral is completed."),
    )


@guard("R22", reads=("puspaga_completed_at",), moot=True)
def puspaga_completed(situation: Situation) -> Refusal | None:
    """R22. The supervisor confirms what PUSPAGA has completed: two persons, each from another house."""
    if situation.facts.puspaga_completed_at is not None:
        return None
    return Refusal(
        rule="R22",
        code="NOT_COMPLETED",
        reason=Text("PUSPAGA belum menyelesaikan rujukannya.", "PUSPAGA has not completed its referral."),
        basis="Kebijakan Omah Peluk (P)",
        lifted_by=Text("PUSPAGA menyelesaikan rujukannya.", "PUSPAGA completes its referral."),
    )


def _only_through_uptd(rule: str, code: str, basis: str) -> Refusal:
    return Refusal(
        rule=rule,
        code=code,
        reason=Text("Kasus ini hanya diakhiri melalui UPTD PPA.", "This case ends only through UPTD PPA."),
        basis=basis,
        lifted_by=Text("Rujuk ke UPTD PPA.", "Refer to UPTD PPA."),
    )
