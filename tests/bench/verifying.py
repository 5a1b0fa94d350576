"""How fast a past is proved: every chain, MAC, column, case, clock and leaf, and the log with its signatures."""

import time
from uuid import UUID

from engine import family, writing
from engine.composition import act_of, compose
from engine.database import SYSTEM_ACTOR
from engine.decision import Moved, decide
from engine.past import audit
from engine.past.anchors import Anchors
from engine.past.seal import Sealer
from engine.secrets.sealing import CaseSealer
from tests.bench.world import TURNS, Turn, populate
from tests.office import Office, person

EACH = 10
"""Records a case."""


def measure(office: Office, records: int) -> float:
    """Records per second, over cases that were moved to and fro and sealed."""
    cases = populate(office, records // EACH)
    for number in range(EACH - 1):
        for start in range(0, len(cases), 1000):
            _advance(office, cases[start : start + 1000], "give_back" if number % 2 else "take")
    anchors = Anchors(office.keys._folder.parent / "anchors")
    Sealer(office.worker, anchors).seal()
    office.sql("VACUUM ANALYZE")

    start_at = time.perf_counter()
    verdict = audit.verify(office.api, anchors=anchors.notes())
    taken = time.perf_counter() - start_at
    if not verdict.verified or verdict.records != len(cases) * EACH or verdict.sealed.unsealed:
        raise RuntimeError(f"{verdict.findings[:3]}, {verdict.records} records, {verdict.sealed.unsealed} unsealed")
    return verdict.records / taken


def _advance(office: Office, cases: list[UUID], act: str) -> None:
    """One step of each, all in one transaction."""
    compiled, kader = TURNS.get("turn"), person("kader")
    transition = compiled.workflow.find(act)
    assert transition is not None
    with office.api.database.transaction(SYSTEM_ACTOR) as tx:
        steps = []
        for kin in family.read_roots(tx.connection, office.registry, cases):
            moved = decide(compiled, kin.root.snapshot, transition, kader, Turn(risk=2, agreed=True), kin.now)
            assert isinstance(moved, Moved)
            sealer = CaseSealer(office.keys, kin.root_id)
            steps.append(compose(kin, [act_of(moved)], kin.now, office.keys.secret("mac"), sealer))
    with office.api.database.transaction(kader) as tx:
        if len(writing.write(tx.connection, steps)) != len(cases):
            raise RuntimeError("not every case was moved")
