"""A step over HTTP, against a bare threaded Litestar endpoint that does the plain statement: two servers, in turns.

Both are processes of their own, like the API of an installation; the clients keep their connections open. Ours finds
the session, checks policy and form token, takes the step, writes the access record and answers with the new version
(`Prefer: return=minimal`), as the bare endpoint does.
"""

import http.client
import itertools
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass

from api import house
from api.security import accounts, login, sessions
from api.security.accounts import Wanted
from api.security.passwords import Strength
from engine.embedded import door
from engine.settings import Settings
from tests.bench.slices import Compared, compare
from tests.bench.stepping import CASES, to_and_fro
from tests.bench.world import populate
from tests.office import CAST, REJOMULYO, Office

PASSWORD = "kebun singkong di belakang rumah"
FORM = {"risk": 2, "agreed": True}


def measure(office: Office, clients: int, slices: int, seconds: float) -> Compared:
    """Steps per second that clients get done in each of the two ways, `clients` at a time."""
    token = _signed_in(office)
    servers = Server.start(office, "ours"), Server.start(office, "bare")
    try:
        ours, bare = Ours(office, servers[0], token, clients), Bare(office, servers[1], clients)
        return compare(ours.step, bare.step, clients, slices, seconds)
    finally:
        for server in servers:
            server.stop()


@dataclass(frozen=True, slots=True)
class Server:
    """One of the two, listening on `port`."""

    port: int
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, office: Office, which: str) -> "Server":
        with door.listen(0) as listener:
            port = listener.getsockname()[1]
            told = {
                **os.environ,
                "DATABASE_URL": office.urls["omah_api"],
                "DOOR_DATABASE_URL": office.urls["omah_door"],
                "OMAH_KEYS": str(office.keys._folder),
                "OMAH_DATA": str(office.keys._folder.parent),
                "OMAH_DEMO": "1",
                "OMAH_URL": f"http://127.0.0.1:{port}",
            }
            command = [sys.executable, "-m", "tests.bench.serving", which, str(listener.fileno())]
            process = subprocess.Popen(command, env=told, pass_fds=(listener.fileno(),))
        return cls(port, process)

    def connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        for _ in range(300):
            try:
                connection.request("GET", "/health")
                connection.getresponse().read()
            except OSError:
                connection.close()
                time.sleep(0.1)
            else:
                break
        return connection

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


class Ours:
    """Steps as a browser takes them."""

    def __init__(self, office: Office, server: Server, token: str, clients: int) -> None:
        cases = populate(office, CASES * clients)
        self._turns = [itertools.cycle(to_and_fro(cases[number::clients])) for number in range(clients)]
        self._versions = dict.fromkeys(cases, 1)
        self._connections = [server.connect() for _ in range(clients)]
        self._headers = {
            "content-type": "application/json",
            "cookie": f"omah={token}",
            "x-csrf-token": sessions.form_token(token),
            "prefer": "return=minimal",
        }
        self._body = json.dumps(FORM)

    def step(self, number: int) -> None:
        case, act = next(self._turns[number])
        headers = {**self._headers, "if-match": f'"v{self._versions[case]}"'}
        _post(self._connections[number], f"/api/cases/{case}/transitions/{act}", self._body, headers)
        self._versions[case] += 1


class Bare:
    """The same moves, as an endpoint makes them that does nothing else."""

    def __init__(self, office: Office, server: Server, clients: int) -> None:
        cases = populate(office, CASES * clients)
        self._turns = [itertools.cycle(to_and_fro(cases[number::clients])) for number in range(clients)]
        self._writes = dict.fromkeys(cases, 1)
        self._connections = [server.connect() for _ in range(clients)]

    def step(self, number: int) -> None:
        case, act = next(self._turns[number])
        body = json.dumps({**FORM, "case": str(case), "act": act, "writes": self._writes[case]})
        _post(self._connections[number], "/turn", body, {"content-type": "application/json"})
        self._writes[case] += 1


def _post(connection: http.client.HTTPConnection, path: str, body: str, headers: dict[str, str]) -> None:
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    said = answer.read()
    if answer.status not in (200, 201):
        raise RuntimeError(f"{path}: {answer.status} {said[:500]!r}")


def _signed_in(office: Office) -> str:
    """The token of a kader with an account."""
    email = "kader@omah.example"
    settings = Settings(
        office.urls["omah_api"], office.urls["omah_door"], office.keys._folder.parent, office.keys._folder
    )
    made = house.house_of(office.api, office.door, settings, Strength(memory=64, passes=1))
    if not accounts.anybody(made):
        accounts.create(made, Wanted(email, "Orang kader", "kader", (REJOMULYO,)), PASSWORD, as_id=CAST["kader"])
    _, token = login.sign_in(made, email, login.Proof(PASSWORD), None)
    return token
