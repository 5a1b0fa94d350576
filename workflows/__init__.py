"""The workflows that run here, proved sound when this is imported; an unsound one keeps the program from starting."""

from engine.registry import Registry
from workflows.omah_peluk import OMAH_PELUK
from workflows.referral import REFERRAL

REGISTRY = Registry((OMAH_PELUK, REFERRAL))
