"""Why somebody looked, as ciphertext, since people write names into reasons: under the key of the case that it is
about, or, where it is about no one case, under one that follows from a secret of the office."""

import hashlib
import hmac
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.secrets.keys import CaseKey, KeyDestroyed, KeyStore

PLACE = "access_record"
NO_CASE = UUID(int=0)


def seal(keys: KeyStore, root: UUID | None, reason: str) -> bytes:
    return _key(keys, root).seal_json({"reason": reason}, place=PLACE)


def read(keys: KeyStore, root: UUID | None, sealed: bytes | None) -> str | None:
    """None where there is none, and where the case was erased."""
    if sealed is None:
        return None
    try:
        return str(_key(keys, root).open_json(bytes(sealed), place=PLACE)["reason"])
    except KeyDestroyed:
        return None


def _key(keys: KeyStore, root: UUID | None) -> CaseKey:
    if root is not None:
        return keys.case_key(root)
    return CaseKey(
        NO_CASE, AESGCM(hmac.digest(keys.secret("index"), b"omah/reasons about no one case/1", hashlib.sha256))
    )
