"""Times that are policy: read by whoever may decide on them, proposed by one person, decided on by another."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK

from api.desk import Desk
from api.office import policies, registers
from api.office.policies import PolicyChange, PolicyRejection
from api.office.register import Json
from api.security.policy import POLICY_MAKERS, SUPERVISORS
from engine import database, forms
from engine.policies import deciding

Here = NamedDependency[SkipValidation[Desk]]
Body = JSONBody[dict[str, object]]
ONE = f"{registers.POLICIES.href}/{{proposal:int}}"


@get(registers.POLICIES.href, policy=POLICY_MAKERS, sync_to_thread=True)
def list_policies(desk: Here, rule: FromQuery[str | None] = None) -> Json:
    """Each setting, what waits, what was decided, and, locked, what the law sets; or those of one rule."""
    return policies.page(desk, rule or None)


@post(registers.POLICIES.href, policy=SUPERVISORS, sync_to_thread=True)
def propose_policy(desk: Here, data: Body) -> Json:
    """Verified and proved before it may wait for a second person. 422 with every problem, in sentences."""
    with desk.engine.database.transaction(desk.actor) as tx:
        form = forms.validate(PolicyChange, data, database.now(tx.connection))
    made = deciding.propose(
        desk.engine, desk.actor, {form.setting: form.value}, form.reason, wanted_from=form.wanted_from
    )
    return policies.shown(desk, made.id)


@post(f"{ONE}/approve", policy=POLICY_MAKERS, sync_to_thread=True, status_code=HTTP_200_OK)
def approve_policy(desk: Here, proposal: FromPath[int]) -> Json:
    """In force for cases that are opened from then on. 409 for one's own, and for what does not wait any more."""
    return policies.renewed(deciding.approve(desk.engine, desk.actor, proposal))


@post(f"{ONE}/reject", policy=POLICY_MAKERS, sync_to_thread=True, status_code=HTTP_200_OK)
def reject_policy(desk: Here, proposal: FromPath[int], data: Body) -> Json:
    with desk.engine.database.transaction(desk.actor) as tx:
        form = forms.validate(PolicyRejection, data, database.now(tx.connection))
    deciding.reject(desk.engine, desk.actor, proposal, form.reason)
    return policies.shown(desk, proposal)


@post(f"{ONE}/withdraw", policy=SUPERVISORS, sync_to_thread=True, status_code=HTTP_200_OK)
def withdraw_policy(desk: Here, proposal: FromPath[int]) -> Json:
    """By whoever proposed it."""
    deciding.withdraw(desk.engine, desk.actor, proposal)
    return policies.shown(desk, proposal)


HANDLERS = (list_policies, propose_policy, approve_policy, reject_policy, withdraw_policy)
