"""The forecast of foreign labour for next year (Cabinet decision 124 of 14 March 2016)."""

from collections.abc import Sequence

from xidmet import KeptHere, Service, hookimpl

from .form import organisations, years
from .service import LabourQuotaForecast


@hookimpl
def services() -> Sequence[type[Service]]:
    return [LabourQuotaForecast]


@hookimpl
def registers(options: object) -> Sequence[KeptHere]:
    return [KeptHere(register) for register in (organisations, years)]
