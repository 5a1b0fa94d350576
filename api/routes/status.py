"""How the house stands: for its people, for the machine that watches it, for whoever writes a program against it."""

import ipaddress
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import SkipValidation

from api.desk import Desk
from api.heartbeat import last_sweep
from api.security.policy import METRICS, PUBLIC, STAFF
from api.security.sessions import NOBODY
from engine.database import now

Here = NamedDependency[SkipValidation[Desk]]


@get("/api/status", policy=STAFF, sync_to_thread=True)
def status(desk: Here) -> dict[str, Any]:
    with desk.engine.database.transaction(desk.actor) as tx:
        moment = now(tx.connection)
    beat = last_sweep(desk.house)
    return {
        "now": moment,
        "heartbeat": {
            "last_sweep": beat.last,
            "age_seconds": round(beat.age) if beat.age is not None else None,
            "alive": beat.alive,
        },
        "demo": desk.house.settings.demo,
    }


@get("/health", policy=PUBLIC, sync_to_thread=True)
def health(desk: Here) -> dict[str, str]:
    """Answers while the database does. A 503 says that it does not."""
    with desk.engine.database.transaction(NOBODY) as tx:
        tx.connection.execute("SELECT 1")
    return {"status": "ok"}


@get("/metrics", policy=METRICS, sync_to_thread=True, include_in_schema=False)
def metrics(request: Request[Desk, Any, Any], desk: Here) -> Response[str]:
    """Prometheus text, for this machine, or whoever holds a token for it: figures of the machinery, none of a case."""
    if desk.program is None and not _from_here(request):
        raise NotFoundException
    beat = last_sweep(desk.house)
    lines = [
        "# HELP omah_sweep_age_seconds Since a worker last looked for what is overdue.",
        "# TYPE omah_sweep_age_seconds gauge",
        f"omah_sweep_age_seconds {beat.age if beat.age is not None else 'NaN'}",
        "# HELP omah_sweep_alive Whether escalation is at work.",
        "# TYPE omah_sweep_alive gauge",
        f"omah_sweep_alive {int(beat.alive)}",
        "# HELP omah_key_age_seconds Since the key that wraps the keys of cases was made: omah rotate-key.",
        "# TYPE omah_key_age_seconds gauge",
        f"omah_key_age_seconds {_age_of_key(desk)}",
    ]
    return Response("\n".join([*lines, ""]), media_type="text/plain; version=0.0.4; charset=utf-8")


def _age_of_key(desk: Desk) -> str:
    since = desk.engine.keys.wrapped_since()
    return f"{(datetime.now(UTC) - since).total_seconds():.0f}" if since is not None else "NaN"


def _from_here(request: Request[Desk, Any, Any]) -> bool:
    """From this machine, and not through a proxy on it."""
    host = request.client.host if request.client else ""
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


HANDLERS = (status, health, metrics)
