"""What is kept of the log outside the database: every signed checkpoint, in a file that only grows.

One note a line, as a JSON string, the oldest first. Whoever rewrites the database, or puts an older one back, meets
this file; copies of it should leave the machine.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

NAME = "checkpoints.jsonl"
TAIL = 4096  # bytes; a note has some 250


class AnchorsUnreadable(Exception):
    """Its message is a sentence."""


class Anchors:
    """The file `checkpoints.jsonl` in a folder, shared by processes. A last line that a crash tore does not count."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / NAME

    def notes(self) -> Iterator[str]:
        """All of them, the oldest first; none where there is no file. Raises AnchorsUnreadable."""
        if self.path.exists():
            yield from read(self.path)

    def newest(self) -> str | None:
        """The last note. Raises AnchorsUnreadable."""
        if not self.path.exists():
            return None
        with self.path.open("rb") as file:
            return _note(_last_line(file), self.path)

    def extend(self, newer: Callable[[str | None], Iterable[str]]) -> None:
        """Add what `newer` says comes after the last note. Whoever else wants to add waits; on the disk on return.

        Raises AnchorsUnreadable, and OSError where the file cannot be written.
        """
        self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            last = _last_line(file)
            notes = list(newer(_note(last, self.path)))
            if notes:
                file.truncate()
                file.writelines(json.dumps(note, ensure_ascii=False).encode() + b"\n" for note in notes)
                file.flush()
                os.fsync(file.fileno())
                _sync(self.folder)


def read(path: Path) -> Iterator[str]:
    """The notes of such a file, wherever it was taken. Raises AnchorsUnreadable."""
    try:
        with path.open("rb") as file:
            for line in file:
                note = _note(line.removesuffix(b"\n"), path) if line.endswith(b"\n") else None
                if note is not None:
                    yield note
    except OSError as problem:
        raise AnchorsUnreadable(f"The anchors in {path} cannot be read: {problem.strerror}.") from problem


def _last_line(file: BinaryIO) -> bytes:
    """The last whole line; leaves the file at its end, before whatever a crash left behind it."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL))
    *lines, torn = file.read().split(b"\n")
    file.seek(size - len(torn))
    return lines[-1] if lines else b""


def _note(line: bytes, path: Path) -> str | None:
    if not line:
        return None
    try:
        note = json.loads(line)
    except ValueError:
        note = None
    if not isinstance(note, str):
        raise AnchorsUnreadable(f"The anchors in {path} cannot be read: a line is no signed note.")
    return note


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
