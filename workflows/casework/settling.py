"""The law on settling a case locally: each guard names its rule, its legal basis, and what would lift the refusal.

Evidence marks as in the rules: what the text of the law says stands without an override; what is policy says so.
"""

from engine.definition import Refusal, Situation, Text, guard
from workflows.facts.case import CaseFacts, Victim
from workflows.facts.classification import child_perpetrators, children_then, relations_of, violence
from workflows.facts.vocabulary import JUVENILE_BAND

TPKS_23 = "UU TPKS 12/2022 Pasal 23"
PA_59A_72 = "UU 35/2014 Pasal 59A, 72"
PKDRT_51_53 = "UU PKDRT 23/2004 Pasal 51–53"
PKDRT_44 = "UU PKDRT 23/2004 Pasal 44"

SPPA = "UU SPPA 11/2012 Pasal 20, 21, 32"

LIGHT = frozenset({"physical", "psychic"})
"""The only forms of domestic violence that can be a complaint offence (PKDRT art. 51–52)."""

ALWAYS_REFER = Text("Rujuk ke UPTD PPA.", "Refer to UPTD PPA.")

CONSULT_REQUIRED = Refusal(
    rule="R11",
    code="CONSULT_REQUIRED",
    reason=Text(
        "Belum ada konsultasi; kasus tidak dapat diselesaikan di Omah Peluk tanpa konsultasi.",
        "There was no consultation yet; nothing is resolved locally without one.",
    ),
    basis="Kebijakan Omah Peluk (P)",
    lifted_by=Text("Catat konsultasi lebih dahulu.", "Record a consultation first."),
)


@guard("R01", reads=("sexual_ever",), statutory=True)
def never_sexual(situation: Situation) -> Refusal | None:
    """R01, R02. Sexual violence is never settled outside court (TPKS art. 23), whoever the perpetrator is.

    The exception that art. 23 makes for a child belongs to the courts.
    """
    facts: CaseFacts = situation.facts
    if not facts.sexual_ever:
        return None
    return Refusal(
        rule="R01",
        code="TPKS_23",
        reason=Text(
            "Kekerasan seksual tidak dapat diselesaikan di luar proses peradilan.",
            "Sexual violence cannot be settled outside the courts.",
        ),
        basis=TPKS_23,
    )


@guard("R05", reads=("victims",), statutory=True)
def no_violence_against_a_child(situation: Situation) -> Refusal | None:
    """R05. Violence against somebody under 18 at the incident is not closed locally (UU 35/2014 art. 59A, 72)."""
    facts: CaseFacts = situation.facts
    if not children_then(facts):
        return None
    return Refusal(
        rule="R05",
        code="PA_59A_72",
        reason=Text(
            "Kekerasan terhadap anak tidak diselesaikan di Omah Peluk.",
            "Violence against a child is not resolved locally.",
        ),
        basis=PA_59A_72,
    )


@guard("R18", reads=("perpetrators", "victims"), statutory=True)
def no_child_perpetrator(situation: Situation) -> Refusal | None:
    """R18. Violence by somebody under 18 goes to UPTD: what is due to a child is decided under UU SPPA, not here."""
    facts: CaseFacts = situation.facts
    return child_perpetrator_refusal(facts) if child_perpetrators(facts) else None


def child_perpetrator_refusal(facts: CaseFacts) -> Refusal:
    bands = [JUVENILE_BAND[one] for one in dict.fromkeys(each.juvenile for each in child_perpetrators(facts)) if one]
    listed_id, listed_en = ", ".join(one.id for one in bands), ", ".join(one.en for one in bands)
    return Refusal(
        rule="R18",
        code="SPPA",
        reason=Text(
            f"Terlapor masih anak ({listed_id}); perkaranya tidak diselesaikan di Omah Peluk.",
            f"The alleged perpetrator is a child ({listed_en}); this is not resolved locally.",
        ),
        basis=SPPA,
        lifted_by=ALWAYS_REFER,
    )


@guard(
    "R06",
    reads=(
        "victims",
        "perpetrators",
        "relations",
        "immediate",
        "risk",
        "client_heard",
        "victim_request_written",
        "assessed_free_of_pressure",
        "agreement_signed",
    ),
    statutory=True,
)
def complaint_offence(situation: Situation) -> Refusal | None:
    """R06. Violence between adults only where it is a complaint offence; the refusal lists all that is missing."""
    missing = missing_to_settle(situation.facts, agreement=True)
    if not missing:
        return None
    return Refusal(
        rule="R06",
        code="PKDRT_51_53",
        reason=Text(
            "Hanya KDRT ringan antara suami istri (delik aduan) yang dapat diselesaikan di sini. Belum terpenuhi: "
            + "; ".join(item.id for item in missing)
            + ".",
            "Only light violence between spouses (a complaint offence) can be resolved here. Missing: "
            + "; ".join(item.en for item in missing)
            + ".",
        ),
        basis=PKDRT_51_53,
        lifted_by=Text(
            "Lengkapi semua yang disebut, atau rujuk ke UPTD PPA.", "Complete all that is named, or refer to UPTD PPA."
        ),
    )


@guard("R07", reads=("victims", "relations", "weapon_ever"), statutory=True)
def not_grave(situation: Situation) -> tuple[Refusal, ...]:
    """R07. An injury that hinders daily work, a weapon, or the same pair again: UPTD."""
    return tuple(
        Refusal(rule="R07", code=code, reason=reason, basis=basis, lifted_by=ALWAYS_REFER)
        for code, reason, basis in _grave(situation.facts)
    )


def missing_to_settle(facts: CaseFacts, *, agreement: bool) -> list[Text]:
    """What R06 still asks for, over all adults harmed. `agreement`: asked for to resolve, not to refer."""
    harmed = [victim for victim in facts.victims if _falls_under_r06(victim)]
    if not harmed:
        return []

    missing = [item for victim in harmed for item in _missing_of(facts, victim)]
    if facts.immediate:
        missing.append(Text("tidak ada kedaruratan", "no emergency"))
    if facts.risk != "low":
        missing.append(Text("risiko rendah", "low risk"))
    return [*dict.fromkeys(missing), *_missing_papers(facts, agreement)]


def grave(facts: CaseFacts) -> bool:
    """Whether R07 sends this case to UPTD."""
    return bool(_grave(facts))


def _falls_under_r06(victim: Victim) -> bool:
    """Children fall under R05 and sexual forms under R01, which leave nothing to be completed."""
    return victim.harmed and not victim.sexual_ever and not victim.child_at_incident


def _missing_of(facts: CaseFacts, victim: Victim) -> list[Text]:
    missing = []
    if not victim.adult_at_incident:
        missing.append(Text("korban diketahui dewasa", "the victim is known to be an adult"))
    kinds = {relation.kind for relation in relations_of(facts, victim)}
    if kinds != {"spouse"} or len(relations_of(facts, victim)) != len(facts.perpetrators):
        missing.append(Text("terlapor suami atau istri korban", "the alleged perpetrator is the victim's spouse"))
    if not LIGHT.issuperset(victim.forms_ever):
        missing.append(Text("hanya kekerasan fisik atau psikis", "only physical or psychological violence"))
    if victim.hinders_daily_work != "no":
        missing.append(
            Text("dipastikan tidak menghalangi kegiatan sehari-hari", "it is known not to hinder daily work")
        )
    return missing


def _missing_papers(facts: CaseFacts, agreement: bool) -> list[Text]:
    papers = [
        (facts.client_heard, Text("korban sendiri sudah didengar", "the victim herself was heard")),
        (facts.victim_request_written == "yes", Text("permintaan tertulis dari korban", "her own written request")),
        (
            facts.assessed_free_of_pressure == "yes",
            Text("asesmen bahwa ia bebas dari tekanan", "an assessment that she is free of pressure"),
        ),
    ]
    if agreement:
        papers.append(
            (facts.agreement_signed == "yes", Text("berita acara yang ditandatangani", "a signed record of agreement"))
        )
    return [item for there, item in papers if not there]


def _grave(facts: CaseFacts) -> list[tuple[str, Text, str]]:
    found = []
    if any(victim.hinders_daily_work == "yes" for victim in facts.victims):
        found.append(
            (
                "PKDRT_44",
                Text("Luka atau sakit menghalangi kegiatan sehari-hari.", "The injury hinders daily work."),
                PKDRT_44,
            )
        )
    if facts.weapon_ever:
        found.append(("WEAPON", Text("Ada senjata.", "There was a weapon."), PKDRT_44))
    if violence(facts) and any(relation.earlier_case for relation in facts.relations):
        found.append(
            (
                "REPETITION",
                Text("Sudah ada kasus terdahulu antara dua orang yang sama.", "The same two were in a case before."),
                "Kebijakan Omah Peluk R07 (P)",
            )
        )
    return found
