"""How cases pass through their states: how long they stay in each, and how far children of theirs have come."""

from collections.abc import Mapping
from typing import Any

from api.cases.views import Json, state
from api.definitions.catalog import catalog
from api.words import text
from engine.database import Tx
from engine.registry import Registry
from workflows.extracts.measures import FUNNELS, Funnel

# A stay begins with the record that enters the state, and ends with the next one that leaves it or with the case.
STAYS = """
WITH entered AS (
    SELECT h.case_id, h.to_state, h.at, lead(h.at) OVER (PARTITION BY h.case_id ORDER BY h.seq) AS until
      FROM history h WHERE h.kind = 'opened' OR h.from_state IS DISTINCT FROM h.to_state
), stay AS (
    SELECT c.workflow, e.to_state AS state, coalesce(e.until, c.ended_at) AS until,
           extract(epoch FROM coalesce(e.until, c.ended_at, %(now)s) - e.at) / 3600 AS hours
      FROM entered e JOIN cases c ON c.id = e.case_id WHERE e.at >= %(since)s
)
SELECT workflow, state, count(*) FILTER (WHERE until IS NOT NULL),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY hours) FILTER (WHERE until IS NOT NULL),
       count(*) FILTER (WHERE until IS NULL), max(hours) FILTER (WHERE until IS NULL)
  FROM stay GROUP BY 1, 2
"""

REACHED = """
SELECT c.facts ->> %(by)s, h.to_state, count(DISTINCT c.id) FROM cases c JOIN history h ON h.case_id = c.id
 WHERE c.workflow = %(workflow)s AND c.opened_at >= %(since)s GROUP BY 1, 2
"""


def stays(tx: Tx, registry: Registry, within: Mapping[str, Any]) -> list[Json]:
    """Of every state that cases can be left in: how many stays are over and their median, how many last, and the
    longest of these. Hours."""
    rows = {row[:2]: row[2:] for row in tx.connection.execute(STAYS, within)}
    shown = []
    for workflow in (one.workflow for one in registry):
        for place in (one for one in workflow.states if not one.final):
            over, median, now, longest = rows.get((workflow.name, place.name), (0, None, 0, None))
            shown.append(
                {
                    "workflow": {"name": workflow.name, "title": text(workflow.title)},
                    "state": state(place),
                    "over": over,
                    "median_hours": _hours(median),
                    "now": now,
                    "longest_hours": _hours(longest),
                }
            )
    return shown


def funnels(tx: Tx, registry: Registry, within: Mapping[str, Any]) -> list[Json]:
    return [
        _funnel(tx, registry, one, within)
        for one in FUNNELS
        if one.workflow in {each.workflow.name for each in registry}
    ]


def _funnel(tx: Tx, registry: Registry, one: Funnel, within: Mapping[str, Any]) -> Json:
    """How many cases of a workflow ever came to each of its states, by a closed fact."""
    workflow = registry.get(one.workflow).workflow
    entry = catalog(registry, one.workflow)[one.by]
    asked = {**within, "workflow": one.workflow, "by": one.by}
    counted = {row[:2]: row[2] for row in tx.connection.execute(REACHED, asked)}
    return {
        "workflow": one.workflow,
        "title": text(workflow.title),
        "lines": [
            {
                "value": value,
                "title": title,
                "reached": [
                    {"state": state(place), "count": counted.get((value, place.name), 0)} for place in workflow.states
                ],
            }
            for value, title in entry.labels.items()
        ],
    }


def _hours(hours: Any) -> float | None:
    return round(float(hours), 2) if hours is not None else None
