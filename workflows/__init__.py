"""The workflows that run here, proved sound when this is imported; an unsound one keeps the program from starting."""

from engine.registry import Registry
from workflows.breach import BREACH
from workflows.omah_peluk import OMAH_PELUK
from workflows.policies import SETTINGS
from workflows.referral import REFERRAL
from workflows.request import REQUEST

REGISTRY = Registry((OMAH_PELUK, REFERRAL, REQUEST, BREACH), SETTINGS)

BESIDE = frozenset(one.workflow.name for one in REGISTRY if one.workflow.beside)
"""The kinds of children that hand their case on to nobody."""
