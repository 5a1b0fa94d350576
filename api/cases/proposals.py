"""A proposal as the second person needs it on one page: what was filled in, what the guards say now, on which facts.

Whoever decides reads also what the form says in words of its own, and that is on record.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.cases import views
from api.cases.views import Json, Lens
from api.desk import Desk
from api.problems import refusal
from api.security import looks
from engine import decision, forms, reading
from engine.database import Tx
from engine.definition import Pending, Situation, Transition
from engine.errors import Invalid
from engine.reading import View
from engine.secrets import sealing
from engine.secrets.keys import KeyDestroyed


def shown(desk: Desk, lens: Lens, tx: Tx, view: View) -> Json | None:
    """None where nothing waits. What is filled in about persons stays masked."""
    pending = view.snapshot.pending
    workflow = view.member.compiled.workflow
    step = workflow.find(pending.transition) if pending is not None else None
    if pending is None or step is None:
        return None
    row = tx.connection.execute(
        "SELECT role, convert_from(body, 'UTF8')::jsonb -> 'form' FROM history WHERE case_id = %s AND seq = %s",
        (view.snapshot.id, pending.number),
    ).fetchone()
    role, form = row if row is not None else ("", {})
    told = views.proposal(lens, view.snapshot, step, workflow, form, role)
    told["clock"] = _clock(view, pending.at)
    if told["can_approve"]:
        private = _private(desk, tx, view, pending.number)
        told["form"] += _words(lens, tx, view, private)
        told["findings"] = _findings(lens, view, step, pending, forms.join(form, private))
        told["reads"] = _reads(lens, view, step)
    return told


def _private(desk: Desk, tx: Tx, view: View, number: int) -> Mapping[str, Any]:
    try:
        return sealing.read_record(tx.connection, desk.engine.keys, view.snapshot.id, number)
    except KeyDestroyed:
        return {}


def _words(lens: Lens, tx: Tx, view: View, private: Mapping[str, Any]) -> list[Json]:
    """What a proposal says in words of its own."""
    words = lens.words(view.member.compiled.workflow)
    told = {name: value for name, value in private.items() if isinstance(value, str) and name in words}
    if told:
        looks.record(tx, "view", view.snapshot.id, told)
    return [{"title": words[name].title, "label": words[name].label(value)} for name, value in told.items()]


def _findings(lens: Lens, view: View, step: Transition, pending: Pending, form: Any) -> list[Json]:
    """What every guard would say if the second person said yes now. Of a form that is erased in part, nothing."""
    try:
        filled = forms.validate(step.form, form, pending.at) if step.form is not None else None
    except Invalid:
        return []
    situation = Situation(view.snapshot, lens.actor, view.now, filled, view.member.compiled.workflow.limits)
    return [
        {"rule": rule, "refusals": [refusal(one) for one in against]}
        for rule, against in decision.findings(step, situation)
    ]


def _reads(lens: Lens, view: View, step: Transition) -> list[Json]:
    """The facts on which they judge, as far as they are said in a line."""
    words = lens.words(view.member.compiled.workflow)
    names = {name for guard in step.guards for name in guard.reads}
    facts = view.snapshot.facts
    plain = [name for name in type(facts).model_fields if name in names and name in words and not words[name].within]
    return [{"title": words[name].title, "label": words[name].label(getattr(facts, name))} for name in plain]


def _clock(view: View, at: datetime) -> Json | None:
    """The clock that counts from the proposal."""
    running = reading.clock_views(view.member, view.snapshot, view.now)
    return next((views.clock(one) for one in running if one.anchor_at == at), None)
