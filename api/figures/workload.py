"""The work of each person: what she is responsible for, what of it is late, and what she did lately."""

from collections.abc import Mapping
from typing import Any

from api.cases.views import Json
from api.words import role_words
from engine.database import Tx

LATELY = "30 days"

WORK = f"""
WITH owned AS (
    SELECT owner, count(*) AS open, count(*) FILTER (WHERE breach_at <= %(now)s) AS overdue
      FROM cases WHERE parent_id IS NULL AND ended_at IS NULL GROUP BY 1
), acted AS (
    SELECT actor, count(*) AS steps FROM history
     WHERE actor IS NOT NULL AND at > %(now)s - interval '{LATELY}' GROUP BY 1
)
SELECT s.id, s.name, s.role, coalesce(o.open, 0), coalesce(o.overdue, 0), coalesce(a.steps, 0)
  FROM staff s LEFT JOIN owned o ON o.owner = s.id LEFT JOIN acted a ON a.actor = s.id
 WHERE o.open > 0 OR a.steps > 0
UNION ALL
SELECT NULL, NULL, NULL, open, overdue, 0 FROM owned WHERE owner IS NULL
 ORDER BY 4 DESC, 5 DESC, 6 DESC, 2
"""  # noqa: S608  # the only part put in is a constant


def of_people(tx: Tx, within: Mapping[str, Any]) -> list[Json]:
    """Whoever has a case or did something in the last thirty days, and what nobody has: the most loaded first.

    `steps` counts what she wrote into the history of the cases in sight.
    """
    return [
        {
            "person": {"id": row[0], "name": row[1], "role": role_words(row[2])} if row[0] is not None else None,
            "open": row[3],
            "overdue": row[4],
            "steps": row[5],
        }
        for row in tx.connection.execute(WORK, within)
    ]
