"""Passwords: what is a good one, and how it is kept (Argon2id over a peppered digest, RFC 9106)."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.definition import Text

SHORTEST = 12
LONGEST = 200

COMMON = (
    *("password", "passw0rd", "katasandi", "sandi", "rahasia", "qwerty", "qwertyuiop", "asdfgh", "zxcvbn", "123456"),
    *("1234567890", "abcdef", "abc123", "iloveyou", "sayang", "cinta", "indonesia", "jakarta", "lampung", "bismillah"),
    *("merdeka", "admin", "administrator", "welcome", "selamat", "letmein", "monkey", "dragon", "sunshine", "princess"),
    *("football", "bola", "ganteng", "cantik", "kamu", "aku", "kita"),
)
"""Cores of the passwords most often found in leaks, here and abroad: a password made of little else is refused."""

CONTEXT = ("omah", "peluk", "puspaga", "gaharu", "uptd", "ppa", "metro", "kader", "patbm", "pkk", "dinas", "kelurahan")
"""Words that anybody who knows this house would try first."""


@dataclass(frozen=True, slots=True)
class Strength:
    """What Argon2id costs. The ordinary one takes 64 MiB and three passes."""

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 1


class Hasher:
    """Keeps and checks secrets; at most two at a time, so that a crowd of look-ups cannot exhaust the memory."""

    def __init__(self, pepper: bytes, strength: Strength | None = None, at_once: int = 2) -> None:
        cost = strength or Strength()
        self._pepper = pepper
        self._argon = PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory, parallelism=cost.lanes)
        self._places = BoundedSemaphore(at_once)
        self._nobody = self.keep("nobody's secret")

    def keep(self, secret: str) -> str:
        with self._places:
            return self._argon.hash(self._peppered(secret))

    def fits(self, secret: str, kept: str | None) -> bool:
        """Whether the secret is the kept one. With nothing kept the work is the same, and the answer no."""
        with self._places:
            try:
                return self._argon.verify(kept or self._nobody, self._peppered(secret)) and kept is not None
            except (VerificationError, InvalidHashError):
                return False

    def _peppered(self, secret: str) -> bytes:
        return hmac.digest(self._pepper, secret.encode(), hashlib.sha256)


def weakness(password: str, about: Iterable[str] = ()) -> Text | None:
    """Why this password is not taken, or None. `about`: words of the person (name, e-mail), which count as known.

    Length decides, not composition (NIST SP 800-63B-4, 3.1.1.2): known words are taken out, and what remains must
    still hold something of its own.
    """
    if len(password) < SHORTEST:
        return Text(f"Kata sandi paling sedikit {SHORTEST} huruf.", f"A password has at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        return Text(f"Kata sandi paling banyak {LONGEST} huruf.", f"A password has at most {LONGEST} characters.")
    if len(_own(password, about)) < 6:
        return Text(
            "Kata sandi ini terlalu mudah ditebak: terbuat dari kata yang umum, atau dari nama Anda.",
            "This password is too easy to guess: it is made of common words, or of your name.",
        )
    return None


def _own(password: str, about: Iterable[str]) -> set[str]:
    """The different letters and digits left when every known word is gone."""
    rest = password.lower()
    persons = {part for word in about for part in _parts(word) if len(part) >= 3}
    for known in sorted({*COMMON, *CONTEXT, *persons}, key=len, reverse=True):
        rest = rest.replace(known, "")
    letters = "".join(letter for letter in rest if letter.isalnum())
    return set() if _sequence(letters) else set(letters)


def _parts(word: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in word.lower()).split()


def _sequence(rest: str) -> bool:
    """Letters or digits that only count up or down: 123456789012, zyxwvutsrqpo."""
    steps = {
        (ord(after) - ord(before)) % 10 if after.isdigit() and before.isdigit() else ord(after) - ord(before)
        for before, after in pairwise(rest)
    }
    return bool(rest) and (steps <= {1} or steps <= {-1, 9} or steps <= {0})
