"""Who sees a case: the house that has it, Dinas, and each agency to which it came (R31, R32)."""

from workflows.facts.case import CaseFacts
from workflows.office.regions import KELURAHAN
from workflows.office.roles import DINAS, HEAD, agency_group, kelurahan_group, person_group


def house_of(facts: CaseFacts) -> str | None:
    """The kelurahan whose Omah Peluk has the case: that of the incident unless it is another's; None: nobody's."""
    return facts.house or (facts.kelurahan if facts.kelurahan in KELURAHAN else None)


def nobodys(facts: CaseFacts) -> bool:
    """Whether no house works on it: it happened elsewhere or nobody knows where, or it is withheld (R31)."""
    return facts.withheld or house_of(facts) is None


def seen_by(facts: CaseFacts) -> frozenset[str]:
    """Its house and Dinas; each agency that ever had a referral; the head of UPTD as soon as it is protected.

    Where no house works on it, UPTD does, until it is assigned.
    """
    house = house_of(facts)
    groups = {DINAS} if house is None or facts.withheld else {kelurahan_group(house), DINAS}
    if facts.protected or nobodys(facts):
        groups.add(HEAD)
    if facts.uptd_sent_at is not None or nobodys(facts):
        groups.add(agency_group("UPTD"))
    if facts.puspaga_sent_at is not None:
        groups.add(agency_group("PUSPAGA"))
    return frozenset(groups | {person_group(one) for one in facts.psychologists})


def place(facts: CaseFacts) -> str:
    """Under which place it is listed: its house, or where it happened."""
    return house_of(facts) or facts.kelurahan
