"""Lists of cases, as filtered addresses, and how many each holds."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from api.cases import views
from api.cases.views import Json, Lens
from api.desk import Desk
from api.errors import UnknownParameter
from api.security import accounts
from api.security.policy import shows_facts
from engine import reading
from engine.database import Tx
from engine.reading import Filters
from workflows.extracts.registers import Register

COUNTED = 100
"""A count goes no further: a whole one costs seconds on a large table."""


def page(desk: Desk, filters: Filters, cursor: str | None, limit: int) -> Json:
    """Raises UnknownParameter for a cursor that is not ours."""
    with desk.engine.database.transaction(desk.actor) as tx:
        return page_in(desk, tx, filters, cursor, limit)


def page_in(desk: Desk, tx: Tx, filters: Filters, cursor: str | None, limit: int) -> Json:
    """The same, inside a transaction that is open."""
    try:
        found = reading.cases(tx, desk.engine.registry, filters, cursor, limit)
    except ValueError:
        raise UnknownParameter(["cursor"]) from None
    counted = reading.count(tx, filters, COUNTED)
    lens = Lens(desk.engine.registry, desk.actor, accounts.names(tx.connection), found.now)
    return {
        "items": [
            views.listed(lens, one, facts=shows_facts(desk.actor, handed_on=one.children_open > 0))
            for one in found.items
        ],
        "next": found.next,
        "count": capped(counted),
        "now": found.now,
    }


def missing_in(register: Register) -> Filters:
    """The cases that belong in a register and are not entered there."""
    return Filters(register.workflow, ended=True, lacks=register.fact, unlike={"end_reason": register.unless})


def counts(tx: Tx, filters: Iterable[Filters]) -> list[int | str]:
    return [capped(reading.count(tx, one, COUNTED)) for one in filters]


def capped(count: int) -> int | str:
    return count if count < COUNTED else f"{COUNTED - 1}+"


def link(address: str, cursor: str | None) -> dict[str, str]:
    """The header that names the next page."""
    if cursor is None:
        return {}
    parts = urlsplit(address)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "cursor"]
    return {"link": f'<{parts.path}?{urlencode([*query, ("cursor", cursor)])}>; rel="next"'}
