"""The end of a season: the faults have stopped, and two sweeps later nothing may be left undone."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from engine import sweep
from engine.past import audit
from engine.secrets import erasure
from engine.secrets.orphans import sweep_orphans
from tests.office import Office
from tests.simulation.oracle import Violation
from tests.simulation.watch import Watch
from workers import effects
from workers.post import Post

POST = Post("Omah Peluk <omah@metro.example>", None, wanted=False)
SWEEPS = 2
MOST = 500
"""Rounds of a sweep, far more than there is work."""

LATE = "SELECT case_id, name FROM deadline WHERE status = 'armed' AND due_at <= omah_now()"
# Nobody of the staff sees a parcel but the agency's, so a notice to others may stay unpaid there.
UNPAID = """SELECT o.case_id, o.id FROM outbox o JOIN cases c ON c.id = o.case_id
     WHERE o.paid_at IS NULL AND 'dinas' = ANY(c.audience)"""
UNTOLD = """SELECT o.case_id, o.id FROM outbox o
     WHERE o.topic = 'notice' AND o.paid_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM notice n WHERE n.outbox_id = o.id)"""
UNFOUNDED = """SELECT n.case_id, n.id FROM notice n WHERE NOT EXISTS (
    SELECT FROM outbox o JOIN history h ON (h.case_id, h.seq) = (o.case_id, o.seq) WHERE o.id = n.outbox_id)"""


def settle(office: Office) -> None:
    """What workers do when nothing stops them."""
    for _ in range(SWEEPS):
        _until_done(lambda: sweep.fire_due(office.worker))
    _until_done(lambda: effects.pay(office.worker, POST))
    _until_done(lambda: erasure.pay(office.api))
    sweep_orphans(office.api, younger=timedelta(seconds=-5))


def _until_done(work: Callable[[], int]) -> None:
    for _ in range(MOST):
        if not work():
            return
    raise Violation("liveness", "the work never comes to an end")


def check(office: Office, watch: Watch) -> None:
    """Raises Violation."""
    for query, check, words in (
        (LATE, "liveness", "clock {} is due, and two sweeps have left it"),
        (UNPAID, "liveness", "line {} of the outbox was never paid"),
        (UNTOLD, "notice", "line {} of the outbox was paid, and nobody was told"),
        (UNFOUNDED, "notice", "notice {} has no record"),
    ):
        rows = watch.connection.execute(query).fetchall()
        if rows:
            raise Violation(check, words.format(rows[0][1]), rows[0][0])
    wanted = {root for root, family in watch.families.items() if not family.erased}
    differing = {UUID(path.name) for path in watch.keys.glob("*/*")} ^ wanted
    if differing:
        raise Violation("key", "a key without a case, a case without a key, or an erased one with it", min(differing))
    verdict = audit.verify(office.api)
    if not verdict.verified:
        raise Violation("audit", verdict.findings[0].words.en, verdict.findings[0].case_id)
