"""Enter the embedded database for a while: one that runs already, or one that is started for this and ended after."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.embedded.address import Address
from engine.embedded.cluster import OWNER, Cluster
from engine.embedded.postgres import DATABASE, EmbeddedPostgres


@contextmanager
def entered(folder: Path) -> Iterator[str]:
    """The owner's address. Raises PostgresUnusable."""
    there = running(folder)
    if there is not None:
        yield there
        return
    with EmbeddedPostgres(folder) as server:
        yield server.start()


def running(folder: Path) -> str | None:
    """The owner's address of a server that somebody else runs on this folder; None where nobody does.

    PostgreSQL notes its process, its port and its socket's folder in the first, fourth and fifth line of its own file.
    """
    cluster = Cluster(folder.absolute(), None)
    try:
        lines = (cluster.files / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        os.kill(int(lines[0]), 0)
    except (OSError, ValueError, IndexError):
        return None
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    return Address(lines[4] or "127.0.0.1", int(lines[3])).url(OWNER, cluster.password, DATABASE)
