"""Cases that run, moved to what is in force now: looked at first, proposed by one person, decided on by another.

What a person approves is which versions become which; what is moved is whatever is open under these by then, by the
same way as `omah migrate-cases`. Whoever is interrupted finds the rest waiting, and proposes it again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine import almanac
from engine.database import SYSTEM_ACTOR
from engine.definition import Actor, Text
from engine.errors import Invalid, NoLongerPending, NotFound, Problem, UnsoundMapping
from engine.policies import deciding, standing
from engine.policies.standing import Moves, Proposal
from engine.runtime import Engine
from engine.versions import transfer
from engine.versions.crossing import Crossed
from engine.versions.transfer import Asked, Moved

AT_ONCE = 5_000
"""So many families one request goes through; more is moved from the terminal."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would become of the cases that run under an earlier version. `problems` keep all of them where they are."""

    moves: Moves
    families: int
    cases: tuple[Crossed, ...] = ()
    problems: tuple[str, ...] = ()


def look(engine: Engine) -> Outlook:
    """Nothing is written."""
    moves, families = _behind(engine)
    if not moves or families > AT_ONCE:
        return Outlook(moves, families)
    try:
        return Outlook(moves, families, tuple(transfer.look(engine, _asked(moves), running=True).cases))
    except UnsoundMapping as unsound:
        return Outlook(moves, families, problems=tuple(unsound.problems))


def propose(engine: Engine, actor: Actor, reason: str) -> Proposal:
    """Raises Refused (another role), and Invalid with every problem."""
    deciding.may_propose(actor)
    found = look(engine)
    problems = [*deciding.reason_given(reason), *_wrong(found)]
    if problems:
        raise Invalid(problems)
    with engine.database.transaction(actor) as tx:
        standing.hold(tx.connection)
        made = standing.propose(tx.connection, actor, {}, reason.strip(), None, moves=found.moves)
        return standing.proposal(tx.connection, made)


def approve(engine: Engine, actor: Actor, proposal: int) -> Moved:
    """The second person's yes; then they move. Raises Refused, Invalid, NotFound, and NoLongerPending where it was
    decided, or where by now other versions would have to move.
    """
    found = look(engine)
    with engine.database.transaction(actor) as tx:
        standing.hold(tx.connection)
        moves = deciding.waiting(tx, actor, proposal, own=False).moves
        if not moves:
            raise NotFound("proposal")
        if moves != found.moves:
            raise NoLongerPending(proposal)
        if found.problems or found.families > AT_ONCE:
            raise Invalid([*_wrong(found)])
        standing.decide(tx.connection, actor, proposal, "approved", None)
    return transfer.migrate(engine, _asked(moves), running=True)


def _behind(engine: Engine) -> tuple[Moves, int]:
    """Each version that open cases are pinned to and that is in force no more, with the one that is; and how many
    families these are.
    """
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        running = {one.workflow.name: one.version for one in almanac.current(tx.connection, engine.registry)}
        rows = tx.connection.execute(_OPEN).fetchall()
    behind = [(name, old, roots) for name, old, roots in rows if name in running and running[name] != old]
    moves = tuple((old, running[name]) for name, old, _ in behind)
    return moves, max((roots for _, _, roots in behind), default=0)


_OPEN = """SELECT c.workflow, c.definition, count(DISTINCT c.root_id) FROM cases c JOIN cases r ON r.id = c.root_id
    WHERE r.ended_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2"""


def _asked(moves: Moves) -> Sequence[Asked]:
    return [Asked(old, new) for old, new in moves]


def _wrong(found: Outlook) -> Iterator[Problem]:
    if not found.moves:
        yield Problem("", "nothing", Text("Semua kasus sudah di sana.", "All cases are there."))
    if found.families > AT_ONCE:
        yield Problem("", "too_many", TOO_MANY)
    for one in found.problems:
        words_id, words_en = f"Tidak dapat dipindahkan: {one}", f"Cannot be moved: {one}"
        yield Problem("", "unsound", Text(words_id, words_en))


TOO_MANY = Text(
    f"Lebih dari {AT_ONCE} kasus: pindahkan dengan perintah omah migrate-cases.",
    f"More than {AT_ONCE} cases: move them with the command omah migrate-cases.",
)
