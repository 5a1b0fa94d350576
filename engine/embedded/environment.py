"""`.venv`, with exactly what requirements.lock says: made with what a bare Python has, in seconds when it is there."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from engine.embedded import Unusable


def prepare(project: Path, say: Callable[[str], None]) -> None:
    """Raises Unusable. Who comes second, at the same time, waits for the first."""
    place, lock = project / ".venv", project / "requirements.lock"
    python, stamp = place / "bin" / "python", place / "installed.sha256"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()

    with lock.open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if python.exists() and stamp.exists() and stamp.read_text() == wanted:
            return
        if not python.exists():
            say(f"Making {place} …")
            _make(place)
        say("Installing what requirements.lock lists; this takes a minute or two, once …")
        _install_uv(python, lock)
        _install_all(python, lock)
        stamp.write_text(wanted)


def _make(place: Path) -> None:
    try:
        venv.create(place, clear=True, symlinks=True)
    except (OSError, subprocess.SubprocessError) as problem:
        raise Unusable(f"{place} cannot be made ({problem}): make this folder writable.") from problem


def _install_uv(python: Path, lock: Path) -> None:
    pinned = re.search(r"^uv==.*?(?=^\S)", lock.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert pinned is not None, "requirements.lock pins uv"

    with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
        only_uv.write(pinned[0])
        only_uv.flush()
        for installer in _installers(python):
            command = [*installer, "--quiet", "--require-hashes", "-r", only_uv.name]
            if subprocess.run(command, check=False).returncode == 0:
                return
    raise Unusable(
        "No pip could install the first package: if this Python has none, install one "
        "(on Debian: apt install python3-venv), otherwise mend the network, and start again."
    )


def _installers(python: Path) -> Iterator[Sequence[str | Path]]:
    """This Python may come without ensurepip (Debian's does), without pip, or without both."""
    if importlib.util.find_spec("ensurepip"):
        made = subprocess.run([python, "-m", "ensurepip"], capture_output=True, check=False)
        if made.returncode == 0:
            yield (python, "-m", "pip", "--disable-pip-version-check", "install")
    if importlib.util.find_spec("pip"):
        yield (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, "install")
    uv = shutil.which("uv")
    if uv:
        yield (uv, "pip", "install", "--python", python)


def _install_all(python: Path, lock: Path) -> None:
    # Whom this machine trusts, where it says so: networks of offices often have an authority of their own.
    trust = ("--system-certs",) if ssl.get_default_verify_paths().cafile else ()
    command = [python.with_name("uv"), "pip", "sync", *trust, "--python", python, "--require-hashes", lock]
    if subprocess.run(command, check=False).returncode:
        raise Unusable("The packages could not be installed: see above, mend the network, and start again.")
