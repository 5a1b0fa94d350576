"""The application: every handler, one guard before them, one table of errors, the same headers on every answer."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from litestar import Litestar, Request
from litestar.concurrency import set_asyncio_executor
from litestar.config.app import AppConfig
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.router import Router
from psycopg import OperationalError

from api.citizen.pages import CITIZEN
from api.desk import Desk, House
from api.house import CONNECTIONS, furnish
from api.routes import (
    awareness,
    breaches,
    bulk,
    calendars,
    cases,
    changes,
    clocks,
    demo,
    envelopes,
    events,
    exports,
    history,
    houses,
    keeping,
    me,
    messages,
    moving,
    notices,
    papers,
    people,
    policies,
    proofs,
    releases,
    reports,
    rules,
    settings,
    staff,
    statistics,
    status,
    tokens,
    visits,
    whatif,
    workflows,
)
from api.security.admission import admit
from api.security.policy import STAFF
from api.security.turns import by_turns
from api.serving import lost
from api.serving.headers import Headers
from api.serving.static import Tree, service_worker, staff_app, static_file
from api.vigil import Vigil
from api.words import DINAS, called
from engine.errors import UnsoundWorkflow
from engine.proving.proofs import insist
from engine.runtime import collect_seldom, publish_definitions
from engine.secrets.orphans import sweep_orphans
from engine.settings import Settings

LARGEST_BODY = 512 * 1024
"""Bytes. A long story fits a hundred times."""

HANDLERS = (
    *me.HANDLERS,
    *cases.HANDLERS,
    *messages.HANDLERS,
    *papers.HANDLERS,
    *bulk.HANDLERS,
    *clocks.HANDLERS,
    *envelopes.HANDLERS,
    *calendars.HANDLERS,
    *history.HANDLERS,
    *workflows.HANDLERS,
    *proofs.HANDLERS,
    *rules.HANDLERS,
    *whatif.HANDLERS,
    *notices.HANDLERS,
    *events.HANDLERS,
    *reports.HANDLERS,
    *staff.HANDLERS,
    *houses.HANDLERS,
    *people.HANDLERS,
    *policies.HANDLERS,
    *moving.HANDLERS,
    *awareness.HANDLERS,
    *visits.HANDLERS,
    *settings.HANDLERS,
    *changes.HANDLERS,
    *keeping.HANDLERS,
    *breaches.HANDLERS,
    *statistics.HANDLERS,
    *releases.HANDLERS,
    *exports.HANDLERS,
    *status.HANDLERS,
    *tokens.HANDLERS,
    static_file,
    service_worker,
    staff_app,
)

# As many threads as connections: who gets a thread gets a connection, and nobody waits holding one of the two.
set_asyncio_executor(ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="handler"))


def create(told: Settings | None = None) -> Litestar:
    """For uvicorn's `--factory`. Raises SystemExit with one sentence where something that it stands on is missing."""
    collect_seldom()
    house = furnish(told or Settings.from_environment())
    try:
        insist(house.engine.registry, house.settings.data)
        publish_definitions(house.engine)
        sweep_orphans(house.engine)
    except UnsoundWorkflow as unsound:
        raise SystemExit(str(unsound)) from unsound
    except OperationalError as away:
        raise SystemExit("The database cannot be reached at DATABASE_URL: start it, or correct the address.") from away
    return assemble(house, closes=True)


def assemble(house: House, *, closes: bool = False) -> Litestar:
    """The application of a furnished house; `closes`: whose connections end with it."""
    return Litestar(
        route_handlers=[_together(house), *CITIZEN],
        guards=[admit],
        middleware=[by_turns],
        dependencies={"desk": Provide(at_desk, sync_to_thread=False)},
        exception_handlers={Exception: lost.answer},
        compression_config=PACKED,
        before_send=[Headers(secure=house.secure)],
        on_app_init=[_no_debugging],
        openapi_config=OPENAPI,
        lifespan=[_kept],
        on_shutdown=[house.close] if closes else [],
        logging_config=None,
        request_max_body_size=LARGEST_BODY,
        state=State({"house": house, "tree": _tree()}),
    )


@asynccontextmanager
async def _kept(app: Litestar) -> AsyncIterator[None]:
    """The watch and the open lines of its house, for as long as it runs."""
    house: House = app.state.house
    async with Vigil(house).kept(), house.streams.kept():
        yield


@cache
def _tree() -> Tree:
    """Read and joined once: what a process serves stays as it was when it began."""
    return Tree.read()


def _together(house: House) -> Router:
    """Registered one by one, the second method of an address would have Litestar 2.25 wrap the first one's handler
    twice for its thread, and answer with a coroutine."""
    return Router("/", route_handlers=[*HANDLERS, *(demo.HANDLERS if house.settings.demo else ())])


def at_desk(request: Request[Desk, Any, Any]) -> Desk:
    """What the guard has put before the handler, who answers in the office's own words."""
    called.set(request.auth or DINAS)
    return request.user


def _no_debugging(config: AppConfig) -> AppConfig:
    """Whatever the environment says: a debugging page shows what people wrote."""
    config.debug = False
    config.pdb_on_exception = False
    return config


PACKED = CompressionConfig("gzip", gzip_compress_level=6, minimum_size=1024, exclude_opt_key="unpacked")
"""Answers travel packed, for slow networks; an answer that holds a token does not, for its length would tell of it."""

OPENAPI = OpenAPIConfig(
    title="Omah Peluk",
    version="1",
    description="Cases as state machines. Errors are problem details (RFC 9457) with a stable `code`.",
    render_plugins=[JsonRenderPlugin()],
    openapi_router=Router("/api/schema", route_handlers=[], opt={"policy": STAFF}, include_in_schema=False),
)
