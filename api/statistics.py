"""The supervisor's figures, counted by the database over the cases in her sight. They are small numbers about real
people: for her alone, and said to be secret (R34)."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from api.catalog import catalog
from api.desk import Desk
from api.views import Json, kelurahan, state
from api.words import text
from engine.database import Tx
from engine.definition import SYSTEM
from engine.registry import Registry
from workflows.measures import MEASURES, UNMET, Measure
from workflows.regions import KELURAHAN
from workflows.roles import KADER

MONTHS = 12
RISK = "risk"

FLOW = """
SELECT to_char(m.month, 'YYYY-MM'), coalesce(i.n, 0), coalesce(o.n, 0)
  FROM generate_series(%(since)s AT TIME ZONE 'Asia/Jakarta', %(now)s AT TIME ZONE 'Asia/Jakarta',
                       interval '1 month') AS m(month)
  LEFT JOIN (SELECT date_trunc('month', opened_at AT TIME ZONE 'Asia/Jakarta') AS month, count(*) AS n FROM cases
              WHERE parent_id IS NULL AND opened_at >= %(since)s GROUP BY 1) i USING (month)
  LEFT JOIN (SELECT date_trunc('month', ended_at AT TIME ZONE 'Asia/Jakarta') AS month, count(*) AS n FROM cases
              WHERE parent_id IS NULL AND ended_at >= %(since)s GROUP BY 1) o USING (month)
 ORDER BY m.month
"""

OPEN = """
SELECT workflow, state, facts ->> %(risk)s, count(*) FROM cases
 WHERE parent_id IS NULL AND ended_at IS NULL GROUP BY 1, 2, 3
"""

# A clock is known by its anchor. Each record lists those that run after it: the record that no longer lists a clock
# met it. Whatever runs past its time is late already; whatever runs within it does not count yet.
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
    SELECT c.workflow, run.name, until IS NOT NULL OR breach < %(now)s AS counts,
           coalesce(until, %(now)s) <= breach
           AND NOT coalesce((c.facts ->> (%(unmet)s::jsonb ->> run.name))::boolean, false) AS kept
      FROM run JOIN cases c ON c.id = run.case_id
)
SELECT workflow, name, count(*), count(*) FILTER (WHERE kept) FROM judged WHERE counts GROUP BY 1, 2 ORDER BY 1, 2
"""

ESCALATED = """
SELECT c.workflow, d.name, d.rung, count(*) FROM deadline d JOIN cases c ON c.id = d.case_id
 WHERE d.status = 'fired' AND d.fired_at >= %(since)s GROUP BY 1, 2, 3
"""

TIMES = """
WITH begun AS (
    SELECT h.case_id, min(h.at) AS at FROM history h JOIN cases c ON c.id = h.case_id AND c.parent_id IS NULL
     WHERE CASE WHEN %(state)s::text IS NULL THEN h.kind = 'opened' ELSE h.to_state = %(state)s END GROUP BY 1
), over AS (
    SELECT begun.case_id, begun.at AS since, min(h.at) AS until FROM begun JOIN history h USING (case_id)
     WHERE begun.at >= %(since)s AND h.at >= begun.at AND h.kind NOT IN ('opened', 'proposed', 'rejected', 'withdrawn')
       AND h.role <> %(system)s
       AND (h.act = ANY(%(acts)s) OR h.to_state = ANY(%(states)s) AND h.from_state IS DISTINCT FROM h.to_state)
     GROUP BY 1, 2
)
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM until - since)) FROM over
"""

WORKLOAD = """
SELECT region, count(*), count(*) FILTER (WHERE breach_at <= %(now)s), count(*) FILTER (WHERE pending IS NOT NULL)
  FROM cases WHERE parent_id IS NULL AND ended_at IS NULL GROUP BY 1
"""
PEOPLE = "SELECT unnest(kelurahan), count(*) FROM staff WHERE active AND role = %s GROUP BY 1"

BEGINNING = """
SELECT omah_now(), (date_trunc('month', omah_now() AT TIME ZONE 'Asia/Jakarta') - make_interval(months => %s))
                   AT TIME ZONE 'Asia/Jakarta'
"""


def figures(desk: Desk) -> Json:
    """All of one moment."""
    registry = desk.engine.registry
    with desk.engine.database.transaction(desk.actor, steady=True) as tx:
        now, since = _rows(tx, BEGINNING, (MONTHS - 1,))[0]
        within = {"since": since, "now": now}
        return {
            "secret": True,
            "now": now,
            "since": since,
            "flow": [{"month": row[0], "opened": row[1], "ended": row[2]} for row in _rows(tx, FLOW, within)],
            "open": _open(registry, _rows(tx, OPEN, {"risk": RISK})),
            "on_time": _on_time(registry, _rows(tx, ON_TIME, {**within, "unmet": json.dumps(dict(UNMET))})),
            "escalations": _by_level(registry, _rows(tx, ESCALATED, within)),
            "times": [_time(tx, one, within) for one in MEASURES],
            "workload": _workload(_rows(tx, WORKLOAD, within), dict(_rows(tx, PEOPLE, (KADER,)))),
        }


def _open(registry: Registry, rows: Sequence[Any]) -> list[Json]:
    """How many are open, by state in the order of the workflow, and in each by risk."""
    counted = {(row[0], row[1], row[2]): row[3] for row in rows}
    shown = []
    for workflow in (one.workflow for one in registry if one.workflow.opening is not None):
        words = catalog(registry, workflow.name)
        labels = words[RISK].labels if RISK in words else {}
        for place in workflow.states:
            risks = [
                {"value": value, "title": title, "count": counted.get((workflow.name, place.name, value), 0)}
                for value, title in labels.items()
            ]
            total = sum(count for key, count in counted.items() if key[:2] == (workflow.name, place.name))
            shown.append({"workflow": workflow.name, "state": state(place), "count": total, "risks": risks})
    return shown


def _on_time(registry: Registry, rows: Sequence[Any]) -> Json:
    """Of the clocks that were met or are over, how many were met in time: all together and each."""
    clocks = []
    for workflow, name, finished, kept in rows:
        clock = registry.get(workflow).workflow.deadline(name)
        named = {"workflow": workflow, "name": name, "title": text(clock.title), "rule": clock.rule}
        clocks.append({**named, **_share(finished, kept)})
    return {**_share(sum(row[2] for row in rows), sum(row[3] for row in rows)), "clocks": clocks}


def _share(finished: int, kept: int) -> Json:
    return {"finished": finished, "on_time": kept, "share": round(kept / finished, 3) if finished else None}


def _by_level(registry: Registry, rows: Sequence[Any]) -> list[Json]:
    counted: Counter[int] = Counter()
    for workflow, name, rung, count in rows:
        counted[registry.get(workflow).workflow.deadline(name).rungs[rung].level] += count
    return [{"level": level, "count": counted[level]} for level in sorted(counted) if level > 0]


def _time(tx: Tx, one: Measure, within: Mapping[str, Any]) -> Json:
    asked = {"state": one.since, "acts": list(one.acts), "states": list(one.states), "system": SYSTEM}
    count, median = _rows(tx, TIMES, {**within, **asked})[0]
    hours = round(median / 3600, 2) if median is not None else None
    return {"name": one.name, "title": text(one.title), "cases": count, "median_hours": hours}


def _workload(rows: Sequence[Any], kader: Mapping[str, int]) -> list[Json]:
    """Every kelurahan of the list, also where nothing is open: a silent house is a figure too."""
    counted = {row[0]: row[1:] for row in rows}
    codes = [*KELURAHAN, *sorted(code for code in counted if code and code not in KELURAHAN)]
    return [
        {
            "kelurahan": kelurahan(code),
            **dict(zip(("open", "overdue", "waiting"), counted.get(code, (0, 0, 0)), strict=True)),
            "kader": kader.get(code, 0),
        }
        for code in codes
    ]


def _rows(tx: Tx, query: str, values: Any) -> list[Any]:
    return tx.connection.execute(query, values).fetchall()
