"""Code lists that the portal brings along, so that two plugins mean the same rows."""

from __future__ import annotations

from xidmet.contract.registers import Codelist
from xidmet.contract.texts import _

countries = Codelist("countries", _("Countries and territories"))
occupations = Codelist("occupations", _("Occupation Classification"))
