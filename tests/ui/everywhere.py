"""One person about whom something stands in every table in which there can be something."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from xidmet import clock, journal
from xidmet.auth import sessions
from xidmet.cases import Case as Found
from xidmet.cases import find_case
from xidmet.documents.files import one_piece
from xidmet.store import (
    accounts,
    appointments,
    bookings,
    calendar,
    complaints,
    consents,
    document_checks,
    doors,
    links,
    mandates,
    means,
    move_files,
    notes,
    office_acts,
    office_offers,
    sms_numbers,
    talk,
    tokens,
    unsent,
)
from xidmet.store.along import OF_COMPLAINTS, OF_MESSAGES
from xidmet.store.appointments import Day
from xidmet.store.bookings import Booking
from xidmet.store.calendar import Decision
from xidmet.store.complaints import Kept as KeptComplaint
from xidmet.store.means import Kept, Proved, Try
from xidmet.store.tables import (
    Account,
    AssistVisit,
    Case,
    DataCopy,
    Issued,
    Mandate,
    Payment,
    RosterFile,
    RosterFileRow,
    RowsFile,
    RowsFileRow,
    Signature,
    Signing,
)
from xidmet.store.talk import Said

from tests.conftest import signed_in
from tests.core.mandates import VOEN, holder
from tests.ui.browser import Browser, Portal
from tests.ui.walk import Belongings, a_webhook, things
from tests.visits_site import hall

OTHER = "p:7RTQ4ZN"
FIN, EMAIL, PHONE, SURNAME = "5VBK5VR", "leyla@numune.example", "+994501234567", "Əliyeva"


async def everywhere(portal: Portal, leyla: Browser) -> Belongings:
    """Something about her in every table in which there can be something."""
    owned, actor, moment = await things(portal, leyla), await signed_in("leyla"), clock.now()
    account, later = actor.account, moment + dt.timedelta(hours=1)
    await Account.update({Account.phone: PHONE, Account.password: "x"}).where(Account.id == account)
    await means.add(Kept(uuid4(), account, "passkey", "k", SURNAME, "high", b"x", moment, None))
    await means.prove(account, Proved("fin", FIN, "a card", "passkey", "high", moment))
    await means.keep_try(Try("t", "s", "passkey", "sign-in", account, "/", b"x", 1, moment, later))
    await sms_numbers.want(account, PHONE, "c", later)
    await links.add_link("d", "email", account, later, EMAIL)
    session = await sessions.find(leyla.client.cookies["session"])
    assert session is not None
    await unsent.keep(session.digest, f"/cases/{FIN}", b"sealed", later)
    await doors.note(account, doors.Happened(moment, "refused", "password", "", "", ""))
    await doors.seen("device", account, "a browser", moment)
    await holder("leyla", "operator")
    organisation = (await accounts.organisation(VOEN) or {})["id"]
    asked = {"organisation": organisation, "role": "seal_holder"}
    await mandates.add_request(**asked, account=account, asked_at=moment)
    to = {"account": account, "recipient": f"a:{account}", "address": "", "offered_by": account}
    await mandates.add_offer(**asked, **to, offered_at=moment)
    by_mail = {"account": None, "recipient": f"e:{EMAIL}", "address": EMAIL, "offered_by": account}
    await mandates.add_offer(**asked, **by_mail, offered_at=moment)
    await _of_powers(account, organisation)
    await _paper_of_another(leyla)
    await leyla.post("/recover", {"email": EMAIL.upper()})
    await _rows_on_their_way(portal, owned)
    sent = await find_case(portal.site, owned.case)
    assert sent is not None
    await _signed(portal, sent, account)
    paid = {"reference": "r", "token": "t", "means": "card", "amount": 500, "state": "paid", "received": 500}
    at = {"made_at": moment, "ends_at": moment, "settled_at": moment}
    await Payment.insert(Payment(id=uuid4(), case=sent.record.id, account=account, **paid, **at))
    await _of_the_desk(sent, UUID(owned.document))
    await _said(portal, sent, account)
    await consents.keep(sent.record.id, account, "Application", "truth", {"az": "Razıyam"}, moment)
    await _visits(sent.record.id, account)
    await _assisted(account)
    return owned


async def _assisted(account: UUID) -> None:
    """An officer filled in with her."""
    clerk, moment = await signed_in("nigar"), clock.now()
    at = {"agency": "labour", "agency_name": "Ministry", "clerk": clerk.account, "clerk_name": clerk.name}
    of = {
        "party": f"p:{FIN}",
        "account": account,
        "kind": "citizen",
        "proof": "card",
        "proof_last": "4711",
        "how": "code",
    }
    await AssistVisit.insert(AssistVisit(id=uuid4(), **at, **of, asked_at=moment, begun_at=moment, ended_at=moment))


async def _visits(case: UUID, account: UUID) -> None:
    """A time that she booked."""
    place, moment = await hall(), clock.now()
    await appointments.put_day(place, Day(clock.today(), None, None, "Repairs"))
    times = {"starts_at": moment, "ends_at": moment, "seat": 1, "state": "booked", "booked_at": moment}
    await bookings.add(Booking(id=uuid4(), case=case, number=1, kind="x", place=place, account=account, **times))


async def _signed(portal: Portal, case: Found, account: UUID) -> None:
    """A document that waits for her signature, and one she signed."""
    put, moment, wanted = portal.site.files.put, clock.now(), case.record.id
    stored = await put(one_piece(b"%PDF"), "s.pdf", "application/pdf", party=case.party, case=wanted, made_here=True)
    document, same = stored.id, {"case": wanted, "transition": "confirm", "account": account}
    waits = {"version": 1, "token": "t", "document": document, "made_at": moment, "ends_at": moment}
    await Signing.insert(Signing(id=uuid4(), **same, **waits))
    files = {"original": document, "file": document}
    who = {"kind": "paper", "name": SURNAME, "fin": FIN, "place": 1}
    await Signature.insert(Signature(id=uuid4(), **same, **files, **who, signed_at=moment))


async def _said(portal: Portal, case: Found, account: UUID) -> None:
    """A message of hers, with a file; and a complaint."""
    put, wanted, message, moment = portal.site.files.put, case.record.id, uuid4(), clock.now()
    stored = await put(one_piece(b"%PDF"), "m.pdf", "application/pdf", party=case.party, case=wanted)
    await talk.add(Said(message, wanted, 1, account, SURNAME, "", "Sual", moment, None))
    await OF_MESSAGES.add(wanted, account, stored, "pdf")
    await OF_MESSAGES.send(wanted, account, [stored.id], message)
    complaint = uuid4()
    await complaints.add(KeptComplaint(complaint, wanted, case.service.slug, "1", account, SURNAME, "Şikayət", moment))
    proof = await put(one_piece(b"%PDF"), "p.pdf", "application/pdf", party=case.party, case=wanted)
    await OF_COMPLAINTS.add(wanted, account, proof, "pdf")
    await OF_COMPLAINTS.send(wanted, account, [proof.id], complaint)
    waits = await put(one_piece(b"%PDF"), "w.pdf", "application/pdf", party=case.party, case=wanted)
    await move_files.add(wanted, account, "revoke", "paper", waits, "pdf")


async def _of_powers(account: UUID, organisation: UUID) -> None:
    """A program she has a token made for, a role that an agency offers to her, and its record of that."""
    moment = clock.now()
    mandate = await Mandate.select(Mandate.id).where(Mandate.account == account).first()
    assert mandate is not None
    to = {"organisation": organisation, "made_by": account, "mandate": mandate["id"]}
    drawn = {"name": "Kadr", "prefix": "xmt_abc", "digest": "d", "once": "o", "scopes": "read"}
    await tokens.add(**to, **drawn, ends=moment + dt.timedelta(days=9), created_at=moment)
    await a_webhook(account, organisation)
    offered = {"officer": "labour:certificates", "address": EMAIL, "recipient": EMAIL, "digest": "d"}
    await office_offers.add("labour", **offered, proposed_by=None, proposed_at=moment)
    await office_acts.add_act("labour", "offered", account, SURNAME, {"whom": EMAIL}, moment)
    await journal.append_change("labour", "table:x", "changed", {}, journal.By(account, SURNAME))
    await calendar.add_decision("labour", Decision(1, clock.today(), False, "183", SURNAME, moment), account)


async def _of_the_desk(case: Found, document: UUID) -> None:
    """What an officer noted about her, and about a document of hers."""
    moment = clock.now()
    await notes.add(notes.Note(uuid4(), case.record.id, None, "Nigar", f"{SURNAME} was here", "salt", moment))
    found = {"taken": "refused", "why": f"not by {SURNAME}", "salt": "salt", "original": False}
    check = {"case": case.record.id, "document": document, "account": None, "name": "Nigar", "at": moment, "version": 1}
    assert await document_checks.keep(document_checks.Check(**found, **check))


async def _paper_of_another(leyla: Browser) -> None:
    """A document about somebody else, which she checks."""
    number = await leyla.draft()
    await leyla.confirm(number)
    case = await Case.select(Case.id).where(Case.number == number).first()
    assert case is not None
    await Case.update({Case.party: OTHER}).where(Case.id == case["id"])
    papers = await Issued.update({Issued.holder: OTHER}).where(Issued.case == case["id"]).returning(Issued.number)
    assert (await leyla.post("/verify", {"number": papers[0]["number"]})).status_code == 200


async def _rows_on_their_way(portal: Portal, owned: Belongings) -> None:
    """A file of rows for the draft, though its form asks for none; a file in it; and a copy of her data."""
    case, actor, put = await find_case(portal.site, owned.draft), await signed_in("leyla"), portal.site.files.put
    assert case is not None
    stored = await put(one_piece(b"a;b"), "a.csv", "text/csv", party=case.party, case=None)
    file = RowsFile(
        id=uuid4(), case=case.record.id, field="x", name=SURNAME, document=stored.id, created_at=clock.now()
    )
    await RowsFile.insert(file)
    await _people_on_their_way(actor.account)
    await RowsFileRow.insert(RowsFileRow(id=uuid4(), file=file.id, number=1, cells=f'["{FIN}"]', errors="{}"))
    await put(one_piece(b"%PDF"), "b.pdf", "application/pdf", party=case.party, case=case.record.id)
    copy = await put(one_piece(b"PK"), "c.zip", "application/zip", party=case.party, case=None, made_here=True)
    asked = {"account": actor.account, "language": "az", "state": "ready", "document": copy.id}
    await DataCopy.insert(DataCopy(id=uuid4(), **asked, asked_at=clock.now(), ends_at=clock.now()))


async def _people_on_their_way(account: UUID) -> None:
    """A file that she sent for an organisation, with herself in it."""
    of = {"service": "x", "party": f"o:{VOEN}", "account": account, "sent_by": SURNAME, "name": "a.csv"}
    file = RosterFile(id=uuid4(), **of, state="read", created_at=clock.now())
    await RosterFile.insert(file)
    await RosterFileRow.insert(RosterFileRow(id=uuid4(), file=file.id, number=2, cells=f'["{FIN}"]', state="right"))
