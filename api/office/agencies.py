"""The houses that referrals go to, and how each is reached: in this system, or by letter."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from psycopg import Connection

from api.desk import Desk
from api.office import changes
from engine import database, forms
from engine.definition import Actor
from engine.errors import NotFound
from engine.runtime import Engine
from workflows.casework.telephone import SENDS
from workflows.facts.vocabulary import REACHED_BY, ReachedBy
from workflows.forms.form import Form, asks


class AgencyForm(Form):
    reached_by: ReachedBy = asks("Dihubungi", "Reached", "radio", labels=REACHED_BY)
    phone: str = asks("Telepon", "Phone", "text", default="", max_length=40)
    address: str = asks("Alamat", "Address", "text", default="", max_length=200)


@dataclass(frozen=True, slots=True)
class Agency:
    name: str
    reached_by: str
    phone: str
    address: str


def all_of(connection: Connection) -> list[Agency]:
    rows = connection.execute("SELECT name, reached_by, phone, address FROM agency ORDER BY name")
    return [Agency(*row) for row in rows]


def change(desk: Desk, name: str, body: Mapping[str, Any]) -> Agency:
    """Raises Invalid and NotFound."""
    with desk.engine.database.transaction(desk.actor) as tx:
        before = next((one for one in all_of(tx.connection) if one.name == name), None)
        if before is None:
            raise NotFound("agency")
        form = forms.validate(AgencyForm, body, database.now(tx.connection))
        after = Agency(name, form.reached_by, form.phone, form.address)
        tx.connection.execute(
            "UPDATE agency SET reached_by = %s, phone = %s, address = %s WHERE name = %s",
            (after.reached_by, after.phone, after.address, name),
        )
        changes.record(tx, "agency", name, "changed", asdict(before), asdict(after))
    return after


def told(engine: Engine, actor: Actor, step: str, form: Mapping[str, Any]) -> Mapping[str, Any]:
    """The form of a step that sends to an agency, with how that agency is reached, whatever a browser sends."""
    receiver = SENDS.get(step)
    if receiver is None:
        return form
    with engine.database.transaction(actor) as tx:
        row = tx.connection.execute("SELECT reached_by FROM agency WHERE name = %s", (receiver,)).fetchone()
    return {**form, "reached_by": row[0] if row is not None else "system"}
