"""`omah what-if`: last year's history lived through again, under another deadline, rung or holiday."""

import argparse
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from api.figures import spans, whatif
from api.figures.whatif import Proposed, Question
from api.installation import opened
from engine.database import SYSTEM_ACTOR

NAME = "what-if"
HELP = "who would have been alerted, had a deadline, a rung or a holiday been another"


def run(arguments: list[str]) -> int:
    """0, whatever differs: nothing is judged. Raises NotFound, and Invalid with every problem of the change."""
    options = _options(arguments)
    question = Question(changes=[*_changes(options)], since=options.since, until=options.until)
    with opened() as house, house.engine.database.transaction(SYSTEM_ACTOR, steady=True) as tx:
        found = whatif.ask(tx, house.engine.registry, options.workflow, question, None)
        told = whatif.shaped(house.engine.registry, found)
    if options.json:
        print(json.dumps(told, default=str, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_told(told)))
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(f"omah {NAME}", description=f"{HELP}. Lengths are written {spans.FORMS}.")
    parser.add_argument("workflow")
    parser.add_argument("--deadline", action="append", default=[], metavar="CLOCK=LENGTH", help="respond=PT24H")
    parser.add_argument("--rung", action="append", default=[], metavar="CLOCK.N=LENGTH", help="respond.1=40%%")
    parser.add_argument("--holiday", action="append", default=[], type=date.fromisoformat, metavar="DAY")
    parser.add_argument("--working-day", action="append", default=[], type=date.fromisoformat, metavar="DAY")
    parser.add_argument("--collective-leave", action="append", default=[], type=int, metavar="YEAR")
    parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="default: a year ago")
    parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="default: now")
    parser.add_argument("--json", action="store_true", help="as POST /api/workflows/{name}/what-if answers")
    options = parser.parse_args(arguments)
    wrong = [one for one in options.deadline if "=" not in one]
    wrong += [one for one in options.rung if not one.partition("=")[0].rpartition(".")[2].isdigit()]
    if wrong:
        parser.error(f"{', '.join(wrong)}: write CLOCK=LENGTH, or CLOCK.N=LENGTH for a rung")
    if not any((options.deadline, options.rung, options.holiday, options.working_day, options.collective_leave)):
        parser.error("say what is to be changed")
    return options


def _changes(options: argparse.Namespace) -> Iterator[Proposed]:
    for one in options.deadline:
        clock, _, to = one.partition("=")
        yield Proposed(kind="deadline", clock=clock, to=to)
    for one in options.rung:
        place, _, to = one.partition("=")
        clock, _, rung = place.rpartition(".")
        yield Proposed(kind="rung", clock=clock, rung=int(rung), to=to)
    yield from (Proposed(kind="holiday", day=day) for day in options.holiday)
    yield from (Proposed(kind="working_day", day=day) for day in options.working_day)
    yield from (Proposed(kind="collective_leave", year=year) for year in options.collective_leave)


def _told(told: Mapping[str, Any]) -> Iterator[str]:
    period = f"{told['since']:%Y-%m-%d} … {told['until']:%Y-%m-%d}"
    yield f"{told['title']['id']}   {period}   kasus / cases: {told['cases']}"
    yield from (f"  {one['id']} / {one['en']}" for one in told["changes"])
    if told["unread"]:
        yield f"  Tidak terbaca / not readable: {', '.join(told['unread'])}"
    yield f"Pemberitahuan / alerts: {_both(told['alerts'])}"
    for one in told["roles"]:
        busiest = max(one["days"], key=lambda day: day["after"])
        yield f"  {one['role']['title']['id']:<24} {_both(one):>16}   {busiest['day']}: {_both(busiest)}"
    yield "Lewat tenggat / breached:"
    for one in told["clocks"]:
        yield f"  {one['title']['id']:<36} {_share(one['before']):>18} → {_share(one['after'])}"
    yield f"Kasus yang berbeda / cases that differ: {told['differ']}"
    for one in told["differing"]:
        yield f"  {one['case']['number']}   - {len(one['gone'])}   + {len(one['new'])}"
    if told["undone"]:
        yield f"Langkah yang tidak mungkin lagi / acts that were not possible any more: {told['undone']}"
    yield f"{told['faith']['words']['id']} / {told['faith']['words']['en']}"
    yield f"{told['caveat']['id']} / {told['caveat']['en']}"


def _both(one: Mapping[str, Any]) -> str:
    return f"{one['before']} → {one['after']}"


def _share(one: Mapping[str, Any]) -> str:
    rate = "–" if one["rate"] is None else f"{one['rate']:.0%}"
    return f"{one['breached']}/{one['finished']} ({rate})"
