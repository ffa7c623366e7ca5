"""What an employee sees of the permit that an employer asked for: state, history, and how they object."""

from __future__ import annotations

import io
import json
import re
import zipfile

from pyhanko.pdf_utils.reader import PdfFileReader
from xidmet.store import issued

from tests.attachments import pdf
from tests.core.certificate import token
from tests.plugins.movement_permit.scene import LEYLA, Scene, worker
from tests.ui.browser import Browser
from tests.ui.people import acting
from tests.ui.test_my_copy import ready

WRONG = "Mən həmin gün işdə idim."


def said_of(label: str, page: str) -> str:
    found = re.search(rf"<dt>{label}</dt><dd>([^<]*)</dd>", page)
    return found[1] if found else ""


async def objects(browser: Browser, number: str, text: str = WRONG) -> int:
    done = await browser.post(f"/cases/{number}/complaint", {"text": text, "token": token()})
    return done.status_code


async def test_the_permit_stands_in_my_data_with_its_history(scene: Scene) -> None:
    number = await scene.active(LEYLA)
    leyla = await scene.portal.signed_in("leyla")
    paper = (await issued.about(f"p:{LEYLA.fin}"))[0].number
    listed = await leyla.get("/my-data")
    assert "İcazələrin Alınması və Monitorinqi Sistemindən arayış" in listed.text and f"/my-data/{paper}" in listed.text
    for address in (f"/my-data/{paper}", f"/my-data/{number}"):
        shown = await leyla.get(address)
        assert shown.status_code == 200 and "Aktivdir" in shown.text and "data:image/svg+xml" in shown.text
        assert "Quliyev Rəşad" in shown.text and f"/attestations/{paper}/pdf" in shown.text
        assert said_of("Hər gün, saatadək", shown.text) == "24:00", "not from 00:00 to 00:00"
    assert '<i class="dot ok"></i> Qüvvədədir' in listed.text
    printed = PdfFileReader(io.BytesIO((await leyla.get(f"/attestations/{paper}/pdf")).content))
    assert printed.root["/Pages"]["/Count"] == 1, "the law does not stand alone on a second sheet"
    await (await scene.portal.signed_in("kamran")).get(f"/v/{paper}")
    assert "Məmmədov Kamran" in (await leyla.get(f"/my-data/{number}")).text


async def test_nobody_else_sees_it(scene: Scene) -> None:
    number = await scene.active(LEYLA)
    for person in ("samira", "nigar", "kamran", "rashad"):
        assert (await (await scene.portal.signed_in(person)).get(f"/my-data/{number}")).status_code == 404, person
    assert (await scene.browser.get(f"/my-data/{number}")).status_code == 404  # the organisation has the case itself
    leyla = await scene.portal.signed_in("leyla")
    assert (await leyla.get(f"/cases/{number}")).status_code == 404
    other = await scene.active(worker())
    assert (await leyla.get(f"/my-data/{other}")).status_code == 404


async def test_an_employee_objects_and_the_permit_can_be_activated_again(scene: Scene) -> None:
    number = await scene.active(LEYLA)
    leyla = await scene.portal.signed_in("leyla")
    assert await objects(leyla, number) == 404  # nothing was decided against anybody yet
    await scene.revoked(number)
    shown = await leyla.get(f"/my-data/{number}")
    assert "İcazədən başqa məqsədlə istifadə edilib" in shown.text and f"/cases/{number}/complaint" in shown.text
    assert "data:image/svg+xml" not in shown.text
    assert await objects(leyla, number, "") == 422
    assert await objects(leyla, number) == 303
    assert await objects(leyla, number) == 409  # one complaint about one decision
    employer = await scene.browser.get(f"/cases/{number}/complaint")
    assert employer.status_code == 200 and WRONG not in employer.text  # what an employee wrote is not the employer's
    nigar = await scene.portal.signed_in("nigar")
    decision = {"upheld": "yes", "reason": "Akt səhv tərtib edilib.", "token": token()}
    assert (await nigar.post(f"/cases/{number}/complaint/decision", decision)).status_code == 409  # she revoked it
    fuad = await scene.portal.signed_in("fuad")
    assert WRONG in (await fuad.get(f"/cases/{number}/complaint")).text
    assert (await fuad.post(f"/cases/{number}/complaint/decision", decision)).status_code == 303
    assert await scene.state(number) == "entered"
    assert (await scene.goes(number, "activate")).status_code == 200


async def test_what_an_employee_objected_is_in_their_own_copy_and_in_no_other(scene: Scene) -> None:
    number = await scene.active(LEYLA)
    await scene.revoked(number)
    leyla = await scene.portal.signed_in("leyla")
    await leyla.get(f"/cases/{number}/complaint")
    proof = ("files", ("sübut.pdf", pdf(), "application/pdf"))
    said = {"csrf": leyla.csrf, "text": WRONG, "token": token()}
    filed = await leyla.client.post(f"/cases/{number}/complaint", data=said, files=[proof])
    assert filed.status_code == 303, filed.text
    given = await leyla.post(await ready(scene.portal, leyla))
    copy = zipfile.ZipFile(io.BytesIO(given.content))
    (one,) = json.loads(copy.read("data.json"))["complaints"]
    assert one["number"].startswith(f"{number}-") and one["text"] == WRONG and one["upheld"] is None
    assert copy.read(one["files"][0]) == pdf() and one["files"][0].startswith("complaints/")
    rashad = await scene.portal.signed_in("rashad")
    theirs = zipfile.ZipFile(io.BytesIO((await rashad.post(await ready(scene.portal, rashad))).content))
    assert json.loads(theirs.read("data.json"))["complaints"] == [] and WRONG.encode() not in theirs.read("data.json")


async def test_what_was_written_for_an_organisation_is_in_nobodys_copy(scene: Scene) -> None:
    number = await scene.active(LEYLA)
    await scene.revoked(number)
    assert await objects(await acting(await scene.portal.signed_in("rashad")), number) == 303
    rashad = await scene.portal.signed_in("rashad")
    copy = zipfile.ZipFile(io.BytesIO((await rashad.post(await ready(scene.portal, rashad))).content))
    assert json.loads(copy.read("data.json"))["complaints"] == []


async def test_a_stranger_cannot_object(scene: Scene) -> None:
    number = await scene.active(LEYLA)
    await scene.revoked(number)
    assert await objects(await scene.portal.signed_in("samira"), number) == 404
    assert await objects(await acting(await scene.portal.signed_in("rashad")), number) == 303  # the organisation may


async def test_every_change_is_told_in_the_inbox_and_leads_to_what_the_employee_may_see(scene: Scene) -> None:
    number = await scene.active(LEYLA)
    await scene.revoked(number)
    await scene.portal.settle()
    leyla = await scene.portal.signed_in("leyla")
    inbox = (await leyla.get("/inbox")).text
    assert f"/my-data/{number}" in inbox and f"/cases/{number}" not in inbox
    for told in ("sizi icazə sisteminə daxil edib", "üçün icazəniz aktivdir", "İcazəniz geri çağırıldı"):
        assert told in inbox, told
