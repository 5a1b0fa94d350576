"""Somebody at a browser: sends a wish to the API's commands, and sends it again where no answer comes."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from api import replay
from engine.errors import Invalid, NoLongerPending, NotFound, Overtaken, Refused, Stale
from engine.runtime import Engine
from tests.simulation.stage import Crash, Part
from tests.simulation.wishes import Wish

TOLD_NO = (NotFound, Stale, Refused, Invalid, NoLongerPending, Overtaken)
"""What a person may be told instead of a yes."""
NO_ANSWER = (Crash, psycopg.OperationalError)
"""What a client sees of a fault: nothing, or a 503."""


@dataclass(frozen=True, slots=True)
class Client:
    """`patient`: asks again until an answer comes."""

    engine: Engine
    wish: Wish
    patient: bool

    def ask(self, part: Part) -> Mapping[str, Any]:
        """What was answered: the case and its version. Raises what the commands do."""
        while True:
            try:
                return self._once()
            except NO_ANSWER:
                if not self.patient or not part.struck:
                    raise

    def _once(self) -> Mapping[str, Any]:
        wish = self.wish
        if wish.key is None:
            return _answer(wish.do(self.engine, None))
        request = replay.Request(wish.actor, wish.key, f"{wish.verb} {wish.act} {wish.case}", {"form": str(wish.form)})
        body: Mapping[str, Any] = json.loads(replay.once(self.engine.database, request, self._kept).content)
        return body

    def _kept(self, keep: Callable[..., None]) -> replay.Answer:
        """The act together with its answer, in one transaction, as the API does it."""
        answers: list[replay.Answer] = []

        def also(tx: Any, done: Any) -> None:
            answers.append(replay.Answer(200, _answer(done), {}))
            keep(tx, answers[-1])

        self.wish.do(self.engine, also)
        return answers[-1]


def _answer(done: Any) -> Mapping[str, Any]:
    return {"case": str(done.case_id), "version": done.version}
