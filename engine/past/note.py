"""A signed note (C2SP signed-note) with a checkpoint of the log in it (C2SP tlog-checkpoint). Pure.

    omah-peluk                                the log's name
    1024                                      how many entries it has
    kf0v…=                                    the root over them, base64
    at 2026-12-01T02:00:00.000000Z            when it was signed, in real time

    — omah-peluk 5w3b…=                       Ed25519 over all lines above, with 4 bytes that name the key

The verifier's key is one line, to be printed and kept by whoever wants to check: name+4 bytes in hexadecimal+key.
"""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ORIGIN = "omah-peluk"
ALGORITHM = b"\x01"
DASH = "— "  # an em dash and a space begin each line of signature


class NoteBroken(Exception):
    """Its message is a sentence: what is wrong with a note, or with the key that should open it."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How the log stood at a moment (aware UTC, real time)."""

    size: int
    root: bytes
    at: datetime

    @property
    def text(self) -> str:
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        return f"{ORIGIN}\n{self.size}\n{base64.b64encode(self.root).decode()}\nat {moment}\n"

    @classmethod
    def read(cls, text: str) -> "Checkpoint":
        """Raises NoteBroken where the text is not the one that this checkpoint would have."""
        try:
            _, size, root, at, rest = text.split("\n")
            read = cls(int(size), base64.b64decode(root, validate=True), datetime.fromisoformat(at.removeprefix("at ")))
        except ValueError:
            raise NoteBroken("This note holds no checkpoint of the log.") from None
        if rest or read.text != text:
            raise NoteBroken("This note holds no checkpoint of the log.")
        return read


class Signer:
    """Signs notes with the seed of an Ed25519 key, 32 bytes."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(self._key.public_key().public_bytes_raw())

    def sign(self, checkpoint: Checkpoint) -> str:
        text = checkpoint.text
        signature = base64.b64encode(self.verifier.key_id + self._key.sign(text.encode())).decode()
        return f"{text}\n{DASH}{ORIGIN} {signature}\n"


class Verifier:
    """Opens notes that one key signed."""

    def __init__(self, public: bytes) -> None:
        self._public = Ed25519PublicKey.from_public_bytes(public)
        self._line = ALGORITHM + public
        self.key_id = sha256(ORIGIN.encode() + b"\n" + self._line).digest()[:4]

    def __str__(self) -> str:
        """The key as one line, to be printed."""
        return f"{ORIGIN}+{self.key_id.hex()}+{base64.b64encode(self._line).decode()}"

    @classmethod
    def read(cls, line: str) -> "Verifier":
        """From the printed line. Raises NoteBroken."""
        try:
            _, _, key = line.strip().split("+", 2)
            read = cls(base64.b64decode(key, validate=True)[1:])
        except ValueError:
            raise NoteBroken("This is no verifier's key: one has a name, 8 digits and a key, joined by +.") from None
        if str(read) != line.strip():
            raise NoteBroken("This verifier's key is not whole, or is not of this log.")
        return read

    def open(self, note: str) -> Checkpoint:
        """The checkpoint in a note. Raises NoteBroken where the key has not signed it, to the last byte."""
        text, gap, signatures = note.rpartition("\n\n")
        head = f"{DASH}{ORIGIN} "
        if not gap or not signatures.startswith(head) or not signatures.endswith("\n"):
            raise NoteBroken("This note is not signed in the name of this log.")

        try:
            signed = base64.b64decode(signatures.removeprefix(head).removesuffix("\n"), validate=True)
        except ValueError:
            signed = b""
        if f"{head}{base64.b64encode(signed).decode()}\n" != signatures:
            raise NoteBroken("The signature of this note cannot be read.")
        if signed[:4] != self.key_id:
            raise NoteBroken("This note was signed with another key.")
        try:
            self._public.verify(signed[4:], f"{text}\n".encode())
        except InvalidSignature:
            raise NoteBroken("The signature of this note is wrong: it was changed, or its key is another.") from None
        return Checkpoint.read(f"{text}\n")
