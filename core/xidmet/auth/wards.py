"""Children and wards: whom a person may act for, as the register of guardianship says.

Its rows are kept here, about the guardian; a site whose civil registry keeps them elsewhere brings them in.
"""

from __future__ import annotations

import datetime as dt

from xidmet.auth.actor import Ward
from xidmet.auth.parties import person_key
from xidmet.contract.fields import Date, Text
from xidmet.contract.form import Form
from xidmet.contract.plain import from_json
from xidmet.contract.registers import Register
from xidmet.contract.texts import _
from xidmet.store import registers

OF_AGE = 18  # years


class Guardianship(Form):
    """key: the record, by guardian and ward. Both days of its term are included."""

    key = Text(_("Record"))
    guardian = Text(_("FIN of the parent or guardian"), format="fin")
    ward = Text(_("FIN of the child or ward"), format="fin")
    name = Text(_("Child or ward"), most=300)
    born = Date(_("Born"))
    since = Date(_("In force from"))
    until = Date(_("In force until")).optional()


guardianship = Register("civil.guardianship", _("Register of guardianship"), Guardianship)


async def wards(guardian: str | None, today: dt.date) -> list[Ward]:
    """Everybody this person, by FIN, has in their care on this day."""
    rows = await registers.about(guardianship.name, person_key(guardian)) if guardian else []
    found = [_ward(from_json(Guardianship, row), today) for row in rows]
    return [one for one in found if one is not None]


def _ward(row: Guardianship, today: dt.date) -> Ward | None:
    """None before it begins, after its last day, and from the eighteenth birthday on."""
    until = vars(row).get("until")
    ends = min(_birthday(row.born), until + dt.timedelta(days=1)) if until else _birthday(row.born)
    return Ward(row.ward, row.name, ends) if row.since <= today < ends else None


def _birthday(born: dt.date) -> dt.date:
    """Whoever was born on 29 February comes of age on 1 March."""
    try:
        return born.replace(year=born.year + OF_AGE)
    except ValueError:
        return dt.date(born.year + OF_AGE, 3, 1)
