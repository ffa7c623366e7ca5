"""Parts that many forms share."""

from __future__ import annotations

from xidmet.contract.fields import Choice, Date, Text
from xidmet.contract.form import Form
from xidmet.contract.texts import _


class Person(Form):
    surname = Text(_("Surname"), format="name")
    given_name = Text(_("Name"), format="name")
    patronymic = Text(_("Father's name"), format="patronymic", hint=_("With oğlu or qızı, if there is one.")).optional()
    born = Date(_("Date of birth"))


class Address(Form):
    """An address in Azerbaijan."""

    city = Text(_("City or district"), most=100)
    street = Text(_("Street"), most=200).optional()
    house = Text(_("House"), most=20).optional()
    flat = Text(_("Flat"), most=20).optional()
    postal_code = Text(_("Postal code"), format="postal-code").optional()


class Passport(Form):
    number = Text(_("Passport number"), format="passport")
    issued_by = Text(_("Issued by"))
    valid_until = Date(_("Valid until"))


class Organisation(Form):
    voen = Text(_("Tax number (VÖEN)"), format="voen")
    name = Text(_("Name of the organisation"))
    kind = Choice(
        _("Kind"),
        {
            "legal_entity": _("Legal entity"),
            "entrepreneur": _("Entrepreneur"),
            "branch": _("Branch of a foreign legal entity"),
            "state_body": _("State body"),
        },
    )
    activity = Text(_("Economic activity"))
    address = Text(_("Address"))
    email = Text(_("E-mail"), format="email").optional()
