"""The end of a season: the faults have stopped, and two sweeps later nothing may be left undone."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from engine import sweep
from engine.secrets import erasure
from engine.secrets.orphans import sweep_orphans
from tests.office import Office
from tests.simulation.keeping import check_list
from tests.simulation.oracle import Violation
from tests.simulation.watch import Watch
from workers import effects, retention
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

OWED = """SELECT payload ->> 'topic', (payload ->> 'level')::int,
       ARRAY(SELECT jsonb_array_elements_text(payload -> 'roles'))
  FROM outbox WHERE case_id = %s AND topic = 'notice'"""


def settle(office: Office) -> None:
    """What workers do when nothing stops them."""
    for _ in range(SWEEPS):
        _until_done(lambda: sweep.fire_due(office.worker))
    _until_done(lambda: effects.pay(office.worker, POST))
    _until_done(lambda: erasure.pay(office.api))
    retention.list_due(office.worker.database)
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
    _check_stories(watch)
    wanted = {root for root, family in watch.families.items() if not family.erased}
    differing = {UUID(path.name) for path in watch.keys.glob("*/*")} ^ wanted
    if differing:
        raise Violation("key", "a key without a case, a case without a key, or an erased one with it", min(differing))


def _check_stories(watch: Watch) -> None:
    """Who was to be told, and what was to be erased, by the models that know nothing of the definitions."""
    ((now,),) = watch.connection.execute("SELECT omah_now()").fetchall()
    listed = dict(watch.connection.execute("SELECT case_id, due_at FROM erasure_due").fetchall())
    check_list((family.cases[root].snapshot for root, family in watch.families.items()), listed, now)
    for root, family in watch.families.items():
        book = family.cases[root]
        book.waiting.check_heard(root, now)
        if book.breach is not None:
            book.breach.check_told(root, now, watch.connection.execute(OWED, (root,)).fetchall())
