"""The data folder: everything that one installation keeps. One system at a time uses it.

postgres/ keys/ broker/ logs/   what they say
secrets.json                    the database roles' passwords, made once
running.json                    who was started, so that the next start can end those whom a crash left behind
lock                            held while the system runs; also marks the folder as ours
"""

import fcntl
import json
import os
import secrets
import shutil
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from engine.embedded import Unusable, child

ROLES = ("omah_api", "omah_worker", "omah_door")
PATIENCE = 4  # seconds


class DataFolder:
    """Held from `claim` to `release`, or until the process ends."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock: int | None = None

    def claim(self, purpose: str | None = None) -> None:
        """Make the folder if need be and hold it; end what a killed start left running. Raises Unusable."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._is_ours() and any(self.path.iterdir()):
                raise Unusable(f"{self.path} holds other things: name an empty or a new folder with --data.")
            self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as problem:
            raise Unusable(
                f"The data folder {self.path} cannot be written ({problem.strerror}): name another with --data."
            ) from problem
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            self.release()
            raise Unusable(f"The system already runs on {self.path}: stop it first.") from taken
        if purpose:
            self._dedicate(purpose)
        self._end_leftovers()

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def delete(self) -> None:
        """Everything in it, for ever. Refuses while the system runs, and where the folder is not ours."""
        if self._lock is None:
            if not self._is_ours():
                raise Unusable(f"{self.path} is not a data folder of this system: nothing was deleted.")
            self.claim()
        shutil.rmtree(self.path)

    @property
    def has_passwords(self) -> bool:
        return (self.path / "secrets.json").exists()

    def passwords(self) -> Mapping[str, str]:
        """One for each database role."""
        file = self.path / "secrets.json"
        if not self.has_passwords:
            fresh = {role: secrets.token_urlsafe(32) for role in ROLES}
            self._write(file, json.dumps(fresh))
        kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        return kept

    def note_running(self, pids: Mapping[str, int]) -> None:
        marks = {name: [pid, child.birthmark(pid)] for name, pid in pids.items()}
        self._write(self.path / "running.json", json.dumps(marks))

    def _dedicate(self, purpose: str) -> None:
        file = self.path / "purpose"
        if not file.exists():
            self._write(file, purpose)
        if (made_for := file.read_text(encoding="utf-8")) != purpose:
            raise Unusable(f"{self.path} was made for {made_for}, not {purpose}: name another with --data.")

    def _is_ours(self) -> bool:
        return (self.path / "lock").is_file()

    def _write(self, file: Path, text: str) -> None:
        """All of it or nothing, and readable by us only."""
        new = file.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(file)

    def _end_leftovers(self) -> None:
        """A number alone proves nothing: another process may have it by now."""
        try:
            marks = json.loads((self.path / "running.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        give_up = time.monotonic() + PATIENCE
        while alive := [pid for pid, mark in marks.values() if mark and child.birthmark(pid) == mark]:
            word = signal.SIGTERM if time.monotonic() < give_up else signal.SIGKILL
            for pid in alive:
                with suppress(ProcessLookupError):
                    os.killpg(pid, word)
            time.sleep(0.1)
        (self.path / "running.json").unlink()
