"""A PostgreSQL of our own, under the conditions in which others give up."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from engine.embedded import binaries, child, cluster
from engine.embedded.child import Account
from engine.embedded.postgres import EmbeddedPostgres, PostgresUnusable

PROJECT = Path(__file__).parents[2]
NAMELESS = "initdb: could not look up effective user ID 54321: user does not exist"
STARTS = (
    "import sys, time; from pathlib import Path; from engine.embedded.postgres import EmbeddedPostgres; "
    "server = EmbeddedPostgres(Path(sys.argv[1]), fast=True); server.start(); "
    "print(server.pid, flush=True); time.sleep(600)"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Deep below a folder that is closed to everybody else, with a path that no socket could have."""
    closed = tmp_path_factory.mktemp("closed")
    closed.chmod(0o700)
    return closed / ("a" * 60) / ("b" * 60) / "postgres"


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(folder) as running:
        yield running


def test_it_runs_below_a_closed_folder_with_a_long_path(server: EmbeddedPostgres, folder: Path) -> None:
    with psycopg.connect(server.start()) as connection:
        row = connection.execute("SELECT current_database(), current_setting('fsync'), current_setting('timezone')")

        assert row.fetchone() == ("omah", "on", "UTC")
    assert len(str(folder)) > 107


def test_it_never_runs_as_root(server: EmbeddedPostgres) -> None:
    assert server.pid is not None

    assert Path(f"/proc/{server.pid}").stat().st_uid != 0


def test_only_who_has_the_password_gets_in(server: EmbeddedPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url("omah", "guess"))


def test_its_log_holds_no_value_of_a_row(server: EmbeddedPostgres, folder: Path) -> None:
    with psycopg.connect(server.start()) as connection:
        connection.execute("CREATE TEMP TABLE person (name text UNIQUE)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES (%s), ('Sekar-4711')", ["Sekar-4711"])

    log = (folder / "log").read_text(encoding="utf-8")
    assert "duplicate key value violates unique constraint" in log
    assert "4711" not in log


def test_killed_it_comes_back_at_the_same_address_with_all_that_was_committed(server: EmbeddedPostgres) -> None:
    address = server.start()
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    _await(lambda: not server.running)

    again = server.start()

    assert again == address
    with psycopg.connect(again) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_nobody_else_can_start_a_second_one_on_its_folder(server: EmbeddedPostgres, folder: Path) -> None:
    with pytest.raises(PostgresUnusable, match="Another process uses the database"):
        EmbeddedPostgres(folder).start()

    assert server.running


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", fast=True):
        pass
    stale = tmp_path / "postgres" / "cluster" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n/elsewhere\n1700000000\n5432\n\n\n\nready\n", encoding="utf-8")

    with EmbeddedPostgres(tmp_path / "postgres", fast=True) as server:
        assert server.running


def test_a_server_that_a_killed_start_left_behind_is_ended_first(tmp_path: Path) -> None:
    lost = EmbeddedPostgres(tmp_path / "postgres", fast=True)
    lost.start()
    assert lost.pid is not None
    _forget(lost)

    with EmbeddedPostgres(tmp_path / "postgres", fast=True) as server:
        assert server.pid != lost.pid
        _await(lambda: not lost.running)


def test_it_ends_with_whoever_started_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTS, tmp_path / "postgres"], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        server = int(starter.stdout.readline())
        starter.kill()

    _await(lambda: child.birthmark(server) is None)
    with EmbeddedPostgres(tmp_path / "postgres", fast=True) as again:
        assert again.running


def test_where_even_the_shortest_socket_path_is_too_long_it_listens_on_the_loopback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as short:
        temporary = Path(short) / ("t" * 90)
        temporary.mkdir()
        Path(short).chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))

        with (
            EmbeddedPostgres(tmp_path / "postgres", fast=True) as server,
            psycopg.connect(server.start()) as connection,
        ):
            assert connection.info.host == "127.0.0.1"
            assert connection.pgconn.used_password


def test_nothing_stays_in_the_temporary_folder(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", fast=True):
        den = Path((tmp_path / "postgres" / "den").read_text(encoding="utf-8"))
        assert den.is_dir()

    assert not den.exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(PostgresUnusable, match=r"^PostgreSQL cannot be used in .*/file/postgres: .*\.$"):
        EmbeddedPostgres(tmp_path / "file" / "postgres").start()


def test_a_cluster_of_another_version_is_left_alone(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", fast=True):
        pass
    (tmp_path / "postgres" / "cluster" / "PG_VERSION").write_text("9\n", encoding="ascii")

    with pytest.raises(PostgresUnusable, match="was made by PostgreSQL 9"):
        EmbeddedPostgres(tmp_path / "postgres", fast=True).start()


def test_what_keeps_the_server_from_starting_is_said(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", fast=True):
        pass
    (tmp_path / "postgres" / "cluster" / "postgresql.conf").write_text("no_such_setting = 1\n", encoding="ascii")

    with pytest.raises(PostgresUnusable, match=r"PostgreSQL does not start in .*postgresql.conf"):
        EmbeddedPostgres(tmp_path / "postgres", fast=True).start()


def test_a_user_without_a_name_is_told_what_to_do(tmp_path: Path) -> None:
    said = _initdb_as_nameless(tmp_path) if os.geteuid() == 0 else NAMELESS

    assert said.strip() == NAMELESS
    assert "add it to /etc/passwd" in cluster.why_not(said, tmp_path)


def _initdb_as_nameless(tmp_path: Path) -> str:
    nameless = Account("nameless", 54321, 54321)
    with tempfile.TemporaryDirectory(dir="/tmp") as den:
        Path(den).chmod(0o755)
        reached = binaries.within_reach(binaries.find(), nameless, Path(den))
        answer: subprocess.CompletedProcess[str] = subprocess.run(
            [reached.initdb, "-D", "/nowhere"],
            capture_output=True, text=True, check=False, cwd="/", **nameless.credentials(),
        )  # fmt: skip
    return answer.stderr


def _forget(server: EmbeddedPostgres) -> None:
    """As if its starter had been killed with the leash cut: the lock is let go, the server runs on."""
    assert server._home is not None
    os.close(server._home._lock)


def _await(true: Callable[[], bool], seconds: float = 120) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, "it never came true"
        time.sleep(0.02)
