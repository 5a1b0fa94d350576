"""Answering for a receiver that is reached by letter: its sender calls, and the record says so (R14).

The register of agencies says who is reached by letter; a step that sends is told so, and what the system sends by
itself is turned to a letter as soon as a worker sees it.
"""

from collections.abc import Mapping
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


@guard("R14", reads=("delivery",))
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


@guard("R14", reads=("sent_at",), needs_form=True)
def called_after_sending(situation: Situation) -> Refusal | None:
    """R14. Nobody answers a letter before it was sent."""
    facts: ReferralFacts = situation.facts
    if situation.form.answered_at >= facts.sent_at:
        return None
    return Refusal(
        rule="R14",
        code="BEFORE_THE_LETTER",
        reason=Text("Waktu ini sebelum surat dikirim.", "This time is before the letter was sent."),
        basis=POLICY,
    )


def turning(_situation: Situation) -> Mapping[str, Any]:
    return {"delivery": "letter"}


def accepting_by_phone(situation: Situation) -> Mapping[str, Any]:
    """Accepted when that was said, not when it was typed."""
    said = situation.form.answered_at
    return {"accepted_at": said, "reviewed_at": said, "answered_through": "phone"}


def reviewing_by_phone(situation: Situation) -> Mapping[str, Any]:
    return {"reviewed_at": situation.form.answered_at, "answered_through": "phone"}


def ending_by_phone(_situation: Situation) -> Mapping[str, Any]:
    return {"answered_through": "phone"}
