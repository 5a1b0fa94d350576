"""How often one address may try: counted in memory only, under a key that is thrown away every ten minutes."""

import hashlib
import hmac
import secrets
import time
from collections import Counter
from collections.abc import Callable
from threading import Lock

from api.errors import TooSoon

SPAN = 600
"""Seconds after which the key, and with it every count, is forgotten."""


class Limits:
    """At most `most` tries of one address in a span. Nothing of the address is kept, not even for that long."""

    def __init__(self, most: int = 20, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._lock = Lock()
        self._begin()

    def claim(self, address: str) -> None:
        """Count a try. Raises TooSoon."""
        with self._lock:
            left = self._until - self._clock()
            if left <= 0:
                self._begin()
            who = disguised(self._key, address)
            self._tries[who] += 1
            if self._tries[who] > self._most:
                raise TooSoon(max(1, int(left)))

    def _begin(self) -> None:
        self._key = secrets.token_bytes(32)
        self._tries: Counter[bytes] = Counter()
        self._until = self._clock() + SPAN


def disguised(key: bytes, address: str) -> bytes:
    """Tells equality while the key lasts, and nothing else."""
    return hmac.digest(key, address.encode(), hashlib.sha256)[:16]
