"""The times of appointments that a person booked, in the copy of their data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet.auth import Actor
from xidmet.cases.appointments.kinds import kinds
from xidmet.cases.my_copy.section import Column, Section
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.store import appointments, bookings

STATES = {
    "booked": _("Booked"),
    "came": _("Came"),
    "missed": _("Did not come"),
    "changed": _("Another time was chosen"),
    "cancelled": _("Cancelled"),
    "called-off": _("Called off by the agency"),
    "released": _("Not needed any more"),
    "over": _("Over"),
}


async def booked(site: Site, actor: Actor, words: Translator) -> Section:
    """In the cases of the person, not of those they act for."""
    columns = (
        Column("starts_at", _("When")),
        Column("label", _("Appointment")),
        Column("place", _("Place")),
        Column("state", _("State"), STATES),
        Column("case", _("Case")),
        Column("booked_at", _("Booked on")),
        Column("needs", _("Help that was asked for"), printed=False),
    )
    known = kinds(site.catalogue)
    places = {one.id: one for one in await appointments.of_kinds(list(known))}
    rows: list[Mapping[str, Any]] = []
    for one in await bookings.of_party(actor.own_party):
        kind, place = known.get(one.booking.kind), places.get(one.booking.place)
        label = kind.label(words.language) if kind else one.booking.kind
        where = f"{place.name}, {place.address}" if place else ""
        rows.append({**vars(one.booking), "label": label, "place": where, "case": one.case})
    return Section("appointments", _("Appointments"), columns, rows)
