"""A cluster: the folder that holds the database's files, made once, and the password of its owner beside it."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.embedded.binaries import Binaries, PostgresUnusable
from engine.embedded.child import Account

OWNER = "omah"
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
"""What PostgreSQL's programs get: none of our environment, which holds secrets."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """`account` is the user in whose name its programs run, where that is not ours."""

    folder: Path
    account: Account | None

    @property
    def files(self) -> Path:
        return self.folder / "cluster"

    @property
    def password(self) -> str:
        return (self.folder / "password").read_text(encoding="ascii")

    def make(self, binaries: Binaries, den: Path, *, durable: bool) -> None:
        """Made beside its place and then renamed, so that a half-made one is never taken for whole."""
        new = self.folder / "cluster.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        self._hand_over(new)
        _write_secret(self.folder / "password", secrets.token_urlsafe(32))

        self._initialise(new, binaries, den, durable=durable)
        new.rename(self.files)

    def check(self, version: int) -> None:
        made_by = (self.files / "PG_VERSION").read_text(encoding="ascii").strip()
        if made_by != str(version):
            raise PostgresUnusable(
                f"The database in {self.folder} was made by PostgreSQL {made_by}, and this machine has {version}: "
                f"install {made_by}, or choose another folder with --data."
            )
        if not (self.folder / "password").exists():
            raise PostgresUnusable(
                f"{self.folder / 'password'} is missing: restore it, or choose another folder with --data."
            )

    @contextmanager
    def opened(self, files: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The path by which PostgreSQL finds these files, and the descriptors that must stay open in it for that.

        Another user cannot walk to a folder below a closed one, but can use a folder that it was handed open.
        """
        if self.account is None:
            yield str(files), ()
            return
        handle = os.open(files, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{handle}", (handle,)
        finally:
            os.close(handle)

    def _initialise(self, new: Path, binaries: Binaries, den: Path, *, durable: bool) -> None:
        password_file = den / "password"
        _write_secret(password_file, self.password)
        self._hand_over(password_file)
        locale = ("--locale-provider=builtin", "--locale=C.UTF-8") if binaries.version >= 17 else ("--locale=C",)

        with self.opened(new) as (path, descriptors):
            made = subprocess.run(
                [
                    *(binaries.initdb, "-D", path, "-U", OWNER, f"--pwfile={password_file}", "--auth=scram-sha-256"),
                    *("--encoding=UTF8", *locale, "--data-checksums" if durable else "--no-sync"),
                ],
                env=ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                pass_fds=descriptors,
                **(self.account.credentials() if self.account else {}),
            )
        password_file.unlink()

        if made.returncode:
            raise PostgresUnusable(why_not(made.stderr, self.folder))

    def _hand_over(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)


def _write_secret(path: Path, secret: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as stream:
        stream.write(secret)
        stream.flush()
        os.fsync(stream.fileno())


def why_not(said: str, folder: Path) -> str:
    """What initdb says, in a sentence that says what to do."""
    if "could not look up effective user ID" in said:
        return (
            "The user id that starts this has no name on this machine, and PostgreSQL asks for one: "
            "add it to /etc/passwd, start as another user, or set DATABASE_URL to a server."
        )
    errors = [line.partition("error:")[2].strip() for line in said.splitlines() if "error:" in line]
    return f"PostgreSQL cannot make a database in {folder}: {errors[0] if errors else said.strip()}."
