"""The same post twice is one: what a form's token has caused already."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet.cases.case import Case, case_of
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.contract.texts import _
from xidmet.errors import UsedElsewhere
from xidmet.store import cases

# A token stands for one form. Answering with what it did elsewhere would show one case's result over another's.
USED_ELSEWHERE = Refusal(
    why=_("This form was used for something else already; nothing was done now."),
    mend=_("Look at the page as it is now, then send it again."),
)


def one_already(service: type[Service]) -> Refusal:
    """A case that could still move has the same answers to one_per."""
    at = service.one_per[0] if service.one_per else None
    return Refusal(at, why=_("There is one like this already."), mend=_("Look in “My cases” and change that one."))


@dataclass(frozen=True)
class Posted:
    """token: of the form, or the key a machine sent. digest: of what a machine sent with it, else ""."""

    token: str
    digest: str = ""


async def case_of_token(site: Site, token: str, digest: str = "") -> tuple[Case, str] | None:
    """The case that a posted form's token opened or moved, as it is now, and by which transition ("" for opening).

    digest: of what came with it. Raises UsedElsewhere when something else came with it the first time.
    """
    spent = await cases.submission(token) if token else None
    if spent and spent[2] != digest:
        raise UsedElsewhere(USED_ELSEWHERE)
    record = await cases.by_id(spent[0]) if spent else None
    case = case_of(site, record) if record else None
    return (case, spent[1]) if case and spent else None
