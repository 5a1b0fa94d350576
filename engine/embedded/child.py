"""Processes that we start: each leads a group of its own, and ends with us even when we are killed."""

import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
PROC = Path("/proc/self")
"""There on Linux only."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine, other than ours, in whose name a child runs."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of(cls, name: str) -> "Account":
        """Raises KeyError where there is no such user."""
        entry = pwd.getpwnam(name)
        return cls(name, entry.pw_uid, entry.pw_gid)

    def credentials(self) -> dict[str, Any]:
        """What `subprocess` is told: the user, its group, and none of our groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def enters(self, folder: Path) -> bool:
        """Whether every folder on the way is open to it."""
        return subprocess.run(["test", "-x", folder], cwd="/", check=False, **self.credentials()).returncode == 0


def start(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
    output: IO[bytes] | None = None,
    account: Account | None = None,
    keep_open: Sequence[int] = (),
    last_word: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child. It gets `last_word` when the thread that started it ends, on Linux: start it from the main one.

    A group of its own keeps the terminal's Ctrl-C from it, so that we choose the order in which things end.
    """
    return subprocess.Popen(
        command,
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=keep_open,
        start_new_session=True,
        preexec_fn=_leash(last_word),  # noqa: PLW1509  we start children before we have threads
        **(account.credentials() if account else {}),
    )


def end(child: subprocess.Popen[bytes], *words: tuple[signal.Signals, float]) -> None:
    """Say each word to the child's whole group, with the patience in seconds that follows it, until it has ended."""
    for word, patience in words:
        if child.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, word)
            with suppress(subprocess.TimeoutExpired):
                child.wait(patience)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def birthmark(pid: int) -> str | None:
    """What tells this process from a later one with its number: when it was started. None if it does not live."""
    if PROC.exists():
        try:
            state, *rest = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            return None
        return None if state in "ZX" else rest[18]
    return _ask("lstart", pid) or None


def name_of(pid: int) -> str:
    """The program that the process runs, empty if there is no such process."""
    return _ask("comm", pid)


def _ask(column: str, pid: int) -> str:
    answer = subprocess.run(["ps", "-o", f"{column}=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def _leash(word: signal.Signals) -> Callable[[], None] | None:
    """Runs in the child after it has changed its user, which would undo the leash."""
    if not PROC.exists():
        return None

    libc, parent = ctypes.CDLL(None), os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(word))
        if os.getppid() != parent:
            os._exit(1)

    return tie
