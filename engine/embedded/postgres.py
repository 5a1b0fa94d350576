"""A PostgreSQL server of our own in one folder: made, started, healed and stopped by us, reachable by us only.

    <folder>/cluster    the database, owned by whoever runs the server
    <folder>/password   its owner's, made once
    <folder>/log        what the server says; never a value of a row

It listens on a socket in a short folder, or, where no such folder can be had, on 127.0.0.1; both ask for the password.
PostgreSQL refuses to run as root: then it runs as `nobody`.
"""

import fcntl
import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from engine.embedded import binaries, child, leftovers
from engine.embedded.address import Address, Den
from engine.embedded.binaries import Binaries, PostgresUnusable
from engine.embedded.child import Account
from engine.embedded.cluster import ENVIRONMENT, OWNER, Cluster

__all__ = ["EmbeddedPostgres", "PostgresUnusable"]

DATABASE = "omah"
PATIENCE = 120  # seconds, for a start that has to replay its log
LARGEST_LOG = 5_000_000  # bytes

SETTINGS = {
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "password_encryption": "scram-sha-256",
    # The log must never hold what a row holds: no statement, no parameter, no detail of a violated constraint.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "logging_collector": "off",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class EmbeddedPostgres:
    """One server on one folder. `fast` gives up durability, for tests. Raises PostgresUnusable from `start`."""

    def __init__(self, folder: Path, *, fast: bool = False) -> None:
        self.folder = folder.absolute()
        self.fast = fast
        self._home: _Home | None = None
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._server is not None and self._server.poll() is None

    @property
    def pid(self) -> int | None:
        return self._server.pid if self._server is not None else None

    def start(self) -> str:
        """Start, or start again after a crash; the owner's URL, which stays the same until `stop`."""
        again = self._home is not None
        try:
            home = self._home = self._home or _Home(self.folder, durable=not self.fast)
            if not self.running:
                self._run(home)
        except BaseException as problem:
            if not again:
                self.stop()
            if isinstance(problem, OSError | subprocess.SubprocessError | psycopg.Error):
                raise PostgresUnusable(f"PostgreSQL cannot be used in {self.folder}: {problem}.") from problem
            raise
        return home.url(DATABASE)

    def stop(self) -> None:
        """Let the server roll back what is open and write what it holds; then insist."""
        if self._server is not None:
            child.end(self._server, (signal.SIGQUIT if self.fast else signal.SIGINT, 3), (signal.SIGQUIT, 1))
            self._server = None
        if self._home is not None:
            self._home.leave()
            self._home = None

    def url(self, user: str, password: str, database: str = DATABASE) -> str:
        """Where another role finds the running server."""
        assert self._home is not None, "the server has no address before it is started"
        return self._home.address.url(user, password, database)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self, home: "_Home") -> None:
        leftovers.end(home.cluster.files)
        self._server = self._launch(home)
        self._await(home, self._server)
        _make_database(home)

    def _launch(self, home: "_Home") -> subprocess.Popen[bytes]:
        settings = SETTINGS | (FAST if self.fast else DURABLE) | home.address.settings()
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

        with home.cluster.opened(home.cluster.files) as (path, descriptors), home.log.open("ab") as log:
            self._log_begins = log.tell()
            return child.start(
                [home.binaries.postgres, "-D", path, *options],
                environment=ENVIRONMENT,
                folder=Path("/"),
                output=log,
                account=home.cluster.account,
                keep_open=descriptors,
                last_word=signal.SIGINT,
            )

    def _await(self, home: "_Home", server: subprocess.Popen[bytes]) -> None:
        give_up = time.monotonic() + PATIENCE
        while not _says_ready(home.cluster, server.pid):
            if server.poll() is not None:
                raise PostgresUnusable(f"PostgreSQL does not start in {self.folder}: {self._last_words(home.log)}.")
            if time.monotonic() > give_up:
                raise PostgresUnusable(f"PostgreSQL is not ready after {PATIENCE} seconds: see {home.log}.")
            time.sleep(0.01)

    def _last_words(self, path: Path) -> str:
        with path.open("rb") as log:
            log.seek(self._log_begins)
            said = log.read().decode(errors="replace").splitlines()
        fatal = [line.partition("FATAL:")[2].strip() for line in said if "FATAL:" in line]
        return fatal[-1] if fatal else f"see {path}"


class _Home:
    """What is settled once and holds until `stop`: the folder is ours, its programs, its address, its cluster."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = _claim(folder)
        self._den: Den | None = None
        try:
            self.cluster = Cluster(folder, _account())
            leftovers.end(self.cluster.files)
            self._den = Den.make(folder / "den", self.cluster.account)
            self._settle(self._den, durable=durable)
        except BaseException:
            self.leave()
            raise
        self.log = folder / "log"
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(folder / "log.1")

    def url(self, database: str) -> str:
        return self.address.url(OWNER, self.cluster.password, database)

    def leave(self) -> None:
        if self._den is not None:
            self._den.remove()
        os.close(self._lock)

    def _settle(self, den: Den, *, durable: bool) -> None:
        account = self.cluster.account
        found = binaries.find()
        self.binaries: Binaries = binaries.within_reach(found, account, den.path) if account else found
        self.address = Address.choose(den, account)
        if not self.cluster.files.exists():
            self.cluster.make(self.binaries, den.path, durable=durable)
        self.cluster.check(self.binaries.version)


def _claim(folder: Path) -> int:
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as taken:
        os.close(lock)
        raise PostgresUnusable(f"Another process uses the database in {folder}: end it first.") from taken
    return lock


def _account() -> Account | None:
    if os.geteuid() != 0:
        return None
    try:
        return Account.of("nobody")
    except KeyError as unknown:
        raise PostgresUnusable(
            "PostgreSQL does not run as root, and this machine has no user `nobody`: start as another user."
        ) from unknown


def _says_ready(cluster: Cluster, pid: int) -> bool:
    """The server writes its state into the eighth line of its own file."""
    try:
        lines = (cluster.files / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _make_database(home: _Home) -> None:
    with psycopg.connect(home.url("postgres"), autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if there is None:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')
