"""The Celery app: what wakes the workers, and how carefully.

A tick carries nothing and is worth nothing: it expires soon, may come twice, late or never, and any worker may send
it. There is no `eta` and no `countdown` (Redis delivers those again), and no result backend.
"""

import logging
import os
import time
from collections.abc import Callable
from functools import cache, wraps
from threading import Lock, Thread
from typing import Any

from celery import Celery
from celery.beat import ScheduleEntry, Scheduler, SchedulingError
from celery.signals import beat_embedded_init, worker_init

from engine import setback
from engine.database import Database
from engine.errors import UnsoundWorkflow
from engine.proving.proofs import insist
from engine.runtime import Engine, collect_seldom, publish_definitions
from engine.secrets.keys import KeyStore, KeyStoreUnusable
from engine.settings import Settings
from workers import broker
from workers.post import Post
from workflows import REGISTRY

SWEEP_EVERY = 2.0  # seconds
RELAY_EVERY = 2.0
EXPIRE_EVERY = 600.0
SEAL_EVERY = 10.0
RETENTION_EVERY = 600.0
LETTERS_EVERY = 600.0
EXPIRES_AFTER = 5  # ticks: a queue stays short, and a machine so slow that every tick is late still sweeps
CONNECTIONS = 4
SCHEDULE: dict[str, dict[str, Any]] = {
    name: {"task": f"workers.{name}", "schedule": seconds, "options": {"expires": EXPIRES_AFTER * seconds}}
    for name, seconds in (
        ("sweep", SWEEP_EVERY),
        ("relay", RELAY_EVERY),
        ("expire", EXPIRE_EVERY),
        ("seal", SEAL_EVERY),
        ("retention", RETENTION_EVERY),
        ("letters", LETTERS_EVERY),
    )
}

CAREFUL: dict[str, Any] = {
    "accept_content": ["json"],
    "task_serializer": "json",
    "task_ignore_result": True,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "broker_connection_max_retries": None,
    "broker_connection_retry_on_startup": True,
    # Threads: one sweeps while the other pays. A pool of processes leaves orphans behind when its parent is killed.
    "worker_pool": "threads",
    "worker_concurrency": 2,
    # The host's output stays the host's.
    "worker_redirect_stdouts": False,
    "worker_hijack_root_logger": False,
    # Nobody asks the workers anything over the broker; on a folder, unread answers would pile up.
    "worker_enable_remote_control": False,
    "worker_send_task_events": False,
    # Ticks need no memory, so beat keeps no file that a kill could spoil or two beats could fight over.
    "beat_scheduler": "workers.app:Ticks",
    "beat_max_loop_interval": 1,
    "beat_schedule": SCHEDULE,
}

log = logging.getLogger(__name__)
_building = Lock()
_worker = os.getpid()


def configuration() -> dict[str, Any]:
    """Read when a worker or a beat starts, not when this module is imported.

    Whatever cannot be used ends the process: Celery would swallow an ordinary exception and go on with its defaults.
    """
    settings = Settings.from_environment()
    try:
        return CAREFUL | broker.options(settings)
    except OSError as problem:
        raise SystemExit(f"The broker's folder cannot be used: {problem}.") from problem


@worker_init.connect
def refuse_a_bad_start(**_: object) -> None:
    """One sentence and exit code 1 when keys or mail server cannot be used, or a workflow is unsound."""
    settings = Settings.from_environment()
    try:
        KeyStore(settings.keys)
        insist(REGISTRY, settings.data)
    except (KeyStoreUnusable, UnsoundWorkflow) as unusable:
        raise SystemExit(str(unusable)) from unusable
    Post.of(settings)


class Ticks(Scheduler):
    """Beat, but a broker that is away costs one line a tick instead of three hundred."""

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except SchedulingError as error:
            log.warning("%s", error)


app = Celery(
    "omah",
    include=[f"workers.{name}" for name in ("time", "effects", "expiry", "sealing", "retention", "letters")],
    set_as_current=False,
)
app.add_defaults(configuration)


def engine() -> Engine:
    """The engine of this process, made at the first tick so that a database that is still down stops no start."""
    with _building:
        return _engine()


@cache
def _engine() -> Engine:
    collect_seldom()
    settings = Settings.from_environment()
    made = Engine(Database(settings.database_url, size=CONNECTIONS), KeyStore(settings.keys), REGISTRY)
    publish_definitions(made)
    setback.wake(made)
    return made


def alone(task: Callable[..., None]) -> Callable[..., None]:
    """Skip a tick while the one before it still runs here, so that a slow relay never takes the sweep's thread."""
    running = Lock()

    @wraps(task)
    def run(*arguments: Any) -> None:
        if running.acquire(blocking=False):
            try:
                task(*arguments)
            finally:
                running.release()

    return run


@beat_embedded_init.connect
def die_with_the_worker(**_: object) -> None:
    """A beat that a worker carries is a process of its own, which would outlive a worker that was killed."""
    Thread(target=_watch, daemon=True, name="watch").start()


def _watch() -> None:
    while os.getppid() == _worker:
        time.sleep(0.5)
    log.warning("The worker of this beat is gone; it stops too.")
    os._exit(0)
