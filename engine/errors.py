"""What the engine says when it cannot do what was asked: written for the person who asked, free of HTTP.

EngineError
├── NotFound            not there, or not yours
├── Stale               the case changed since you looked
├── Refused             guards, state or role stand in the way
├── Invalid             the form is not filled in rightly
├── NoLongerPending     the proposal was decided, withdrawn or overtaken
├── Overtaken           others keep changing the case; try again
├── VersionGone         the version that a case is pinned to cannot run here any more
├── UnsoundMapping      cases cannot be migrated in this way
├── UnsoundWorkflow     a definition that may not start
├── IllegalClock        the demo clock cannot go there
└── SilentCase          a decision would leave an open case without a deadline (a fault of ours)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.definition import Refusal, Text


class EngineError(Exception):
    """The root. `code` is stable and names the problem for machines."""

    code = "engine_error"


class NotFound(EngineError):
    code = "not_found"

    def __init__(self, what: str = "case") -> None:
        super().__init__(f"No such {what}, or it is not yours to see.")


@dataclass(frozen=True, slots=True)
class Change:
    """One record that came after the version a user saw."""

    seq: int
    at: datetime
    actor: UUID | None
    role: str
    act: str


class Stale(EngineError):
    code = "stale"

    def __init__(self, seen: int, current: int, changes: Sequence[Change]) -> None:
        self.seen, self.current, self.changes = seen, current, tuple(changes)
        who = ", ".join(f"{change.act} by {change.role}" for change in changes) or "another change"
        super().__init__(f"You saw version {seen}; the case is now at {current}: {who}. Look again, then repeat.")


class Refused(EngineError):
    """Every reason why not, and what is possible now. The attempt is on record when this is raised."""

    code = "refused"

    def __init__(self, act: str, state: str, refusals: Sequence[Refusal], possible: Sequence[str]) -> None:
        self.act, self.state = act, state
        self.refusals, self.possible = tuple(refusals), tuple(possible)
        now = ", ".join(possible) or "nothing"
        super().__init__(f"Cannot {act} a case in {state}; possible now: {now}.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a form, at a JSON pointer (RFC 6901)."""

    pointer: str
    code: str
    message: Text


class Invalid(EngineError):
    code = "invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        where = "; ".join(f"{problem.pointer or '/'}: {problem.message.en}" for problem in problems)
        super().__init__(f"The form cannot be taken as it is: {where}")


class NoLongerPending(EngineError):
    code = "no_longer_pending"

    def __init__(self, number: int) -> None:
        super().__init__(f"Proposal {number} is not waiting any more. Look at the case again.")


class Overtaken(EngineError):
    code = "overtaken"

    def __init__(self) -> None:
        super().__init__("Others are changing this case at this moment. Nothing was written; try again.")


class UnsoundWorkflow(EngineError):
    code = "unsound_workflow"

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        listed = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"{len(problems)} problem(s) keep this workflow from starting:\n{listed}")


class VersionGone(EngineError):
    """Its cases are shown and wait; `why` are sentences."""

    code = "version_gone"

    def __init__(self, workflow: str, version: str, why: Sequence[str]) -> None:
        self.why = tuple(why)
        super().__init__(
            f"A case is pinned to version {version[:12]} of {workflow}, which cannot run here: {' '.join(why)}"
            " Migrate its cases: omah migrate-cases."
        )


class UnsoundMapping(EngineError):
    """Every problem, as sentences; nothing was changed."""

    code = "unsound_mapping"

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        listed = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"{len(problems)} problem(s) stand in the way; nothing was changed:\n{listed}")


class IllegalClock(EngineError):
    code = "illegal_clock"


class SilentCase(EngineError):
    code = "silent_case"

    def __init__(self, case: UUID, state: str, act: str) -> None:
        super().__init__(f"Case {case}: {act} would leave it in {state}, not settled, with no deadline. Not written.")
