"""Running cases moved to the policy in force: looked at, proposed by one person, decided on by another."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK

from api.desk import Desk
from api.office import moving as moves
from api.office import policies, registers
from api.office.moving import MovingProposal
from api.office.register import Json
from api.security.policy import POLICY_MAKERS, SUPERVISORS
from engine import database, forms
from engine.policies import deciding, moving

Here = NamedDependency[SkipValidation[Desk]]
Body = JSONBody[dict[str, object]]
ONE = f"{registers.MOVING.href}/{{proposal:int}}"


@get(registers.MOVING.href, policy=POLICY_MAKERS, sync_to_thread=True)
def list_moving(desk: Here) -> Json:
    """Whom it concerns, and each due time that would change. Nothing is written but that it was read."""
    return moves.page(desk)


@post(registers.MOVING.href, policy=SUPERVISORS, sync_to_thread=True)
def propose_moving(desk: Here, data: Body) -> Json:
    """All that stays behind. 422 where it cannot move, with every problem, and where nothing is left to move."""
    made = moving.propose(desk.engine, desk.actor, _reason(desk, data))
    return policies.shown(desk, made.id)


@post(f"{ONE}/approve", policy=POLICY_MAKERS, sync_to_thread=True, status_code=HTTP_200_OK)
def approve_moving(desk: Here, proposal: FromPath[int]) -> Json:
    """They move, each on record. 409 for one's own, and for what does not wait, or not in this way, any more."""
    return moves.moved(moving.approve(desk.engine, desk.actor, proposal))


@post(f"{ONE}/reject", policy=POLICY_MAKERS, sync_to_thread=True, status_code=HTTP_200_OK)
def reject_moving(desk: Here, proposal: FromPath[int], data: Body) -> Json:
    deciding.reject(desk.engine, desk.actor, proposal, _reason(desk, data))
    return policies.shown(desk, proposal)


@post(f"{ONE}/withdraw", policy=SUPERVISORS, sync_to_thread=True, status_code=HTTP_200_OK)
def withdraw_moving(desk: Here, proposal: FromPath[int]) -> Json:
    """By whoever proposed it."""
    deciding.withdraw(desk.engine, desk.actor, proposal)
    return policies.shown(desk, proposal)


def _reason(desk: Desk, data: dict[str, object]) -> str:
    with desk.engine.database.transaction(desk.actor) as tx:
        return forms.validate(MovingProposal, data, database.now(tx.connection)).reason


HANDLERS = (list_moving, propose_moving, approve_moving, reject_moving, withdraw_moving)
