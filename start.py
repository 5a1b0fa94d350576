#!/usr/bin/env python3
"""Everything with one command, and nothing to install before it but Python 3.11 or newer.

    python3 start.py                     bring up the whole system; Ctrl-C ends it
    python3 start.py test [...]          every test; what follows goes to pytest
    python3 start.py check               format, lint, types, import contracts, tests
    python3 start.py bench [...]         measure the engine
    python3 start.py simulate [...]      play it at random, with everything that can go wrong
    python3 start.py omah VERB ...       verify, audit, bundle, replay ...; what follows goes to the verb
    python3 start.py reset               delete the data folder

Uses the standard library only until it has made `.venv` from requirements.lock; then it runs itself in there.
DATABASE_URL (an owner's) and REDIS_URL replace the embedded database and the broker in a folder.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.embedded import Unusable, environment

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping, Sequence

    from engine.embedded.errand import Errand
    from engine.embedded.folder import DataFolder
    from engine.embedded.supervisor import Program

PROJECT = Path(__file__).resolve().parent
PYTHON = PROJECT / ".venv" / "bin" / "python"
PROVE = """
import pathlib, sys
from engine.proving.proofs import insist
from workflows import REGISTRY
insist(REGISTRY, pathlib.Path(sys.argv[1]))
"""
CHECKS = {
    "format": ("ruff", "format", "--check", "."),
    "lint": ("ruff", "check", "."),
    "types": ("mypy",),
    "imports": ("lint-imports",),
}
TESTS = ("pytest", "--numprocesses", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--durations", "25")
"""Each process brings up a PostgreSQL of its own; a file stays together, since its tests share a browser.
At the end it says what took longest."""


def main() -> int:
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or newer is needed: start this file with one, for example `python3.11 start.py`.")
    # Also where it was started in the background, by a shell that has its children ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    try:
        if not PYTHON.exists() or not Path(sys.prefix).samefile(PROJECT / ".venv"):
            environment.prepare(PROJECT, _say)
            os.execv(PYTHON, [str(PYTHON), str(PROJECT / "start.py"), *sys.argv[1:]])
        options, rest = _options(sys.argv[1:])
        return VERBS[options.verb](options, rest)
    except Unusable as unusable:
        sys.exit(str(unusable))
    except KeyboardInterrupt:
        return 130


# --- the verbs


def run(options: argparse.Namespace, _: Sequence[str]) -> int:
    from engine.embedded import door
    from engine.embedded.folder import DataFolder
    from engine.embedded.postgres import EmbeddedPostgres
    from engine.embedded.supervisor import Supervisor

    data = DataFolder(options.data)
    outside = os.environ.get("DATABASE_URL")
    database = None if outside else EmbeddedPostgres(options.data / "postgres")
    supervisor = Supervisor(data, PROJECT, database, _say)
    data.claim("production" if options.production else "demo")
    listener = door.listen(options.port)
    try:
        proof = _errand("-c", PROVE, str(data.path))
        _say("PostgreSQL …")
        owner = database.start() if database else str(outside)
        home = Home(data, owner, listener, demo=not options.production)
        _say("Tables, keys, accounts …")
        home.furnish(proof, options.at)
        _say("API, worker, beat …")
        logins = _errand("-m", "api.demo", "--logins") if home.demo else None
        supervisor.start(home.programs())
        supervisor.await_answer("api", lambda: door.answers(home.port))
        _greet(home.url, logins)
        supervisor.watch()
    except KeyboardInterrupt:
        _say("Berhenti … / Stopping …")
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        supervisor.stop()
    return 0


def check(_: argparse.Namespace, rest: Sequence[str]) -> int:
    """Every check, even after one has failed."""
    failed = []
    for name, command in {**CHECKS, "tests": (*TESTS, *rest)}.items():
        _say(f"{name}: {' '.join(command)}")
        if _tool(*command):
            failed.append(name)
    _say(f"Failed: {', '.join(failed)}." if failed else "Everything holds.")
    return 1 if failed else 0


def reset(options: argparse.Namespace, _: Sequence[str]) -> int:
    from engine.embedded.folder import DataFolder

    _say(f"Deleting {options.data} …")
    DataFolder(options.data).delete()
    return 0


def omah(options: argparse.Namespace, rest: Sequence[str]) -> int:
    """A verb of `api.cli` on this installation, whether it runs or not. Paths count from where one stands."""
    from engine.embedded import door, visit
    from engine.embedded.folder import DataFolder

    data = DataFolder(options.data)
    if not data.has_passwords:
        raise Unusable(f"There is no installation in {options.data}: start it once, or name another with --data.")
    outside = os.environ.get("DATABASE_URL")
    with contextlib.nullcontext(outside) if outside else visit.entered(options.data / "postgres") as owner:
        address = door.entered_by(owner, "omah_api", data.passwords()["omah_api"])
        told = {"DATABASE_URL": address, "OMAH_DATA": str(options.data), "PYTHONPATH": str(PROJECT)}
        return subprocess.run(
            [PYTHON, "-P", "-m", "api.cli", *rest], env={**os.environ, **told}, check=False
        ).returncode


VERBS: Mapping[str, Callable[[argparse.Namespace, Sequence[str]], int]] = {
    "run": run,
    "test": lambda _, rest: _tool(*TESTS, *rest),
    "check": check,
    "bench": lambda _, rest: _tool("python", "-m", "tests.bench", *rest),
    "simulate": lambda _, rest: _tool("python", "-m", "tests.simulation", *rest),
    "omah": omah,
    "reset": reset,
}


# --- what is put together


class Home:
    """One installation: its data folder, its database, and the address at which it is found."""

    def __init__(self, data: DataFolder, owner: str, listener: socket.socket, *, demo: bool) -> None:
        self.listener = listener
        self.port: int = listener.getsockname()[1]
        self.url = os.environ.get("OMAH_URL") or f"http://127.0.0.1:{self.port}"
        self.demo = demo
        self._data = data
        self._owner = owner
        self._base = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "OMAH_DEMO")}
        self._base |= {"OMAH_DATA": str(data.path), "OMAH_URL": self.url, "PYTHONUNBUFFERED": "1"}
        self._base |= {"OMAH_DEMO": "1"} if demo else {}

    def furnish(self, proof: Errand, at: datetime.datetime | None) -> None:
        """Keys, roles and tables, then the accounts and, in the demo, the cases. Each step may be repeated."""
        self._make_keys()
        secrets = {f"{role.upper()}_PASSWORD": password for role, password in self._data.passwords().items()}
        _errand("-m", "engine.migrate", environment={**self._base, **secrets, "DATABASE_URL": self._owner}).finish()
        proof.finish("A workflow is not sound, so nothing starts until it is mended")

        if self.demo:
            _errand("-m", "api.demo", environment=self.as_api()).finish()
            if at:
                _errand("-m", "api.demo", "--at", at.isoformat(), environment=self.as_api()).finish()
        elif subprocess.run(
            [PYTHON, "-m", "api.first_admin", *(() if os.isatty(0) else ("--check",))],
            env=self.as_api(),
            cwd=PROJECT,
            check=False,
        ).returncode:
            raise Unusable("There is no administrator yet: start again in a terminal and answer the questions.")

    def as_api(self) -> Mapping[str, str]:
        return {**self._base, "DATABASE_URL": self._as("omah_api"), "DOOR_DATABASE_URL": self._as("omah_door")}

    def programs(self) -> list[Program]:
        from engine.embedded.supervisor import Program

        listener = self.listener.fileno()
        worker = {**self._base, "DATABASE_URL": self._as("omah_worker")}
        celery = (PYTHON, "-m", "celery", "-A", "workers.app")
        quietly = ("--no-access-log", "--no-server-header", "--no-proxy-headers", "--log-level", "warning")
        api = (PYTHON, "-m", "uvicorn", "--factory", "api.app:create", "--fd", str(listener), *quietly)
        return [
            Program("api", (*api, "--timeout-graceful-shutdown", "3"), self.as_api(), keep_open=(listener,)),
            Program(
                "worker", (*celery, "worker", "--loglevel", "warning", "--without-gossip", "--without-mingle"), worker
            ),
            Program("beat", (*celery, "beat", "--loglevel", "warning", "--pidfile", ""), worker),
        ]

    def _as(self, role: str) -> str:
        from engine.embedded import door

        return door.entered_by(self._owner, role, self._data.passwords()[role])

    def _make_keys(self) -> None:
        """Only for a new installation: where the keys of an old one are missing, new ones would not open its cases."""
        from engine.secrets.keys import KeyStore

        folder = Path(os.environ.get("OMAH_KEYS") or self._data.path / "keys")
        if not folder.exists() and not self._data.has_passwords:
            KeyStore.create(folder)


def _errand(*arguments: str, environment: Mapping[str, str] = os.environ) -> Errand:
    from engine.embedded.errand import Errand

    return Errand([PYTHON, *arguments], environment, PROJECT)


def _greet(url: str, logins: Errand | None) -> None:
    _say(f"\n  Omah Peluk   {url}   (staf / staff: {url}/app)\n")
    for line in logins.finish().splitlines() if logins else ():
        role, email, password = line.split("\t")
        _say(f"  {role:<16} {email:<30} {password}")
    _say("\n  Ctrl-C: berhenti / stop")


def _tool(name: str, *arguments: str) -> int:
    return subprocess.run([str(PYTHON.with_name(name)), *arguments], cwd=PROJECT, check=False).returncode


def _say(line: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # whoever listened has gone; the system stays
        print(line, flush=True)


def _options(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """`test`, `check`, `bench`, `simulate` and `omah` hand on whatever follows them."""
    _, _, summary = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        "start.py", description=summary, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", nargs="?", default="run", choices=VERBS)
    parser.add_argument("--port", type=int, default=8000, help="where the system answers (8000; 0: any free one)")
    parser.add_argument("--data", type=Path, default=PROJECT / ".data", help="the data folder (.data)")
    parser.add_argument("--at", type=_moment, help="move the demo clock forward to, e.g. 2026-12-01T09:00+07:00")
    parser.add_argument("--production", action="store_true", help="no demo: no default accounts, no movable clock")
    if arguments and arguments[0] in ("test", "check", "bench", "simulate"):
        return parser.parse_args(arguments[:1]), arguments[1:]
    own = arguments.index("omah") + 1 if "omah" in arguments else len(arguments)
    options = parser.parse_args(arguments[:own])
    options.data = options.data.absolute()
    if options.at and options.production:
        parser.error("--at moves the demo's clock; there is none with --production")
    return options, arguments[own:]


def _moment(text: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("give the zone too, for example 2026-12-01T09:00+07:00")
    return moment


if __name__ == "__main__":
    sys.exit(main())
