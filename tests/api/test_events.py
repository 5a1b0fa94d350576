"""Live news: versions of what is in sight, nothing else, for as long as the session lasts and the process runs."""

import asyncio
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.cases import events
from api.cases.events import ALIVE, RETRY, Streams
from api.desk import House
from api.errors import TooSoon
from api.security import accounts, login
from api.security.login import Proof
from tests.api.conftest import PASSWORD, Caller, email_of
from tests.api.samples import QUARREL
from tests.office import CAST, YOSODADI, Office

Act = Callable[[], object]


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "EVERY", 0.02)


def token_of(house: House, role: str) -> str:
    return login.sign_in(house, email_of(role), Proof(PASSWORD), None)[1]


def heard(house: House, role: str, act: Act, known: str | None = None) -> list[tuple[str, int]]:
    """What somebody is told of what happens, from before it until a while after."""
    return told(house, token_of(house, role), act, known)


def told(house: House, token: str, act: Act, known: str | None = None) -> list[tuple[str, int]]:
    async def listen() -> bytes:
        streams = Streams()
        stream = streams.follow(house.engine.database, token, known, streams.claim(token))
        assert await anext(stream) == RETRY
        said = await _until_quiet(stream) if known is None else b""
        await asyncio.to_thread(act)
        return said + await _until_quiet(stream)

    found = re.findall(rb"data: (.*)\n", asyncio.run(listen()))
    return [(one["id"], one["version"]) for one in map(json.loads, found)]


async def _until_quiet(stream: AsyncIterator[bytes]) -> bytes:
    said = b""
    async for chunk in stream:
        if chunk == ALIVE:
            break
        said += chunk
    return said


def nothing() -> None:
    pass


@pytest.fixture
def case(office: Office, furnished: House) -> UUID:
    office.at("2026-12-01 09:00")
    return office.open("omah-peluk", "kader", **QUARREL)


def note(office: Office, case: UUID) -> Act:
    return lambda: office.fire(case, "note", "kader", text="Siti sudah tenang.")


def test_a_change_is_told_by_id_and_version(office: Office, furnished: House, case: UUID) -> None:
    assert heard(furnished, "coordinator", note(office, case)) == [(str(case), 2)]


def test_what_was_there_before_is_no_news(furnished: House, case: UUID) -> None:
    assert heard(furnished, "coordinator", nothing) == []


def test_a_new_case_is_news(office: Office, furnished: House) -> None:
    opened: list[UUID] = []

    assert heard(furnished, "kader", lambda: opened.append(office.open("omah-peluk", "kader", **QUARREL))) == [
        (str(opened[0]), 1)
    ]


def test_what_is_out_of_sight_is_not_told(office: Office, furnished: House, case: UUID) -> None:
    elsewhere = office.open("omah-peluk", f"kader@{YOSODADI}", **{**QUARREL, "kelurahan": YOSODADI})
    there = lambda: office.fire(elsewhere, "note", f"kader@{YOSODADI}", text="Di tempat lain.")  # noqa: E731

    assert heard(furnished, "coordinator", there) == []
    assert heard(furnished, "supervisor", there) == [(str(elsewhere), 3)]
    office.fire(case, "keep-out", "supervisor", person=str(CAST["coordinator"]), reason="Kerabat terlapor.")
    assert heard(furnished, "coordinator", note(office, case)) == []


def test_time_that_jumps_loses_nothing(office: Office, furnished: House, case: UUID) -> None:
    def after_a_week() -> None:
        office.fire(case, "note", "kader", text="Sebelum.")
        office.later(days=7)

    assert heard(furnished, "coordinator", after_a_week) == [(str(case), 2)]


def test_whoever_was_away_for_a_moment_is_told_what_she_missed(office: Office, furnished: House, case: UUID) -> None:
    known = office.later(minutes=1).isoformat()
    office.later(minutes=2)
    note(office, case)()

    assert heard(furnished, "coordinator", nothing, known) == [(str(case), 2)]
    for not_ours in ("yesterday", "2026-12-01", "7"):
        assert heard(furnished, "coordinator", nothing, not_ours) == []


def test_it_is_no_look_and_keeps_no_session_awake(office: Office, furnished: House, case: UUID) -> None:
    token = token_of(furnished, "coordinator")
    office.sql("UPDATE session SET last_seen_at = clock_timestamp() - interval '14 min'")

    told(furnished, token, note(office, case))

    assert office.sql("SELECT clock_timestamp() - last_seen_at > interval '14 min' FROM session") == [(True,)]
    assert office.sql("SELECT count(*) FROM access_record") == [(0,)]


@pytest.mark.parametrize("how", ["signed out", "asleep", "disabled"])
def test_it_ends_with_the_session(office: Office, furnished: House, case: UUID, how: str) -> None:
    token = token_of(furnished, "coordinator")
    ends: dict[str, Act] = {
        "signed out": lambda: login.sign_out(furnished, token),
        "asleep": lambda: office.sql("UPDATE session SET last_seen_at = clock_timestamp() - interval '16 min'"),
        "disabled": lambda: accounts.set_active(furnished, CAST["coordinator"], active=False),
    }

    async def listen() -> None:
        streams = Streams()
        stream = streams.follow(furnished.engine.database, token, None, streams.claim(token))
        assert await anext(stream) == RETRY
        await asyncio.to_thread(ends[how])
        async with asyncio.timeout(60):
            assert [chunk async for chunk in stream if chunk != ALIVE] == []

    asyncio.run(listen())


def test_a_session_has_so_many_streams_and_no_more() -> None:
    streams = Streams()
    for _ in range(events.AT_ONCE):
        streams.claim("one")

    with pytest.raises(TooSoon):
        streams.claim("one")
    streams.claim("another")


def test_a_stream_that_was_cut_off_loses_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = Streams()
    for _ in range(events.AT_ONCE):
        streams.claim("one")
    with pytest.raises(TooSoon):
        streams.claim("one")

    monkeypatch.setattr(events, "LEASE", -1.0)

    streams.claim("one")


def test_a_stream_that_is_closed_leaves_its_place_at_once(furnished: House) -> None:
    token = token_of(furnished, "kader")

    async def open_and_close() -> None:
        streams = Streams()
        for _ in range(events.AT_ONCE + 1):
            stream = streams.follow(furnished.engine.database, token, None, streams.claim(token))
            assert await anext(stream) == RETRY
            await stream.aclose()  # type: ignore[attr-defined]  # an async generator

    asyncio.run(open_and_close())


def test_nobody_is_told_anything_without_a_session_or_a_role_for_cases(
    client: TestClient[Litestar], furnished: House, anybody: Caller
) -> None:
    assert anybody.get("/api/events").status_code == 401
    for role in ("admin", "auditor", "forum_anak"):
        assert Caller(client, token_of(furnished, role), None).get("/api/events").status_code == 404


# --- a real server ----------------------------------------------------------------------------------------------------


@pytest.fixture
def server(office: Office, furnished: House, folder: Path) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The application as uvicorn runs it: its port, and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {
        "DATABASE_URL": office.urls["omah_api"],
        "DOOR_DATABASE_URL": office.urls["omah_door"],
        "OMAH_DATA": str(folder),
        "OMAH_URL": f"http://127.0.0.1:{port}",
        "OMAH_SECOND_FACTOR": "0",
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", "api.app:create", "--port", str(port)]
    process = subprocess.Popen(
        command, env={**os.environ, **told}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    try:
        _wait_for(port, process)
        yield port, process
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the server has ended"
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.1)
    raise AssertionError("the server does not answer")


def test_over_http_and_at_the_end_it_ends_at_once(
    office: Office, furnished: House, case: UUID, server: tuple[int, Any]
) -> None:
    port, process = server
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", "/api/events", headers={"cookie": f"omah={token_of(furnished, 'kader')}"})
    answer = line.getresponse()
    assert (answer.status, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.readline() == b"retry: 5000\n"
    time.sleep(1)

    note(office, case)()
    while not (said := answer.readline()).startswith(b"data: "):
        pass
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)
    answer.close()
    line.close()

    assert json.loads(said.removeprefix(b"data: ")) == {"id": str(case), "version": 2}
    assert time.monotonic() - asked < 10
