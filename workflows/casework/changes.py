"""What each step of a case changes in its facts, beyond the form's fields that are named like a fact."""

from collections.abc import Mapping
from typing import Any

from engine.definition import Situation
from workflows.casework import visiting
from workflows.casework.beginning import described_perpetrators, described_victims, disclosed, youngest_juvenile
from workflows.casework.follow_ups import FOLLOW_UP_DAYS
from workflows.casework.sending import given_back_by_uptd, owed_to_uptd
from workflows.facts.case import CaseFacts, Victim, Withdrawal
from workflows.facts.classification import ordered
from workflows.facts.referral import referrals
from workflows.facts.vocabulary import House
from workflows.forms.assessing import Consultation, Correction, People
from workflows.forms.people import Disclosure
from workflows.forms.referring import Sending, SendingToUptd
from workflows.forms.requesting import Request
from workflows.forms.steps import Assignment, ContactAttempt, Invitation


def acknowledging(situation: Situation) -> Mapping[str, Any]:
    return {"acknowledged_at": situation.now}


def consulting(situation: Situation) -> Mapping[str, Any]:
    form: Consultation = situation.form
    facts: CaseFacts = situation.facts
    victims = facts.victims
    for one in form.disclosures:
        victims = _with(victims, one)
    return {
        **assessing(situation),
        "victims": victims,
        "client_heard": facts.client_heard or form.heard in ("client", "client_and_family"),
    }


def assessing(situation: Situation) -> Mapping[str, Any]:
    """The whole checklist is judged anew: what is not ticked does not hold."""
    form = situation.form
    return {"immediate": form.immediate, "aggravating": form.aggravating, "assessed": True}


def disclosing(situation: Situation) -> Mapping[str, Any]:
    return {"victims": _with(situation.facts.victims, situation.form)}


def describing(situation: Situation) -> Mapping[str, Any]:
    form: People = situation.form
    facts: CaseFacts = situation.facts
    victims = described_victims(facts.victims, form.victims, facts.incident_on, situation.now)
    perpetrators, relations = described_perpetrators(
        facts.perpetrators, facts.relations, form.perpetrators, victims, facts.incident_on, situation.now
    )
    return {
        "victims": victims,
        "perpetrators": perpetrators,
        "relations": relations,
        "child_perpetrator": youngest_juvenile(perpetrators),
        "withheld": facts.withheld or any(one.works_here == "yes" for one in form.perpetrators),
    }


def correcting(situation: Situation) -> Mapping[str, Any]:
    """An entry error is struck, as if it had never stood; what was retracted stays on record as ever disclosed."""
    form: Correction = situation.form
    facts: CaseFacts = situation.facts
    victims = tuple(_corrected(victim, form) if victim.number == form.victim else victim for victim in facts.victims)
    changes: dict[str, Any] = {"victims": victims}
    if form.no_weapon and form.kind == "entry_error":
        changes["immediate"] = tuple(one for one in facts.immediate if one != "weapon")
        changes["weapon_ever"] = False
    return changes


def inviting(situation: Situation) -> Mapping[str, Any]:
    form: Invitation = situation.form
    facts: CaseFacts = situation.facts
    return {"psychologists": tuple(dict.fromkeys((*facts.psychologists, form.psychologist)))}


def assigning(situation: Situation) -> Mapping[str, Any]:
    """Whoever assigns a case has seen whom it is about: from then on its house works on it (R31)."""
    form: Assignment = situation.form
    return {"withheld": False} if form.to_kelurahan is None else {"withheld": False, "house": form.to_kelurahan}


def sending_to_uptd(situation: Situation) -> Mapping[str, Any]:
    """A region to which the case is to go has not taken it yet, whoever took it before. What UPTD returned stays owed
    for whom this referral leaves out.
    """
    form = situation.form
    elsewhere = isinstance(form, SendingToUptd) and form.handover_region is not None
    some = frozenset(form.victims_carried if isinstance(form, Sending) else ())
    return {
        "uptd_sent_at": situation.now,
        "uptd_returned_at": given_back_by_uptd(situation.case, some) if some else None,
        "puspaga_completed_at": None,
        **({"handover_accepted_on": None} if elsewhere else {}),
    }


def sending_to_puspaga(situation: Situation) -> Mapping[str, Any]:
    """What UPTD returned stays owed to it where there is violence; otherwise PUSPAGA takes its place."""
    facts: CaseFacts = situation.facts
    returned = facts.uptd_returned_at if owed_to_uptd(facts) else None
    return {
        "puspaga_sent_at": situation.now,
        "puspaga_hurries": facts.protected,
        "uptd_returned_at": returned,
        "puspaga_completed_at": None,
    }


def confirming_police(situation: Situation) -> Mapping[str, Any]:
    return {"police_confirmed_at": situation.now}


def leaving_out_the_complaint(_situation: Situation) -> Mapping[str, Any]:
    return {"no_complaint": True}


def trying(situation: Situation) -> Mapping[str, Any]:
    """Whoever was reached can be reached: the tries count anew."""
    form: ContactAttempt = situation.form
    facts: CaseFacts = situation.facts
    return {"attempts": () if form.reached else (*facts.attempts, form.attempted_on)}


def asking(situation: Situation) -> Mapping[str, Any]:
    """A consent that is withdrawn is gone from when that was said."""
    form: Request = situation.form
    if form.asked_for != "withdrawal":
        return {}
    facts: CaseFacts = situation.facts
    others = tuple(one for one in facts.withdrawals if one.victim != form.victim)
    return {"withdrawals": (*others, Withdrawal(victim=form.victim, at=form.asked_at))}


def resolving(situation: Situation) -> Mapping[str, Any]:
    """Each resolution has follow-ups of its own."""
    return {
        **visiting.leaving(situation),
        "follow_ups_done": 0,
        "follow_up_outcome": None,
        "follow_up_found": None,
        "uptd_returned_at": None,
    }


def following_up(situation: Situation) -> Mapping[str, Any]:
    """The last follow-up gives the case the reason for which it ends."""
    done = situation.facts.follow_ups_done + 1
    return {"follow_ups_done": done, **({"end_reason": "resolved"} if done >= len(FOLLOW_UP_DAYS) else {})}


def taking_back(_situation: Situation) -> Mapping[str, Any]:
    return {"puspaga_completed_at": None}


def reopening(situation: Situation) -> Mapping[str, Any]:
    """The ending is cleared here and kept in the history. No clock of R03 starts anew, and no slot is held still; what
    she asked for and agreed to was about the time before (R06).
    """
    return {
        **visiting.leaving(situation),
        "end_reason": None,
        "duplicate_of": None,
        "puspaga_completed_at": None,
        "follow_ups_done": 0,
        "follow_up_outcome": None,
        "follow_up_found": None,
        "attempts": (),
        "handover_region": None,
        "handover_accepted_on": None,
        "victim_request_written": "unknown",
        "assessed_free_of_pressure": "unknown",
        "agreement_signed": "unknown",
    }


# what follows from the children


def children_counted(situation: Situation) -> Mapping[str, Any]:
    """Returns, in number and as owed again; and what PUSPAGA has completed while nothing else is open."""
    return {
        "returned_count": sum(child.state == "returned" for child in referrals(situation.case)),
        "uptd_returned_at": given_back_by_uptd(situation.case),
        "puspaga_completed_at": _completed_by("PUSPAGA", situation),
    }


def ended_by_referral(situation: Situation) -> Mapping[str, Any]:
    """The reason of the last completion becomes the reason of the case."""
    completed = [child for child in referrals(situation.case) if child.state == "completed"]
    last = max(completed, key=_moved_at)
    return {
        **children_counted(situation),
        **visiting.leaving(situation),
        "puspaga_completed_at": None,
        "end_reason": last.facts.completion,
    }


def _completed_by(house: House, situation: Situation) -> Any:
    children = referrals(situation.case)
    if any(child.state in ("sent", "accepted") for child in children):
        return None
    last = max(children, key=_moved_at)
    return last.entered_at if last.state == "completed" and last.facts.receiver == house else None


def _moved_at(child: Any) -> Any:
    return child.entered_at


def _with(victims: tuple[Victim, ...], one: Disclosure) -> tuple[Victim, ...]:
    return disclosed(victims, one.victim, one.forms, one.sexual_forms, one.hinders_daily_work)


def _corrected(victim: Victim, form: Correction) -> Victim:
    sexual = bool(form.sexual_forms) or "sexual" in form.forms
    forms = ordered((*form.forms, *(("sexual",) if sexual else ())))
    changes: dict[str, Any] = {"forms": forms, "sexual_forms": form.sexual_forms}
    if form.kind == "entry_error":
        changes |= {"forms_ever": forms, "sexual_ever": sexual}
        changes |= {
            name: value for name in ("age_now", "age_at_incident") if (value := getattr(form, name)) is not None
        }
        if form.hinders_daily_work != "unknown":
            changes["hinders_daily_work"] = form.hinders_daily_work
    else:
        changes |= {
            "forms_ever": ordered((*victim.forms_ever, *forms)),
            "sexual_ever": victim.sexual_ever or sexual,
        }
    return victim.model_copy(update=changes)
