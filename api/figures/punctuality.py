"""Of the clocks that were met or are over: how many were met in time, all together, each, and in each kelurahan."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.cases.views import Json
from api.words import text
from engine.database import Tx
from engine.definition import Text
from engine.registry import Registry
from workflows.extracts.measures import UNMET

# A clock is known by its anchor. Each record lists those that run after it: the record that no longer lists a clock
# met it. Whatever runs past its time is late already; whatever runs within it does not count yet. A child's clock
# belongs to the place of its parent.
ON_TIME = """
WITH record AS (
    SELECT case_id, seq, convert_from(body, 'UTF8')::jsonb -> 'clocks' AS clocks,
           lead(at) OVER (PARTITION BY case_id ORDER BY seq) AS until
      FROM history WHERE at >= %(since)s
), run AS (
    SELECT DISTINCT ON (case_id, clock ->> 'name', clock ->> 'anchor')
           case_id, clock ->> 'name' AS name, (clock ->> 'breach')::timestamptz AS breach, until
      FROM record CROSS JOIN LATERAL jsonb_array_elements(clocks) AS clock
     WHERE (clock ->> 'anchor')::timestamptz >= %(since)s
     ORDER BY case_id, clock ->> 'name', clock ->> 'anchor', seq DESC
), judged AS (
    SELECT c.workflow, run.name, coalesce(c.region, r.region) AS region,
           until IS NOT NULL OR breach < %(now)s AS counts,
           coalesce(until, %(now)s) <= breach
           AND NOT coalesce((c.facts ->> (%(unmet)s::jsonb ->> run.name))::boolean, false) AS kept
      FROM run JOIN cases c ON c.id = run.case_id LEFT JOIN cases r ON r.id = c.root_id
)
SELECT workflow, name, region, count(*), count(*) FILTER (WHERE kept) FROM judged WHERE counts
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def counted(tx: Tx, within: Mapping[str, Any]) -> Sequence[Any]:
    """Rows of (workflow, clock, region, finished, kept)."""
    return tx.connection.execute(ON_TIME, {**within, "unmet": json.dumps(dict(UNMET))}).fetchall()


def by_clock(registry: Registry, rows: Sequence[Any]) -> Json:
    finished, kept = _added(((row[0], row[1]), row) for row in rows)
    clocks = []
    for workflow, name in finished:
        clock = registry.clock(workflow, name)
        title, rule = (clock.title, clock.rule) if clock is not None else (Text(name, name), "")
        named = {"workflow": workflow, "name": name, "title": text(title), "rule": rule}
        clocks.append({**named, **_share(finished[workflow, name], kept[workflow, name])})
    return {**_share(finished.total(), kept.total()), "clocks": clocks}


def by_region(rows: Sequence[Any]) -> Mapping[str | None, Json]:
    finished, kept = _added((row[2], row) for row in rows)
    return {region: _share(finished[region], kept[region]) for region in finished}


NONE: Mapping[str, int | None] = {"finished": 0, "on_time": 0, "share": None}
"""Where no clock was met or over yet."""


def _added(rows: Iterable[tuple[Any, Any]]) -> tuple[Counter[Any], Counter[Any]]:
    finished: Counter[Any] = Counter()
    kept: Counter[Any] = Counter()
    for key, row in rows:
        finished[key] += row[3]
        kept[key] += row[4]
    return finished, kept


def _share(finished: int, kept: int) -> Json:
    return {"finished": finished, "on_time": kept, "share": round(kept / finished, 3) if finished else None}
