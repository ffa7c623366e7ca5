"""Until when a case that is over is kept is said beforehand: to whom it belongs, to officers, and among one's data."""

from __future__ import annotations

import datetime as dt

from xidmet import clock
from xidmet.cases.retention import sweep_ended
from xidmet.contract.legal_terms import Period
from xidmet.language import translator
from xidmet.store.tables import Case, JournalValue

from tests.core.certificate import token
from tests.core.offices import holds
from tests.core.test_maintenance import run
from tests.ui.answered import words
from tests.ui.browser import SLUG, Browser, Portal, boxes

YEARS = Period(5, "years")  # of the plugin's table
LAW = "“Fərdi məlumatlar haqqında” 2010-cu il tarixli 998-IIIQ nömrəli Qanun"


def said() -> str:
    return f"{translator('az').date(YEARS.after(clock.today()))} tarixinədək saxlanılır ({LAW}), sonra silinir."


async def _ended(leyla: Browser) -> str:
    number = await leyla.draft()
    await leyla.confirm(number)
    assert "saxlanılır (" not in words(await leyla.get(f"/cases/{number}")), "nothing is over yet"
    asked = {"version": str(await _version(number)), "token": token()}
    made = await leyla.post(f"/cases/{number}/move/deactivate", asked)
    assert made.status_code == 303, made.text
    return number


async def test_it_is_said_to_everybody_who_reads_it(portal: Portal, leyla_there: Browser) -> None:
    number = await _ended(leyla_there)
    shown = await leyla_there.get(f"/cases/{number}")
    assert said() in words(shown)
    assert f'<a href="/cases/{number}/capsule">Lazımdırsa, surətini götürün</a>' in shown.text
    assert said() in words(await leyla_there.get("/my-data"))
    await holds("nigar", "labour:certificates")
    nigar = await portal.signed_in("nigar")
    for page in (f"/cases/{number}", f"/desk/cases/{number}"):
        assert said() in words(await nigar.get(page)), page


async def test_what_is_held_says_so(portal: Portal, leyla_there: Browser) -> None:
    number = await _ended(leyla_there)
    await portal.settle()
    clock.advance(YEARS.after(clock.today()) - clock.today() + dt.timedelta(days=2))
    again = await portal.signed_in("leyla")
    assert "Saxlanma müddəti" in words(await again.get(f"/cases/{number}"))


async def test_the_operator_sees_what_is_due_before_it_is_erased(portal: Portal, leyla_there: Browser) -> None:
    first, second = [await _ended(leyla_there) for _one in range(2)]
    await portal.settle()
    long_ago = clock.now() - dt.timedelta(days=6 * 366)
    await Case.update({Case.changed_at: long_ago}).where(Case.number == first)
    settings, until = portal.site.settings, YEARS.after(clock.today())
    for _twice in range(2):
        told = await run(settings, "erase-due", "--dry-run", "--service", SLUG)
        assert told.stdout == f"{SLUG}: 1 due; the next are kept until {until}.\n", told.stderr
    assert (await leyla_there.get(f"/cases/{first}")).status_code == 200
    told = await run(settings, "erase-due")
    assert f"{SLUG}: 1 erased; the next are kept until {until}.\n" in told.stdout
    assert "movement-permit: 0 erased; no other case is over.\n" in told.stdout
    assert '"event": "ended cases erased"' in told.stderr
    seen = [(await leyla_there.get(f"/cases/{number}")).status_code for number in (first, second)]
    assert seen == [404, 200]
    wrong = await run(settings, "erase-due", "--service", "no-such")
    assert (wrong.returncode, wrong.stdout) == (2, "")


async def test_an_officer_keeps_it_beyond_its_term(portal: Portal, leyla_there: Browser) -> None:
    """Said to all, the reason to officers; it holds as long as the day lasts, and the term runs on as it did."""
    number = await _ended(leyla_there)
    await portal.settle()
    await holds("nigar", "labour:certificates")
    nigar, site = await portal.signed_in("nigar"), portal.site
    here, lawsuit = f"/desk/cases/{number}/hold", "Bakı Məhkəməsi, 2-1(81)-7/2031"
    until = YEARS.after(clock.today()) + dt.timedelta(days=30)
    assert "hold-h" in (await nigar.get(f"/desk/cases/{number}?pane=notes")).text
    version = await _version(number)
    asked = {**boxes(until, "until"), "why": lawsuit, "version": str(version)}
    assert (await leyla_there.post(here, asked)).status_code == 404
    for wrong in (
        {"why": " "},
        boxes(clock.today() - dt.timedelta(days=1), "until"),
        boxes(dt.date(2099, 1, 1), "until"),
    ):
        again = await nigar.post(here, {**asked, **wrong})
        assert again.status_code == 422 and ("why" in wrong or lawsuit in words(again)), wrong
    assert (await nigar.post(here, {**asked, "version": "1"})).status_code == 409
    for _press in range(2):
        assert (await nigar.post(here, asked)).status_code == 303
    assert await _version(number) == version + 1, "pressed twice, it was done once"
    beyond = f"müddətindən artıq – {translator('az').date(until)} tarixinədək saxlayır"
    for page in (f"/cases/{number}", "/my-data"):
        shown = words(await leyla_there.get(page))
        assert beyond in shown and lawsuit not in shown, page
    assert lawsuit in words(await nigar.get(f"/desk/cases/{number}"))
    clock.advance(until - clock.today())
    assert await sweep_ended(site) == {}, "its last day"
    clock.advance(dt.timedelta(days=1))
    assert await sweep_ended(site) == {SLUG: 1}
    assert await JournalValue.count().where(JournalValue.value == lawsuit) == 0


async def test_what_goes_on_is_not_kept_beyond_anything(portal: Portal, leyla_there: Browser) -> None:
    number = await leyla_there.draft()
    await leyla_there.confirm(number)
    await holds("nigar", "labour:certificates")
    nigar = await portal.signed_in("nigar")
    assert "hold-h" not in (await nigar.get(f"/desk/cases/{number}?pane=notes")).text
    asked = {**boxes(clock.today(), "until"), "why": "x", "version": str(await _version(number))}
    assert (await nigar.post(f"/desk/cases/{number}/hold", asked)).status_code == 403


async def _version(number: str) -> int:
    found = await Case.select(Case.version).where(Case.number == number).first()
    assert found is not None
    return int(found["version"])
