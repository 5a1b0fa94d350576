"""Printing: who may have which paper, with or without names, and that it was printed is on record first."""

from collections.abc import Callable, Mapping
from uuid import UUID

from api.cases import casework
from api.desk import Desk
from api.papers.agreement import agreement
from api.papers.letter import handover, referral
from api.papers.press import Press
from api.papers.receipt import receipt
from api.papers.sheet import Json, Sheet, words
from api.papers.summary import summary
from api.security import looks, reasons, unmasking
from api.words import text
from engine.database import Tx
from engine.definition import Actor, Text
from engine.errors import NotFound
from engine.reading import View
from workflows.extracts.papers import AGREEMENT, HANDOVER, LETTER, RECEIPT, SUMMARY, printable
from workflows.office.roles import HOUSE_STAFF

DRAWN: Mapping[str, Callable[[Press], Sheet]] = {
    AGREEMENT.name: agreement,
    HANDOVER.name: handover,
    LETTER.name: referral,
    RECEIPT.name: receipt,
    SUMMARY.name: summary,
}
NEUTRAL = frozenset({RECEIPT.name})
"""Carries no name, whoever asks."""

MARK = Text("RAHASIA: hanya untuk penerimanya", "CONFIDENTIAL: for its receiver only")


def draw(desk: Desk, case_id: UUID, name: str, reason: str | None) -> Json:
    """A paper of a case, on record before it is shown. `reason`: why with what is private; None: without.

    Raises NotFound for a paper that is not this person's to print, and Unrecorded.
    """
    named = reason is not None
    with desk.engine.database.transaction(desk.actor) as tx:
        view = casework.find(desk, tx, case_id)
        if name not in {one.name for one in printable(view.snapshot, desk.actor)}:
            raise NotFound("paper")
        may = name not in NEUTRAL and may_name(tx, view, desk.actor, name)
        if named and not may:
            raise NotFound("names")
        press = Press(desk, tx, view, casework.lens_of(desk, tx, view.now), named)
        sheet = DRAWN[name](press)
        sealed = reasons.seal(desk.engine.keys, view.family.root_id, reason) if reason is not None else None
        looks.record(tx, "print", case_id, (name, *sorted(sheet.names)), sealed)
        return {**_shown(sheet, press), "name": name, "named": named, "can_name": may}


def may_name(tx: Tx, view: View, actor: Actor, name: str) -> bool:
    """Whoever may open it with a reason; and who sends a letter, as long as nobody has answered it."""
    if unmasking.sight_of(tx, view, actor).reveal:
        return True
    unanswered = view.snapshot.state == view.member.compiled.workflow.initial
    return name == LETTER.name and actor.role in HOUSE_STAFF and unanswered


def _shown(sheet: Sheet, press: Press) -> Json:
    return {
        "title": words(sheet.title),
        "number": sheet.number,
        "mark": text(MARK) if sheet.secret else None,
        "head": [words(one) for one in sheet.head],
        "parts": [one.shown for one in sheet.parts],
        "signatures": [{"title": words(one.title), "name": one.name} for one in sheet.signatures],
        "printed_at": press.now,
        "printed_by": press.desk.somebody.name,
    }
