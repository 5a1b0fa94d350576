"""Time: fire what is due, and say that one is alive."""

import time
from typing import Any

from engine import sweep as due
from engine.runtime import Engine
from workers import heartbeat
from workers.app import SWEEP_EVERY, alone, app, engine


def sweep(engine: Engine, worker: str, *, seconds: float = SWEEP_EVERY, limit: int = due.BATCH) -> int:
    """Fire until nothing is due or the time is up (the next tick goes on); how many rungs were climbed."""
    until = time.monotonic() + seconds
    fired = 0
    while fresh := due.fire_due(engine, limit=limit):
        fired += fresh
        if time.monotonic() > until:
            break

    heartbeat.record(engine.database, "sweep", worker, fired=fired)
    return fired


@app.task(name="workers.sweep", bind=True)
@alone
def sweep_task(self: Any) -> None:
    sweep(engine(), self.request.hostname)
