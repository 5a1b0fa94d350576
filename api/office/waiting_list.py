"""Who waits for the psychologist without a slot: the greatest risk first, then those who wait the longest.

A case that was sent on keeps its place, and is listed again once it comes back.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.database import Tx

WAITING = """
SELECT id, number, facts ->> 'risk', (facts ->> 'visit_wanted_at')::timestamptz, region, breach_at FROM cases
 WHERE parent_id IS NULL AND ended_at IS NULL AND facts ->> 'visit_wanted_at' IS NOT NULL
   AND facts ->> 'visit_slot' IS NULL AND state IN ('reported', 'consulted')
 ORDER BY array_position(ARRAY['high', 'medium', 'unassessed', 'low'], facts ->> 'risk'),
          (facts ->> 'visit_wanted_at')::timestamptz, id LIMIT 200"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """`due`: until when something has to be done about the case, whoever comes."""

    case: UUID
    number: str
    risk: str
    since: datetime
    region: str | None
    due: datetime | None


def listed(tx: Tx) -> list[Waiting]:
    """Those in this actor's sight."""
    return [Waiting(*row) for row in tx.connection.execute(WAITING).fetchall()]
