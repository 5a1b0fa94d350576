"""The conversation of a case, opened with a reason that is on record first.

What was written under a duplicate before it was merged stands on the duplicate's own page.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.cases.casework import find
from api.cases.views import Json
from api.desk import Desk
from api.security import accounts, looks, reasons
from api.talk import sight
from api.words import role_words
from engine import reading
from engine.database import Tx
from engine.errors import NotFound
from engine.reading import Written
from engine.secrets import sealing
from workflows.casework.talking import TAKE_IN


def opened(desk: Desk, case_id: UUID, reason: str) -> list[Json]:
    """All that was written under the case, oldest first. Raises NotFound where it is not this person's to open,
    Unrecorded, KeyDestroyed."""
    with desk.engine.database.transaction(desk.actor) as tx:
        view = find(desk, tx, case_id)
        if not sight.may_read(tx, view, desk.actor):
            raise NotFound("conversation")
        sealed = reasons.seal(desk.engine.keys, view.family.root_id, reason)
        looks.record(tx, "reveal", case_id, ["messages"], sealed)
        people = accounts.names(tx.connection)
        records = [one for one in reading.history(tx, case_id) if one.body["act"] in sight.SAID]
        return [_message(desk, tx, case_id, one, people) for one in records]


def _message(desk: Desk, tx: Tx, case_id: UUID, one: Written, people: Mapping[UUID, str]) -> Json:
    said: Mapping[str, Any] = one.body["form"]
    who: UUID | None = one.columns["actor"]
    return {
        "seq": one.record.seq,
        "at": said.get("written_at") or one.body["at"],
        "from_reporter": one.body["act"] == TAKE_IN,
        "by": {"name": people.get(who) if who is not None else None, "role": role_words(one.columns["role"])},
        "report": said.get("report"),
        "text": sealing.read_record(tx.connection, desk.engine.keys, case_id, one.record.seq)["text"],
    }
