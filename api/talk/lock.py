"""The lock on a thread: anybody here can close it, and only the code of the receipt opens it.

The code gives a key pair (X25519); its public half is the thread's address. What is closed for an address is sealed to
a key agreed on with a pair that is made for this once and thrown away (ECIES: RFC 7748, RFC 5869, AES-256-GCM).
"""

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PUBLIC = 32
ONCE = bytes(12)
"""The nonce of a key that seals one message and no second one."""


class NotForThisCode(Exception):
    """Closed for another thread, or changed since."""


def opener(secret: bytes, code: str) -> X25519PrivateKey:
    """The key of a code (digits alone). `secret` is the office's: with the database and every code there is, nobody
    can try which fits."""
    return X25519PrivateKey.from_private_bytes(hmac.digest(secret, b"omah/thread/1\n" + code.encode(), hashlib.sha256))


def address_of(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def close(address: bytes, plain: bytes) -> bytes:
    once = X25519PrivateKey.generate()
    made = address_of(once)
    shared = once.exchange(X25519PublicKey.from_public_bytes(address))
    return made + _cipher(shared, made, address).encrypt(ONCE, plain, address)


def open_with(key: X25519PrivateKey, closed: bytes) -> bytes:
    """Raises NotForThisCode."""
    made, address = closed[:PUBLIC], address_of(key)
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(made))
        return _cipher(shared, made, address).decrypt(ONCE, closed[PUBLIC:], address)
    except (InvalidTag, ValueError):
        raise NotForThisCode from None


def _cipher(shared: bytes, made: bytes, address: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, made + address, b"omah/message/1").derive(shared))
