"""The key store: a folder, apart from the database and its backups, with the office's secrets and one key a case.

    root  mac  pepper  receipt  index       32 bytes each, made once, never overwritten
    seal  seal.pub                          the key that signs the log's checkpoints (Ed25519), and its public half
    envelopes/0001 …                        the keys to which phones seal what waits to be sent, the newest last
    cases/<first 2 hex digits>/<case id>    the case's key, under a key that is derived from root

Whoever holds the database alone reads no person's words. Destroying a case's key erases it, also from every older dump
of the database; so this folder has a backup of its own, from which destroyed keys are dropped.

    KeyStoreError
    ├── KeyStoreUnusable    missing, short or open to others: nothing can be read
    ├── KeyDestroyed        this one case was erased
    └── SealBroken          these bytes were not sealed for this place in this case, or were changed since

Long because all that touches this folder is here.
"""

import hmac
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

SECRETS = ("root", "mac", "pepper", "receipt", "index")


class KeyStoreError(Exception):
    """The root."""


class KeyStoreUnusable(KeyStoreError):
    """Its message is a sentence for the person who runs the machine."""


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
        _refuse_if_open_to_others(folder)
        self._folder = folder
        self._secrets = {name: _read_secret(folder / name) for name in needs}
        self._cases = folder / "cases"
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
                    _write_new(folder / name, os.urandom(_SIZE))
            _make_folder(folder / "cases")

        made = cls(folder)
        made.make_seal_key()
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
            _write_new(self._folder / "seal", os.urandom(_SIZE))
        seed = Ed25519PrivateKey.from_private_bytes(self.seal_seed())
        with suppress(FileExistsError):
            _write_new(self._folder / "seal.pub", seed.public_key().public_bytes_raw())

    def seal_seed(self) -> bytes:
        """What signs. Read when it is needed: whoever only verifies never holds it. Raises KeyStoreUnusable."""
        return _read_secret(self._folder / "seal")

    def seal_public(self) -> bytes | None:
        """What verifies; None where no log was begun yet. Raises KeyStoreUnusable."""
        path = self._folder / "seal.pub"
        return _read_secret(path) if path.exists() else None

    def make_envelope_key(self) -> None:
        """The first one, where there is none yet. May be repeated."""
        if not self._envelopes():
            with suppress(FileExistsError):
                self.new_envelope_key()

    def new_envelope_key(self) -> None:
        """From now on phones seal to this one; what was sealed to older ones still opens. Raises FileExistsError where
        another process has just made one."""
        known = self._envelopes()
        scalar = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(_SIZE)
        name = f"{int(known[-1].name) + 1 if known else 1:04}"
        nonce = os.urandom(_NONCE)

        _make_folder(self._folder / "envelopes")
        sealed = _VERSION + nonce + self._wrapper(b"envelopes").encrypt(nonce, scalar, name.encode())
        _write_new(self._folder / "envelopes" / name, sealed)

    def envelope_keys(self) -> list[bytes]:
        """Private scalars of P-256, 32 bytes each, the newest last. Raises KeyStoreUnusable."""
        wrapper = self._wrapper(b"envelopes")
        try:
            return [_decrypt(wrapper, path.read_bytes(), path.name.encode()) for path in self._envelopes()]
        except (InvalidTag, ValueError):
            raise KeyStoreUnusable(
                "A key in envelopes/ does not fit the root secret: restore the two together."
            ) from None

    def _envelopes(self) -> list[Path]:
        return sorted(self._folder.glob("envelopes/[0-9]*"))

    def new_case_key(self, case_id: UUID) -> CaseKey:
        """Make the key of a new case. On return it is on the disk. Raises FileExistsError where the case has one."""
        raw = os.urandom(_SIZE)
        nonce = os.urandom(_NONCE)
        wrapped = _VERSION + nonce + self._wrapper().encrypt(nonce, raw, _wrapped_for(case_id))
        path = self._path(case_id)

        self._refuse_if_gone()
        _make_folder(path.parent)
        _write_new(path, wrapped)

        return self._remember(CaseKey(case_id, AESGCM(raw)))

    def case_key(self, case_id: UUID) -> CaseKey:
        """Raises KeyDestroyed, at once also where another process destroyed it."""
        path = self._path(case_id)
        with self._lock:
            known = self._cached.get(case_id)
        if known is not None and path.exists():
            return known

        try:
            wrapped = path.read_bytes()
        except FileNotFoundError:
            self._forget(case_id)
            self._refuse_if_gone()
            raise KeyDestroyed(case_id) from None

        return self._remember(CaseKey(case_id, AESGCM(self._unwrap(case_id, wrapped))))

    def destroy(self, case_id: UUID) -> None:
        """Erase a case for good. May be repeated."""
        self._refuse_if_gone()
        self._forget(case_id)
        path = self._path(case_id)
        try:
            file = path.open("r+b", buffering=0)
        except FileNotFoundError:
            return

        with file:
            path.unlink()
            _sync_folder(path.parent)
            # The name is gone; the bytes too, where the file system writes in place.
            file.write(os.urandom(os.fstat(file.fileno()).st_size))
            os.fsync(file.fileno())

    def older_than(self, moment: datetime) -> Iterator[UUID]:
        """The cases whose keys were made before `moment`, by the clock of the file system."""
        self._refuse_if_gone()
        for path in self._cases.glob("*/*"):
            with suppress(FileNotFoundError, ValueError):
                if path.stat().st_mtime < moment.timestamp():
                    yield UUID(path.name)

    def _unwrap(self, case_id: UUID, wrapped: bytes) -> bytes:
        try:
            return _decrypt(self._wrapper(), wrapped, _wrapped_for(case_id))
        except (InvalidTag, ValueError):
            raise KeyStoreUnusable(
                f"The key of case {case_id} does not fit the root secret: one of the two was changed or comes from"
                " another store."
            ) from None

    def _wrapper(self, what: bytes = b"cases") -> AESGCM:
        if "root" not in self._secrets:
            raise KeyStoreUnusable("This process opened the key store without its root secret.")

        return AESGCM(hmac.digest(self._secrets["root"], b"omah/keys of " + what + b"/1", "sha256"))

    def _path(self, case_id: UUID) -> Path:
        return self._cases / case_id.hex[:2] / str(case_id)

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


_SIZE = 32
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


def _wrapped_for(case_id: UUID) -> bytes:
    return b"omah/key of case|" + case_id.bytes


def _read_secret(path: Path) -> bytes:
    if not path.is_file():
        raise KeyStoreUnusable(f"The secret {path} is missing: restore it from the key store's backup.")

    _refuse_if_open_to_others(path)
    secret = path.read_bytes()
    if len(secret) != _SIZE:
        raise KeyStoreUnusable(f"The secret {path} has {len(secret)} bytes instead of {_SIZE}.")

    return secret


def _refuse_if_open_to_others(path: Path) -> None:
    if not path.exists():
        raise KeyStoreUnusable(f"There is no key store at {path}.")
    if path.stat().st_mode & 0o077:
        raise KeyStoreUnusable(f"{path} is open to other users of this machine: chmod go-rwx it.")


def _make_folder(path: Path) -> None:
    if not path.is_dir():
        path.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(path.parent)


def _write_new(path: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk on return. Raises FileExistsError rather than overwrite."""
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
