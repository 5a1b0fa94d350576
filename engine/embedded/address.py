"""Where the server listens, and the short folder that it needs under the system's temporary one.

A socket's path may not be longer than about a hundred bytes, and the data folder's often is.
"""

import os
import shutil
import socket
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

from engine.embedded.binaries import PostgresUnusable
from engine.embedded.child import Account

PORT = 5432
LONGEST_SOCKET = 103  # bytes: the shorter limit, that of macOS; Linux allows 107


@dataclass(frozen=True, slots=True)
class Den:
    """A short folder that the server's user may enter. By `note`, the next start finds and removes a lost one."""

    path: Path
    note: Path

    @classmethod
    def make(cls, note: Path, account: Account | None) -> Self:
        if note.exists():
            cls(Path(note.read_text(encoding="utf-8")), note).remove()

        for parent in dict.fromkeys((tempfile.gettempdir(), "/tmp")):  # noqa: S108  mkdtemp makes it ours
            with suppress(OSError):
                den = cls(Path(tempfile.mkdtemp(prefix="omah-", dir=parent)), note)
                den.path.chmod(0o755)
                note.write_text(str(den.path), encoding="utf-8")
                if account is None or account.enters(den.path):
                    return den
                den.remove()
        raise PostgresUnusable(
            f"No folder for PostgreSQL can be made in {tempfile.gettempdir()}: set TMPDIR to one that it may enter."
        )

    def remove(self) -> None:
        """Only what is plainly one of ours: the note could be old, and the place somebody else's by now."""
        with suppress(OSError):
            if self.path.name.startswith("omah-") and self.path.lstat().st_uid == os.geteuid():
                shutil.rmtree(self.path, ignore_errors=True)
        self.note.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Address:
    """`host` is a folder for a socket, or 127.0.0.1."""

    host: str
    port: int

    @classmethod
    def choose(cls, den: Den, account: Account | None) -> Self:
        folder = den.path / "s"
        if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) > LONGEST_SOCKET:
            return cls("127.0.0.1", _free_port())

        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
        return cls(str(folder), PORT)

    def url(self, user: str, password: str, database: str) -> str:
        credentials = f"{quote(user, safe='')}:{quote(password, safe='')}"
        if self.host.startswith("/"):
            return f"postgresql://{credentials}@/{database}?host={quote(self.host, safe='')}"
        return f"postgresql://{credentials}@{self.host}:{self.port}/{database}"

    def settings(self) -> dict[str, str]:
        on_socket = self.host.startswith("/")
        return {
            "port": str(self.port),
            "listen_addresses": "" if on_socket else self.host,
            "unix_socket_directories": self.host if on_socket else "",
            "unix_socket_permissions": "0700",
        }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
