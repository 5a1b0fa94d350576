"""Accounts of the staff, for administrators: who works here, in which role, and who no longer does. Each change is on
record."""

from typing import Any
from uuid import UUID

from litestar import delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_204_NO_CONTENT
from pydantic import BaseModel, ConfigDict

from api.desk import Desk
from api.security import accounts
from api.security.accounts import Account, Wanted
from api.security.policy import ADMIN
from api.words import text
from engine.definition import Text
from engine.errors import Invalid, Problem
from workflows.office.roles import ROLES

Here = NamedDependency[SkipValidation[Desk]]


class NewAccount(BaseModel):
    """`kelurahan` are region codes, for roles that are bound to them."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    email: str
    name: str
    role: str
    password: str
    kelurahan: list[str] = []
    language: str = "id"


class Change(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    active: bool | None = None
    name: str | None = None
    role: str | None = None
    kelurahan: tuple[str, ...] | None = None


class NewPassword(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    password: str


@get("/api/staff", policy=ADMIN, sync_to_thread=True)
def list_staff(desk: Here) -> dict[str, Any]:
    return {"items": [_shown(account) for account in accounts.all_of(desk.house)]}


@post("/api/staff", policy=ADMIN, sync_to_thread=True)
def create_account(desk: Here, data: JSONBody[NewAccount]) -> dict[str, Any]:
    wanted = Wanted(data.email, data.name, data.role, tuple(data.kelurahan), data.language)
    return _shown(accounts.create(desk.house, wanted, data.password, by=desk.actor))


@patch("/api/staff/{staff:uuid}", policy=ADMIN, sync_to_thread=True)
def change_account(desk: Here, staff: FromPath[UUID], data: JSONBody[Change]) -> dict[str, Any]:
    """Disabling, and another role, end every session of the account at once."""
    asked = data.model_dump(exclude_none=True)
    if not asked:
        raise Invalid([Problem("", "missing", Text("Tidak ada yang diubah.", "Nothing was asked to change."))])
    return _shown(accounts.change(desk.house, staff, asked, by=desk.actor))


@put("/api/staff/{staff:uuid}/password", policy=ADMIN, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def reset_password(desk: Here, staff: FromPath[UUID], data: JSONBody[NewPassword]) -> None:
    accounts.set_password(desk.house, staff, data.password, by=desk.actor)


@delete("/api/staff/{staff:uuid}/second-factor", policy=ADMIN, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def reset_second_factor(desk: Here, staff: FromPath[UUID]) -> None:
    """For whoever lost phone and paper: the password alone opens again, and every session ends."""
    accounts.reset_second_factor(desk.house, staff, by=desk.actor)


def _shown(account: Account) -> dict[str, Any]:
    role = ROLES[account.role]
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "role": {"name": role.name, "title": text(role.title)},
        "kelurahan": list(account.kelurahan),
        "active": account.active,
        "language": account.language,
    }


HANDLERS = (list_staff, create_account, change_account, reset_password, reset_second_factor)
