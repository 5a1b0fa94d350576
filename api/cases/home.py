"""What needs me: who is signed in, what they may do, and the lists that wait for them, each with its count."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from api.cases import approvals, choices, handover, lists
from api.cases.views import Json, for_many
from api.desk import Desk
from api.office import keeping
from api.office import registers as office
from api.security import accounts, second_factor, sessions
from api.security.policy import ASKERS, AUDIT, CASEWORK, KEEPERS, SUPERVISORS
from api.talk import handing
from api.words import role_words, text
from engine.calendar import WIB
from engine.database import Tx, now
from engine.definition import Text
from engine.reading import Filters
from workflows.breach import BREACH
from workflows.extracts.registers import REGISTERS
from workflows.steps.talking import TALKERS


@dataclass(frozen=True, slots=True)
class Shelf:
    """A saved filter. `query` is that of `GET /api/cases`."""

    name: str
    title: Text
    query: str
    filters: Filters


def me(desk: Desk) -> Json:
    person = desk.somebody
    owing = desk.house.owes_second_factor(person)
    with desk.engine.database.transaction(desk.actor) as tx:
        home, on = [] if owing else _home(desk, tx), second_factor.is_on(tx.connection, person.id)
        shortcuts = accounts.likes_shortcuts(tx.connection, person.id)
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "role": role_words(person.role),
        "kelurahan": list(person.kelurahan),
        "language": person.language,
        "csrf": sessions.form_token(desk.token or ""),
        "home": home,
        "office": office.offered_to(person.role),
        "second_factor": on,
        "second_factor_owed": owing,
        "shortcuts": shortcuts,
        "demo": desk.house.settings.demo,
        "can": {
            "cases": person.role in CASEWORK,
            "bulk": any(
                person.role in step.by
                for one in desk.engine.registry
                for step in one.workflow.transitions
                if for_many(step)
            ),
            "history": person.role in AUDIT,
            "export": person.role in (SUPERVISORS.roles or ()),
            "takeaway": person.role in (ASKERS.roles or ()),
            "figures": person.role in (SUPERVISORS.roles or ()),
            "process": person.role in (SUPERVISORS.roles or ()),
            "staff": person.role == "admin",
            "clock": desk.house.settings.demo,
            "open": [
                {"name": one.workflow.name, "title": text(one.workflow.title)}
                for one in desk.engine.registry
                if person.role in one.workflow.opened_by
                and one.workflow.opening is not None
                and one.workflow.name not in IN_A_REGISTER
            ],
        },
    }


def _home(desk: Desk, tx: Tx) -> list[Json]:
    unread = {
        "name": "unread",
        "title": text(UNREAD),
        "href": "/app/notices",
        "count": _unread(tx),
    }
    if desk.actor.role not in CASEWORK:
        return [unread]
    shelves = (*_shelves(desk, tx), *_kept(desk, tx))
    queues = [
        {"name": shelf.name, "title": text(shelf.title), "href": f"/app/cases?{shelf.query}", "count": count}
        for shelf, count in zip(shelves, lists.counts(tx, (one.filters for one in shelves)), strict=True)
    ]
    pressing = [one for one in queues if one["name"] in PRESSING]
    rest = [one for one in queues if one["name"] not in PRESSING]
    return [*pressing, *_to_decide(desk, tx), unread, *_left_behind(desk, tx), *_to_erase(tx), *rest]


def _to_decide(desk: Desk, tx: Tx) -> list[Json]:
    """For those who are the second person of something."""
    if not approvals.decides(desk.engine.registry, desk.actor.role):
        return []
    count = approvals.count(desk, tx)
    return [{"name": "approvals", "title": text(TO_DECIDE), "href": "/app/approvals", "count": count}]


def _left_behind(desk: Desk, tx: Tx) -> list[Json]:
    """What somebody who left still holds: shown to whoever can hand it over, and only where there is something."""
    count = handover.count_left(tx) if KEEPERS.roles and desk.actor.role in KEEPERS.roles else 0
    if not count:
        return []
    return [{"name": "left", "title": text(LEFT), "href": "/app/office/handover", "count": lists.capped(count)}]


def _to_erase(tx: Tx) -> list[Json]:
    """What is due for erasure, where there is something: row-level security tells nobody but supervisors."""
    count = keeping.count_due(tx)
    if not count:
        return []
    return [{"name": "erase", "title": text(office.RETENTION.title), "href": DUE, "count": lists.capped(count)}]


def _shelves(desk: Desk, tx: Tx) -> tuple[Shelf, ...]:
    tomorrow = now(tx.connection).astimezone(WIB) + timedelta(days=1)
    midnight = tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)
    own = desk.somebody.id
    return (
        Shelf("overdue", Text("Lewat tenggat", "Overdue"), "overdue=true", Filters(overdue=True)),
        Shelf(
            "today",
            Text("Jatuh tempo hari ini", "Due today"),
            f"due_before={quote(midnight.isoformat())}&overdue=false",
            Filters(due_before=midnight, overdue=False),
        ),
        *([_arrived(desk)] if choices.receives(desk.engine.registry, desk.actor.role) else []),
        *([_written(tx)] if desk.actor.role in TALKERS else []),
        Shelf("waiting", Text("Menunggu orang kedua", "Waiting for a second person"), "waiting=true", WAITS),
        Shelf("mine", Text("Ditugaskan kepada saya", "Assigned to me"), f"assignee={own}", Filters(owner=own)),
        Shelf("open", Text("Masih berjalan", "Still open"), "ended=false", Filters(ended=False)),
        *(
            Shelf(f"missing_{one.name}", one.title, f"missing={one.name}", lists.missing_in(one))
            for one in REGISTERS.values()
            if desk.actor.role in one.by
        ),
    )


def _arrived(desk: Desk) -> Shelf:
    return Shelf("sent", choices.SENT, "sent=true", Filters(arrived=choices.beginnings(desk.engine.registry)))


def _written(tx: Tx) -> Shelf:
    """What reporters wrote under their codes and nobody has answered."""
    return Shelf("written", choices.WRITTEN, "written=true", Filters(roots=handing.waiting(tx)))


def _kept(desk: Desk, tx: Tx) -> list[Shelf]:
    """The filters that this person keeps."""
    found = choices.kept(tx.connection, desk.engine.registry, desk.somebody.id)
    return [Shelf(f"kept-{of}", Text(**title), query, filters) for of, title, query, filters in found]


def _unread(tx: Tx) -> int | str:
    row: Any = tx.connection.execute(
        "SELECT count(*) FROM (SELECT FROM notice WHERE staff_id = %s AND seen_at IS NULL LIMIT %s) AS few",
        (tx.actor.id, lists.COUNTED),
    ).fetchone()
    return lists.capped(row[0])


PRESSING = ("overdue", "today", "written", "sent")
"""The lists that stand first, before what waits for a decision and what is unread."""

WAITS = Filters(waiting=True)
TO_DECIDE = Text("Menunggu persetujuan saya", "Waiting for my approval")
IN_A_REGISTER = frozenset({BREACH.name})
"""What is opened in a register of its own, and not from the first page."""

DUE = "/app/office/retention"
LEFT = Text("Perlu serah terima", "To be handed over")
UNREAD = Text("Pemberitahuan baru", "New notices")
