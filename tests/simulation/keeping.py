"""When a case may be erased (R28), said a second time: after its years, or once each victim asked and was told yes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.definition import Snapshot
from tests.simulation.oracle import Violation


def check_erasure(form: Mapping[str, Any], case: Snapshot, moment: datetime) -> None:
    """Raises Violation."""
    if case.ended_at is None or case.facts.held_since is not None:
        raise Violation("erasure", "what goes on, or is held, was to be erased", case.id)
    if form["ground"] == "asked":
        told_yes = [one.facts for one in case.children if one.workflow == "request" and one.state == "fulfilled"]
        asked = {one.victim for one in told_yes if one.asked_for == "erasure"}
        if not {one.number for one in case.facts.victims} <= asked:
            raise Violation("erasure", "not every victim has asked for it", case.id)
    elif (moment - case.ended_at).days < 365 * form["kept_years"]:
        raise Violation("erasure", f"it has to be kept for {form['kept_years']} years", case.id)
