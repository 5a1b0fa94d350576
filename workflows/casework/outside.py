"""The rules on a case that belongs to another region: it stays open until it was taken there (R32)."""

from engine.definition import Refusal, Situation, Text, guard
from workflows.facts.case import CaseFacts

PERMEN = "Permen PPPA 2/2022 (C)"
ACCEPTED_THERE = Text(
    "UPTD mencatat bahwa daerah tujuan sudah menerima.", "UPTD records that the hand-over was accepted."
)


@guard("R32", reads=("handover_region",), moot=True)
def is_handed_over(situation: Situation) -> Refusal | None:
    """R32. Only a case that goes to another region is accepted there."""
    if situation.facts.handover_region is not None:
        return None
    return Refusal(
        rule="R32",
        code="NO_HANDOVER",
        reason=Text(
            "Kasus ini tidak diserahterimakan ke daerah lain.", "The case is not handed over to another region."
        ),
        basis=PERMEN,
        lifted_by=Text("Rujuk ke UPTD dengan daerah tujuannya.", "Refer it to UPTD with the region it goes to."),
    )


@guard("R32", reads=("handover_accepted_on",))
def is_not_accepted_yet(situation: Situation) -> Refusal | None:
    """R32. The day on which the other region took a case stays what it is."""
    if situation.facts.handover_accepted_on is None:
        return None
    return Refusal(
        rule="R32",
        code="HANDOVER_RECORDED",
        reason=Text("Serah terima ini sudah dicatat.", "This hand-over is on record already."),
        basis=PERMEN,
        lifted_by=Text(
            "Ke daerah lain: rujuk lagi dengan daerah tujuannya.", "To another region: refer it again, with the region."
        ),
    )


@guard("R32", reads=("handover_accepted_on",), needs_form=True)
def moved_was_accepted(situation: Situation) -> Refusal | None:
    """R32. A case ends as moved only after the other region has accepted it."""
    if situation.form.end_reason != "moved" or situation.facts.handover_accepted_on is not None:
        return None
    return handover_open()


@guard("R32", needs_form=True)
def handover_was_accepted(situation: Situation) -> Refusal | None:
    """R32. What is to be handed over is not completed before it was; death alone ends that."""
    parent = situation.case.parent
    if parent is None:
        return None
    facts: CaseFacts = parent.facts
    completion = situation.form.completion
    if facts.handover_accepted_on is not None or completion == "died":
        return None
    goes_elsewhere = facts.handover_region is not None or completion in ("moved", "handed_over")
    return handover_open() if goes_elsewhere else None


def handover_open() -> Refusal:
    return Refusal(
        rule="R32",
        code="HANDOVER_OPEN",
        reason=Text("Daerah tujuan belum menerima kasus ini.", "The other region has not accepted the case yet."),
        basis=PERMEN,
        lifted_by=ACCEPTED_THERE,
    )
