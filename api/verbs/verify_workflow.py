"""`omah verify-workflow`: prove the workflows that run here, and print what was proved and within which bounds."""

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any

from engine.proving.proof import prove
from workflows import REGISTRY

NAME = "verify-workflow"
HELP = "prove the workflows: nobody is left untold, the promises hold, no loop goes unsaid"

FOUND = 1


def run(arguments: list[str]) -> int:
    """0: sound. 1: something was found. Raises NotFound for a workflow that does not run here."""
    parser = argparse.ArgumentParser(f"omah {NAME}", description=HELP)
    parser.add_argument("workflow", nargs="?", help="only this one (it is proved together with its relatives)")
    parser.add_argument("--json", action="store_true", help="as GET /api/workflows/{name}/proof answers")
    options = parser.parse_args(arguments)

    if options.workflow is not None:
        REGISTRY.get(options.workflow)
    told = prove([one.workflow for one in REGISTRY]).workflows
    chosen = told if options.workflow is None else {options.workflow: told[options.workflow]}
    if options.json:
        print(json.dumps(list(chosen.values()), ensure_ascii=False, indent=1))
    else:
        for one in chosen.values():
            print("\n".join(_told(one)))
    return FOUND if any(one["problems"] for one in chosen.values()) else 0


def _told(one: Mapping[str, Any]) -> Iterator[str]:
    silence = one["silence"]
    yield f"{one['workflow']}   {one['milliseconds']:.0f} ms"
    yield f"  Bila tak seorang pun bertindak, kabar paling lambat / if nobody ever acts, told within: {_hours(silence)}"
    for state in silence["states"]:
        yield f"    {state['state']:<22} {_hours(state):>8}  {_whom(state)}{_leave(state)}"
    yield "  Janji / promises:"
    for promise in one["promises"]:
        mark = "ya/holds" if promise["holds"] else "TIDAK/BROKEN"
        tried = f"{promise['steps']} steps, {promise['configurations']} configurations"
        yield f"    {mark:<13} {promise['rule']:<7} {promise['title']['id']} / {promise['title']['en']} ({tried})"
    for loop in one["loops"]:
        reason = loop["accepted"]
        said = f"{reason['id']} / {reason['en']}" if reason is not None else "–"
        yield f"  Putaran / loop: {', '.join(loop['states'])}: {said}"
    yield from (f"  ! {problem}" for problem in one["problems"])
    yield "  Terbukti. / Proved." if not one["problems"] else "  TIDAK TERBUKTI. / NOT PROVED."


def _whom(state: Mapping[str, Any]) -> str:
    carried = f"; {', '.join(state['carried_by'])}" if state["carried_by"] else ""
    return f"{', '.join(state['tells'])} ({state['clock']}{carried})"


def _leave(state: Mapping[str, Any]) -> str:
    granted = state["granted"]
    return f"  jeda dan perpanjangan / pauses and extensions: {granted:g} h" if granted else ""


def _hours(bound: Mapping[str, Any]) -> str:
    return "∞" if bound["hours"] is None else f"{bound['hours']:g} h"
