"""The breach of the demo: somebody opened a report without need; it was assessed, told, and is closed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from api.desk import House
from api.office import breaches
from api.security import looks, reasons
from api.security.sessions import NOBODY
from engine import commands, database
from engine.commands import Done
from engine.database import Tx
from engine.definition import Actor
from workflows.breach import BREACH
from workflows.office.roles import AUDITOR, KADER, SUPERVISOR
from workflows.omah_peluk import OMAH_PELUK

HANDLING = "Kader yang bersangkutan diingatkan dan dilatih ulang; catatan akses diperiksa tiap minggu."
STORY = "Kader membuka kronologi kasus yang tidak ditanganinya, lalu membicarakannya di pertemuan warga."
OPENED = "SELECT id FROM cases WHERE workflow = %s AND region = %s ORDER BY opened_at, id LIMIT 1"


def tell(house: House, cast: Callable[[str, str], Actor], place: str) -> None:
    """Let it happen, through the engine's own commands."""
    kader, supervisor, auditor = (cast(role, place) for role in (KADER, SUPERVISOR, AUDITOR))
    _open_without_need(house, kader, place)
    with house.engine.database.transaction(NOBODY) as tx:
        now = database.now(tx.connection)
    found = {"detected_at": now.isoformat(), "cause": "looked", "story": STORY}
    breach = commands.open_case(house.engine, supervisor, BREACH.name, found).case_id

    period = {"looked_from": (now - timedelta(days=30)).isoformat(), "looked_until": now.isoformat()}
    whose = {"looker": str(kader.id), "handling": HANDLING, **period}
    for number in _concerned(house, supervisor, breach, whose):
        told = {"number": number, "told_how": "in_person"}
        commands.advance(house.engine, supervisor, breach, "tell-persons", told)
    authority = {"authority_told_on": now.date().isoformat(), "public_told": "not_needed"}
    commands.advance(house.engine, auditor, breach, "tell-authority", authority)
    proposed = commands.advance(house.engine, auditor, breach, "give-notice", {})
    assert proposed.proposal is not None, "a second person decides"
    commands.approve(house.engine, supervisor, breach, proposed.proposal)


def _open_without_need(house: House, kader: Actor, place: str) -> None:
    with house.engine.database.transaction(kader) as tx:
        row = tx.connection.execute(OPENED, (OMAH_PELUK.name, place)).fetchone()
        assert row is not None, "the demo has cases here"
        looks.record(tx, "reveal", row[0], ["happened"], reasons.seal(house.engine.keys, row[0], "Ingin tahu saja."))


def _concerned(house: House, actor: Actor, breach: UUID, form: dict[str, Any]) -> list[str]:
    """The cases that the assessment finds. Looks are on record in real time, whatever the demo's clock says."""
    told = breaches.told(house.engine, actor, breach, "assess", form)

    def list_too(tx: Tx, _: Done) -> None:
        breaches.keep(tx, house.engine.registry, breach, "assess", told)

    commands.advance(house.engine, actor, breach, "assess", told, also=list_too)
    return list(told["concerned"])
