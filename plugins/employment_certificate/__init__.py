"""The employment certificate ("İş yerinə dair arayış") of the Ministry of Labour."""

import datetime as dt
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict
from xidmet import DemoData, DemoPerson, KeptHere, OverHttp, Service, hookimpl

from .decisions import officer
from .demo import invented
from .form import contracts, legal, organisations, purposes
from .service import EmploymentCertificate


class Options(BaseModel):
    """Without an address a register is kept in the portal's own store."""

    model_config = ConfigDict(extra="forbid")
    contracts_url: str = ""
    contracts_token: str = ""
    organisations_url: str = ""
    organisations_token: str = ""


@hookimpl
def services() -> Sequence[type[Service]]:
    return [EmploymentCertificate]


@hookimpl
def options() -> type[BaseModel]:
    return Options


@hookimpl
def registers(options: Options) -> Sequence[KeptHere | OverHttp]:
    return [
        OverHttp(contracts, options.contracts_url, options.contracts_token)
        if options.contracts_url
        else KeptHere(contracts),
        OverHttp(organisations, options.organisations_url, options.organisations_token)
        if options.organisations_url
        else KeptHere(organisations),
        KeptHere(purposes),
        KeptHere(legal, "legal_terms.csv"),
    ]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    return DemoData(rows=invented(people, today), offices=[(p.key, officer.key) for p in people if p.role == "officer"])
