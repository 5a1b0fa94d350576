"""What a person has answered so far: carried sealed in the page itself, so that neither server nor device keeps it."""

import json
import secrets
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

GOOD_FOR = timedelta(hours=24)
"""Longer than 20 hours, so that nobody is hurried (WCAG 2.2, 2.2.1), and short: a page left open goes stale."""

PLACE = b"omah/citizen/1"
NONCE = 12

Answers = Mapping[str, tuple[str, ...]]
"""What was typed, by field, as it was typed: a page that is not right yet keeps its words."""


class Unreadable(Exception):
    """Not a letter of ours, or one that is too old."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`key` makes a repeated submission the same report; `at` is the question that the page shows."""

    key: str
    begun: datetime
    at: str
    answers: Answers = field(default_factory=dict)
    reviewing: bool = False

    def with_answers(self, more: Answers) -> "Letter":
        return replace(self, answers={**self.answers, **more})

    def turned_to(self, at: str, *, reviewing: bool | None = None) -> "Letter":
        return replace(self, at=at, reviewing=self.reviewing if reviewing is None else reviewing)


class Seal:
    """Closes and opens letters with a key of its own, derived from one of the server's secrets (HKDF, RFC 5869); what
    was closed for one `place` opens at no other."""

    def __init__(self, secret: bytes, place: bytes = PLACE) -> None:
        self._cipher, self._place = AESGCM(HKDF(SHA256(), 32, None, place).derive(secret)), place

    def close(self, letter: Letter) -> str:
        plain = {
            "key": letter.key,
            "begun": letter.begun.isoformat(),
            "at": letter.at,
            "answers": letter.answers,
            "reviewing": letter.reviewing,
        }
        packed = zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode())
        nonce = secrets.token_bytes(NONCE)
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, packed, self._place)).decode()

    def open(self, sealed: str, now: datetime) -> Letter:
        """The letter; raises Unreadable."""
        try:
            raw = urlsafe_b64decode(sealed.encode())
            plain = json.loads(zlib.decompress(self._cipher.decrypt(raw[:NONCE], raw[NONCE:], self._place)))
        except (InvalidTag, NotBase64, ValueError):
            raise Unreadable("not sealed by this server") from None

        letter = Letter(
            plain["key"],
            datetime.fromisoformat(plain["begun"]),
            plain["at"],
            {name: tuple(values) for name, values in plain["answers"].items()},
            plain["reviewing"],
        )
        if now - letter.begun > GOOD_FOR:
            raise Unreadable("too old")
        return letter


def begin(at: str, now: datetime) -> Letter:
    return Letter(secrets.token_urlsafe(24), now, at)
