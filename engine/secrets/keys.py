"""The key store: a folder, apart from the database and its backups, with the office's secrets and one key a case.

    root  mac  pepper  receipt  index       32 bytes each, made once; root alone can be replaced
    seal  seal.pub                          the key that signs the log's checkpoints (Ed25519), and its public half
    keks/ …                                 the keys that wrap the following ones; see `engine.secrets.keyring`
    envelopes/0001 …                        the keys to which phones seal what waits to be sent, the newest last
    cases/<first 2 hex digits>/<id>         the key of one case, one clinical note or one file

Whoever holds the database alone reads no person's words. Destroying a case's key erases it, also from every older dump
of the database; so this folder has a backup of its own, from which destroyed keys are dropped.

    KeyStoreError
    ├── KeyStoreUnusable    missing, short or open to others: nothing can be read
    ├── KeyDestroyed        this one case was erased
    └── SealBroken          these bytes were not sealed for this place in this case, or were changed since

Long because all that is asked of this folder is here; how keys are wrapped is in `engine.secrets.keyring`.
"""

import json
import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.secrets.keyfiles import (
    SIZE,
    KeyStoreError,
    KeyStoreUnusable,
    make_folder,
    read_secret,
    refuse_if_open_to_others,
    write_new,
)
from engine.secrets.keyring import Keyring, Rotated, Wrapped

__all__ = ["SECRETS", "CaseKey", "KeyDestroyed", "KeyStore", "KeyStoreError", "KeyStoreUnusable", "SealBroken"]

SECRETS = ("root", "mac", "pepper", "receipt", "index")


class KeyDestroyed(KeyStoreError):
    def __init__(self, case_id: UUID) -> None:
        self.case_id = case_id
        super().__init__(f"The key of case {case_id} was destroyed: what it protected cannot be read any more.")


class SealBroken(KeyStoreError):
    def __init__(self, case_id: UUID, place: str) -> None:
        self.case_id, self.place = case_id, place
        super().__init__(f"What lies in {place} of case {case_id} was not sealed there, or was changed since.")


@dataclass(frozen=True, slots=True)
class CaseKey:
    """Seals what belongs to one case. Sealed bytes: version, nonce (12), AES-256-GCM of the padded content.

    `place` names where they are kept (table, column, row) and is bound to them together with the case, so that nobody
    can move them elsewhere. Padding to 256 bytes hides how much somebody had to tell.
    """

    case_id: UUID
    _cipher: AESGCM = field(repr=False)

    def seal(self, plain: bytes, *, place: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, _pad(plain), self._bound_to(place))

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """Raises SealBroken."""
        try:
            return _unpad(_decrypt(self._cipher, sealed, self._bound_to(place)))
        except (InvalidTag, ValueError):
            raise SealBroken(self.case_id, place) from None

    def seal_json(self, content: Mapping[str, Any], place: str) -> bytes:
        return self.seal(json.dumps(dict(content), ensure_ascii=False, separators=(",", ":")).encode(), place=place)

    def open_json(self, sealed: bytes, place: str) -> dict[str, Any]:
        """Raises SealBroken."""
        content: dict[str, Any] = json.loads(self.open(sealed, place=place))
        return content

    def _bound_to(self, place: str) -> bytes:
        return b"omah/sealed|" + place.encode() + b"|" + self.case_id.bytes


class KeyStore:
    """An opened key store. May be shared by threads, and its folder by processes.

    `needs` are the secrets that this process reads; one without root (a worker) can read no case's key.
    """

    def __init__(self, folder: Path, *, needs: tuple[str, ...] = SECRETS) -> None:
        refuse_if_open_to_others(folder)
        self._folder = folder
        self._secrets = {name: read_secret(folder / name) for name in needs}
        self._cases = folder / "cases"
        self._ring = Keyring(folder, rooted="root" in needs)
        self._cached: OrderedDict[UUID, CaseKey] = OrderedDict()
        self._lock = Lock()

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Open the store, and make it first where there is none. May be repeated, and finishes what a crash cut off.

        Raises KeyStoreUnusable where a finished store lacks a secret: a new one would not fit what exists already.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (folder / "cases").exists():
            folder.chmod(0o700)
            for name in SECRETS:
                with suppress(FileExistsError):
                    write_new(folder / name, os.urandom(SIZE))
            make_folder(folder / "cases")

        made = cls(folder)
        made.make_seal_key()
        made._ring.make_first()
        made.make_envelope_key()
        return made

    def secret(self, name: str) -> bytes:
        """mac, pepper, receipt or index. The root secret does not leave the store."""
        if name == "root" or name not in self._secrets:
            raise KeyStoreUnusable(f"The secret {name} is not for this process.")

        return self._secrets[name]

    def make_seal_key(self) -> None:
        """The key of a log that has no checkpoint yet. May be repeated: a key that is there stays."""
        with suppress(FileExistsError):
            write_new(self._folder / "seal", os.urandom(SIZE))
        seed = Ed25519PrivateKey.from_private_bytes(self.seal_seed())
        with suppress(FileExistsError):
            write_new(self._folder / "seal.pub", seed.public_key().public_bytes_raw())

    def seal_seed(self) -> bytes:
        """What signs. Read when it is needed: whoever only verifies never holds it. Raises KeyStoreUnusable."""
        return read_secret(self._folder / "seal")

    def seal_public(self) -> bytes | None:
        """What verifies; None where no log was begun yet. Raises KeyStoreUnusable."""
        path = self._folder / "seal.pub"
        return read_secret(path) if path.exists() else None

    def make_envelope_key(self) -> None:
        """The first one, where there is none yet. May be repeated."""
        if not self._envelopes():
            with suppress(FileExistsError):
                self.new_envelope_key()

    def new_envelope_key(self) -> None:
        """From now on phones seal to this one; what was sealed to older ones still opens. Raises FileExistsError where
        another process has just made one."""
        known = self._envelopes()
        scalar = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(SIZE)
        path = self._folder / "envelopes" / f"{int(known[-1].name) + 1 if known else 1:04}"

        make_folder(path.parent)
        with self._ring.wrapping():
            write_new(path, self._ring.wrap(scalar, _envelope(path).bound_to))

    def envelope_keys(self) -> list[bytes]:
        """Private scalars of P-256, 32 bytes each, the newest last. Raises KeyStoreUnusable."""
        return [self._ring.unwrapped(_envelope(path)) for path in self._envelopes()]

    def _envelopes(self) -> list[Path]:
        return sorted(self._folder.glob("envelopes/[0-9]*"))

    def new_case_key(self, case_id: UUID) -> CaseKey:
        """Make the key of a new case. On return it is on the disk. Raises FileExistsError where the case has one."""
        raw = os.urandom(SIZE)
        file = self._file(case_id)

        self._refuse_if_gone()
        make_folder(file.path.parent)
        with self._ring.wrapping():
            write_new(file.path, self._ring.wrap(raw, file.bound_to))

        return self._remember(CaseKey(case_id, AESGCM(raw)))

    def case_key(self, case_id: UUID) -> CaseKey:
        """Raises KeyDestroyed, at once also where another process destroyed it."""
        file = self._file(case_id)
        with self._lock:
            known = self._cached.get(case_id)
        if known is not None and file.path.exists():
            return known

        try:
            raw = self._ring.unwrapped(file)
        except FileNotFoundError:
            self._forget(case_id)
            self._refuse_if_gone()
            raise KeyDestroyed(case_id) from None

        return self._remember(CaseKey(case_id, AESGCM(raw)))

    def destroy(self, case_id: UUID) -> None:
        """Erase a case for good. May be repeated."""
        self._refuse_if_gone()
        self._forget(case_id)
        self._ring.erase(self._file(case_id).path)

    def rotate(self, *, root: bool = False) -> Rotated:
        """A new key over all others, and with `root` a new one over that; see `Keyring.rotate`."""
        self._refuse_if_gone()
        return self._ring.rotate(self._wrapped, root=root)

    def wrapped_since(self) -> datetime | None:
        """When the key was made under which new ones go; None where there is none yet."""
        return self._ring.made_at()

    def older_than(self, moment: datetime) -> Iterator[UUID]:
        """The cases whose keys were made before `moment`, by the clock of the file system."""
        self._refuse_if_gone()
        for path in self._cases.glob("*/*"):
            with suppress(FileNotFoundError, ValueError):
                if path.stat().st_mtime < moment.timestamp():
                    yield UUID(path.name)

    def _wrapped(self) -> Iterator[Wrapped]:
        """Every wrapped key; a folder is listed whole before anything in it is handed out."""
        yield from map(_envelope, self._envelopes())
        for folder in sorted(self._cases.iterdir()):
            for path in sorted(folder.iterdir()):
                with suppress(ValueError):  # what a writer who was killed has left
                    yield self._file(UUID(path.name))

    def _file(self, case_id: UUID) -> Wrapped:
        path = self._cases / case_id.hex[:2] / str(case_id)
        return Wrapped(path, b"omah/key of case|" + case_id.bytes, b"cases")

    def _refuse_if_gone(self) -> None:
        """A folder that is not mounted must not look like thousands of erased cases."""
        if not self._cases.is_dir():
            raise KeyStoreUnusable(f"The key store has no folder {self._cases}: is it mounted?")

    def _remember(self, key: CaseKey) -> CaseKey:
        with self._lock:
            self._cached[key.case_id] = key
            self._cached.move_to_end(key.case_id)
            if len(self._cached) > _CACHED:
                self._cached.popitem(last=False)
        return key

    def _forget(self, case_id: UUID) -> None:
        with self._lock:
            self._cached.pop(case_id, None)


_NONCE = 12
_BLOCK = 256
_CACHED = 256
_VERSION = b"\x01"


def _decrypt(cipher: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    if sealed[:1] != _VERSION:
        raise ValueError("An unknown version.")

    return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], bound_to)


def _pad(plain: bytes) -> bytes:
    """ISO/IEC 7816-4: one byte 0x80, then zeros up to the block."""
    return plain + b"\x80" + bytes(-(len(plain) + 1) % _BLOCK)


def _unpad(padded: bytes) -> bytes:
    return padded.rstrip(b"\x00").removesuffix(b"\x80")


def _envelope(path: Path) -> Wrapped:
    return Wrapped(path, path.name.encode(), b"envelopes")
