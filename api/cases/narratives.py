"""What a record of the history says in private, opened for whoever may open the case: on record with a reason first."""

from typing import Any
from uuid import UUID

from api.cases.casework import find
from api.cases.views import Json
from api.definitions.schemas import schema
from api.desk import Desk
from api.security import looks, reasons, unmasking
from engine import reading
from engine.definition import Workflow
from engine.errors import NotFound
from engine.reading import Written
from engine.secrets import sealing
from engine.versions import pinned as versions


def opened(desk: Desk, case_id: UUID, seq: int, reason: str) -> Json:
    """The answers and the form that they answer. Raises NotFound where it is not this person's to open, Unrecorded,
    KeyDestroyed."""
    with desk.engine.database.transaction(desk.actor) as tx:
        view = find(desk, tx, case_id)
        record = next((one for one in reading.history(tx, case_id) if one.record.seq == seq), None)
        if record is None or record.record.sealed is None or not unmasking.sight_of(tx, view, desk.actor).reveal:
            raise NotFound("record")
        sealed = reasons.seal(desk.engine.keys, view.family.root_id, reason)
        looks.record(tx, "reveal", case_id, [f"record:{seq}"], sealed)
        versions.at_hand(tx.connection, desk.engine.registry, [(record.body["workflow"], record.body["definition"])])
        private = sealing.read_record(tx.connection, desk.engine.keys, case_id, seq)
    workflow = desk.engine.registry.of(record.body["workflow"], record.body["definition"]).workflow
    return {"value": private, "schema": _asked(workflow, record)}


def _asked(workflow: Workflow, record: Written) -> Any:
    """None for what no form asked, as the reason of a second person's no."""
    if record.body["kind"] == "opened":
        return schema(workflow.opening) if workflow.opening is not None else None
    step = workflow.find(record.body["act"])
    return schema(step.form) if step is not None and step.form is not None else None
