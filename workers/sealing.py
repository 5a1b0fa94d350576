"""Sealing: put new records into the log, sign it, keep the signature outside the database."""

import logging
from functools import cache
from threading import Lock
from typing import Any

from engine.past.anchors import Anchors, AnchorsUnreadable
from engine.past.seal import LogBroken, Sealer
from engine.secrets.keys import KeyStoreUnusable
from engine.settings import Settings
from workers import heartbeat
from workers.app import alone, app, engine

log = logging.getLogger(__name__)
_making = Lock()


def seal(sealer: Sealer) -> dict[str, Any]:
    """What came of a round, for the sign of life. What keeps it from sealing is said, and tried again."""
    try:
        return {"sealed": sealer.seal_when_due()}
    except (LogBroken, AnchorsUnreadable, KeyStoreUnusable, OSError) as problem:
        log.error("Nothing is sealed: %s", problem)
        return {"problem": type(problem).__name__}


@cache
def _sealer() -> Sealer:
    return Sealer(engine(), Anchors(Settings.from_environment().anchors))


@app.task(name="workers.seal", bind=True)
@alone
def seal_task(self: Any) -> None:
    with _making:
        sealer = _sealer()
    heartbeat.record(engine().database, "seal", self.request.hostname, **seal(sealer))
