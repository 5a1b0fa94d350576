"""Two families in one step: a case that joins another one, which takes a step of its own in the same transaction."""

from dataclasses import replace
from uuid import UUID

from engine import family, forms
from engine.composition import SYSTEM_ACTOR, Joined, act_of
from engine.database import Tx
from engine.decision import Moved, Refusals, decide
from engine.definition import Refusal, Text
from engine.family import Family


class DueElsewhere(Exception):
    """The other family has a clock to climb before anything else happens to it."""

    def __init__(self, root_id: UUID) -> None:
        self.root_id = root_id


def judge(tx: Tx, kin: Family, moved: Moved) -> Joined | Refusals:
    """What the other case makes of it: it has to be a root of the same workflow, in the actor's sight, not this one.

    Raises DueElsewhere.
    """
    joins, situation = moved.transition.joins, moved.situation
    assert joins is not None, "only what joins another case asks that case"
    assert situation is not None, "a decision knows what it was judged on"
    act, state, case = moved.transition.name, moved.before.state, moved.before
    found = tx.connection.execute(OTHER, (getattr(situation.form, joins.number), case.workflow, case.id)).fetchone()
    other = family.read(tx.connection, kin.registry, found[0]) if found is not None else None
    if other is None:
        return Refusals(act, state, (NO_SUCH_CASE,))
    if other.due(other.now):
        raise DueElsewhere(other.root_id)
    step = other.root.compiled.workflow.find(joins.step)
    if step is None or step.form is None:
        return Refusals(act, state, (OTHER_VERSION,))
    form = forms.validate(step.form, joins.form(situation, kin.members[case.id].number), other.now)
    decided = decide(other.root.compiled, other.snapshot(other.root_id), step, SYSTEM_ACTOR, form, other.now)
    if isinstance(decided, Refusals):
        return Refusals(act, state, tuple(_there(one) for one in decided.why))
    return Joined(other, act_of(decided))


def _there(refusal: Refusal) -> Refusal:
    """A reason that lies in the other case, told to somebody who looks at this one."""
    reason = Text(f"Kasus yang dilanjutkan: {refusal.reason.id}", f"The case that goes on: {refusal.reason.en}")
    return replace(refusal, reason=reason)


OTHER = "SELECT id FROM cases WHERE number = %s AND workflow = %s AND id <> %s AND parent_id IS NULL"

NO_SUCH_CASE = Refusal(
    "STATE",
    "NO_SUCH_CASE",
    Text("Tidak ada kasus lain dengan nomor ini.", "There is no other case of this number."),
    "alur kerja / workflow",
    Text("Periksa nomornya.", "Check the number."),
)
OTHER_VERSION = Refusal(
    "VERSION",
    "OTHER_VERSION",
    Text(
        "Kasus itu terikat pada versi alur kerja yang tidak mengenal langkah ini.",
        "That case is pinned to a version of its workflow that does not know this step.",
    ),
    "alur kerja / workflow",
    Text("Minta admin memindahkannya: omah migrate-cases.", "Ask the admin to migrate it: omah migrate-cases."),
)
