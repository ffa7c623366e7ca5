"""Code lists that the portal brings along, so that two plugins mean the same rows."""

from __future__ import annotations

from xidmet.contract.fields import Choice, Text
from xidmet.contract.registers import Code, Codelist
from xidmet.contract.texts import _


class Classified(Code):
    """A code of an official classification, which is made anew every few years.

    before: codes of the version before whose place it takes, with blanks between. wording: where its Azerbaijani name
    comes from.
    """

    before = Text(_("In place of"), most=300).optional()
    wording = Choice(
        _("Azerbaijani name"),
        {"official": _("Official name"), "press": _("Name from the press"), "translated": _("Translated name")},
    ).optional()


countries = Codelist("countries", _("Countries and territories"))
occupations = Codelist("occupations", _("Occupation Classification"), Classified)
