"""The {names} that a notice may have in it. A text is the agency's data: nothing but plain names is ever filled in."""

from __future__ import annotations

import string

from xidmet.check.papers import known_names
from xidmet.contract.fields import Derived, Field, Text, Upload
from xidmet.contract.form import Part
from xidmet.contract.mistake import Mistake
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.contract.texts import _

SECRET = ("fin", "identity-card", "passport", "residence-card", "iban", "password", "phone")
BRACES = _("A brace stands alone. Names stand in a pair of them, like {example}; other braces can't be used.")
UNKNOWN = _("This notice does not know {name}. It knows: {known}.")


def names_for(service: type[Service], transition: Transition, declared: str) -> list[str]:
    """What may stand in braces: what is known when the notice is told, but no numbers of papers, which letters never
    carry; what the declared text names, it may name.
    """
    fields = fields_of(service)
    known = {name for name in known_names(service, transition) if name == "number" or not _is_secret(fields.get(name))}
    return sorted(known | names_in(declared))


def fields_of(service: type[Service]) -> dict[str, Field[object]]:
    """Every field that a notice could name."""
    forms = [one.of for one in service.attestations()]
    forms += [move.asks for move in service.transitions if move.asks]
    return {name: one for form in (*forms, service.form) for name, one in form.fields.items()}


def _is_secret(one: Field[object] | None) -> bool:
    like = one.like if isinstance(one, Derived) and one.like is not None else one
    return isinstance(like, Upload | Part) or (isinstance(like, Text) and like.format in SECRET)


def names_in(text: str) -> set[str]:
    """Raises ValueError for braces that are not in pairs."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def wrong_with(text: str, known: list[str]) -> Mistake | None:
    """What is wrong with the braces of a text. Nothing but a bare name is taken: {a.b}, {a[0]}, {a!r} and {a:9} would
    reach into what the portal holds, or cost it memory.
    """
    try:
        pieces = list(string.Formatter().parse(text))
    except ValueError:
        return Mistake(BRACES, {"example": "{number}"})
    for _said, name, spec, conversion in pieces:
        if name is None:
            continue
        if name not in known or spec or conversion:
            said = "{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
            return Mistake(UNKNOWN, {"name": said, "known": ", ".join("{" + one + "}" for one in known)})
    return None
