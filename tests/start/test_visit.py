"""The embedded database is entered whether it runs or not, and is afterwards as it was before."""

from pathlib import Path

import psycopg

from engine.embedded import visit
from engine.embedded.postgres import EmbeddedPostgres


def answers(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_a_running_server_is_entered_and_goes_on(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", fast=True) as server:
        with visit.entered(tmp_path / "postgres") as url:
            assert url == server.start()
            assert answers(url)

        assert server.running
    assert visit.running(tmp_path / "postgres") is None


def test_one_that_does_not_run_is_started_and_ended(tmp_path: Path) -> None:
    with visit.entered(tmp_path / "postgres") as url:
        assert answers(url)
        assert visit.running(tmp_path / "postgres") == url

    assert visit.running(tmp_path / "postgres") is None


def test_what_a_crash_left_behind_is_no_server(tmp_path: Path) -> None:
    cluster = tmp_path / "cluster"
    cluster.mkdir()

    for left in ("", "x", "999999999\n", "1\n\n0\n5432\n\n\n\nstarting\n"):
        (cluster / "postmaster.pid").write_text(left)
        assert visit.running(tmp_path) is None
