"""The rules on a consent: who may give it, and what it may not contradict (R24, R25)."""

from collections.abc import Mapping

from engine.definition import Refusal, Situation, Text, guard
from workflows.casework.legal_basis import PDP_20_25
from workflows.facts.case import CaseFacts, Victim
from workflows.facts.vocabulary import Relationship, Reporting

POLICY = "Kebijakan Omah Peluk (P)"

SAME: Mapping[Reporting, Relationship] = {
    "parent": "parent",
    "relative": "relative",
    "spouse": "spouse",
    "neighbour": "neighbour",
    "friend": "partner_friend",
    "teacher": "teacher",
    "official": "other",
    "other": "other",
}
"""What the giver of a consent is to a victim, in the words in which an alleged perpetrator is described."""

OTHER_BASIS = Text("Pilih dasar hukum lain.", "Choose another legal basis.")

GIVER_IS_ACCUSED = Refusal(
    rule="R25",
    code="GIVER_IS_ACCUSED",
    reason=Text(
        "Terlapor, atau orang yang mungkin terlapor, tidak dapat memberi persetujuan.",
        "An alleged perpetrator, or who may be one, cannot give the consent.",
    ),
    basis=POLICY,
    lifted_by=OTHER_BASIS,
)


@guard("R25", reads=("victims", "relations"), needs_form=True)
def accused_does_not_consent(situation: Situation) -> Refusal | None:
    """R25. An alleged perpetrator consents for nobody; not knowing whether the giver is one counts as if he were."""
    form, facts = situation.form, situation.facts
    if form.legal_basis != "consent" or form.giver_is_accused == "no":
        return None
    if form.giver_is_accused != "yes" and not _like_an_accused(facts, form.consent_relation, form.victims_carried):
        return None
    return GIVER_IS_ACCUSED


@guard("R24", reads=("victims", "referral_refused"), needs_form=True)
def consent_contradicts_nothing(situation: Situation) -> tuple[Refusal, ...]:
    """R24. An adult consents for herself, and not while her refusal to be referred is on record (PDP art. 20, 25)."""
    form, facts = situation.form, situation.facts
    if form.legal_basis != "consent":
        return ()
    found = []
    if form.consent_relation != "self" and any(map(_decides_herself, _carried(facts, form.victims_carried))):
        found.append(
            _contradicted("CONSENT_NOT_HERS", NOT_HERS, Text("Tanyakan kepadanya sendiri.", "Ask her herself."))
        )
    if facts.referral_refused:
        found.append(_contradicted("CONSENT_CONFLICTS", REFUSED, WITHDRAW_REFUSAL))
    return tuple(found)


NOT_HERS = Text("Orang dewasa memberi persetujuannya sendiri.", "An adult gives her own consent.")
REFUSED = Text(
    "Persetujuan ini bertentangan dengan penolakan dirujuk yang tercatat.",
    "This consent contradicts the refusal to be referred that is on record.",
)
WITHDRAW_REFUSAL = Text("Catat bahwa penolakan itu dicabut.", "Record that the refusal is withdrawn.")


def _like_an_accused(facts: CaseFacts, giver: Reporting | None, numbers: tuple[int, ...]) -> bool:
    """Whether somebody who is the same to a victim as the giver is accused."""
    carried = {victim.number for victim in _carried(facts, numbers)}
    kind = SAME.get(giver) if giver is not None else None
    return kind is not None and any(one.victim in carried and one.kind == kind for one in facts.relations)


def _decides_herself(victim: Victim) -> bool:
    """Adults do; with a disability another may speak for her (UU PDP art. 26)."""
    return victim.adult_now and victim.disabled != "yes"


def _carried(facts: CaseFacts, numbers: tuple[int, ...]) -> tuple[Victim, ...]:
    return tuple(victim for victim in facts.victims if not numbers or victim.number in numbers)


def _contradicted(code: str, reason: Text, lifted_by: Text) -> Refusal:
    return Refusal(rule="R24", code=code, reason=reason, basis=PDP_20_25, lifted_by=lifted_by)
