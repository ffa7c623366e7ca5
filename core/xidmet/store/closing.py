"""What hangs on an account: counted before it is closed, and erased when it is.

Every table that says something about people has its line in tests/ui/test_closing.py; a new one must be given one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import (
    Absence,
    Account,
    Attribute,
    BulkRun,
    CaseLease,
    Ceremony,
    Check,
    DataCopy,
    Device,
    Document,
    Effect,
    Mandate,
    MandateRequest,
    Means,
    Message,
    Offer,
    Office,
    OfficeOffer,
    OneTimeLink,
    Remembered,
    RosterFile,
    SavedFilter,
    Session,
    SignIn,
    SmsNumber,
    Unsent,
)

# In this order: whoever is just proving who they are holds the row of their try, and is waited for.
OF_THE_ACCOUNT = (
    *(Ceremony, Session, Means, Attribute, OneTimeLink, SignIn, Device, Remembered, SmsNumber),
    *(CaseLease, SavedFilter, BulkRun),  # of somebody who held an office
)
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
HUSK: Mapping[Any, Any] = {
    Account.kind: "",
    Account.email: "",
    Account.password: "",
    Account.fin: None,
    Account.claimed_fin: "",
    Account.passport: None,
    Account.claimed_passport: "",
    Account.surname: "",
    Account.given_name: "",
    Account.patronymic: "",
    Account.sex: "",
    Account.born: None,
    Account.phone: "",
    Account.language: "az",
    Account.confirmed_at: None,
    Account.demo_key: None,
}

_COUNTED = """
SELECT
 (SELECT COUNT(*) FROM means WHERE account = {}) AS means,
 (SELECT COUNT(*) FROM session WHERE account = {} AND ends_at > {}) AS sessions,
 (SELECT COUNT(*) FROM device WHERE account = {}) AS devices,
 (SELECT COUNT(*) FROM sign_in WHERE account = {}) AS happened,
 (SELECT COUNT(*) FROM remembered WHERE account = {}) AS remembered,
 (SELECT COUNT(*) FROM message WHERE party = {} AND channel = 'inbox' AND "case" IS NULL) AS messages,
 (SELECT COUNT(*) FROM case_ WHERE party = {} AND opened_by = {} AND sent_at IS NULL) AS drafts,
 (SELECT COUNT(*) FROM case_ WHERE party = {} AND sent_at IS NOT NULL) AS sent,
 (SELECT COUNT(*) FROM issued WHERE holder = {}) AS papers,
 (SELECT COUNT(*) FROM check_ WHERE account = {}) AS checks,
 (SELECT COUNT(*) FROM consented k JOIN case_ c ON c.id = k."case" WHERE c.party = {}) AS consents,
 (SELECT COUNT(*) FROM organisation_act WHERE account = {}) AS acts
"""


@dataclass(frozen=True)
class Open:
    """A mandate that has no end yet. voen, name: of the organisation."""

    id: UUID
    organisation: UUID
    voen: str
    name: str
    role: str


@dataclass(frozen=True)
class Counted:
    """How much there is of each. messages: about no case. checks: of others' documents, by this person."""

    means: int
    sessions: int
    devices: int
    happened: int
    remembered: int
    messages: int
    drafts: int
    sent: int
    papers: int
    checks: int
    consents: int
    acts: int


async def counted(account: UUID, party: str, moment: dt.datetime) -> Counted:
    """One statement, so that all numbers are of the same moment."""
    of_account = (account, account, moment, account, account, account)
    values = (*of_account, party, party, account, party, party, account, party, account)
    rows: list[dict[str, Any]] = await Account.raw(_COUNTED, *values)
    return Counted(**{name: int(rows[0][name]) for name in Counted.__dataclass_fields__})


async def is_closed(account: UUID) -> bool:
    return bool(await Account.exists().where((Account.id == account) & Account.closed_at.is_not_null()))


async def has_office(account: UUID, moment: dt.datetime) -> bool:
    """An office in force, or one that begins later."""
    open_ = Office.ends.is_null() | (Office.ends > moment)
    return bool(await Office.exists().where((Office.account == account) & open_))


async def open_mandates(account: UUID, moment: dt.datetime) -> list[Open]:
    """In force or yet to come."""
    open_ = Mandate.revoked_at.is_null() & (Mandate.ends.is_null() | (Mandate.ends > moment))
    rows = await Mandate.select(
        Mandate.id, Mandate.organisation, Mandate.organisation.voen, Mandate.organisation.name, Mandate.role
    ).where((Mandate.account == account) & open_)
    return [Open(r["id"], r["organisation"], r["organisation.voen"], r["organisation.name"], r["role"]) for r in rows]


async def close_offers_and_requests(account: UUID, by_address: str, moment: dt.datetime) -> None:
    """What they offered, what was offered to them, and what they asked for.

    by_address: how offers to their e-mail address name them; from now on these name the husk, too.
    """
    theirs: Any = (Offer.account == account) | (Offer.recipient == by_address)
    for mine, outcome in ((Offer.offered_by == account, "withdrawn"), (theirs, "declined")):
        waits = mine & Offer.closed_at.is_null()
        await Offer.update({Offer.closed_at: moment, Offer.outcome: outcome}).where(waits)
    named: dict[Any, Any] = {Offer.address: "", Offer.recipient: f"a:{account}"}
    await Offer.update(named).where(Offer.recipient == by_address)
    values: dict[Any, Any] = {
        MandateRequest.closed_at: moment,
        MandateRequest.closed_by: str(account),
        MandateRequest.outcome: "withdrawn",
    }
    waits = (MandateRequest.account == account) & MandateRequest.closed_at.is_null()
    await MandateRequest.update(values).where(waits)


async def close_office_offers(account: UUID, recipient: str, moment: dt.datetime) -> None:
    """Roles that agencies offer them, by the folded address. What they did for an agency stays in its record."""
    theirs: Any = (OfficeOffer.recipient == recipient) | (OfficeOffer.accepted_by == account)
    values: dict[Any, Any] = {OfficeOffer.closed_at: moment, OfficeOffer.outcome: "declined"}
    await OfficeOffer.update(values).where(theirs & OfficeOffer.closed_at.is_null())
    named: dict[Any, Any] = {OfficeOffer.address: "", OfficeOffer.recipient: f"a:{account}"}
    await OfficeOffer.update(named).where(theirs)


async def keep_fin_of_checks(account: UUID, fin: str) -> None:
    """Whose documents they checked may see by whom, also when the account is gone. An organisation is named itself."""
    await Check.update({Check.fin: fin}).where((Check.account == account) & (Check.voen == ""))


async def take_copies(account: UUID) -> list[str]:
    """Forget the copies of their data; the places in the file store, whose bytes must still be erased."""
    found = await DataCopy.select(DataCopy.document).where(DataCopy.account == account).output(as_list=True)
    await DataCopy.delete().where(DataCopy.account == account)
    ids = [one for one in found if one]
    if not ids:
        return []
    mine = Document.id.is_in(ids)
    places = await Document.select(Document.place).where(mine).output(as_list=True)
    await Document.delete().where(mine)
    return [str(place) for place in places]


async def forget(account: UUID, party: str, email: str) -> None:
    """All that is kept for the account alone. What was told in cases that were sent stays with these."""
    sessions = Session.select(Session.digest).where(Session.account == account)
    await Unsent.delete().where(Unsent.session.is_in(sessions))
    for table in OF_THE_ACCOUNT:
        await table.delete().where(table._meta.get_column_by_name("account") == account)
    await RosterFile.update({RosterFile.created_at: LONG_AGO}).where(RosterFile.party == party)  # to be swept, at once
    await RosterFile.update({RosterFile.account: None}).where(RosterFile.account == account)
    await Absence.delete().where((Absence.account == account) | (Absence.substitute == account))
    await Message.delete().where(Message.case.is_null() & (Message.party == party))
    await Message.update({Message.address: ""}).where((Message.channel == "sms") & (Message.party == party))
    if email:
        await Message.raw('DELETE FROM message WHERE "case" IS NULL AND lower(address) = lower({})', email)
        await Effect.raw("DELETE FROM effect WHERE kind = 'recover' AND lower(payload ->> 'email') = lower({})", email)


async def empty(account: UUID, moment: dt.datetime) -> None:
    """The row stays, because others point to it; it says nothing about anybody any more."""
    values = {**HUSK, Account.email_key: f"none:{account}", Account.closed_at: moment}
    await Account.update(values).where(Account.id == account)
