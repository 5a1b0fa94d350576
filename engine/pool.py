"""Connections that wait to be used again. Made when they are needed, closed when they do not work any more."""

from collections.abc import Callable
from queue import Empty, SimpleQueue

import psycopg

from engine.wire import Wire

PATIENCE = 10  # seconds


class AllBusy(psycopg.OperationalError):
    """All connections stayed busy for as long as anybody waits for one."""


class Pool:
    """At most `size` connections."""

    def __init__(self, connect: Callable[[], Wire], size: int) -> None:
        self._connect = connect
        self._unmade = [None] * size
        self._waiting: SimpleQueue[Wire | None] = SimpleQueue()
        """None stands for one that was closed, and may be made again."""

    def take(self) -> tuple[Wire, bool]:
        """A connection, and whether it was made just now. Raises AllBusy where none comes back in time, and
        psycopg.OperationalError where none can be made.
        """
        wire = self._next()
        if wire is not None:
            return wire, False
        try:
            return self._connect(), True
        except BaseException:
            self._waiting.put(None)
            raise

    def _next(self) -> Wire | None:
        try:
            return self._waiting.get_nowait()
        except Empty:
            pass
        try:
            return self._unmade.pop()
        except IndexError:
            pass
        try:
            return self._waiting.get(timeout=PATIENCE)
        except Empty:
            raise AllBusy(f"All connections stayed busy for {PATIENCE} seconds.") from None

    def give_back(self, wire: Wire, *, sound: bool = True) -> None:
        """`sound`: no transaction is open, and it can be used again."""
        if not sound:
            wire.close()
        self._waiting.put(wire if sound else None)

    def empty(self) -> None:
        """Close those that wait. The pool goes on with new ones."""
        for _ in range(self._waiting.qsize()):
            try:
                wire = self._waiting.get_nowait()
            except Empty:  # somebody took the last one at this moment
                return
            if wire is not None:
                wire.close()
            self._waiting.put(None)
