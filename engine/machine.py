"""The state-machine kernel: one shared `transitions` machine per workflow, triggered on a cursor that is thrown away.

`transitions` enforces neither final states nor unknown targets and answers a refused guard with False; so the
registry proves the definition first, guards are judged before the trigger, and no callback hangs on the machine.
"""

from dataclasses import dataclass
from typing import Any

from transitions import Machine, MachineError

from engine.definition import Workflow


@dataclass(slots=True)
class Cursor:
    """Where one case stands while one transition is tried."""

    state: str


class Kernel:
    """The states and transitions of one workflow, and nothing else. Safe to share between threads."""

    def __init__(self, workflow: Workflow) -> None:
        self._machine: Any = Machine(
            model=None,
            states=[{"name": state.name, "final": state.final} for state in workflow.states],
            initial=workflow.initial,
            auto_transitions=False,
            send_event=False,
        )
        for transition in workflow.transitions:
            self._machine.add_transition(transition.name, list(transition.sources), transition.target)
        self._sources = {transition.name: frozenset(transition.sources) for transition in workflow.transitions}
        self._moves: dict[tuple[str, str], str] = {}

    def move(self, state: str, transition: str) -> str:
        """The state after the transition. Raises MachineError where the machine has no such step.

        Nothing hangs on the machine, so each of its steps is tried once and remembered.
        """
        known = self._moves.get((state, transition))
        if known is None:
            known = self._moves[state, transition] = self._try(state, transition)
        return known

    def _try(self, state: str, transition: str) -> str:
        cursor = Cursor(state)
        if not self._machine.events[transition].trigger(cursor):
            raise MachineError(f"{transition} does not leave {state}")
        return cursor.state

    def leaves(self, state: str, transition: str) -> bool:
        return state in self._sources[transition]
