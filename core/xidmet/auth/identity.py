"""Who somebody is: a citizen by the FIN; others by a passport, with a FIN where a residence permit gave one.

What is typed gives nothing: it says which services are for this person, and the officer who decides sees their papers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache

from xidmet import clock
from xidmet.code_lists import country_codes
from xidmet.contract.answers import Ask, row_key
from xidmet.contract.code_lists import countries
from xidmet.contract.fields import Choice, Date, Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Code, Lookup
from xidmet.contract.roles import Kind
from xidmet.contract.texts import _
from xidmet.errors import WrongAnswers

OURS, NO_COUNTRY = "AZ", "XXA"  # XXA: a stateless person, as ICAO Doc 9303 writes it
PASSPORT, COUNTRY = re.compile(r"[A-Z]{2}-[A-Z0-9]{5,20}"), re.compile(r"[A-Z]{2}|XXA")
KINDS = {"citizen": _("Citizen"), "foreigner": _("Foreigner"), "stateless": _("Stateless person")}
FOREIGN = {"foreigner": _("A citizen of another country"), "stateless": _("A person without citizenship")}
ISSUER = _("Country that issued the passport")
NUMBER = _("Passport number")
OTHER_PAPER = _("Or the number of another document for crossing the border.")
CARD = _("Seven characters on the residence card (MYİ or DYİ). Leave it empty if you have no residence permit.")


class Identity(Form):
    kind = Choice(_("Who you are"), {"citizen": _("A citizen of Azerbaijan"), **FOREIGN})
    country = Lookup(ISSUER, countries).when(kind != "citizen")
    passport = Text(NUMBER, format="passport", hint=OTHER_PAPER).when(kind != "citizen")
    born = Date(_("Date of birth")).when(kind != "citizen")


class WholeIdentity(Identity):
    """Of somebody whose FIN is not proved."""

    fin = Text(_("FIN"), format="fin", hint=_("Seven characters on the identity card.")).when(
        Identity.kind == "citizen"
    )
    fin_of_card = Text(_("FIN"), format="fin", hint=CARD).when(Identity.kind != "citizen").optional()


@cache
def _countries() -> Mapping[str, Code]:
    return {row_key(row): row for row in country_codes()}


def country_rows(ask: Ask) -> tuple[Code, ...]:
    """What a question for a country may be answered with where no site's register is at hand."""
    if ask.key is None:
        return tuple(_countries().values())
    found = _countries().get(str(ask.key))
    return (found,) if found else ()


def passport_of(country: Code, number: str) -> str:
    return f"{country.code}-{number}"


def need_foreign(kind: str, country: Code, born: dt.date) -> None:
    """Raises WrongAnswers."""
    if kind == "foreigner" and country.code == OURS:
        text = _("Whoever has a passport of Azerbaijan is a citizen.")
        raise WrongAnswers({"country": Mistake(text, mend=_("Say that you are a citizen, or choose another country."))})
    if born >= clock.today():
        raise WrongAnswers({"born": Mistake(_("The date of birth lies in the past."))})


def kind_proved(says: Mapping[str, str]) -> Kind | None:
    """What a proof says of somebody's citizenship; None when it says nothing that can be read."""
    citizenship = says.get("citizenship", "")
    if not COUNTRY.fullmatch(citizenship):
        return None
    return "citizen" if citizenship == OURS else "stateless" if citizenship == NO_COUNTRY else "foreigner"


def readable(says: Mapping[str, str]) -> dict[str, str]:
    """What a proof says, without a passport or a citizenship that can't be read."""
    unread = {"passport": not passport_proved(says), "citizenship": kind_proved(says) is None}
    return {name: value for name, value in says.items() if value and not unread.get(name)}


def passport_proved(says: Mapping[str, str]) -> str:
    """Country and number; empty when it says nothing that can be read."""
    passport = says.get("passport", "")
    return passport if PASSPORT.fullmatch(passport) else ""
