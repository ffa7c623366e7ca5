"""The words of a plugin that offers means of signing in; those of services are in xidmet itself."""

from xidmet.contract.levels import LEVELS, Level, reaches
from xidmet.contract.means import (
    Answer,
    Ask,
    Call,
    Ceremony,
    Given,
    Leave,
    Proven,
    Purpose,
    Script,
    Show,
    Signatures,
    Signer,
    SignInMeans,
    SignThis,
    Step,
    Wait,
)
from xidmet.contract.mistake import Mistake
from xidmet.outside import NoAnswer, OutsideAddress, Said, ask_outside

__all__ = [
    "LEVELS",
    "Answer",
    "Ask",
    "Call",
    "Ceremony",
    "Given",
    "Leave",
    "Level",
    "Mistake",
    "NoAnswer",
    "OutsideAddress",
    "Proven",
    "Purpose",
    "Said",
    "Script",
    "Show",
    "SignInMeans",
    "SignThis",
    "Signatures",
    "Signer",
    "Step",
    "Wait",
    "ask_outside",
    "reaches",
]
