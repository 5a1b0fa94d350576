"""Two persons change what the office sets: one proposes with a reason, another approves, and then it is in force.

What would come of it is verified and proved before it may be proposed, and again before it is approved. In force, it is
a version of its workflows: cases that are opened from then on are pinned to it, and whoever opens one reads what stands
in the same transaction. Cases that run keep their version until they are migrated.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine import almanac, database
from engine.database import Tx
from engine.definition import Actor, Refusal, Text
from engine.errors import Invalid, NoLongerPending, Problem, Refused, UnsoundWorkflow
from engine.policies import setting, standing
from engine.policies.setting import Values
from engine.policies.standing import Proposal
from engine.proving.proof import prove
from engine.registry import Compiled, Registry
from engine.runtime import Engine, keep

PROPOSERS = ("supervisor",)
SECOND_PERSONS = ("supervisor", "head_of_uptd")


@dataclass(frozen=True, slots=True)
class Renewed:
    """A workflow of which there is another version now: from which hash to which."""

    workflow: str
    old: str
    new: str


def propose(
    engine: Engine, actor: Actor, changes: Values, reason: str, *, wanted_from: datetime | None = None
) -> Proposal:
    """Raises Refused (another role), and Invalid with every problem, among them all that the verifier and the proof
    find wrong with what would come of it.
    """
    may_propose(actor)
    with engine.database.transaction(actor) as tx:
        _, _, values = standing.hold(tx.connection)
        found = [*reason_given(reason), *_moment(tx, wanted_from), *_wrong(engine.registry, values, changes)]
        if found:
            raise Invalid(found)
        _judge(tx, engine.registry, {**values, **changes})
        were = {name: number(engine.registry, values, name) for name in changes}
        told = {name: (were[name], to) for name, to in changes.items()}
        made = standing.propose(tx.connection, actor, told, reason.strip(), wanted_from)
        return standing.proposal(tx.connection, made)


def approve(engine: Engine, actor: Actor, proposal: int, reason: str = "") -> list[Renewed]:
    """The second person's yes. What came between is asked again: raises as `propose`, NotFound, and NoLongerPending
    where it was decided, or where what it changes is not what it was.
    """
    with engine.database.transaction(actor) as tx:
        last, since, values = standing.hold(tx.connection)
        asked = waiting(tx, actor, proposal, own=False)
        changes = {name: to for name, (_, to) in asked.changes.items()}
        if any(number(engine.registry, values, name) != was for name, (was, _) in asked.changes.items()):
            raise NoLongerPending(proposal)
        found = list(_wrong(engine.registry, values, changes))
        if found:
            raise Invalid(found)
        following = {**values, **changes}
        made = _judge(tx, engine.registry, following)

        now = database.now(tx.connection)
        from_at = max(one for one in (now, asked.wanted_from, since) if one is not None)
        standing.decide(tx.connection, actor, proposal, "approved", reason.strip() or None)
        standing.put_in_force(tx.connection, proposal, last + 1, following, from_at)
        keep(tx.connection, made)
        before = {one.workflow.name: one for one in engine.registry.set_to(values)}
        return list(_renewed(before, made))


def reject(engine: Engine, actor: Actor, proposal: int, reason: str) -> None:
    """The second person's no, with a reason. Raises as `approve`."""
    found = list(reason_given(reason))
    if found:
        raise Invalid(found)
    with engine.database.transaction(actor) as tx:
        standing.hold(tx.connection)
        waiting(tx, actor, proposal, own=False)
        standing.decide(tx.connection, actor, proposal, "rejected", reason.strip())


def withdraw(engine: Engine, actor: Actor, proposal: int) -> None:
    """Whoever proposed it takes it back. Raises NotFound, NoLongerPending, Refused."""
    with engine.database.transaction(actor) as tx:
        standing.hold(tx.connection)
        waiting(tx, actor, proposal, own=True)
        standing.decide(tx.connection, actor, proposal, "withdrawn", None)


def number(registry: Registry, values: Values, name: str) -> int:
    """What a setting is where these values are set: its own, else what is declared."""
    declared = next(one for one in registry.settings if one.name == name)
    return values.get(name, setting.declared(declared, [one.workflow for one in registry]))


def may_propose(actor: Actor) -> None:
    """Raises Refused."""
    if actor.role not in PROPOSERS:
        raise Refused("propose-policy", "policies", [_role(PROPOSERS)], [])


def waiting(tx: Tx, actor: Actor, proposal: int, *, own: bool) -> Proposal:
    """What this person may decide on. Raises NotFound, NoLongerPending, Refused."""
    found = standing.proposal(tx.connection, proposal)
    if actor.role not in SECOND_PERSONS:
        raise Refused("decide-policy", "policies", [_role(SECOND_PERSONS)], [])
    if found.decision is not None:
        raise NoLongerPending(proposal)
    if (found.actor == actor.id) is not own:
        raise Refused("decide-policy", "policies", [NOT_YOURS if own else FOUR_EYES], [])
    return found


def _judge(tx: Tx, registry: Registry, values: Values) -> Registry:
    """The workflows with these values, proved on the calendars of now. Raises Invalid with every sentence."""
    try:
        made = registry.set_to(values)
    except UnsoundWorkflow as unsound:
        raise Invalid([*_unsound(unsound.problems)]) from None
    calendars = {one.workflow.calendar.name: one.workflow.calendar for one in almanac.current(tx.connection, registry)}
    problems = prove([one.workflow for one in made.counting_by(0, calendars.values())]).problems
    if problems:
        raise Invalid([*_unsound(problems)])
    return made


def _unsound(sentences: tuple[str, ...]) -> Iterator[Problem]:
    """The proof speaks English; it says so to everybody."""
    for one in sentences:
        words_id, words_en = f"Hasilnya tidak terbukti aman: {one}", f"What comes of it is unsound: {one}"
        yield Problem("/value", "unsound", Text(words_id, words_en))


def _renewed(before: Mapping[str, Compiled], after: Registry) -> Iterator[Renewed]:
    for one in after:
        name = one.workflow.name
        if before[name].version != one.version:
            yield Renewed(name, before[name].version, one.version)


# --- what is wrong with a proposal


def _wrong(registry: Registry, values: Values, changes: Values) -> Iterator[Problem]:
    known = {one.name: one for one in registry.settings}
    if not changes:
        yield Problem("/value", "missing", Text("Belum ada perubahan.", "Nothing is changed."))
    for name, to in changes.items():
        if name not in known:
            yield Problem(
                "/setting",
                "unknown_setting",
                Text(
                    f"{name} bukan pengaturan: tenggat undang-undang tidak dapat diubah di sini.",
                    f"{name} is no setting: what the law sets cannot be changed here.",
                ),
            )
        elif not known[name].least <= to <= known[name].most:
            yield Problem("/value", "out_of_range", known[name].out_of_range)
        elif to == number(registry, values, name):
            yield Problem("/value", "unchanged", Text("Nilainya sama dengan sekarang.", "It is what it is now."))


def reason_given(reason: str) -> Iterator[Problem]:
    if not reason.strip():
        yield Problem("/reason", "missing", Text("Belum diisi.", "This is not filled in."))


def _moment(tx: Tx, wanted_from: datetime | None) -> Iterator[Problem]:
    if wanted_from is not None and wanted_from <= database.now(tx.connection):
        yield Problem("/wanted_from", "past", Text("Saat itu sudah lewat.", "That moment has passed."))


def _role(roles: tuple[str, ...]) -> Refusal:
    who = ", ".join(roles)
    return Refusal(
        "ROLE",
        "NOT_YOUR_ROLE",
        Text(f"Kebijakan diubah oleh: {who}.", f"Policies are changed by: {who}."),
        "peran / roles",
        Text("Minta orang dengan peran itu.", "Ask a person in that role."),
    )


FOUR_EYES = Refusal(
    "R22",
    "SECOND_PERSON",
    Text("Usulan sendiri diputuskan oleh orang lain.", "One's own proposal is decided on by another person."),
    "R22",
    Text("Minta orang kedua memutuskan.", "Ask a second person to decide."),
)
NOT_YOURS = Refusal(
    "R22",
    "NOT_YOUR_PROPOSAL",
    Text("Hanya pengusul yang dapat menariknya.", "Only the proposer withdraws a proposal."),
    "R22",
    Text("Tolak usulan itu sebagai orang kedua.", "Reject it as the second person."),
)
