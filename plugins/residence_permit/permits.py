"""What the State Migration Service issues: what each document shows, and who may check it."""

from datetime import date
from typing import Any, TypeVar

from xidmet import Attestation, Choice, Date, Form, Lookup, Part, Passport, Person, Text, _, countries, derived

from .registers import grounds


class Foreigner(Person):
    """Items 1 to 6 of the application form (Cabinet decision 40 of 07.02.2014, annex 2)."""

    sex = Choice(_("Sex"), {"f": _("Female"), "m": _("Male")})
    born_in = Lookup(_("Country of birth"), countries)
    born_at = Text(_("Place of birth"))
    nationality = Text(_("Nationality"), hint=_("The people you belong to, if you want to name it.")).optional()
    marital = Choice(
        _("Marital status"), {"married": _("Married"), "widowed": _("Widowed"), "single": _("Single or divorced")}
    )


class Grant(Form):
    valid_from = Date(_("Valid from"))
    valid_until = Date(_("Valid until"))


class Document(Form):
    number = Text(_("Document number"))
    person = Part(_("Holder"), Foreigner)

    @derived(_("Date of birth"))
    def born(self) -> date:
        return self.person.born

    citizenship = Lookup(_("Citizenship"), countries).optional()
    passport = Part(_("Passport"), Passport).optional()

    @derived(_("Address in Azerbaijan"))
    def lives_at(self) -> str:
        """Of the case that it is issued in; in one line, for a document."""
        where: Any = vars(self).get("address")
        return ", ".join(line for line in (where.city, where.street, where.house, where.flat) if line)

    valid_from = Grant.valid_from
    valid_until = Grant.valid_until


D = TypeVar("D", bound=Document)


class TemporaryPermit(Document):
    right = Lookup(_("Ground of residence"), grounds)


class PermanentPermit(Document):
    """For years, and for more each time it is extended."""


class StayDocument(Document):
    """Of an extended temporary stay: no permit to reside."""


def issued(name: str, label: str, of: type[D]) -> Attestation[D]:
    """Anybody may check it, an inspector learns why it is not in force."""
    return Attestation(
        name=f"residence-permit.{name}",
        label=label,
        of=of,
        template="residence.typ",
        valid_until=Grant.valid_until,
        carries=[Document.person, Document.citizenship, Grant.valid_until],
        when_inactive="state",
    )


stay_extension = issued("stay-extensions", _("Extension of temporary stay"), StayDocument)
temporary = issued("temporary", _("Temporary residence permit"), TemporaryPermit)
permanent = issued("permanent", _("Permanent residence permit"), PermanentPermit)
