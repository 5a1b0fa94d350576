"""The process map: a workflow's drawing with what truly happened on its arrows, counted by the database over the cases
in sight, in one query.
"""

from dataclasses import dataclass
from typing import Any

from api.cases.views import Json, state
from api.definitions import diagram
from api.definitions.diagram import Language, Measured
from api.desk import Desk
from api.words import text
from engine.definition import Text, Workflow

Pair = tuple[str, str]

# A stay ends with the record that leads out of the state, or with the end of the case; those that go on do not count.
COUNTED = """
WITH moved AS MATERIALIZED (
    SELECT h.from_state, h.to_state, h.at - lag(h.at) OVER steps AS before,
           coalesce(lead(h.at) OVER steps, c.ended_at) - h.at AS stayed,
           lead(h.at) OVER steps IS NULL AS last, c.ended_at IS NOT NULL AS ended
      FROM history h JOIN cases c ON c.id = h.case_id
     WHERE c.workflow = %(workflow)s AND h.from_state IS DISTINCT FROM h.to_state
    WINDOW steps AS (PARTITION BY h.case_id ORDER BY h.seq)
)
SELECT from_state, to_state, count(*), 0, 0,
       percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM before))
  FROM moved WHERE from_state IS NOT NULL GROUP BY 1, 2
UNION ALL
SELECT NULL, to_state, count(*), count(*) FILTER (WHERE last AND NOT ended), count(*) FILTER (WHERE last AND ended),
       percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM stayed))
  FROM moved GROUP BY 2
"""


@dataclass(frozen=True, slots=True)
class Times:
    """`count` of them; the median and the 90th percentile in seconds, None where none has come to an end."""

    count: int
    median: float | None
    ninth: float | None


@dataclass(frozen=True, slots=True)
class Stay:
    """How a state was lived in: `now` are there and open, `ended` came to their end there."""

    times: Times
    now: int
    ended: int


@dataclass(frozen=True, slots=True)
class ProcessMap:
    workflow: Workflow
    arrows: dict[Pair, Times]
    stays: dict[str, Stay]


def shown(desk: Desk, name: str) -> Json:
    """Raises NotFound for a workflow that does not run here."""
    found = _counted(desk, name)
    workflow = found.workflow
    return {
        "workflow": workflow.name,
        "title": text(workflow.title),
        "cases": sum(one.now + one.ended for one in found.stays.values()),
        "arrows": [
            {
                "from": _named(workflow, source),
                "to": _named(workflow, target),
                "steps": [text(one.title) for one in _steps(workflow, (source, target))],
                **_times(times),
            }
            for (source, target), times in found.arrows.items()
        ],
        "states": [
            {**state(one), "now": stay.now, "ended": stay.ended, **_times(stay.times)}
            for one in workflow.states
            if (stay := found.stays.get(one.name, NOBODY)) is not None
        ],
    }


def drawn(desk: Desk, name: str, language: Language) -> str:
    """The drawing. Raises NotFound."""
    found = _counted(desk, name)
    arrows = {
        pair: (times.count, f"{times.count}× · {span(times.median, language)}") for pair, times in found.arrows.items()
    }
    stays = {one: f"{getattr(HERE, language)} {stay.now}" for one, stay in found.stays.items()}
    return diagram.draw(found.workflow, diagram.Where(), language, Measured(arrows, stays))


def span(seconds: float | None, language: Language) -> str:
    """A length of time in its two largest units at most: 3 h 4 j in Bahasa Indonesia is three days and four hours."""
    if seconds is None:
        return "–"
    minutes = round(seconds / 60)
    days, hours = divmod(minutes // 60, 24)
    units = ("hr", "jam", "mnt") if language == "id" else ("d", "h", "min")
    if days:
        return f"{days} {units[0]} {hours} {units[1]}" if hours and days < 10 else f"{days} {units[0]}"
    return f"{hours} {units[1]} {minutes % 60} {units[2]}" if hours and minutes % 60 else _small(hours, minutes, units)


def _small(hours: int, minutes: int, units: tuple[str, str, str]) -> str:
    return f"{hours} {units[1]}" if hours else f"{minutes} {units[2]}"


def _counted(desk: Desk, name: str) -> ProcessMap:
    workflow = desk.engine.registry.get(name).workflow
    with desk.engine.database.transaction(desk.actor, steady=True) as tx:
        rows = tx.connection.execute(COUNTED, {"workflow": name}).fetchall()
    order = {one.name: place for place, one in enumerate(workflow.states)}
    known = sorted(
        (row for row in rows if row[0] in order and row[1] in order), key=lambda row: (order[row[0]], order[row[1]])
    )
    return ProcessMap(
        workflow,
        {(row[0], row[1]): _read(row[2], row[5]) for row in known},
        {row[1]: Stay(_read(row[2], row[5]), row[3], row[4]) for row in rows if row[0] is None},
    )


def _read(count: int, shares: Any) -> Times:
    median, ninth = shares or (None, None)
    return Times(count, median, ninth)


def _times(times: Times) -> Json:
    return {"count": times.count, "median_hours": _hours(times.median), "p90_hours": _hours(times.ninth)}


def _hours(seconds: float | None) -> float | None:
    return round(seconds / 3600, 2) if seconds is not None else None


def _named(workflow: Workflow, name: str) -> Json:
    return {"name": name, "title": text(workflow.state(name).title)}


def _steps(workflow: Workflow, pair: Pair) -> list[Any]:
    return [one for one in workflow.transitions if pair[0] in one.sources and one.target == pair[1]]


HERE = Text("sekarang", "now")
NOBODY = Stay(Times(0, None, None), 0, 0)
