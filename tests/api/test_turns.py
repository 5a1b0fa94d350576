"""A flood at the door for anybody delays whoever floods it. Every report is taken, and others wait for one turn."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import httpx

from api.app import assemble
from api.desk import House
from api.security.turns import Turns
from tests.api.conftest import URL
from tests.api.samples import QUARREL
from tests.office import Office

FLOOD = 200
FORM: dict[str, Any] = {key: value for key, value in QUARREL.items() if key != "stated_risk"}


def test_a_flood_from_one_address_is_taken_whole_and_holds_up_nobody_else(office: Office, furnished: House) -> None:
    app, done, begun = assemble(furnished), list[str](), asyncio.Event()

    async def sent(whose: str, client: httpx.AsyncClient) -> int:
        answer = await client.post("/api/reports", json=FORM)
        done.append(whose)
        begun.set()
        return answer.status_code

    async def night() -> tuple[list[int], int, int]:
        async with at(app, "203.0.113.7") as flooder, at(app, "198.51.100.9") as child:
            flood = asyncio.gather(*(sent("flood", flooder) for _ in range(FLOOD)))
            await begun.wait()
            before = len(done)
            other = await sent("child", child)
            return await flood, other, done.index("child") - before

    flood, other, overtaken_by = asyncio.run(night())

    assert [*flood, other] == [201] * (FLOOD + 1)
    assert overtaken_by <= 10
    assert office.sql("SELECT count(*) FROM cases") == [(FLOOD + 1,)]


def test_who_sends_slowly_or_goes_away_holds_nobody_up(furnished: House) -> None:
    app = assemble(furnished)

    async def never() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    async def nowhere(_: Any) -> None: ...

    async def night() -> int:
        scope = {
            "type": "http", "method": "POST", "path": "/api/reports", "raw_path": b"/api/reports", "query_string": b"",
            "headers": [(b"content-type", b"application/json")], "client": ("203.0.113.7", 1), "scheme": "http",
            "server": ("127.0.0.1", 8000), "http_version": "1.1", "root_path": "", "extensions": {},
        }  # fmt: skip
        slow = [asyncio.ensure_future(call(app, dict(scope), never, nowhere)) for _ in range(20)]
        await asyncio.sleep(0.05)
        async with at(app, "198.51.100.9") as child:
            answer = await asyncio.wait_for(child.post("/api/reports", json=FORM), 20)
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        return answer.status_code

    assert asyncio.run(night()) == 201


def test_turns_go_round_the_addresses_and_whoever_gave_up_is_passed_over() -> None:
    came: list[str] = []

    async def visit(turns: Turns, who: str) -> None:
        async with turns.turn(who[0]):
            came.append(who)
            await asyncio.sleep(0)

    async def night() -> None:
        turns = Turns(1)
        visits = {who: asyncio.ensure_future(visit(turns, who)) for who in ("a1", "a2", "a3", "b1", "a4", "c1", "b2")}
        await asyncio.sleep(0)
        visits["a3"].cancel()
        await asyncio.gather(*visits.values(), return_exceptions=True)
        await visit(turns, "d1")

    asyncio.run(night())

    assert came == ["a1", "a2", "b1", "c1", "b2", "a4", "d1"]


def at(app: Any, address: str) -> httpx.AsyncClient:
    """Somebody at this address."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(address, 4711)), base_url=URL, timeout=60)


async def call(app: Any, scope: Any, receive: Any, send: Any) -> None:
    answer: Awaitable[None] = app(scope, receive, send)
    await answer
