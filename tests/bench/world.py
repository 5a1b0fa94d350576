"""The world that is measured: a durable server of its own, and cases that can move between two states until they end.

waiting ◀── give_back ── taken
    └────── take ──────────▲
"""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel

from engine import writing
from engine.calendar import Calendar, Elapsed
from engine.composition import compose, opening
from engine.definition import (
    Deadline,
    Facts,
    Notice,
    Refusal,
    Rung,
    Situation,
    Snapshot,
    State,
    Transition,
    Workflow,
    guard,
)
from engine.embedded.postgres import EmbeddedPostgres
from engine.registry import Registry
from engine.secrets.sealing import CaseSealer
from tests.office import REJOMULYO, Office, make_template, open_office, person, words

AUDIENCE = frozenset({f"kelurahan/{REJOMULYO}", "dinas"})


class TurnFacts(Facts, frozen=True):
    risk: int = 1
    people: int = 1
    agreed: bool = True


class Turn(BaseModel):
    risk: int
    agreed: bool


@guard("B1", reads=("risk",))
def risk_is_known(case: Situation) -> Refusal | None:
    return None if case.facts.risk else Refusal("B1", "RISK", words("Risk is unknown."), "house rule 1")


@guard("B2", reads=("people", "agreed"))
def somebody_agreed(case: Situation) -> Refusal | None:
    return None if case.facts.agreed or not case.facts.people else Refusal("B2", "AGREE", words("No."), "house rule 2")


def entered(case: Snapshot) -> datetime:
    return case.entered_at


def never_settled(case: Snapshot) -> bool:
    return False


LADDER = (
    Rung(words("remind"), percent=50, tell=("kader",)),
    Rung(words("supervisor"), level=1, percent=100, tell=("supervisor",), every=Elapsed(days=7)),
)

TURN = Workflow(
    name="turn",
    title=words("Turn"),
    facts=TurnFacts,
    initial="waiting",
    opened_by=("kader",),
    opening=Turn,
    begin=lambda case: TurnFacts(risk=case.form.risk),
    settled=never_settled,
    calendar=Calendar("plain"),
    states=(State("waiting", words("waiting")), State("taken", words("taken"))),
    transitions=(
        *(
            Transition(
                name,
                source,
                target,
                words(name),
                by=("kader",),
                form=Turn,
                guards=(risk_is_known, somebody_agreed),
                tells=(Notice(("coordinator",), "moved"),),
            )
            for name, source, target in (("take", "waiting", "taken"), ("give_back", "taken", "waiting"))
        ),
        Transition("end", ("waiting", "taken"), None, words("end"), by=("kader",), ends=True),
    ),
    deadlines=tuple(
        Deadline(state, words(state), "B3", "house rule 3", (state,), entered, Elapsed(days=3), LADDER)
        for state in ("waiting", "taken")
    ),
)

TURNS = Registry((TURN,))


@contextmanager
def bench_server() -> Iterator[str]:
    """The owner's address of a durable server on the disk (fsync on)."""
    with tempfile.TemporaryDirectory(prefix="omah-bench-") as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres")
        url = server.start()
        try:
            make_template(url)
            yield url
        finally:
            server.stop()


@contextmanager
def bench_office(url: str) -> Iterator[Office]:
    """A database of its own on that server, with the grants and policies of production."""
    with tempfile.TemporaryDirectory(prefix="omah-bench-") as folder:
        yield from open_office(url, Path(folder), TURNS)


def populate(office: Office, number: int) -> list[uuid.UUID]:
    """Open `number` cases, a thousand in each transaction."""
    compiled = TURNS.get("turn")
    at = datetime.now(UTC) - timedelta(minutes=1)
    made: list[uuid.UUID] = []
    for start in range(0, number, 1000):
        steps = []
        for _ in range(min(1000, number - start)):
            case_id = uuid.uuid4()
            case = Snapshot(case_id, "turn", "waiting", TurnFacts(), at, at, audience=AUDIENCE)
            act = opening(compiled, case, person("kader"), {}, {})
            steps.append(compose(None, [act], at, office.keys.secret("mac"), CaseSealer(office.keys, case_id)))
            made.append(case_id)
        with office.api.database.transaction(person("kader")) as tx:
            writing.create(tx.connection, steps)
    office.sql("ANALYZE")
    return made
