"""When a service is taken: derived from the dated rows that its form must look up, such as a forecast's year.

A look-up of which one row must be in force is a window, when an agency keeps the register and each row has both a
beginning and an end. Where rows go on until they are replaced, and what is looked up by an earlier answer: these are
tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xidmet import clock
from xidmet.cases.site import Site
from xidmet.contract.registers import Lookup
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.contract.texts import _


@dataclass(frozen=True)
class Window:
    """opens, closes: of what is taken now, or next; the last one if there is nothing to come. None: was never set."""

    label: str
    is_open: bool
    opens: dt.datetime | None = None
    closes: dt.datetime | None = None


async def windows(site: Site, service: type[Service]) -> list[Window]:
    return [await _window(site, one) for one in _dated(service)]


def closed(found: Sequence[Window]) -> Refusal | None:
    """Why a service with these windows is not taken now."""
    window = next((one for one in found if not one.is_open), None)
    if window is None:
        return None
    mend = _("The agency has not said yet when it is taken.")
    if window.opens and window.opens > clock.now():
        mend = _("It is taken from {opens} until {closes}.")
    elif window.closes:
        mend = _("It was taken until {closes}. The next term is not set yet.")
    why = _("This is not taken at present.")
    return Refusal(None, why=why, mend=mend, opens=window.opens, closes=window.closes)


def _dated(service: type[Service]) -> Iterator[Lookup[Any]]:
    for field in service.form.fields.values():
        if not isinstance(field, Lookup) or field.own or field.match or not field.required:
            continue
        valid = field.register.valid
        if field.register.kept_by and valid and all(end.required for end in valid):
            yield field


async def _window(site: Site, lookup: Lookup[Any]) -> Window:
    terms = sorted(await site.registers.terms(lookup.register))
    now = clock.now()
    current = [term for term in terms if term[0] <= now < term[1]]
    coming = [term for term in terms if term[0] > now]
    near = current or coming[:1] or terms
    return Window(lookup.label, bool(current), *near[-1]) if near else Window(lookup.label, False)
