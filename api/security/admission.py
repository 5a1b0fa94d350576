"""Every request passes here before its handler: what it may carry, where it comes from, who sends it, whether they may.

It is the application's one guard. Litestar runs it in a thread, and before it reads parameters or body.
"""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotFoundException
from litestar.handlers.base import BaseRouteHandler
from litestar.params import QueryParameter

from api.desk import Desk, House
from api.errors import FromElsewhere, NotFresh, NotJson, NotSignedIn, SecondFactorOwed, UnknownParameter, WrongFormToken
from api.security import sessions, tokens
from api.security.policy import Policy
from api.security.sessions import NOBODY, Person

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Connection = ASGIConnection[Any, Any, Any, Any]


def admit(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let the request in, and put a Desk before the handler. Raises what stands in the way."""
    policy = policy_of(handler)
    house: House = connection.app.state.house
    if policy.form == "json":
        _known_parameters(connection, handler)
    bearer = tokens.borne(connection.headers.get("authorization"))
    if bearer is not None:
        connection.scope["user"], connection.scope["auth"] = _of_program(house, policy, bearer), house.called.now()
        return
    unsafe = str(connection.scope.get("method")) not in SAFE
    if unsafe:
        _from_our_pages(connection, house)
        _carries(connection, policy)

    token = connection.cookies.get(house.cookie.name)
    person = _person(house, policy, token)
    if policy.roles is not None:
        if unsafe and not sessions.form_token_fits(token or "", connection.headers.get("x-csrf-token")):
            raise WrongFormToken
        if person is None or person.role not in policy.roles:
            raise NotFoundException
        if house.owes_second_factor(person) and not policy.owing:
            raise SecondFactorOwed
        if policy.fresh and not person.fresh:
            raise NotFresh
    connection.scope["user"] = Desk(house, person, token)
    connection.scope["auth"] = house.called.now() if person is not None else None


def policy_of(handler: BaseRouteHandler) -> Policy:
    """The policy a handler declares. One without is there for nobody."""
    policy = handler.opt.get("policy")
    if not isinstance(policy, Policy):
        raise NotFoundException
    return policy


def parameters_of(handler: BaseRouteHandler) -> frozenset[str]:
    """The names that a handler's address may carry after the question mark."""
    fields = handler.parsed_fn_signature.parameters
    return frozenset(
        field.kwarg_definition.name or name
        for name, field in fields.items()
        if isinstance(field.kwarg_definition, QueryParameter)
    )


def _of_program(house: House, policy: Policy, bearer: str) -> Desk:
    """The token is judged first, so that one that opens nothing learns nothing. It needs no page's token beside it: no
    site can make a browser send one, and only routes that read name a scope."""
    with house.engine.database.transaction(NOBODY) as tx:
        program = tokens.use(tx.connection, bearer)
    if policy.scope != program.scope:
        raise NotFoundException
    return Desk(house, None, None, program)


def _known_parameters(connection: Connection, handler: BaseRouteHandler) -> None:
    unknown = set(connection.query_params) - parameters_of(handler)
    if unknown:
        raise UnknownParameter(sorted(unknown))


def _from_our_pages(connection: Connection, house: House) -> None:
    """A browser says where a request was started. Programs say nothing, and carry no cookie by themselves."""
    site = connection.headers.get("sec-fetch-site")
    if site not in (None, "same-origin", "none"):
        raise FromElsewhere
    origin = connection.headers.get("origin")
    if origin is not None and not house.is_ours(origin):
        raise FromElsewhere


def _carries(connection: Connection, policy: Policy) -> None:
    kind = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    empty = connection.headers.get("content-length", "0") == "0" and "transfer-encoding" not in connection.headers
    if policy.form == "json" and kind != "application/json" and not (empty and not kind):
        raise NotJson


def _person(house: House, policy: Policy, token: str | None) -> Person | None:
    if policy.roles is None:
        return None
    person = sessions.find(house.engine.database, token, watched=policy.watched) if token else None
    if person is None:
        raise NotSignedIn
    return person
