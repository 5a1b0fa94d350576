"""The keys that wrap keys: the root secret wraps a few, and the newest of these wraps the key of each case, note, file.

    root                            32 bytes; `root.next` beside it while it is being replaced
    keks/<made at, microseconds>    a key that wraps keys (KEK), itself under a key that is derived from root
    lock, rotation                  empty: who may wrap or erase just now, and who changes keys

A wrapped key is version 2, the KEK's time of making (8 bytes), nonce (12), AES-256-GCM. Version 1 was under root
itself; it still opens, and the next rotation carries it over.

    rotate            a new KEK, while nobody wraps ──▶ each key under it, one at a time ──▶ old KEKs erased
    replace the root  root.next ──▶ each KEK under it ──▶ its name becomes root

Whoever is killed in between leaves every key readable, and the next call goes on from there. Running processes look
at the folder for each new key, and read again what has moved meanwhile.
"""

import hmac
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.secrets.keyfiles import (
    SIZE,
    KeyStoreUnusable,
    erase,
    locked,
    make_folder,
    overwrite,
    read_secret,
    replace,
    sync_folder,
    write_new,
)


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A file with a wrapped key, bound to what it is for. `kind` names the key that version 1 derived from root."""

    path: Path
    bound_to: bytes
    kind: bytes


@dataclass(frozen=True, slots=True)
class Rotated:
    """When the newest KEK was made, how many keys went under it, and which did not open: while there are such, the old
    KEKs stay."""

    made_at: datetime
    rewrapped: int
    unreadable: tuple[Path, ...]


class Keyring:
    """May be shared by threads, and its folder by processes. `rooted` False: this process wraps and unwraps nothing."""

    def __init__(self, folder: Path, *, rooted: bool) -> None:
        self._folder, self._rooted = folder, rooted
        self._keks = folder / "keks"
        self._known: dict[int, AESGCM] = {}

    def alone(self) -> AbstractContextManager[None]:
        """Nobody wraps, rewraps or erases a key meanwhile."""
        return locked(self._folder / "lock", alone=True)

    @contextmanager
    def wrapping(self) -> Iterator[None]:
        """What is wrapped in here, and written before one leaves, is under a KEK that no rotation forgets."""
        self._insist_on_root()
        self.make_first()
        with locked(self._folder / "lock", alone=False):
            yield

    def wrap(self, raw: bytes, bound_to: bytes) -> bytes:
        """Under the newest KEK. Only while `wrapping` or `alone`."""
        *old, newest = self._made()
        for made in [one for one in list(self._known) if one not in (*old, newest)]:
            self._known.pop(made, None)
        return _under(newest) + _sealed(self._kek(newest), raw, bound_to)

    def unwrapped(self, one: Wrapped) -> bytes:
        """Raises FileNotFoundError where there is no such file, KeyStoreUnusable where it cannot be opened."""
        self._insist_on_root()
        for _ in range(_TRIES):
            wrapped = one.path.read_bytes()
            with suppress(_Gone):  # a rotation has carried it over since it was read
                try:
                    return self._opened(wrapped, one)
                except (InvalidTag, ValueError):
                    break
        raise KeyStoreUnusable(
            f"The key {one.path} does not fit the root secret and keks/: one of them was changed, is missing, or comes"
            " from another store."
        )

    def made_at(self) -> datetime | None:
        """When the KEK was made under which new keys go; None where there is none yet."""
        made = self._made()
        return _moment(made[-1]) if made else None

    def make_first(self) -> None:
        """May be repeated."""
        if not self._made():
            with self.alone():
                if not self._made():
                    self._make()

    def rotate(self, files: Callable[[], Iterable[Wrapped]], *, root: bool = False) -> Rotated:
        """All of `files` under one new KEK, or under the newest where a rotation was cut off; with `root` that one
        under a new root. Raises KeyStoreUnusable."""
        self._insist_on_root()
        with locked(self._folder / "rotation", alone=True):
            with self.alone():
                for left in (*self._keks.glob(".*"), *self._folder.glob(".root.next.*")):  # by whoever was killed
                    erase(left)
                # Whoever was wrapping under the old one has written it by now.
                if len(self._made()) < 2:  # else one was cut off
                    self._make()
            rewrapped, unreadable = self._carry_over(files)
            for folder in {one.path.parent for one in files()}:
                sync_folder(folder)
            *old, newest = self._made()
            if not unreadable:
                for made in old:
                    self._known.pop(made, None)
                    erase(self._keks / str(made))
                if root or self._next_root.exists():
                    with self.alone():
                        self._replace_root()
        return Rotated(_moment(newest), rewrapped, tuple(unreadable))

    def erase(self, path: Path) -> None:
        """A key is gone for good, also from a rotation that was killed with it in hand."""
        with self.alone():
            erase(self._draft)
            erase(path)

    def _carry_over(self, files: Callable[[], Iterable[Wrapped]]) -> tuple[int, list[Path]]:
        """Round after round, until one finds nothing left to do: how many keys moved, and which do not open."""
        moved = 0
        while True:
            before, unreadable = moved, []
            for one in files():
                try:
                    moved += self._rewrap(one)
                except KeyStoreUnusable:
                    unreadable.append(one.path)
            if moved == before:
                return moved, unreadable

    def _rewrap(self, one: Wrapped) -> bool:
        """Alone, so that a key that is erased meanwhile does not come back."""
        with self.alone():
            try:
                if one.path.read_bytes().startswith(_under(self._made()[-1])):
                    return False
                raw = self.unwrapped(one)
            except FileNotFoundError:
                return False
            replace(one.path, self.wrap(raw, one.bound_to), self._draft)
            return True

    def _replace_root(self) -> None:
        if not self._next_root.exists():
            write_new(self._next_root, os.urandom(SIZE))
        new = _derived(read_secret(self._next_root), b"keks")
        for made in self._made():
            replace(self._keks / str(made), _ONE + _sealed(new, self._raw_kek(made), _bound(made)), self._draft)
        sync_folder(self._keks)
        with (self._folder / "root").open("r+b", buffering=0) as old:
            self._next_root.replace(self._folder / "root")
            sync_folder(self._folder)
            overwrite(old.fileno())

    def _opened(self, wrapped: bytes, one: Wrapped) -> bytes:
        """Raises InvalidTag, ValueError; _Gone where its KEK is not there."""
        if wrapped[:1] == _ONE:
            root = _derived(read_secret(self._folder / "root"), one.kind)
            return _unsealed(root, wrapped[1:], one.bound_to)
        if wrapped[:1] != _TWO:
            raise ValueError("An unknown version.")
        kek = self._kek(int.from_bytes(wrapped[1 : 1 + _MADE]))
        return _unsealed(kek, wrapped[1 + _MADE :], one.bound_to)

    def _made(self) -> list[int]:
        """The KEKs that there are, the newest last."""
        try:
            return sorted(int(path.name) for path in self._keks.iterdir() if path.name.isdigit())
        except FileNotFoundError:
            return []

    def _make(self) -> None:
        made = max([time.time_ns() // 1000, *(one + 1 for one in self._made())])
        root = _derived(read_secret(self._folder / "root"), b"keks")
        make_folder(self._keks)
        write_new(self._keks / str(made), _ONE + _sealed(root, os.urandom(SIZE), _bound(made)))

    def _kek(self, made: int) -> AESGCM:
        """Raises _Gone, KeyStoreUnusable."""
        known = self._known.get(made)
        if known is None:
            known = self._known[made] = AESGCM(self._raw_kek(made))
        return known

    def _raw_kek(self, made: int) -> bytes:
        path = self._keks / str(made)
        for _ in range(_TRIES):
            try:
                wrapped = path.read_bytes()
            except FileNotFoundError:
                raise _Gone from None
            for root in self._roots():
                with suppress(InvalidTag, ValueError):
                    return _unsealed(_derived(root, b"keks"), wrapped[1:], _bound(made))
        raise KeyStoreUnusable(f"The key {path} does not fit the root secret: restore the two together.")

    def _roots(self) -> list[bytes]:
        roots = [read_secret(self._folder / "root")]
        with suppress(KeyStoreUnusable):  # there is one only while root is being replaced
            roots.append(read_secret(self._next_root))
        return roots

    @property
    def _next_root(self) -> Path:
        return self._folder / "root.next"

    @property
    def _draft(self) -> Path:
        """What is about to take a key's place."""
        return self._folder / "rewrapping"

    def _insist_on_root(self) -> None:
        if not self._rooted:
            raise KeyStoreUnusable("This process opened the key store without its root secret.")


class _Gone(Exception):
    """A KEK that is not in the folder."""


_ONE, _TWO = b"\x01", b"\x02"
_MADE = 8
_NONCE = 12
_TRIES = 3


def _under(made: int) -> bytes:
    return _TWO + made.to_bytes(_MADE)


def _bound(made: int) -> bytes:
    return b"omah/kek|" + made.to_bytes(_MADE)


def _moment(made: int) -> datetime:
    return datetime.fromtimestamp(made / 1_000_000, UTC)


def _derived(root: bytes, kind: bytes) -> AESGCM:
    return AESGCM(hmac.digest(root, b"omah/keys of " + kind + b"/1", "sha256"))


def _sealed(cipher: AESGCM, raw: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + cipher.encrypt(nonce, raw, bound_to)


def _unsealed(cipher: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)
