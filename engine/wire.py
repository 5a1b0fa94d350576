"""A connection that says what a step has to say in as few words as the protocol knows.

Cursors do much for whoever asks one question; the three exchanges of a step would spend half of its time in them. What
is sent here is sent by the same libpq and waited for in the same way; rows are read by psycopg's own loaders.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec
import psycopg
from psycopg import errors, generators, pq
from psycopg.adapt import Transformer
from psycopg.rows import TupleRow
from psycopg.types.json import set_json_loads

MOST_PREPARED = 100
"""So many statements a connection keeps prepared; beyond, the one that was prepared first is let go."""

FAILED = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.BAD_RESPONSE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement with its values: they stand for $1, $2, …, and `formats` say for each whether it is text (0) or
    binary (1).
    """

    statement: str
    values: Sequence[bytes | None] = ()
    formats: Sequence[int] = ()


COMMIT = Asked("COMMIT")


class Sent:
    """A statement that the database works on while we do something else."""

    def __init__(self, wire: "Wire") -> None:
        self._wire = wire
        self.answer: list[TupleRow] = []

    def rows(self) -> list[TupleRow]:
        """Wait for what it answers. Raises psycopg.Error where it failed."""
        self._wire.catch_up()
        return self.answer


class Wire(psycopg.Connection[TupleRow]):
    """Like any connection of psycopg, with more ways of asking. All raise psycopg.Error, as cursors do."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._names: dict[str, bytes] = {}
        self._named = 0
        self._sent: Sent | None = None
        self._reader = Transformer(self)
        set_json_loads(msgspec.json.decode, self)  # in less than half the time of the standard library's

    @property
    def committed(self) -> bool:
        """No transaction is open: what was last run has ended it."""
        return self.pgconn.transaction_status == pq.TransactionStatus.IDLE

    def say(self, statements: bytes) -> list[TupleRow]:
        """Send statements without parameters in one message; the rows of the last."""
        self.catch_up()
        self.pgconn.send_query(statements)
        return self._rows(self._answers())

    def execute(self, *arguments: Any, **named: Any) -> "psycopg.Cursor[TupleRow]":
        self.catch_up()
        return super().execute(*arguments, **named)

    def send(self, asked: Asked) -> Sent:
        """Like `run`, without waiting. Whatever is said next on this connection waits for it, and raises what it
        raised.
        """
        self.catch_up()
        self.pgconn.send_query_prepared(self._name_of(asked.statement), asked.values, asked.formats)
        self.wait(generators.send(self.pgconn))
        self._sent = Sent(self)
        return self._sent

    def catch_up(self) -> None:
        """Wait for what was sent, if its answer is still out."""
        if self._sent is not None:
            sent, self._sent = self._sent, None
            sent.answer = self._rows(self.wait(generators.fetch_many(self.pgconn)))

    def run(self, asked: Asked, *, last: bool = False) -> list[TupleRow]:
        """Run a statement that is prepared once; its rows. `last`: the transaction is committed with it."""
        if last:
            return self._together((asked, COMMIT), told_by=0)
        self.catch_up()
        self.pgconn.send_query_prepared(self._name_of(asked.statement), asked.values, asked.formats)
        return self._rows(self._answers())

    def begin(self, opening: Sequence[Asked], *, alone: bool) -> list[TupleRow]:
        """What a transaction begins with; the rows of the last. `alone`: there is no more, and it is committed."""
        return self._together((*opening, COMMIT) if alone else opening, told_by=len(opening) - 1)

    def _together(self, asked: Sequence[Asked], told_by: int) -> list[TupleRow]:
        """Statements in one message; the rows of one of them. Where one fails, those after it are not run."""
        self.catch_up()
        named = [(self._name_of(one.statement), one) for one in asked]
        self.pgconn.enter_pipeline_mode()
        for name, one in named:
            self.pgconn.send_query_prepared(name, one.values, one.formats)
        self.pgconn.pipeline_sync()
        answers = [self._answers() for _ in asked]
        self._answers()  # the end of the message
        self.pgconn.exit_pipeline_mode()
        for each in answers:
            self._insist(each)
        return self._read(answers[told_by])

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is done inside is undone where it raises, and nothing else. psycopg's own way (`transaction`) would let
        go of every prepared statement then, also of those that it does not know.
        """
        self.say(b"SAVEPOINT part")
        try:
            yield
        except psycopg.OperationalError:
            raise
        except Exception:
            self.say(b"ROLLBACK TO part")
            raise
        self.say(b"RELEASE part")

    def _answers(self) -> list[pq.abc.PGresult]:
        return self.wait(generators.execute(self.pgconn))

    def _rows(self, answers: list[pq.abc.PGresult]) -> list[TupleRow]:
        self._insist(answers)
        return self._read(answers)

    def _insist(self, answers: list[pq.abc.PGresult]) -> None:
        if not answers:
            raise psycopg.OperationalError("The connection was cut.")
        for answer in answers:
            if answer.status in FAILED:
                failure = errors.error_from_result(answer, encoding=self.info.encoding)
                if isinstance(failure, errors.InvalidSqlStatementName):
                    self._names.clear()  # somebody let go of all of them: the next try prepares its own
                raise failure

    def _read(self, answers: list[pq.abc.PGresult]) -> list[TupleRow]:
        count = answers[-1].ntuples
        if not count:
            return []
        self._reader.set_pgresult(answers[-1])
        return self._reader.load_rows(0, count, tuple)

    def _name_of(self, statement: str) -> bytes:
        name = self._names.get(statement)
        if name is None:
            if len(self._names) >= MOST_PREPARED:
                oldest = next(iter(self._names))
                self.say(b"DEALLOCATE " + self._names.pop(oldest))
            self._named += 1
            name = b"omah_%d" % self._named
            self.pgconn.send_prepare(name, statement.encode())
            self._rows(self._answers())
            self._names[statement] = name
        return name
