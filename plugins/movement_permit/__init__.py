"""Employee permits in a restricted regime (icaze)."""

from collections.abc import Sequence

from xidmet import KeptHere, Service, hookimpl

from .form import activities, contracts, grounds, limits, organisations, regimes, territories
from .service import MovementPermit


@hookimpl
def services() -> Sequence[type[Service]]:
    return [MovementPermit]


@hookimpl
def registers(options: object) -> Sequence[KeptHere]:
    return [
        KeptHere(register) for register in (activities, contracts, grounds, limits, organisations, regimes, territories)
    ]
