"""What a killed server leaves behind: processes that still have its cluster open, and a `postmaster.pid`.

PostgreSQL trusts that file as long as *some* process has its number; after a crash of the machine, or in a container,
that is often a stranger, and it would never start again.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from engine.embedded import child
from engine.embedded.child import PROC

PATIENCE = 8  # seconds, before a leftover is killed; a killed server heals from its log


def end(cluster: Path) -> None:
    """End every process of an earlier server of this cluster, then remove its pid file. The caller holds the folder."""
    pid_file = cluster / "postmaster.pid"
    if not pid_file.exists():
        return
    server = _number_in(pid_file)
    give_up = time.monotonic() + PATIENCE
    while pids := set(_processes_in(cluster, server)):
        patience_left = time.monotonic() < give_up
        for pid in pids:
            word = signal.SIGINT if pid == server else signal.SIGQUIT
            with suppress(ProcessLookupError):
                os.kill(pid, word if patience_left else signal.SIGKILL)
        time.sleep(0.05)
    pid_file.unlink(missing_ok=True)


def _processes_in(cluster: Path, server: int | None) -> Iterator[int]:
    """A server and each of its processes stand in the cluster folder; strangers do not."""
    if not PROC.exists():
        if server is not None and "postgres" in child.name_of(server):
            yield server
        return
    for entry in PROC.parent.iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if (entry / "cwd").samefile(cluster) and (entry / "exe").readlink().name.startswith("postgres"):
                    yield int(entry.name)


def _number_in(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text(encoding="utf-8").split(maxsplit=1)[0])
    except (ValueError, IndexError):
        return None
