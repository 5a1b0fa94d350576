"""The register of breaches of data, for those who work on them: what was opened, who has to be told, and in what words.

The page is a register like any other; steps go to the engine, and who may take them stands in the workflow.
"""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody, SkipValidation

from api.cases import casework, views
from api.cases.views import Lens
from api.desk import Desk
from api.office import breach_page, breaches, sign_ins
from api.office import registers as office
from api.office.register import Json, action, asking, item, link, moment_words, register
from api.security import looks
from api.security.policy import AUDITORS
from engine import commands, reading
from engine.database import Tx
from engine.definition import Text
from engine.errors import NotFound
from engine.reading import View
from workflows.breach import BREACH
from workflows.facts.vocabulary import BREACH_CAUSE
from workflows.forms.breaching import Detection
from workflows.forms.steps import Reason

Here = NamedDependency[SkipValidation[Desk]]
Key = Annotated[str | None, HeaderParameter(name="Idempotency-Key", required=False, max_length=200)]
Body = JSONBody[dict[str, Any]]

ALL = "SELECT id, number, state, opened_at, facts ->> 'cause' FROM cases WHERE workflow = %s ORDER BY opened_at DESC"
CONTACT = "SELECT id, facts ->> 'contact_how' FROM cases WHERE id = ANY(%s)"
SHOWN = 2_000


@get(office.BREACHES.href, policy=AUDITORS, sync_to_thread=True)
def list_breaches(desk: Here) -> Json:
    with desk.engine.database.transaction(desk.actor) as tx:
        rows = tx.connection.execute(ALL, (BREACH.name,)).fetchall()
    return register(
        office.BREACHES.title,
        [
            item(
                case,
                number,
                (breach_page.WHAT, BREACH_CAUSE[cause]),
                (Text("Dicatat", "Recorded"), moment_words(at)),
                chips=[BREACH.state(state).title],
                links=[link(Text("Buka", "Open"), f"/app/office/breaches/{case}")],
            )
            for case, number, state, at, cause in rows
        ],
        lead=Text(
            "Yang terkena dan lembaga pengawas diberi tahu dalam 3×24 jam sejak diketahui (UU PDP Pasal 46).",
            "Those concerned and the authority are told within 3×24 hours of its detection (PDP art. 46).",
        ),
        empty=Text("Belum ada kebocoran yang tercatat.", "No breach is on record."),
        forms={"open": asking(Detection)},
        actions=[
            action(Text("Catat kebocoran", "Record a breach"), "POST", office.BREACHES.href, form="open", main=True)
        ],
    )


@post(office.BREACHES.href, policy=AUDITORS, sync_to_thread=True)
def open_breach(desk: Here, data: Body, key: Key = None) -> Response[Any]:
    return casework.open_new(
        desk,
        key,
        BREACH.name,
        data,
        lambda also: commands.open_case(desk.engine, desk.actor, BREACH.name, data, also=also),
    )


@get(f"{office.BREACHES.href}/{{breach:uuid}}", policy=AUDITORS, sync_to_thread=True)
def read_breach(desk: Here, breach: FromPath[UUID]) -> Json:
    """A look, on record before it is shown: what happened is told in words."""
    with desk.engine.database.transaction(desk.actor) as tx:
        view = _find(desk, tx, breach)
        looks.record(tx, "view", breach, ["story", "handling"])
        lens = casework.lens_of(desk, tx, view.now)
        openings = breaches.kept(tx, breach, view.snapshot.facts.list_fingerprint)
        steps, asked = _steps(lens, view, sign_ins.latest(tx))
        devices = sign_ins.named(tx, [one.session for one in openings if one.session])
        contacts: dict[UUID, str] = dict(tx.connection.execute(CONTACT, ([one.case for one in openings],)).fetchall())
        return register(
            office.BREACHES.title,
            [
                breach_page.summary(lens, view, openings, steps, devices),
                breach_page.notice(desk, tx, view, openings, lens),
                *breach_page.cases(lens, openings, view.snapshot.facts, contacts, devices),
            ],
            lead=LISTED,
            empty=Text("Belum dinilai.", "Not assessed yet."),
            forms=asked,
            links=[link(Text("Semua kebocoran", "All breaches"), "/app/office/breaches")],
        )


@post(f"{office.BREACHES.href}/{{breach:uuid}}/proposals/{{number:int}}/{{verdict:str}}", policy=AUDITORS,
      sync_to_thread=True)  # fmt: skip
def decide(
    desk: Here, breach: FromPath[UUID], number: FromPath[int], verdict: FromPath[str], data: Body, key: Key = None
) -> Response[Any]:
    """The second person's word on keeping silent."""
    _insist(desk, breach)
    reason = str(data.get("reason", ""))[:2_000]
    verbs: dict[str, casework.Command] = {
        "approve": lambda also: casework.approve(desk, breach, number, None, also),
        "reject": lambda also: commands.reject(desk.engine, desk.actor, breach, number, reason, also=also),
        "withdraw": lambda also: commands.withdraw(desk.engine, desk.actor, breach, number, also=also),
    }
    if verdict not in verbs:
        raise NotFound("verdict")
    return casework.act(desk, breach, key, f"{breach} {verdict} {number}", data, verbs[verdict])


@post(f"{office.BREACHES.href}/{{breach:uuid}}/{{name:str}}", policy=AUDITORS, sync_to_thread=True)
def advance(desk: Here, breach: FromPath[UUID], name: FromPath[str], data: Body, key: Key = None) -> Response[Any]:
    """A step of the workflow. 202 where it waits for a second person."""
    _insist(desk, breach)
    return casework.act(
        desk, breach, key, f"{breach} {name}", data, lambda also: casework.advance(desk, breach, name, data, None, also)
    )


def _insist(desk: Desk, breach: UUID) -> None:
    """Raises NotFound for what is no breach in sight."""
    with desk.engine.database.transaction(desk.actor) as tx:
        _find(desk, tx, breach)


def _find(desk: Desk, tx: Tx, breach: UUID) -> View:
    view = casework.find(desk, tx, breach)
    if view.snapshot.workflow != BREACH.name:
        raise NotFound("breach")
    return view


def _steps(lens: Lens, view: View, devices: Mapping[str, Text]) -> tuple[list[Json], dict[str, Any]]:
    """What may be done now, and the forms for it."""
    offered: list[Json] = []
    asked: dict[str, Any] = {}
    facts, breach = view.snapshot.facts, view.snapshot.id
    for one in reading.steps(view.member.compiled, view.snapshot, lens.actor, lens.now):
        form = views.step(lens, one, view.member, ())["schema"]
        if form is not None:
            left = {n: Text(n, n) for n in facts.concerned if n not in facts.cases_told or n in facts.untold}
            asked[one.transition.name] = _chosen(_chosen(form, "number", left), "session", devices)
        if one.allowed:
            offered.append(
                action(one.transition.title, "POST", f"{office.BREACHES.href}/{breach}/{one.transition.name}",
                       form=one.transition.name if form is not None else None, confirm=SURE, main=not offered)
            )  # fmt: skip
    pending = view.snapshot.pending
    if pending is not None:
        path = f"{office.BREACHES.href}/{breach}/proposals/{pending.number}"
        asked["reject"] = asking(Reason)
        own = pending.by == lens.actor.id
        offered += [action(WITHDRAW, "POST", f"{path}/withdraw", confirm=SURE_WITHDRAW)] if own else [
            action(APPROVE, "POST", f"{path}/approve", confirm=SURE_APPROVE, main=True),
            action(REJECT, "POST", f"{path}/reject", form="reject"),
        ]  # fmt: skip
    return offered, asked


def _chosen(form: Mapping[str, Any], name: str, among: Mapping[str, Text]) -> Mapping[str, Any]:
    """The form with a choice where only the office knows what there is: a case still to be told, a sign-in."""
    if name not in form["properties"]:
        return form
    field = {key: value for key, value in form["properties"][name].items() if key not in ("pattern", "anyOf")}
    labels = {one: {"id": words.id, "en": words.en} for one, words in among.items()}
    chosen = {**field, "enum": list(among), "x-ui": {**field["x-ui"], "widget": "select", "labels": labels}}
    return {**form, "properties": {**form["properties"], name: chosen}}


LISTED = Text(
    "Daftar dihitung dari catatan akses. Jangan menyebut perkara dalam surat atau pesan; cetak halaman ini bila perlu.",
    "The list is computed from the access records. Name no matter in letters or messages; print this page if need be.",
)
APPROVE, REJECT = Text("Setujui", "Approve"), Text("Tolak", "Reject")
WITHDRAW = Text("Tarik usulan", "Withdraw the proposal")
SURE = Text("Langkah ini tercatat dan tidak dapat ditarik.", "This step goes on record and cannot be taken back.")
SURE_APPROVE = Text("Setujui usulan ini?", "Approve this proposal?")
SURE_WITHDRAW = Text("Tarik usulan ini?", "Withdraw this proposal?")

HANDLERS = (list_breaches, open_breach, read_breach, decide, advance)
