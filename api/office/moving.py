"""Running cases and the policy in force, as a register: which would move, which due time would change, what waits."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from api.desk import Desk
from api.office import registers
from api.office.register import Json, action, asking, item, link, moment_words, register
from api.security import accounts, looks
from api.words import text
from engine import database
from engine.database import Tx
from engine.definition import Text, Workflow
from engine.policies import moving, standing
from engine.policies.deciding import PROPOSERS, SECOND_PERSONS
from engine.policies.moving import AT_ONCE, TOO_MANY, Outlook
from engine.policies.standing import Proposal
from engine.registry import Registry
from engine.versions.crossing import Crossed, Shift
from engine.versions.transfer import Moved
from workflows.forms.form import Form, asks

SHOWN = 200
"""So many cases are told one by one."""


class MovingProposal(Form):
    reason: str = asks("Alasan", "Reason", "textarea", min_length=5, max_length=2_000)


def page(desk: Desk) -> Json:
    """What is told of a case is told to whoever may see it, and on record as read; of the rest, how many they are."""
    found = moving.look(desk.engine)
    with desk.engine.database.transaction(desk.actor) as tx:
        seen = _seen(tx, found)
        if seen:
            looks.record(tx, "history", None, ["move-cases"])
        proposals = [one for one in standing.proposals(tx.connection) if one.moves]
        people, now = accounts.names(tx.connection), database.now(tx.connection)
    pending = [one for one in proposals if one.decision is None]
    ready = bool(found.cases) and not pending and desk.actor.role in PROPOSERS
    return register(
        registers.MOVING.title,
        [
            *(_waiting(desk, one, people, current=one.moves == found.moves) for one in pending),
            *_in_the_way(found),
            *_cases(desk.engine.registry, found, seen, now),
        ],
        lead=LEAD,
        empty=NONE,
        forms={"propose": asking(MovingProposal)},
        actions=[action(PROPOSE, "POST", registers.MOVING.href, form="propose", main=True)] if ready else [],
        links=[link(registers.POLICIES.title, registers.POLICIES.href)],
    )


NONE = Text(
    "Semua kasus yang berjalan sudah memakai kebijakan yang berlaku.", "All running cases have the policy in force."
)
LEAD = Text(
    "Kasus yang berjalan tetap pada waktunya sampai dipindahkan ke kebijakan yang berlaku. Di bawah ini: kasus mana,"
    " dan tenggat mana yang berubah. Belum ada yang berpindah sebelum orang kedua menyetujui.",
    "Running cases keep their times until they are moved to the policy in force. Below: which cases, and which due"
    " times change. Nothing moves before a second person approves.",
)
PROPOSE = Text("Usulkan pemindahan", "Propose to move them")


def moved(done: Moved) -> Json:
    words = Text(f"{len(done.cases)} kasus dipindahkan.", f"{len(done.cases)} cases were moved.")
    if done.left:
        why = " ".join(done.left)
        words = Text(f"{words.id} {len(done.left)} tetap: {why}", f"{words.en} {len(done.left)} stay: {why}")
    return {"message": text(words), "moved": len(done.cases), "left": done.left}


def _seen(tx: Tx, found: Outlook) -> frozenset[UUID]:
    rows = tx.connection.execute(
        "SELECT id FROM cases WHERE id = ANY(%s)", ([one.case_id for one in found.cases],)
    ).fetchall()
    return frozenset(row[0] for row in rows)


def _waiting(desk: Desk, one: Proposal, people: Mapping[UUID, str], *, current: bool) -> Json:
    place = f"{registers.MOVING.href}/{one.id}"
    mine = one.actor == desk.actor.id
    actions = [action(Text("Tarik usulan", "Withdraw"), "POST", f"{place}/withdraw")] if mine else []
    if not mine and desk.actor.role in SECOND_PERSONS:
        yes = action(YES, "POST", f"{place}/approve", confirm=SURE, main=True)
        no = action(Text("Tolak", "Reject"), "POST", f"{place}/reject", form="propose")
        actions = [yes, no] if current else [no]
    stale = Text("Sudah tidak cocok: tolak, lalu usulkan lagi.", "Does not fit any more: reject it, and propose again.")
    return item(
        f"proposal-{one.id}",
        Text("Menunggu orang kedua", "Waits for a second person"),
        (Text("Diusulkan oleh", "Proposed by"), people.get(one.actor)),
        (Text("Diusulkan", "Proposed"), moment_words(one.at)),
        (Text("Alasan", "Reason"), one.reason),
        (Text("Catatan", "Note"), None if current else stale),
        actions=actions,
        data={"proposal": one.id, "moves": [list(each) for each in one.moves]},
    )


YES = Text("Setujui dan pindahkan", "Approve and move")
SURE = Text(
    "Tenggat kasus di bawah ini langsung berubah; yang sudah lewat menurut waktu baru langsung dieskalasi.",
    "The due times of the cases below change at once; what is past by the new times escalates at once.",
)


def _in_the_way(found: Outlook) -> Iterator[Json]:
    title = Text("Tidak dapat dipindahkan di sini", "Cannot be moved here")
    if found.families > AT_ONCE:
        yield item("too-many", title, (Text("Mengapa", "Why"), TOO_MANY))
    for number, sentence in enumerate(found.problems, 1):
        yield item(f"problem-{number}", title, (Text("Mengapa", "Why"), sentence))


def _cases(registry: Registry, found: Outlook, seen: frozenset[UUID], now: datetime) -> Iterator[Json]:
    changing = [one for one in found.cases if any(each.changes for each in one.shifts)]
    told = [one for one in changing if one.case_id in seen][:SHOWN]
    yield from (_case(registry, one, now) for one in told)
    rest = len(changing) - len(told)
    still = len(found.cases) - len(changing)
    more = (Text("Kasus lain dengan tenggat yang berubah", "Other cases whose due times change"), rest or None)
    same = (Text("Kasus tanpa tenggat yang berubah", "Cases of which no due time changes"), still or None)
    if rest or still:
        title = Text("Selain itu", "Beside these") if told else Text("Kasus yang berjalan", "Running cases")
        yield item("others", title, more, same, data={"others": rest, "unchanged": still})


def _case(registry: Registry, one: Crossed, now: datetime) -> Json:
    workflow = registry.get(one.workflow).workflow
    shifts = [each for each in one.shifts if each.changes]
    late = any(each.breach[1] is not None and each.breach[1] <= now for each in shifts)
    return item(
        one.case_id,
        Text(f"{workflow.title.id} {one.number}", f"{workflow.title.en} {one.number}"),
        *((_clock(workflow, each), _both(each)) for each in shifts),
        chips=[LATE] if late else [],
        links=[link(Text("Buka kasus", "Open the case"), f"/api/cases/{one.case_id}")],
        data={"shifts": [_data(each) for each in shifts]},
    )


def _data(shift: Shift) -> Json:
    return {"clock": shift.new or shift.old, "was": shift.breach[0], "becomes": shift.breach[1]}


LATE = Text("langsung terlambat", "late at once")


def _clock(workflow: Workflow, shift: Shift) -> Text:
    name = shift.new or shift.old
    return next((one.title for one in workflow.deadlines if one.name == name), Text(name or "", name or ""))


def _both(shift: Shift) -> Text:
    if shift.breach[0] == shift.breach[1]:
        was, to = _at(shift.due[0]), _at(shift.due[1])
        return Text(f"eskalasi berikutnya {was.id} → {to.id}", f"next escalation {was.en} → {to.en}")
    was, to = _at(shift.breach[0]), _at(shift.breach[1])
    return Text(f"{was.id} → {to.id}", f"{was.en} → {to.en}")


def _at(moment: datetime | None) -> Text:
    return moment_words(moment) if moment is not None else Text("tidak berjalan", "does not run")
