"""Tokens of programs as a register: an administrator makes, a supervisor allows what counts cases, both revoke."""

from typing import Any
from uuid import UUID

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_204_NO_CONTENT

from api.desk import Desk
from api.office import registers as office
from api.office.register import Json, action, asking, item, moment_words, register
from api.security import accounts, tokens
from api.security.policy import TOKEN_ALLOWERS, TOKEN_KEEPERS, TOKEN_MAKERS
from api.security.tokens import DAYS, TITLES, Token, TokenForm
from api.words import text
from engine.definition import Text
from workflows.office.roles import ADMIN, SUPERVISOR

Here = NamedDependency[SkipValidation[Desk]]


@get(office.TOKENS.href, policy=TOKEN_KEEPERS, sync_to_thread=True)
def list_tokens(desk: Here) -> Json:
    """Those that open something, or will once they are allowed. None of them is told again."""
    with desk.engine.database.transaction(desk.actor) as tx:
        found, people = tokens.alive(tx), accounts.names(tx.connection)
    makes = desk.actor.role == ADMIN
    new = action(Text("Buat token", "Make a token"), "POST", office.TOKENS.href, form="token",
                 values={"days": DAYS}, main=True)  # fmt: skip
    return register(
        office.TOKENS.title,
        [_token(desk, one, people) for one in found],
        lead=Text(
            "Untuk program yang membaca angka, bukan untuk orang. Tidak ada token yang membuka isi kasus.",
            "For programs that read figures, not for people. No token opens what is in a case.",
        ),
        empty=Text(
            "Belum ada token. Pengelola TI membuatnya bila ada program yang memerlukan.",
            "There is no token. The IT administrator makes one when a program needs it.",
        ),
        forms={"token": asking(TokenForm)} if makes else {},
        actions=[new] if makes else [],
    )


def _token(desk: Desk, one: Token, people: dict[UUID, str]) -> Json:
    here = f"{office.TOKENS.href}/{one.id}"
    permit = action(
        Text("Izinkan", "Allow"), "POST", f"{here}/allow", main=True,
        confirm=Text(f"{one.name} membaca angka kasus atas nama Anda.", f"{one.name} reads figures in your name."),
    )  # fmt: skip
    end = action(Text("Cabut", "Revoke"), "DELETE", here, confirm=Text(f"Cabut {one.name}?", f"Revoke {one.name}?"))
    used = moment_words(one.last_used_at) if one.last_used_at else Text("belum pernah", "never")
    return item(
        one.id,
        one.name,
        (Text("Boleh membaca", "May read"), TITLES[one.scope]),
        (Text("Berlaku sampai", "Valid until"), moment_words(one.expires_at)),
        (Text("Terakhir dipakai", "Last used"), used),
        (Text("Diizinkan oleh", "Allowed by"), people.get(one.allowed_by) if one.allowed_by else None),
        chips=[Text("Menunggu izin penyelia", "Waits for a supervisor")] if one.waits else [],
        actions=[*([permit] if one.waits and desk.actor.role == SUPERVISOR else []), end],
        data={"scope": one.scope, "expires_at": one.expires_at, "last_used_at": one.last_used_at, "waits": one.waits},
    )


@post(office.TOKENS.href, policy=TOKEN_MAKERS, unpacked=True, sync_to_thread=True)
def make_token(desk: Here, data: JSONBody[dict[str, Any]]) -> Json:
    """The token, once."""
    with desk.engine.database.transaction(desk.actor) as tx:
        made, secret = tokens.make(tx, data)
    words = Text("Salin sekarang; token ini tidak tampil lagi.", "Copy it now; this token is not shown again.")
    return {"id": made.id, "expires_at": made.expires_at, "once": secret, "message": text(words)}


@post(f"{office.TOKENS.href}/{{token:uuid}}/allow", policy=TOKEN_ALLOWERS, sync_to_thread=True,
      status_code=HTTP_204_NO_CONTENT)  # fmt: skip
def allow_token(desk: Here, token: FromPath[UUID]) -> None:
    """404 for what needs no supervisor, or has one."""
    with desk.engine.database.transaction(desk.actor) as tx:
        tokens.allow(tx, token)


@delete(f"{office.TOKENS.href}/{{token:uuid}}", policy=TOKEN_KEEPERS, sync_to_thread=True,
        status_code=HTTP_204_NO_CONTENT)  # fmt: skip
def revoke_token(desk: Here, token: FromPath[UUID]) -> None:
    with desk.engine.database.transaction(desk.actor) as tx:
        tokens.revoke(tx, token)


HANDLERS = (list_tokens, make_token, allow_token, revoke_token)
