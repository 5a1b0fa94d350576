"""The door for anybody takes a few reports at once, by turns of the addresses from which they come: whoever floods it
waits behind herself, and everybody else for one turn. A report is delayed, and never turned away: it may be a child's.

They wait before they take a thread or a connection, with their body already here, so that who sends slowly holds
nobody up. Who waits is known in memory only, under a key that is thrown away every ten minutes.
"""

import asyncio
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send

from api.house import AT_THE_DOOR
from api.security.limits import SPAN, disguised

TAKEN_IN = frozenset({"/api/reports", "/isi", "/en/isi", "/pesan", "/en/pesan"})
"""Where a report comes in, by script or page by page, and what its reporter writes afterwards."""

LARGEST = 512 * 1024
"""So many bytes of a body are kept for whoever waits; one that is larger is refused further in."""


class Turns:
    """Of one event loop."""

    def __init__(self, at_once: int = AT_THE_DOOR) -> None:
        self._free = at_once
        self._waiting: OrderedDict[bytes, deque[asyncio.Future[None]]] = OrderedDict()
        self._until = 0.0

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        await self._wait(address)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, address: str) -> None:
        if self._free:
            self._free -= 1
            return
        called = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(self._who(address), deque()).append(called)
        try:
            await called
        except asyncio.CancelledError:
            if not called.cancelled():
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        """To the first of the address that has waited longest; then that address stands last."""
        while self._waiting:
            who, queue = self._waiting.popitem(last=False)
            called = queue.popleft()
            if queue:
                self._waiting[who] = queue
            if not called.cancelled():
                called.set_result(None)
                return
        self._free += 1

    def _who(self, address: str) -> bytes:
        if time.monotonic() >= self._until:
            self._key, self._until = secrets.token_bytes(32), time.monotonic() + SPAN
        return disguised(self._key, address)


def by_turns(app: ASGIApp) -> ASGIApp:
    """A middleware."""
    turns = Turns()

    async def before(scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") != "POST" or scope["path"].rstrip("/") not in TAKEN_IN:
            await app(scope, receive, send)
            return
        here = await _read(receive)
        client = scope.get("client")
        async with turns.turn(client[0] if client else ""):
            await app(scope, _again(here, receive), send)

    return before


async def _read(receive: Receive) -> deque[HTTPReceiveMessage]:
    """What the body came in, up to its end or as much as we keep."""
    here: deque[HTTPReceiveMessage] = deque()
    size, more = 0, True
    while more and size <= LARGEST:
        message: HTTPReceiveMessage = await receive()  # type: ignore[assignment]  # of a scope that is http
        here.append(message)
        size += len(message["body"]) if message["type"] == "http.request" else 0
        more = message["type"] == "http.request" and message["more_body"]
    return here


def _again(here: deque[HTTPReceiveMessage], receive: Receive) -> Receive:
    async def received() -> Any:
        return here.popleft() if here else await receive()

    return received
