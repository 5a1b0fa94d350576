"""Proposals to change what the office sets, as lines of its page: what waits for a second person, and what became of
the rest. Whoever may be that person finds them among her approvals, too, each with the way to its page.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from api.desk import Desk
from api.office import registers
from api.office.register import Json, action, item, joined, link, moment_words
from api.security import accounts
from api.security.policy import SUPERVISORS
from engine.database import Tx
from engine.definition import Text
from engine.policies import standing
from engine.policies.deciding import SECOND_PERSONS
from engine.policies.setting import Setting
from engine.policies.standing import Proposal

OUTCOMES: Mapping[str, Text] = {
    "approved": Text("Disetujui", "Approved"),
    "rejected": Text("Ditolak", "Rejected"),
    "withdrawn": Text("Ditarik", "Withdrawn"),
}


def waiting(desk: Desk, settings: Mapping[str, Setting], one: Proposal, people: Mapping[UUID, str]) -> Json:
    if one.moves:
        return _moves(one, people)
    place = f"{registers.POLICIES.href}/{one.id}"
    mine = one.actor == desk.actor.id
    actions = [action(Text("Tarik usulan", "Withdraw"), "POST", f"{place}/withdraw")] if mine else []
    if not mine and desk.actor.role in SECOND_PERSONS:
        sure = Text(
            "Berlaku untuk kasus baru; masa simpan berlaku untuk semua.",
            "It will hold for new cases; for how long cases are kept, for all.",
        )
        actions = [
            action(Text("Setujui", "Approve"), "POST", f"{place}/approve", confirm=sure, main=True),
            action(Text("Tolak", "Reject"), "POST", f"{place}/reject", form="reject"),
        ]
    return item(
        f"proposal-{one.id}",
        Text("Menunggu orang kedua", "Waits for a second person"),
        *_told(settings, one, people),
        actions=actions,
        links=[
            each
            for name, (_, to) in one.changes.items()
            if name in settings
            for each in tried(desk, settings[name], to)
        ],
        data=data_of(one),
    )


def to_decide(desk: Desk, tx: Tx) -> list[Proposal]:
    """Those of others, for whoever may be the second person; the one that waits longest first."""
    if desk.actor.role not in SECOND_PERSONS:
        return []
    made = reversed(standing.proposals(tx.connection))
    return [one for one in made if one.decision is None and one.actor != desk.actor.id]


def elsewhere(desk: Desk, tx: Tx) -> list[Json]:
    """What one may decide on, with a link to the page that shows all that it takes."""
    settings = {one.name: one for one in desk.engine.registry.settings}
    people = accounts.names(tx.connection)
    return [_to_its_page(settings, one, people) for one in to_decide(desk, tx)]


def _to_its_page(settings: Mapping[str, Setting], one: Proposal, people: Mapping[UUID, str]) -> Json:
    page = registers.MOVING if one.moves else registers.POLICIES
    return item(
        f"proposal-{one.id}",
        page.title,
        *_told(settings, one, people),
        links=[link(Text("Lihat lalu putuskan", "Look at it and decide"), page.href)],
        data=data_of(one),
    )


def _moves(one: Proposal, people: Mapping[UUID, str]) -> Json:
    """Decided on where it is shown whom it concerns."""
    return item(
        f"proposal-{one.id}",
        Text("Menunggu orang kedua", "Waits for a second person"),
        *_told({}, one, people),
        links=[link(Text("Lihat kasusnya dan putuskan", "See the cases and decide"), registers.MOVING.href)],
        data=data_of(one),
    )


def decided(settings: Mapping[str, Setting], one: Proposal, people: Mapping[UUID, str]) -> Json:
    decision = one.decision
    assert decision is not None, "only what was decided is listed as decided"
    return item(
        f"proposal-{one.id}",
        OUTCOMES[decision.outcome],
        *_told(settings, one, people),
        (Text("Diputuskan oleh", "Decided by"), people.get(decision.actor)),
        (Text("Diputuskan", "Decided"), moment_words(decision.at)),
        (Text("Alasan keputusan", "Reason of the decision"), decision.reason),
        data=data_of(one),
    )


def tried(desk: Desk, one: Setting, value: int) -> list[Json]:
    """Where this value is tried on the recorded past; whoever may not see that page gets no link."""
    if desk.actor.role not in (SUPERVISORS.roles or ()) or not one.places:
        return []
    query = urlencode({"workflow": one.places[0].workflow, "setting": one.name, "value": value})
    said = one.said(value)
    title = Text(f"Simulasi: {one.title.id} {said.id}", f"What if: {one.title.en} {said.en}")
    return [link(title, f"/api/process/what-if?{query}")]


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


def both(one: Proposal, people: Mapping[UUID, str]) -> str:
    both = [one.actor, *([one.decision.actor] if one.decision is not None else [])]
    return " + ".join(people.get(who, "–") for who in both)


def data_of(one: Proposal) -> Json:
    return {
        "proposal": one.id,
        "changes": {name: {"was": was, "to": to} for name, (was, to) in one.changes.items()},
        "outcome": one.decision.outcome if one.decision is not None else None,
        "from_at": one.from_at,
    }
