"""The supervisor's figures, counted by the database over the cases in her sight. They are small numbers about real
people: for her alone, and said to be secret (R34)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from api.cases.views import Json, state
from api.definitions.catalog import catalog
from api.desk import Desk
from api.figures import passage, places, punctuality, workload
from api.words import Words, text
from engine.database import Tx
from engine.definition import SYSTEM, Text
from engine.registry import Registry
from engine.versions import pinned as versions
from workflows.extracts.measures import MEASURES, Measure

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
SELECT workflow, state, facts ->> %(risk)s,
       width_bucket(extract(epoch FROM %(now)s - opened_at) / 86400, %(ages)s::numeric[]), count(*) FROM cases
 WHERE parent_id IS NULL AND ended_at IS NULL GROUP BY 1, 2, 3, 4
"""

AGES = (3, 14, 30, 90)
"""Days. Where one band of how long a case has been open ends and the next begins."""

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

BEGINNING = """
SELECT omah_now(), (date_trunc('month', omah_now() AT TIME ZONE 'Asia/Jakarta') - make_interval(months => %s))
                   AT TIME ZONE 'Asia/Jakarta'
"""


def figures(desk: Desk) -> Json:
    """All of one moment."""
    registry = desk.engine.registry
    with desk.engine.database.transaction(desk.actor, steady=True) as tx:
        now, since = _rows(tx, BEGINNING, (MONTHS - 1,))[0]
        versions.all_at_hand(tx.connection, registry)
        within = {"since": since, "now": now}
        clocks = punctuality.counted(tx, within)
        return {
            "secret": True,
            "now": now,
            "since": since,
            "flow": [{"month": row[0], "opened": row[1], "ended": row[2]} for row in _rows(tx, FLOW, within)],
            "ages": AGE_TITLES,
            "open": _open(registry, _rows(tx, OPEN, {**within, "risk": RISK, "ages": list(AGES)})),
            "on_time": punctuality.by_clock(registry, clocks),
            "escalations": _by_level(registry, _rows(tx, ESCALATED, within)),
            "times": [_time(tx, one, within) for one in MEASURES],
            "stays": passage.stays(tx, registry, within),
            "funnels": passage.funnels(tx, registry, within),
            "measures": places.MEASURES,
            "workload": places.of_all(tx, within, punctuality.by_region(clocks)),
            "people": workload.of_people(tx, within) if desk.program is None else [],
        }


def _open(registry: Registry, rows: Sequence[Any]) -> list[Json]:
    """How many are open, by state in the order of the workflow, and in each by risk and by how long they are open."""
    risky: Counter[Any] = Counter()
    aged: Counter[Any] = Counter()
    for workflow, place, risk, age, count in rows:
        risky[workflow, place, risk] += count
        aged[workflow, place, age] += count
    shown = []
    for opened in (one.workflow for one in registry if one.workflow.opening is not None):
        known = catalog(registry, opened.name)
        labels = known[RISK].labels if RISK in known else {}
        for one in opened.states:
            at = (opened.name, one.name)
            risks = [{"value": value, "title": words, "count": risky[*at, value]} for value, words in labels.items()]
            ages = [aged[*at, band] for band in range(len(AGE_TITLES))]
            line = {"workflow": opened.name, "state": state(one), "count": sum(ages), "risks": risks, "ages": ages}
            shown.append(line)
    return shown


def _by_level(registry: Registry, rows: Sequence[Any]) -> list[Json]:
    counted: Counter[int] = Counter()
    for workflow, name, rung, count in rows:
        clock = registry.clock(workflow, name)
        counted[clock.rungs[rung].level if clock is not None and rung < len(clock.rungs) else 0] += count
    return [{"level": level, "count": counted[level]} for level in sorted(counted) if level > 0]


def _time(tx: Tx, one: Measure, within: Mapping[str, Any]) -> Json:
    asked = {"state": one.since, "acts": list(one.acts), "states": list(one.states), "system": SYSTEM}
    count, median = _rows(tx, TIMES, {**within, **asked})[0]
    hours = round(median / 3600, 2) if median is not None else None
    return {"name": one.name, "title": text(one.title), "cases": count, "median_hours": hours}


def _rows(tx: Tx, query: str, values: Any) -> list[Any]:
    return tx.connection.execute(query, values).fetchall()


def _band(low: int | None, high: int | None) -> Text:
    days = f"< {high}" if low is None else f"≥ {low}" if high is None else f"{low}–{high - 1}"
    return Text(f"{days} hari", f"{days} days")


AGE_TITLES: list[Words] = [text(_band(low, high)) for low, high in zip((None, *AGES), (*AGES, None), strict=True)]
