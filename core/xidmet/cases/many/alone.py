"""One of many, moved by itself: a draft, or a move from which something else follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet.auth import Actor
from xidmet.auth.may import Mover
from xidmet.cases.case import Case
from xidmet.cases.find import find_case, seen_as
from xidmet.cases.many.reading import Item
from xidmet.cases.move import move
from xidmet.cases.signed import ListSigned, OneOfList
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.errors import NotFound, OutOfReach, Refused, RegisterDown, Stale, SurerNeeded, WrongAnswers, XidmetError


async def move_alone(
    site: Site,
    mover: Mover,
    service: type[Service],
    item: Item,
    name: str,
    asked: Mapping[str, Any],
    signed: ListSigned | None,
) -> Refusal | None:
    """Why not; None when it was done. Raises Stale, RegisterDown."""
    one, number = OneOfList(signed, item.place) if signed else None, item.number
    try:
        case = await find_case(site, number)
        if case is None or case.service is not service or not sees(mover, case):
            raise NotFound
        await move(site, mover, number, name, version=item.version, token=item.token, asked=asked, signed=one)
    except (Stale, RegisterDown):
        raise
    except Refused as error:
        return error.refusal
    except WrongAnswers as error:
        return of_wrong(error)
    except NotFound as error:
        return as_refusal(error)
    return None


def of_wrong(error: WrongAnswers) -> Refusal:
    """The first one says why."""
    said = next(iter(error.errors.values()), None)
    return _refusal(said.text, error.mend, said.values) if said else as_refusal(error)


def as_refusal(error: XidmetError) -> Refusal:
    return _refusal(error.why, error.mend, error.values)


def _refusal(why: str, mend: str, values: Mapping[str, Any]) -> Refusal:
    return Refusal(why=why, mend=mend, **values)


def sees(mover: Mover, case: Case) -> bool:
    """Of a case that is none of their business nothing is told, not even that it is there."""
    if not isinstance(mover, Actor):
        return True
    try:
        seen_as(mover, case)
    except OutOfReach:
        return True
    except (NotFound, SurerNeeded):
        return False
    return True
