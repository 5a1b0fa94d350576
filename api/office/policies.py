"""What the office sets by itself, as a register: what each is and may be, who changed it and why, what waits for a
second person; beside them, locked, the times that the law sets.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from api.desk import Desk
from api.office import proposed, registers
from api.office.register import Json, action, asking, choose, item, link, moment_words, register
from api.security import accounts
from api.words import text
from engine.definition import Deadline, Text
from engine.explaining import words
from engine.policies import deciding, setting, standing
from engine.policies.deciding import PROPOSERS
from engine.policies.setting import Setting, Values
from engine.policies.standing import Proposal
from engine.registry import Registry
from workflows.forms.form import Form, asks
from workflows.rules import RULES

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


class WhichPolicies(Form):
    rule: str = asks("Menurut aturan", "By rule", "select", default="")


def page(desk: Desk, rule: str | None = None) -> Json:
    """`rule`: of the settings only those under it."""
    registry = desk.engine.registry
    chosen = [one for one in registry.settings if rule in (None, one.rule)]
    with desk.engine.database.transaction(desk.actor) as tx:
        values, people = standing.in_force(tx.connection), accounts.names(tx.connection)
        made = standing.proposals(tx.connection)
    waiting = [one for one in made if one.decision is None]
    past = [one for one in made if one.decision is not None]
    settings = {one.name: one for one in registry.settings}
    return register(
        registers.POLICIES.title,
        [
            *(proposed.waiting(desk, settings, one, people) for one in waiting),
            *(_setting(desk, registry, values, one, past, people) for one in chosen),
            *(
                _law(one.workflow.name, clock)
                for one in registry
                for clock in one.workflow.deadlines
                if clock.statutory and rule in (None, clock.rule)
            ),
            *(proposed.decided(settings, one, people) for one in past),
        ],
        lead=LEAD,
        links=[link(registers.MOVING.title, registers.MOVING.href), *_trying(desk)],
        choose=choose(WhichPolicies, {"rule": rule}, rule=_rules(registry)),
        empty=Text("Tidak ada kebijakan.", "There are no policies."),
        forms={
            "change": asking(PolicyChange, setting={one.name: _named(one) for one in registry.settings}),
            "reject": asking(PolicyRejection),
        },
    )


LEAD = Text(
    "Waktu dan batas yang ditetapkan kantor sendiri. Satu orang mengusulkan, orang lain menyetujui;"
    " hasilnya dibuktikan dahulu. Berlaku untuk kasus baru; kasus yang berjalan tetap pada"
    " waktunya sampai kasus itu dipindahkan.",
    "Times and limits that the office sets by itself. One person proposes, another approves;"
    " what comes of it is proved first. They hold for new cases; cases that run keep their times"
    " until they are moved.",
)


def shown(desk: Desk, proposal: int) -> Json:
    """A proposal as programs read it. Raises NotFound."""
    with desk.engine.database.transaction(desk.actor) as tx:
        return proposed.data_of(standing.proposal(tx.connection, proposal))


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
        (Text("Bawaan", "Default"), one.said(default) if default != now else None),
        (Text("Boleh", "May be"), one.bounds),
        (Text("Dasar", "Basis"), f"{one.rule} · {one.basis}"),
        (Text("Sejak", "Since"), moment_words(last.from_at) if last is not None and last.from_at is not None else None),
        (Text("Oleh", "By"), proposed.both(last, people) if last is not None else None),
        (Text("Alasan", "Reason"), last.reason if last is not None else None),
        chips=[POLICY],
        actions=[change] if desk.actor.role in PROPOSERS else [],
        data={"setting": one.name, "value": now, "default": default, "least": one.least, "most": one.most,
              "unit": one.unit, "rule": one.rule},
    )  # fmt: skip


PROPOSE = Text("Usulkan perubahan", "Propose a change")


def _trying(desk: Desk) -> list[Json]:
    first = desk.engine.registry.settings[0]
    value = setting.declared(first, [one.workflow for one in desk.engine.registry])
    return [link(TRY, one["href"]) for one in proposed.tried(desk, first, value)]


TRY = Text("Coba dulu pada riwayat (simulasi)", "Try one on the past first (what if)")


def _rules(registry: Registry) -> dict[str, Text]:
    """Those under which the office sets something or the law does, in their own words."""
    there = {one.rule for one in registry.settings} | {
        clock.rule for one in registry for clock in one.workflow.deadlines if clock.statutory
    }
    return {
        one.number: Text(f"{one.number} · {one.words.id}", f"{one.number} · {one.words.en}")
        for one in RULES
        if one.number in there
    }


def _law(workflow: str, clock: Deadline) -> Json:
    within = clock.within
    told = Text(*words(within)) if not callable(within) else None
    return item(
        f"{workflow}/{clock.name}",
        clock.title,
        (Text("Waktunya", "Its time"), told or Text("menurut pasalnya", "by its article")),
        (Text("Dasar", "Basis"), f"{clock.rule} · {clock.basis}"),
        chips=[LAW],
        data={"locked": True, "rule": clock.rule},
    )


def renewed(made: list[deciding.Renewed]) -> Json:
    words = Text("Disetujui. Berlaku untuk kasus baru.", "Approved. It holds for new cases.")
    return {
        "message": text(words if made else Text("Disetujui.", "Approved.")),
        "versions": [{"workflow": one.workflow, "old": one.old, "new": one.new} for one in made],
    }
