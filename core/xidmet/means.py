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
    "Proven",
    "Purpose",
    "Script",
    "Show",
    "SignInMeans",
    "SignThis",
    "Signatures",
    "Signer",
    "Step",
    "Wait",
    "reaches",
]
