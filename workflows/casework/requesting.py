"""The rules on requests and on a consent that was withdrawn (R26): who confirms, what still rests on it, what lifts it.

A withdrawal is recorded on the case, by victim. A referral that went on that consent is open no longer in good faith:
it is put on another legal basis or revoked, and until then its receiver does nothing with it.
"""

from collections.abc import Iterable

from engine.definition import Refusal, Situation, Snapshot, Text, guard
from workflows.casework.legal_basis import fitting_bases
from workflows.facts.case import CaseFacts
from workflows.facts.referral import ReferralFacts, referrals
from workflows.facts.request import RequestFacts
from workflows.facts.vocabulary import House
from workflows.forms.form import WIB
from workflows.forms.requesting import Request
from workflows.office.roles import UPTD_OFFICER

OPEN = ("sent", "accepted")
PDP_30_40_41 = "UU PDP 27/2022 Pasal 30, 40, 41"
PDP_9 = "UU PDP 27/2022 Pasal 9"


def withdrawn(facts: ReferralFacts, case: CaseFacts) -> bool:
    """Whether a referral rests on a consent that was withdrawn since, for a victim whom it carries."""
    if facts.legal_basis != "consent" or not case.withdrawals:
        return False
    carried = {victim.number for victim in facts.victims}
    return any(
        one.victim in carried and (facts.consent_on is None or facts.consent_on <= one.at.astimezone(WIB).date())
        for one in case.withdrawals
    )


def houses_concerned(case: Snapshot, request: Request) -> tuple[House, ...]:
    """The houses that hold the victim's data: for a withdrawal, those that have it on consent."""
    sent: Iterable[ReferralFacts] = (child.facts for child in referrals(case) if child.state != "revoked")
    holding = [
        facts.receiver
        for facts in sent
        if any(victim.number == request.victim for victim in facts.victims)
        and (request.asked_for != "withdrawal" or facts.legal_basis == "consent")
    ]
    return tuple(dict.fromkeys(holding))


# on the case


@guard("R26", reads=("victims",), needs_form=True)
def asks_for_a_known_victim(situation: Situation) -> Refusal | None:
    """R26. A request concerns a victim on record."""
    if situation.form.victim in {victim.number for victim in situation.facts.victims}:
        return None
    return _refusal(
        "UNKNOWN_VICTIM",
        Text(f"Tidak ada korban nomor {situation.form.victim}.", f"There is no victim number {situation.form.victim}."),
        Text("Pilih nomor korban yang tercatat.", "Give the number of a victim on record."),
    )


@guard("R26", reads=("withdrawals", "victims"), needs_form=True)
def consent_was_not_withdrawn(situation: Situation) -> Refusal | None:
    """R26. A consent that is no younger than its withdrawal carries nothing (UU PDP art. 9)."""
    form, facts = situation.form, situation.facts
    if form.legal_basis != "consent":
        return None
    carried = [one.number for one in facts.victims if not form.victims_carried or one.number in form.victims_carried]
    gone = [one for one in facts.withdrawals if one.victim in carried]
    if not any(form.consent_on is None or form.consent_on <= one.at.astimezone(WIB).date() for one in gone):
        return None
    return consent_withdrawn(Text("Catat persetujuan baru, atau pilih dasar hukum lain.",
                                  "Record a new consent, or choose another legal basis."))  # fmt: skip


# on the referral


@guard("R26", reads=("legal_basis", "victims", "consent_on"))
def consent_stands(situation: Situation) -> Refusal | None:
    """R26. Nothing more is done on a consent that was withdrawn (UU PDP art. 9)."""
    parent = situation.case.parent
    if parent is None or not withdrawn(situation.facts, parent.facts):
        return None
    return consent_withdrawn(Text("Ganti dasar hukumnya, atau tarik rujukan ini.",
                                  "Put it on another legal basis, or revoke it."))  # fmt: skip


@guard("R26", reads=("legal_basis", "victims", "consent_on"))
def accepted_is_revoked_without_consent_only(situation: Situation) -> Refusal | None:
    """R14, R26. What was accepted is the receiver's to return; its sender revokes it when the consent is gone."""
    parent = situation.case.parent
    gone = parent is not None and withdrawn(situation.facts, parent.facts)
    if situation.case.state == "sent" or gone:
        return None
    return Refusal(
        rule="R26",
        code="ACCEPTED_STAYS",
        reason=Text("Rujukan yang sudah diterima tidak ditarik.", "A referral that was accepted is not revoked."),
        basis="Alur rujukan Omah Peluk",
        lifted_by=Text("Penerima mengembalikannya.", "The receiver returns it."),
    )


@guard("R24", reads=("victims", "receiver"), needs_form=True)
def other_basis_fits(situation: Situation) -> Refusal | None:
    """R24. The other legal basis fits everybody whom the referral carries (UU PDP art. 20)."""
    if situation.form.legal_basis in other_bases(situation.case):
        return None
    return Refusal(
        rule="R24",
        code="LEGAL_BASIS",
        reason=Text("Dasar hukum ini tidak berlaku di sini.", "This legal basis does not hold here."),
        basis="UU PDP 27/2022 Pasal 20, 25",
        lifted_by=Text("Tarik rujukan ini.", "Revoke this referral."),
    )


def other_bases(referral: Snapshot) -> frozenset[str]:
    """The legal bases beside consent that hold for everybody whom a referral carries."""
    facts: ReferralFacts = referral.facts
    parent = referral.parent
    if parent is None:
        return frozenset()
    carried = {one.number for one in facts.victims}
    each = [fitting_bases(parent.facts, one, facts.receiver) for one in parent.facts.victims if one.number in carried]
    return frozenset.intersection(*each) - {"consent"} if each else frozenset()


# on the request


@guard("R26", reads=("houses", "confirmed"))
def holds_what_is_asked(situation: Situation) -> Refusal | None:
    """R26. A house confirms for itself, once."""
    facts: RequestFacts = situation.facts
    own: House = "UPTD" if situation.actor.role == UPTD_OFFICER else "PUSPAGA"
    return None if own in _left(facts) else _not_concerned()


@guard("R26", reads=("houses", "confirmed"), needs_form=True)
def names_a_house_concerned(situation: Situation) -> Refusal | None:
    """R26. Confirmed is by a house that holds the data and has not confirmed yet."""
    return None if situation.form.house in _left(situation.facts) else _not_concerned()


@guard("R26", reads=("houses", "confirmed"))
def every_house_confirmed(situation: Situation) -> Refusal | None:
    """R26. A request is fulfilled when every house that holds the data has done its part."""
    left = ", ".join(_left(situation.facts))
    if not left:
        return None
    return _refusal(
        "NOT_CONFIRMED",
        Text(f"Belum dipastikan oleh: {left}.", f"Not confirmed by: {left}."),
        Text("Hubungi lembaga itu dan catat kepastiannya.", "Call that agency and record its confirmation."),
    )


@guard("R26", reads=("asked_for",))
def no_referral_rests_on_it(situation: Situation) -> Refusal | None:
    """R26. Nor while an open referral rests on the consent that was withdrawn."""
    parent = situation.case.parent
    if parent is None or situation.facts.asked_for != "withdrawal":
        return None
    if not any(child.state in OPEN and withdrawn(child.facts, parent.facts) for child in referrals(parent)):
        return None
    return _refusal(
        "REFERRAL_ON_CONSENT",
        Text(
            "Masih ada rujukan atas persetujuan yang ditarik.",
            "A referral still rests on the consent that was withdrawn.",
        ),
        Text("Ganti dasar hukum rujukan itu, atau tarik.", "Put that referral on another basis, or revoke it."),
    )


@guard("R26", reads=("asked_for",))
def refusable(situation: Situation) -> Refusal | None:
    """R26. Correction and restriction can be refused with a ground; a consent is always hers to withdraw."""
    if situation.facts.asked_for != "withdrawal":
        return None
    return Refusal(
        rule="R26",
        code="WITHDRAWAL_HOLDS",
        reason=Text("Penarikan persetujuan tidak dapat ditolak.", "A withdrawal of consent cannot be refused."),
        basis=PDP_9,
        lifted_by=Text("Ganti dasar hukumnya bila ada.", "Use another legal basis where there is one."),
    )


def consent_withdrawn(lifted_by: Text) -> Refusal:
    return Refusal(
        rule="R26",
        code="CONSENT_WITHDRAWN",
        reason=Text("Persetujuannya sudah ditarik.", "The consent was withdrawn."),
        basis=PDP_9,
        lifted_by=lifted_by,
    )


def _left(facts: RequestFacts) -> tuple[House, ...]:
    return tuple(house for house in facts.houses if house not in facts.confirmed)


def _not_concerned() -> Refusal:
    return _refusal(
        "NOT_CONCERNED",
        Text("Lembaga ini tidak (lagi) diminta apa pun.", "Nothing is asked of this agency (any more)."),
        None,
    )


def _refusal(code: str, reason: Text, lifted_by: Text | None) -> Refusal:
    return Refusal(rule="R26", code=code, reason=reason, basis=PDP_30_40_41, lifted_by=lifted_by)
