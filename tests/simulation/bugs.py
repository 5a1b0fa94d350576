"""The bugs that the simulation has to find: each a slip that somebody could make, in one place of the production code.

Longer than most files because it is one list.
"""

from dataclasses import replace

from tests.simulation.planting import Bug, Edit
from tests.simulation.temper import (
    ANY,
    CROWDED,
    KEEPING,
    LEAKING,
    MERGING,
    OFFICE,
    POISONED,
    UNLUCKY,
    WRITING_BACK,
    Temper,
)


def bug(name: str, place: str, old: str, new: str, *more: Edit, sql: str = "", temper: Temper = ANY) -> Bug:
    return Bug(name, (Edit(place, old, new), *more), sql, temper=temper)


NO_CHAIN = "ALTER TABLE history DROP CONSTRAINT history_never_forks, DROP CONSTRAINT history_pkey"
NO_CHECK_OF_TIME = "ALTER TABLE deadline DROP CONSTRAINT deadline_check1"
GUARD = " AND c.writes = n.writes"

WRITING = (
    bug("the guard of the write is gone", "engine.writing:_statement", GUARD, "", temper=CROWDED),
    bug("the guard is gone, and nothing behind it", "engine.writing:_statement", GUARD, "", sql=NO_CHAIN),
    bug(
        "a lost race is not noticed",
        "engine.commands:_write",
        "if step.root_id not in moved:",
        "if False:",
    ),
    bug("the old rung stays on", "engine.writing:_met", "for fired, at in step.fired:", "for fired, at in ():"),
    bug("a met clock stays on", "engine.writing:_met", "for cancelled in step.cancelled:", "for cancelled in ():"),
    bug("children are not written", "engine.writing:_statement", "if has_children:", "if False:"),
    bug(
        "nothing is owed for an escalation",
        "engine.composition:_owed",
        "enumerate(act.notices)",
        "enumerate(() if act.kind == 'escalated' else act.notices)",
    ),
    bug("a notice does not say how grave it is", "engine.composition:_owed", '"level": act.level', '"level": 0'),
    bug(
        "a child's number does not go on",
        "engine.composition:_draft",
        "seq=act.after.seq + 1)",
        "seq=act.after.seq + (act.after.id == root_id or not act.after.seq))",
    ),
    bug("the version of a change is not bumped", "engine.composition:compose", '!= "escalated"', '== "moved"'),
    bug(
        "a record's columns differ from it",
        "engine.composition:_draft",
        "act.before,\n",
        "case.state,\n",
    ),
    bug("the region stays behind", "engine.composition:_row", "region(case.facts) if region is not None else", ""),
    bug("the most urgent clock is the least", "engine.clocks:urgency", "min(", "max("),
    bug("a record's ciphertext is lost", "engine.writing:_record", "record.sealed,", "None,"),
    bug(
        "a transaction that failed is committed",
        "engine.database:_give_up",
        'say(b"ROLLBACK")',
        'say(b"COMMIT")',
    ),
    bug(
        "an answer before the commit",
        "engine.database:Database.transaction",
        'connection.say(b"COMMIT")',
        'connection.say(b"ROLLBACK" if actor.role == "coordinator" else b"COMMIT")',
    ),
    bug(
        "the key is not on the disk before the commit",
        "engine.secrets.keys:KeyStore.new_case_key",
        "write_new(file.path, self._ring.wrap(raw, file.bound_to))",
        "pass",
    ),
    bug(
        "the sweep of orphans takes all",
        "engine.secrets.orphans:_without_case",
        "WHERE NOT omah",
        "WHERE true OR NOT omah",
    ),
)

HISTORY = (
    bug("the code is over other bytes", "engine.history:write", "mac_key, fingerprint)", "mac_key, content)"),
    bug("the hash leaves out the one before", "engine.history:_hash", "_U64(seq), prev,", "_U64(seq), GENESIS,"),
    bug(
        "a derived fact is not in the record",
        "engine.decision:changed",
        "type(after).model_fields if",
        'type(after).model_fields if name != "protected" and',
        temper=OFFICE,
    ),
    bug("nothing is derived", "engine.decision:facts_after", "workflow.derive is not None", "False", temper=OFFICE),
    bug("it counts from now, not from when it was due", "engine.composition:_body", "act.fired.due_at if", "now if"),
    bug("nobody is ever late", "engine.composition:_body", "plan.late(now)", "False"),
    bug("a refusal is not put on record", "engine.commands:_refused", "    tx.connection.execute(", "    _unused = ("),
    bug(
        "a refusal writes",
        "engine.commands:_refused",
        "    case = kin.snapshot(case_id)",
        '    tx.connection.execute("UPDATE cases SET version = version + 1 WHERE id = %s", (kin.root_id,))\n'
        "    case = kin.snapshot(case_id)",
    ),
    bug(
        "time goes back with the clock",
        "engine.family:_family",
        "max(root[21], *(member.last_at for member in members.values()))",
        "root[21]",
    ),
)

CLOCKS = (
    bug("due means over", "engine.clocks:due_clock", "clock.due_at <= now", "clock.due_at < now"),
    bug("a person may act on the very moment", "engine.family:Family.due", "clock.due_at <= now", "clock.due_at < now"),
    bug("what is due does not come first", "engine.commands:_attempt", "if kin.due(kin.now):", "if False:"),
    bug(
        "a minute early",
        "engine.clocks:due_clock",
        "clock.due_at <= now",
        "clock.due_at.timestamp() <= now.timestamp() + 60",
        Edit("engine.sweep:CLAIM", "d.due_at <= %s", "d.due_at <= %s + interval '1 minute'"),
    ),
    bug(
        "a minute early, and the database lets it",
        "engine.clocks:due_clock",
        "clock.due_at <= now",
        "clock.due_at.timestamp() <= now.timestamp() + 60",
        Edit("engine.sweep:CLAIM", "d.due_at <= %s", "d.due_at <= %s + interval '1 minute'"),
        sql=NO_CHECK_OF_TIME,
    ),
    bug("the last one first", "engine.clocks:due_clock", "return min(ready", "return max(ready"),
    bug(
        "a turn counts from now",
        "engine.clocks:climb",
        "turn, at = clock.due_at, due(clock.due_at,",
        "turn, at = now, due(now,",
    ),
    bug("missed turns are climbed one by one", "engine.clocks:climb", "while at <= now:", "while False:"),
    bug(
        "a late worker shifts the next rung",
        "engine.clocks:climb",
        "clock.pauses), clock.due_at)",
        "clock.pauses), now)",
    ),
    bug("a level is not kept", "engine.clocks:climb", "level=climbed.level", "level=clock.level"),
    bug("a rung is climbed twice", "engine.clocks:climb", "rung=rung,", "rung=clock.rung,"),
    bug(
        "an ended case keeps its clocks",
        "engine.clocks:_wanted",
        "case.ended_at is not None and not deadline.after_end",
        "False",
        temper=OFFICE,
    ),
    bug("a clock runs where the case has left", "engine.clocks:_wanted", "case.state in deadline.states", "True"),
    bug("a new start is not noticed", "engine.clocks:plan", "old.anchor_at != anchor", "False", temper=OFFICE),
    bug(
        "a new allowance starts the ladder anew",
        "engine.clocks:plan",
        "replace(old, id=None,",
        "replace(old, id=None, rung=0,",
        temper=OFFICE,
    ),
    bug(
        "a new allowance changes nothing",
        "engine.clocks:plan",
        "elif old.breach_at == due(",
        "elif True or old.breach_at == due(",
        temper=OFFICE,
    ),
    bug(
        "every change is an entry", "engine.decision:_moved", "if state != case.state or transition.reopens", "if True"
    ),
)

DECIDING = (
    bug("roles are not asked", "engine.decision:_outer_refusals", "actor.role not in allowed", "False"),
    bug("guards are not asked", "engine.decision:_judged", "if answer is not None:", "if False:"),
    bug(
        "what has ended goes on",
        "engine.decision:_outer_refusals",
        "case.ended_at is not None and not transition.past_the_end",
        "False",
    ),
    bug(
        "a step leaves from anywhere",
        "engine.decision:_outer_refusals",
        "elif not compiled.kernel",
        "elif False and compiled.kernel",
    ),
    bug(
        "two proposals wait",
        "engine.decision:_outer_refusals",
        "if case.pending is not None and transition.four_eyes",
        "if False and transition.four_eyes",
    ),
    bug("one approves one's own", "engine.commands:approve", "pending.by == actor.id", "False"),
    bug("one rejects one's own", "engine.commands:reject", "case.pending.by == actor.id", "False"),
    bug("anybody withdraws", "engine.commands:withdraw", "or case.pending.by != actor.id", ""),
    bug("a proposal outlives its facts", "engine.decision:_pending_after", "== dict(pending.reads)", "is not None"),
    bug("a proposal survives its rejection", "engine.commands:_dropped", "replace(case, pending=None)", "case"),
    bug("an old page is good enough", "engine.commands:_attempt", "kin.version != seen", "kin.version < seen"),
    bug(
        "the new owner is not written",
        "engine.decision:_owner_after",
        "owner = situation.form.assignee",
        "pass",
        temper=OFFICE,
    ),
    bug(
        "whoever is kept out later goes on seeing it",
        "engine.decision:_moved",
        "workflow.excluded(facts) if workflow.excluded is not None else case.excluded",
        "case.excluded",
        temper=OFFICE,
    ),
    bug(
        "a referral is not kept from whoever is kept from its case",
        "engine.composition:_kept_out_too",
        "!= excluded",
        "is None",
        temper=OFFICE,
    ),
    bug(
        "sight is not taken away",
        "engine.decision:_audience_after",
        "audience - (workflow.audience(case.facts) - named) | named",
        "audience | named",
        temper=OFFICE,
    ),
    bug(
        "a child is not followed",
        "engine.commands:_acts",
        "[first, *following(kin.registry, kin, first, kin.now)]",
        "[first]",
    ),
    bug("a parent does not name its child", "engine.composition:with_birth", "opened=(child.after.id,)", "opened=()"),
    bug(
        "a child's house does not see its parent",
        "engine.composition:with_birth",
        "act.after.audience | child.after.audience",
        "act.after.audience",
    ),
    Bug("everybody sees every case", function=("omah_family", "(omah_role() = 'system'", "(true")),
    bug(
        "a family is hidden from those it concerns",
        "engine.database:_opening",
        "sorted(actor.audience)",
        "sorted(actor.audience)[1:]",
    ),
)

SWEEPING = (
    bug(
        "the system does not move", "engine.climbing:climb", "if rung.move is not None else None", "if False else None"
    ),
    bug(
        "the system's move counts from now",
        "engine.climbing:_move",
        "SYSTEM_ACTOR, None, clock.due_at)",
        "SYSTEM_ACTOR, None, kin.now)",
    ),
    bug(
        "one bad case holds up all",
        "engine.sweep:fire_due",
        "return sum(_fire_alone(engine, root) for root in roots)",
        "raise",
        temper=POISONED,
    ),
    bug(
        "nobody is told of a dead clock",
        "engine.setback:_put_aside",
        "if row[3]:",
        "if False:",
        temper=POISONED,
    ),
    bug(
        "a failing clock holds up those beside it",
        "engine.sweep:_step",
        "if clock.id not in member.resting",
        "",
        temper=POISONED,
    ),
    bug(
        "a failing clock holds up a person",
        "engine.sweep:fire_family",
        "if setbacks > 1:",
        "if True:",
        temper=POISONED,
    ),
    bug(
        "somebody's step passes between two rungs",
        "engine.sweep:fire_family",
        "made = _step(engine, tx, _healthy(kin)) if kin.version == fired.version_after else None",
        "fired = replace(fired, version_after=kin.version)\n                made = _step(engine, tx, _healthy(kin))",
        temper=CROWDED,
    ),
    bug(
        "a sweep takes a part of what is due",
        "engine.sweep:CLAIM",
        "d.due_at <= %s",
        "d.due_at <= %s - interval '1 hour'",
    ),
    bug(
        "sweeps neither lock nor guard",
        "engine.sweep:CLAIM",
        " FOR UPDATE OF r SKIP LOCKED",
        "",
        Edit("engine.writing:_statement", GUARD, ""),
        sql=NO_CHAIN,
        temper=CROWDED,
    ),
    bug(
        "a line is paid, and nobody is told",
        "workers.effects:_tell",
        "_write(tx, [Told(line, person.id, topic, level) for person in told], post)",
        "pass",
    ),
    bug("a line that was paid is paid no more", "engine.outbox:paid", "paid_at = n.paid_at", "paid_at = NULL"),
    bug(
        "a repeated request is done again",
        "api.replay:_keep",
        "if request.key is None:",
        "if True:",
        temper=UNLUCKY,
    ),
)

JOINING = (
    bug(
        "only one of two cases is written",
        "engine.commands:_write",
        "for step in steps:",
        "for step in (written,):",
    ),
    bug("of two clocks the later wins", "workflows.casework.stricter:earliest", "return min(", "return max("),
    bug("a duplicate lowers the risk", "workflows.casework.stricter:higher", "RANK[counted] >", "RANK[counted] <"),
    bug(
        "a second case is not guarded",
        "engine.joint:_act",
        "decide(root.compiled, theirs.snapshot(theirs.root_id), chosen,",
        "decide(root.compiled, replace(theirs.snapshot(theirs.root_id), ended_at=None), replace(chosen, guards=()),",
    ),
    bug(
        "what was told of a duplicate's victims is lost",
        "workflows.casework.stricter:_victim",
        "return both.",
        "return ours or both.",
    ),
)

ERASING = (
    bug(
        "keys outlive their erasure",
        "engine.secrets.erasure:_erase",
        "engine.keys.destroy(key)",
        "pass",
    ),
    bug(
        "a proposal to erase erases",
        "engine.composition:act_of",
        "moved.transition.erases and not moved.proposes",
        "moved.transition.erases",
    ),
)

RETAINING = (
    bug(
        "it is kept a year less", "workflows.casework.retention:due_at", "there.year + years", "there.year + years - 1"
    ),
    bug(
        "what was no report stands on no list",
        "workers.retention:OVER",
        "AND NOT",
        "AND facts ->> 'end_reason' <> 'not_a_report' AND NOT",
    ),
    bug(
        "what was erased goes on to be due",
        "workers.retention:OVER",
        "NOT jsonb_strip_nulls(facts) ?| %s",
        "(true OR NOT jsonb_strip_nulls(facts) ?| %s)",
    ),
    bug("what is due no more stays on the list", "workers.retention:list_due", "<> ALL(%s)", "<> ALL(%s) AND false"),
)

TALKING = (
    bug(
        "whoever writes again waits anew",
        "workflows.casework.talking:arriving",
        "return {}",
        'return {"written": tuple(Written(report=one.report, since=situation.now) for one in facts.written)}',
    ),
    bug(
        "an answer is none",
        "workflows.casework.talking:writing",
        "if one.report != form.report",
        "if one.report == form.report",
    ),
    bug(
        "whoever writes after the end is not heard",
        "workflows.clocks.talking:written",
        "default=None)",
        "default=None) if case.ended_at is None else None",
    ),
)

TELLING = (
    bug(
        "a breach counts from when it was put on record",
        "workflows.casework.breaching:found",
        "facts.detected_at",
        "case.opened_at",
    ),
    bug(
        "a breach is over once somebody was told",
        "workflows.casework.breaching:everybody_was_told",
        "if not left:",
        "if not left or facts.cases_told:",
    ),
    bug(
        "the authority is forgotten",
        "workflows.casework.breaching:authority_was_told",
        "is not None:",
        "is not None or True:",
    ),
    bug(
        "one looks into one's own breach",
        "workflows.casework.breaching:without_eyes",
        "if facts.looker is not None else ()",
        "if False else ()",
    ),
    bug(
        "whoever is not concerned is told",
        "workflows.casework.breaching:concerns_that_case",
        "if situation.form.number in facts.concerned:",
        "if True:",
    ),
)

SEALING = (
    bug(
        "a changed row of a ledger passes the audit",
        "engine.past.ledgers:Looked._look",
        'self._note("row_differs", ledger, number)',
        "pass",
    ),
    bug(
        "a row that is gone from a ledger passes the audit",
        "engine.past.ledgers:Looked._look",
        'self._note("row_missing", ledger, number)',
        "pass",
    ),
    bug(
        "refused attempts are not sealed",
        "engine.past.ledgers:unsealed",
        "for ledger in LEDGERS:",
        'for ledger in (one for one in LEDGERS if one.table != "attempt"):',
    ),
)

BUGS = (
    *(*WRITING, *HISTORY, *CLOCKS, *DECIDING, *SWEEPING, *SEALING),
    *(replace(one, temper=MERGING) for one in JOINING),
    *(replace(one, temper=KEEPING) for one in (*ERASING, *RETAINING)),
    *(replace(one, temper=WRITING_BACK) for one in TALKING),
    *(replace(one, temper=LEAKING) for one in TELLING),
)

ALONE = (
    bug(
        "a sweep takes no lock",
        "engine.sweep:CLAIM",
        " FOR UPDATE OF r SKIP LOCKED",
        "",
    ),
    bug(
        "a proposal is not judged again",
        "engine.decision:decide",
        "*_judged(transition.guards, situation)",
        "*(() if approving else _judged(transition.guards, situation))",
    ),
    Bug("the database does not insist on one chain", sql=NO_CHAIN),
    Bug("the database lets a clock run twice", sql="DROP INDEX deadline_runs_once"),
    Bug("the database lets a clock fire early", sql=NO_CHECK_OF_TIME),
    bug(
        "a clock that is off can be met again",
        "engine.writing:_statement",
        " AND d.status = 'armed' RETURNING",
        " RETURNING",
    ),
)
"""Guards that stand twice: with one of each pair gone, the other holds alone, and nothing may be found.

A proposal that is not judged again still dies as soon as a fact that it was judged on changes.
"""
