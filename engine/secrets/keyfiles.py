"""Files that hold secrets: open to nobody else, written whole or not at all, and overwritten before they are let go."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SIZE = 32
"""Bytes of a secret."""


class KeyStoreError(Exception):
    """The root."""


class KeyStoreUnusable(KeyStoreError):
    """Its message is a sentence for the person who runs the machine."""


def read_secret(path: Path) -> bytes:
    """32 bytes. Raises KeyStoreUnusable."""
    if not path.is_file():
        raise KeyStoreUnusable(f"The secret {path} is missing: restore it from the key store's backup.")

    refuse_if_open_to_others(path)
    secret = path.read_bytes()
    if len(secret) != SIZE:
        raise KeyStoreUnusable(f"The secret {path} has {len(secret)} bytes instead of {SIZE}.")

    return secret


def refuse_if_open_to_others(path: Path) -> None:
    if not path.exists():
        raise KeyStoreUnusable(f"There is no key store at {path}.")
    if path.stat().st_mode & 0o077:
        raise KeyStoreUnusable(f"{path} is open to other users of this machine: chmod go-rwx it.")


def make_folder(path: Path) -> None:
    if not path.is_dir():
        path.mkdir(mode=0o700, exist_ok=True)
        sync_folder(path.parent)


def write_new(path: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk on return. Raises FileExistsError rather than overwrite."""
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    _write(draft, content, os.O_EXCL)
    try:
        path.hardlink_to(draft)
    finally:
        draft.unlink()
    sync_folder(path.parent)


def replace(path: Path, content: bytes, draft: Path) -> None:
    """The file says something else, whole or not at all, and is as old as it was; on the disk once its folder is.

    It comes into being where there was none: whoever may take the file away must be kept out meanwhile.
    """
    made = path.stat()
    _write(draft, content, os.O_TRUNC)
    os.utime(draft, ns=(made.st_atime_ns, made.st_mtime_ns))
    draft.replace(path)


def erase(path: Path) -> None:
    """Gone for good, with what a writer who was killed left beside it. May be repeated."""
    for left in [path, *path.parent.glob(f".{path.name}.*")]:
        with suppress(FileNotFoundError), left.open("r+b", buffering=0) as file:
            left.unlink()
            sync_folder(path.parent)
            overwrite(file.fileno())


def overwrite(handle: int) -> None:
    """The name is gone; the bytes too, where the file system writes in place."""
    os.pwrite(handle, os.urandom(os.fstat(handle).st_size), 0)
    os.fsync(handle)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(path: Path, *, alone: bool) -> Iterator[None]:
    """Among all threads and processes: alone, or beside others who do not ask to be. Not reentrant."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def _write(path: Path, content: bytes, how: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
