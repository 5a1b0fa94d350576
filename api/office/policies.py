"""The times that the office sets, as a register: what each is and may be, who changed it and why, what waits for a
second person; beside them, locked, the times that the law sets.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from api.desk import Desk
from api.office import registers
from api.office.register import Json, action, asking, item, joined, link, moment_words, register
from api.security import accounts
from api.security.policy import SUPERVISORS
from api.words import text
from engine.database import Tx
from engine.definition import Deadline, Text
from engine.explaining import words
from engine.policies import deciding, setting, standing
from engine.policies.deciding import PROPOSERS, SECOND_PERSONS
from engine.policies.setting import Setting, Values
from engine.policies.standing import Proposal
from engine.registry import Registry
from workflows.forms.form import Form, asks

OUTCOMES: Mapping[str, Text] = {
    "approved": Text("Disetujui", "Approved"),
    "rejected": Text("Ditolak", "Rejected"),
    "withdrawn": Text("Ditarik", "Withdrawn"),
}
POLICY = Text("kebijakan", "policy")
LAW = Text("undang-undang", "law")


class PolicyChange(Form):
    """`value` is in the unit of the setting; without `wanted_from` it holds as soon as it is approved."""

    setting: str = asks("Pengaturan", "Setting", "select")
    value: int = asks("Menjadi", "Becomes", "number", ge=1, le=1000)
    reason: str = asks("Alasan", "Reason", "textarea", min_length=5, max_length=2_000)
    wanted_from: datetime | None = asks("Berlaku mulai (kosong: begitu disetujui)",
                                        "In force from (empty: once approved)", "datetime", default=None)  # fmt: skip


class PolicyRejection(Form):
    reason: str = asks("Alasan", "Reason", "textarea", min_length=5, max_length=2_000)


def page(desk: Desk) -> Json:
    registry = desk.engine.registry
    with desk.engine.database.transaction(desk.actor) as tx:
        values, people = in_force(tx), accounts.names(tx.connection)
        made = standing.proposals(tx.connection)
    waiting = [one for one in made if one.decision is None]
    past = [one for one in made if one.decision is not None]
    settings = {one.name: one for one in registry.settings}
    return register(
        registers.POLICIES.title,
        [
            *(_waiting(desk, settings, one, people) for one in waiting),
            *(_setting(desk, registry, values, one, past, people) for one in registry.settings),
            *(
                _law(one.workflow.name, clock)
                for one in registry
                for clock in one.workflow.deadlines
                if clock.statutory
            ),
            *(_decided(settings, one, people) for one in past),
        ],
        lead=LEAD,
        links=[link(registers.MOVING.title, registers.MOVING.href)],
        empty=Text("Tidak ada kebijakan.", "There are no policies."),
        forms={
            "change": asking(PolicyChange, setting={one.name: _named(one) for one in registry.settings}),
            "reject": asking(PolicyRejection),
        },
    )


LEAD = Text(
    "Waktu yang ditetapkan kantor sendiri. Satu orang mengusulkan, orang lain menyetujui; hasilnya dibuktikan dahulu."
    " Berlaku untuk kasus baru; kasus yang berjalan tetap pada waktunya sampai kasus itu dipindahkan.",
    "Times that the office sets by itself. One person proposes, another approves; what comes of it is proved first."
    " They hold for new cases; cases that run keep their times until they are migrated.",
)


def in_force(tx: Tx) -> Values:
    """What is set at this moment."""
    row = tx.connection.execute(
        "SELECT in_force FROM policy WHERE from_at <= omah_now() ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return row[0] if row is not None else {}


def shown(desk: Desk, proposal: int) -> Json:
    """A proposal as programs read it. Raises NotFound."""
    with desk.engine.database.transaction(desk.actor) as tx:
        return _data(standing.proposal(tx.connection, proposal))


def _named(one: Setting) -> Text:
    return Text(f"{one.title.id} ({one.bounds.id})", f"{one.title.en} ({one.bounds.en})")


def _setting(
    desk: Desk, registry: Registry, values: Values, one: Setting, past: list[Proposal], people: Mapping[UUID, str]
) -> Json:
    now = deciding.number(registry, values, one.name)
    default = setting.declared(one, [each.workflow for each in registry])
    last = next((each for each in past if each.number is not None and one.name in each.changes), None)
    change = action(PROPOSE, "POST", registers.POLICIES.href, form="change", values={"setting": one.name, "value": now})
    return item(
        one.name,
        one.title,
        (Text("Sekarang", "Now"), one.said(now)),
        (Text("Bawaan", "Default"), one.said(default)),
        (Text("Boleh", "May be"), one.bounds),
        (Text("Aturan", "Rule"), one.rule),
        (Text("Dasar", "Basis"), one.basis),
        (Text("Sejak", "Since"), moment_words(last.from_at) if last is not None and last.from_at is not None else None),
        (Text("Oleh", "By"), _people(last, people) if last is not None else None),
        (Text("Alasan", "Reason"), last.reason if last is not None else None),
        chips=[POLICY],
        actions=[change] if desk.actor.role in PROPOSERS else [],
        links=_tried(desk, one, now),
        data={"setting": one.name, "value": now, "default": default, "least": one.least, "most": one.most,
              "unit": one.unit, "rule": one.rule},
    )  # fmt: skip


PROPOSE = Text("Usulkan perubahan", "Propose a change")


def _tried(desk: Desk, one: Setting, value: int) -> list[Json]:
    """Where this value is tried on the recorded past; whoever may not see that page gets no link."""
    if desk.actor.role not in (SUPERVISORS.roles or ()):
        return []
    query = urlencode({"workflow": one.places[0].workflow, "setting": one.name, "value": value})
    said = one.said(value)
    title = Text(f"Simulasi: {one.title.id} {said.id}", f"What if: {one.title.en} {said.en}")
    return [link(title, f"/api/process/what-if?{query}")]


def _law(workflow: str, clock: Deadline) -> Json:
    within = clock.within
    told = Text(*words(within)) if not callable(within) else None
    return item(
        f"{workflow}/{clock.name}",
        clock.title,
        (Text("Waktunya", "Its time"), told or Text("menurut pasalnya", "by its article")),
        (Text("Aturan", "Rule"), clock.rule),
        (Text("Dasar", "Basis"), clock.basis),
        chips=[LAW],
        data={"locked": True, "rule": clock.rule},
    )


def _waiting(desk: Desk, settings: Mapping[str, Setting], one: Proposal, people: Mapping[UUID, str]) -> Json:
    if one.moves:
        return _moves(one, people)
    place = f"{registers.POLICIES.href}/{one.id}"
    mine = one.actor == desk.actor.id
    actions = [action(Text("Tarik usulan", "Withdraw"), "POST", f"{place}/withdraw")] if mine else []
    if not mine and desk.actor.role in SECOND_PERSONS:
        sure = Text("Berlaku untuk kasus baru.", "It will hold for new cases.")
        actions = [
            action(Text("Setujui", "Approve"), "POST", f"{place}/approve", confirm=sure, main=True),
            action(Text("Tolak", "Reject"), "POST", f"{place}/reject", form="reject"),
        ]
    return item(
        f"proposal-{one.id}",
        Text("Menunggu orang kedua", "Waits for a second person"),
        *_told(settings, one, people),
        chips=[POLICY],
        actions=actions,
        links=[
            each
            for name, (_, to) in one.changes.items()
            if name in settings
            for each in _tried(desk, settings[name], to)
        ],
        data=_data(one),
    )


def _moves(one: Proposal, people: Mapping[UUID, str]) -> Json:
    """Decided on where it is shown whom it concerns."""
    return item(
        f"proposal-{one.id}",
        Text("Menunggu orang kedua", "Waits for a second person"),
        *_told({}, one, people),
        chips=[POLICY],
        links=[link(Text("Lihat kasusnya dan putuskan", "See the cases and decide"), registers.MOVING.href)],
        data=_data(one),
    )


def _decided(settings: Mapping[str, Setting], one: Proposal, people: Mapping[UUID, str]) -> Json:
    decision = one.decision
    assert decision is not None, "only what was decided is listed as decided"
    return item(
        f"proposal-{one.id}",
        OUTCOMES[decision.outcome],
        *_told(settings, one, people),
        (Text("Diputuskan oleh", "Decided by"), people.get(decision.actor)),
        (Text("Diputuskan", "Decided"), moment_words(decision.at)),
        (Text("Alasan keputusan", "Reason of the decision"), decision.reason),
        data=_data(one),
    )


def _told(settings: Mapping[str, Setting], one: Proposal, people: Mapping[UUID, str]) -> list[tuple[Text, Any]]:
    from_at = one.from_at or one.wanted_from
    changes = [_change(settings, name, *both) for name, both in one.changes.items()]
    return [
        (Text("Perubahan", "Change"), registers.MOVING.title if one.moves else joined(changes)),
        (Text("Diusulkan oleh", "Proposed by"), people.get(one.actor)),
        (Text("Diusulkan", "Proposed"), moment_words(one.at)),
        (Text("Alasan", "Reason"), one.reason),
        (Text("Berlaku mulai", "In force from"), moment_words(from_at) if from_at is not None else None),
    ]


def _change(settings: Mapping[str, Setting], name: str, was: int, to: int) -> Text:
    one = settings.get(name)
    if one is None:
        return Text(f"{name}: {was} → {to}", f"{name}: {was} → {to}")
    before, after = one.said(was), one.said(to)
    return Text(f"{one.title.id}: {before.id} → {after.id}", f"{one.title.en}: {before.en} → {after.en}")


def _people(one: Proposal, people: Mapping[UUID, str]) -> str:
    both = [one.actor, *([one.decision.actor] if one.decision is not None else [])]
    return " + ".join(people.get(who, "–") for who in both)


def _data(one: Proposal) -> Json:
    return {
        "proposal": one.id,
        "changes": {name: {"was": was, "to": to} for name, (was, to) in one.changes.items()},
        "outcome": one.decision.outcome if one.decision is not None else None,
        "from_at": one.from_at,
    }


def renewed(made: list[deciding.Renewed]) -> Json:
    words_ = Text("Disetujui. Berlaku untuk kasus baru.", "Approved. It holds for new cases.")
    return {
        "message": text(words_),
        "versions": [{"workflow": one.workflow, "old": one.old, "new": one.new} for one in made],
    }
