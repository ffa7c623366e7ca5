"""How it stands with answers that were accepted unconfirmed, in words."""

from __future__ import annotations

from collections.abc import Iterable

from xidmet.cases.case import Case
from xidmet.cases.unconfirmed import Unconfirmed
from xidmet.contract.form import Form
from xidmet.contract.registers import Lookup
from xidmet.contract.texts import _
from xidmet.language import Translator

TYPED = _("Not confirmed: the register “{register}” does not answer. It is checked there after you send.")
WAITING = _("Not confirmed: the register “{register}” did not answer on {since}. It is asked again by itself.")
DIFFERS = _("Not confirmed: on {at} the register “{register}” said something else.")
ABSENT = _("Not confirmed: on {at} the register “{register}” had no such row.")
CONFIRMED = _("Typed by the applicant on {since}; confirmed by the register “{register}” on {at}.")
VOUCHED = _("Typed by the applicant on {since}; an official confirmed it on {at} without the register “{register}”.")


def as_typed(form: type[Form], names: Iterable[str], words: Translator) -> dict[str, tuple[str, bool]]:
    """Of what is being sent."""
    fields = ((name, form.fields[name]) for name in names if name in form.fields)
    return {
        name: (words.text(TYPED, register=words.text(one.register.label)), False)
        for name, one in fields
        if isinstance(one, Lookup)
    }


def standing(case: Case, words: Translator) -> dict[str, tuple[str, bool]]:
    """By the answer's path: what is said, and whether it is settled."""
    found = {}
    for name, one in case.unconfirmed.items():
        field = case.service.form.fields.get(name)
        if isinstance(field, Lookup):
            times = {"since": words.moment(one.since), "at": words.moment(one.at) if one.at else ""}
            said = words.text(_text(one), register=words.text(field.register.label), **times)
            found[name] = (said, not one.is_open)
    return found


def _text(one: Unconfirmed) -> str:
    if one.state == "differs":
        return DIFFERS if one.found is not None else ABSENT
    return {"waiting": WAITING, "confirmed": CONFIRMED, "vouched": VOUCHED}[one.state]
