"""The houses that referrals go to, and how each is reached: in this system, or by letter."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from psycopg import Connection

from api import changes
from api.desk import Desk
from engine import database, forms
from engine.definition import Text
from engine.errors import NotFound
from workflows.forms.form import Form, asks

REACHED_BY = {
    "system": Text("Lewat sistem ini", "In this system"),
    "letter": Text("Dengan surat", "By letter"),
}


class AgencyForm(Form):
    reached_by: Literal["system", "letter"] = asks("Dihubungi", "Reached", "radio", labels=REACHED_BY)
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
