"""Answering for a receiver that is reached by letter: its sender calls, and the record says so (R14).

The register of agencies says who is reached by letter; a step that sends is told so, and what the system sends by
itself is turned to a letter as soon as a worker sees it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.definition import Refusal, Situation, Text, guard
from workflows.facts.referral import ReferralFacts
from workflows.facts.vocabulary import House

SENDS: Mapping[str, House] = {
    "refer-to-UPTD": "UPTD",
    "add-UPTD-referral": "UPTD",
    "refer-to-PUSPAGA": "PUSPAGA",
    "add-PUSPAGA-referral": "PUSPAGA",
}
"""The steps of people that send a case on, and to which house."""
TURN = "turn-to-letter"
"""The system's own step on a referral that nobody in here can receive."""
POLICY = "Kebijakan Omah Peluk (P)"


@guard("R14", reads=("delivery",), moot=True)
def goes_by_letter(situation: Situation) -> Refusal | None:
    """R14. Nobody answers for a receiver that works in this system."""
    facts: ReferralFacts = situation.facts
    if facts.delivery is not None:
        return None
    return Refusal(
        rule="R14",
        code="RECEIVER_ANSWERS",
        reason=Text("Penerima memakai sistem ini dan menjawab sendiri.", "The receiver is here, and answers itself."),
        basis=POLICY,
    )


@guard("R14", reads=("delivery",))
def receiver_is_here(situation: Situation) -> Refusal | None:
    """R14. A receiver records itself what it did, where it works in this system."""
    facts: ReferralFacts = situation.facts
    if facts.delivery is None:
        return None
    return Refusal(
        rule="R14",
        code="GOES_BY_LETTER",
        reason=Text(
            "Rujukan ini dengan surat; pengirimnya mencatat menurut telepon.",
            "This referral went by letter; its sender records what is told by telephone.",
        ),
        basis=POLICY,
        lifted_by=Text("Kabari pengirim lewat telepon.", "Tell the sender by telephone."),
    )


@guard("R14", reads=("delivery",), moot=True)
def not_yet_by_letter(situation: Situation) -> Refusal | None:
    """R14. What goes by letter is not turned to a letter again."""
    facts: ReferralFacts = situation.facts
    if facts.delivery is None:
        return None
    return Refusal(
        rule="R14",
        code="BY_LETTER_ALREADY",
        reason=Text("Rujukan ini sudah dengan surat.", "This referral goes by letter already."),
        basis=POLICY,
    )


@guard("R20", reads=("receiver",), moot=True)
def letter_went_to_uptd(situation: Situation) -> Refusal | None:
    """R20. Shelter is UPTD's."""
    facts: ReferralFacts = situation.facts
    if facts.receiver == "UPTD":
        return None
    return Refusal(
        rule="R20",
        code="SHELTER_IS_UPTDS",
        reason=Text("Rumah aman adalah layanan UPTD PPA.", "Shelter is a service of UPTD PPA."),
        basis=POLICY,
        lifted_by=Text("Rujuk juga ke UPTD PPA.", "Refer to UPTD PPA as well."),
    )


@guard("R14", reads=("sent_at",), needs_form=True)
def called_after_sending(situation: Situation) -> Refusal | None:
    """R14. Nobody answers a letter before it was sent."""
    return _before_the_letter(situation, situation.form.answered_at)


@guard("R14", reads=("sent_at",), needs_form=True)
def tried_after_sending(situation: Situation) -> Refusal | None:
    """R14. Nobody is called about a letter before it was sent."""
    return _before_the_letter(situation, situation.form.tried_at)


def _before_the_letter(situation: Situation, called_at: datetime) -> Refusal | None:
    facts: ReferralFacts = situation.facts
    if called_at >= facts.sent_at:
        return None
    return Refusal(
        rule="R14",
        code="BEFORE_THE_LETTER",
        reason=Text("Waktu ini sebelum surat dikirim.", "This time is before the letter was sent."),
        basis=POLICY,
        lifted_by=Text("Perbaiki waktu teleponnya.", "Correct the time of the call."),
    )


def turning(_situation: Situation) -> Mapping[str, Any]:
    """What its receiver has accepted stays accepted: whoever sent it asks how it stands, from what was last heard."""
    return {"delivery": "letter"}


def accepting_by_phone(situation: Situation) -> Mapping[str, Any]:
    """Accepted when that was said, not when it was typed."""
    said = situation.form.answered_at
    return {"accepted_at": said, "reviewed_at": said, "answered_through": "phone", "calls_in_vain": 0}


def reviewing_by_phone(situation: Situation) -> Mapping[str, Any]:
    """What was said before, and is written down late, does not set the clock back."""
    facts: ReferralFacts = situation.facts
    said: datetime = situation.form.answered_at
    return {
        "reviewed_at": said if facts.reviewed_at is None else max(said, facts.reviewed_at),
        "answered_through": "phone",
        "calls_in_vain": 0,
    }


def calling_in_vain(situation: Situation) -> Mapping[str, Any]:
    """A try is on record; the time in which an answer is due goes on."""
    facts: ReferralFacts = situation.facts
    return {"calls_in_vain": facts.calls_in_vain + 1}


def ending_by_phone(_situation: Situation) -> Mapping[str, Any]:
    return {"answered_through": "phone"}
