"""A workflow as Mermaid text, for documents: drawn by `transitions` itself, from the very machine that moves cases.

Mermaid takes no hyphen in the name of a state and no colon in a label; whoever reads sees titles, not names. Steps that
keep the state are left out, as in `api.definitions.diagram`.
"""

import json
from typing import Any

from transitions.extensions import GraphMachine

from api.definitions.diagram import Language
from engine.definition import Workflow

STYLES = ("classDef", "Class ")
"""Lines that colour the drawing for one case; there is none here."""


class _Paper:
    """What the machine is drawn on."""


def draw(workflow: Workflow, language: Language) -> str:
    """The drawing as text of the kind `stateDiagram-v2`."""
    paper = _Paper()
    machine: Any = GraphMachine(
        model=paper,
        states=[_named(state.name) for state in workflow.states],
        initial=_named(workflow.initial),
        auto_transitions=False,
        graph_engine="mermaid",
        title=f"title: {json.dumps(getattr(workflow.title, language), ensure_ascii=False)}",
    )
    for state in workflow.states:
        machine.get_state(_named(state.name)).label = _plain(getattr(state.title, language))
    for step in workflow.transitions:
        sources = [_named(source) for source in step.sources if step.target not in (None, source)]
        machine.add_transition(
            step.name, sources, _named(step.target or ""), label=_plain(getattr(step.title, language))
        )
    lines = machine.get_combined_graph().source.splitlines()
    drawn = [line.rstrip() for line in lines if not line.strip().startswith(STYLES)]
    ends = [f"  {_named(state.name)} --> [*]" for state in workflow.states if state.final]
    return "\n".join([*drawn, *ends, ""])


def _named(state: str) -> str:
    return state.replace("-", "_")


def _plain(words: str) -> str:
    return words.replace(":", " –").replace(";", ",").replace('"', "'")
