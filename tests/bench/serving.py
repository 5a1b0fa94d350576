"""`python -m tests.bench.serving ours|bare DESCRIPTOR`: one of the two servers that are compared over HTTP."""

import sys
import threading
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import uvicorn
from litestar import Litestar, get, post

from api.app import assemble
from api.house import house_of
from engine.database import Database
from engine.runtime import Engine, collect_seldom
from engine.secrets.keys import KeyStore
from engine.settings import Settings
from tests.bench.stepping import connected, plain
from tests.bench.world import TURNS


def ours(settings: Settings) -> Litestar:
    """The application of an installation, with the workflow of the bench."""
    collect_seldom()
    keys = KeyStore(settings.keys)
    engine = Engine(Database(settings.database_url), keys, TURNS)
    door = Engine(Database(settings.door_database_url or settings.database_url), keys, TURNS)
    return assemble(house_of(engine, door, settings), closes=True)


def bare(settings: Settings) -> Litestar:
    """An endpoint in a thread, with a connection for each, that does one statement."""
    here = threading.local()

    @get("/health", sync_to_thread=False)
    def health() -> dict[str, Any]:
        return {}

    @post("/turn", sync_to_thread=True)
    def turn(data: dict[str, Any]) -> dict[str, Any]:
        if not hasattr(here, "connection"):
            here.connection = connected(settings.database_url)
        plain(here.connection, UUID(data["case"]), data["act"], data["writes"], BODY, datetime.now(UTC))
        return {"case": data["case"], "version": data["writes"] + 1}

    return Litestar([health, turn])


BODY = bytes(700)


if __name__ == "__main__":
    which = {"ours": ours, "bare": bare}[sys.argv[1]]
    application = which(Settings.from_environment())
    uvicorn.run(application, fd=int(sys.argv[2]), log_level="warning", access_log=False, server_header=False)
