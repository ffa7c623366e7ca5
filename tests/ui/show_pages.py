"""Every kind of page, shown once: as somebody meets it who has what it is about."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

from xidmet.store import roster_file, rows_file
from xidmet.store.tables import Means, Payment

from tests.attachments import picture
from tests.conftest import signed_in
from tests.core.certificate import token
from tests.core.mandates import VOEN
from tests.core.mandates import actor as mandated
from tests.core.offices import holds
from tests.desk_site import CLERK, PAPERS, firm, ids_of, sent
from tests.regimes_site import KEEPER, active
from tests.regimes_site import rows as regime_rows
from tests.roster_people import csv_of as people_csv
from tests.roster_people import holder, person
from tests.rows_site import Sender, csv_of, worker
from tests.tables_site import GROUNDS, HEAD, TABLES
from tests.terms_site import OFFICE as CLERK_OF_TERMS
from tests.terms_site import sent as sent_in_terms
from tests.ui import signing_scene, stall
from tests.ui.applicant import Applicant
from tests.ui.browser import Browser, Portal, hidden
from tests.ui.programs import made
from tests.ui.trial_means import Trial, begun, claimed, offer
from tests.ui.walk import addresses, belongings
from tests.visits_site import KIND, OFFICE, called, hall


async def show_by_rule(portal: Portal) -> None:
    await regime_rows(portal.site)
    await holds("nigar", KEEPER)
    await active(portal.site, await mandated("rashad", acting=True), 1)
    nigar, page = await portal.signed_in("nigar"), "/desk/by-rule/outings/revoke"
    form = {"state": "active", "in-trade": "food", "token": hidden((await nigar.get(page)).text, "token")}
    there = (await nigar.post(page, form)).headers["location"]
    await portal.settle()
    assert (await nigar.get(there)).status_code == 200
    assert (await nigar.get("/desk/numbers/outings")).status_code == 200


async def show_all_of_demonstration(portal: Portal) -> None:
    owner = await portal.signed_in("leyla")
    every = addresses(portal, "GET", await belongings(portal, owner))
    for one in [*every, "/sign-up/sent", "/sign-up/organisation", "/no-such-page"]:
        assert (await owner.get(one)).status_code in (200, 303, 404), one
    offer(portal, Trial())
    await claimed(owner, await begun(owner, purpose="add"), "5VBK5VR")
    kept = await Means.select(Means.id).first()
    assert kept and (await owner.get(f"/account/means/{kept['id']}")).status_code == 200
    await show_mandates(portal)
    await show_complaint(portal, owner)
    nigar = await portal.signed_in("nigar")
    assert (await nigar.get("/desk/totals/labour-quota-forecast")).status_code == 200


async def show_tables(portal: Portal) -> None:
    await holds("nigar", HEAD)
    nigar = await portal.signed_in("nigar")
    for page in (TABLES, GROUNDS, f"{GROUNDS}/new", f"{GROUNDS}/file"):
        shown = await nigar.get(page)
        assert shown.status_code == 200
    fields = {"code": "7", "name": "A", "change_reason": "B", "version": "0", "token": hidden(shown.text, "token")}
    assert (await nigar.get((await nigar.post(f"{GROUNDS}/new", fields)).headers["location"])).status_code == 200


async def show_many(portal: Portal) -> None:
    """What an officer does with several cases at once, and what becomes of it."""
    await holds("nigar", CLERK_OF_TERMS)
    number, nigar = await sent_in_terms(portal.site, await signed_in("leyla")), await portal.signed_in("nigar")
    chosen = f"{number}:2"
    asked = await nigar.post("/desk/bulk", {"case": chosen, "move": "permit:refuse"})
    form = {"case": chosen, "move": "permit:refuse", "token": hidden(asked.text, "token"), "ground": "A"}
    assert (await nigar.get(f"/cases/{number}/move/refuse")).status_code == 200
    part = await nigar.post(f"/cases/{number}/lease", {"left": "9"}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    begun = await nigar.post("/desk/bulk", form)
    assert (await nigar.get(begun.headers["location"])).status_code == 200
    assert (await nigar.post("/desk/hand", {"case": chosen})).status_code == 200
    assert (await nigar.post("/desk/chosen", {"do": "take", "case": "2027-00000000"})).status_code == 409


async def show_visits(portal: Portal) -> None:
    place = await hall()
    await holds("nigar", OFFICE, "halls:administrator")
    number, leyla = await called(portal.site, await signed_in("leyla")), await portal.signed_in("leyla")
    here = f"/cases/{number}/appointment"
    page = (await leyla.get(here)).text
    day = re.findall(r'href="([^"]+)#times"', page)[1]
    page = (await leyla.get(unescape(day))).text
    starts = unescape(re.findall(r'name="starts" value="([^"]+)"', page)[0])
    assert (await leyla.post(here, {"place": str(place), "starts": starts})).status_code == 303
    assert (await leyla.get(f"{here}/cancel")).status_code == 200
    nigar, places = await portal.signed_in("nigar"), "/offices/halls/appointments"
    for path in ("/desk/appointments", places, f"{places}/new?kind={KIND}", f"{places}/{place}"):
        assert (await nigar.get(path)).status_code == 200, path


async def show_signing(applicant: Browser) -> None:
    number = await signing_scene.draft(applicant)
    where = await signing_scene.to_sign(applicant, number)
    assert (await applicant.get(where)).status_code == 200
    assert (await signing_scene.bring(applicant, where, picture("PNG"), "scan", "a.png")).status_code == 303
    (signature,) = set(
        re.findall(r'"(/cases/[^"/]+/signatures/[^"/]+)"', (await applicant.get(f"/cases/{number}")).text)
    )
    assert (await applicant.get(signature)).status_code == 200


async def show_desk(portal: Portal) -> None:
    """A case as an officer works on it: each of its panes, and one document."""
    await firm()
    await holds("nigar", CLERK)
    number = await sent(portal.site, await signed_in("leyla"), *PAPERS)
    nigar, file = await portal.signed_in("nigar"), (await ids_of(number))["diplom.pdf"]
    for query in ("", "?pane=registers", "?pane=earlier", "?pane=notes", f"?file={file}"):
        assert (await nigar.get(f"/desk/cases/{number}{query}")).status_code == 200, query


async def show_complaint(portal: Portal, person: Browser) -> None:
    """How a decision against somebody is disputed."""
    number, officer = await person.draft(), await portal.signed_in("nigar")
    assert (await person.confirm(number)).status_code == 303
    ruling = {"version": "5", "token": token(), "ground": "court", "reason": "Məhkəmənin qərarı."}
    assert (await officer.post(f"/cases/{number}/move/revoke", ruling)).status_code == 303
    assert (await person.get(f"/cases/{number}/complaint")).status_code == 200


async def show_paying(portal: Portal, applicant: Browser) -> None:
    number = await stall.unpaid(applicant)
    assert (await applicant.get(f"/cases/{number}/pay")).status_code == 200
    assert (await stall.give(applicant, number, None)).status_code == 422
    assert (await stall.give(applicant, number)).status_code == 303
    payment = await Payment.select(Payment.id).first()
    assert payment and (await applicant.get(f"/cases/{number}/pay/{payment['id']}")).status_code == 200
    clerk = await portal.signed_in("nigar")
    assert (await clerk.get(f"/cases/{number}/pay/{payment['id']}/check")).status_code == 200


async def show_webhooks(head: Browser) -> None:
    all_ = f"/organisations/{VOEN}/webhooks"
    form = {"token": hidden((await head.get(f"{all_}/new")).text, "token"), "address": "https://kadr.example.az/told"}
    there = re.findall(r'href="([^"]+/webhooks/[0-9a-f-]+)"', (await head.post(f"{all_}/new", form)).text)[0]
    for path in (there, f"{there}/secret", f"{there}/end"):
        assert (await head.get(path)).status_code == 200, path


async def show_mandates(portal: Portal) -> None:
    head, asker = await portal.signed_in("aynur"), await portal.signed_in("kamran")
    here = f"/organisations/{VOEN}"
    await made(head)
    await show_webhooks(head)
    to = {"to": "fin", "fin": "7RTQ4ZN", "surname": "Məmmədov", "role": "operator"}
    assert (await head.post(f"{here}/grant", to)).status_code == 303
    assert (await asker.post("/organisations/ask", {"voen": VOEN, "role": "operator"})).status_code == 303
    shown = (await head.get(here)).text
    paths = re.findall(rf'href="({here}/(?:requests|mandates)/[^"]+)"', shown)
    for one in [f"{here}/grant", *paths]:
        assert (await head.get(one)).status_code == 200, one
    (offered,) = set(re.findall(r'href="(/offers/[^"]+)"', (await asker.get("/organisations")).text))
    assert (await asker.get(offered)).status_code == 200
    for path in (offered, "/office-offers/no-such-link"):
        assert (await portal.browser().get(path)).status_code == 200


async def show_people_from_a_file(portal: Portal) -> None:
    me = await holder(portal)
    assert (await me.browser.get(me.base)).status_code == 200
    path = await me.sent(people_csv([person(1), person(2, fin="XX")]))
    for state in ("matching", "reading", "entering", "read", "failed"):
        await roster_file.tell(UUID(path.rpartition("/")[2]), state=state)
        assert (await me.browser.get(path)).status_code == 200


async def show_rows(applicant: Applicant) -> None:
    row = await applicant.add_row()
    assert (await applicant.browser.get(f"{applicant.at('staff')}/workers/{row}")).status_code == 200
    assert (await applicant.keep("plain", name="Yarmarka")).status_code == 200


async def show_rows_from_a_file(applicant: Applicant) -> None:
    me = Sender(applicant.browser, applicant.number)
    assert (await me.browser.get(me.base)).status_code == 200
    path = await me.sent(csv_of([worker(1)]))
    for state in ("matching", "failed", "read"):
        await rows_file.tell(UUID(path.rpartition("/")[2]), state=state)
        assert (await me.browser.get(path)).status_code == 200
