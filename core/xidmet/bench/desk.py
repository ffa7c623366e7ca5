"""The officer's desk with 200,000 cases: what a page of each queue, and a search, cost the processor."""

from __future__ import annotations

import re
import statistics
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from xidmet import clock
from xidmet.bench.figure import ROUNDS, Figure
from xidmet.store import accounts, bound
from xidmet.store.tables import Case

CASES, COLLEAGUES = 200_000, 5
PAGE, SEARCH = 15.0, 30.0  # ms of the processor, at most
ROLE, OFFICER = "desks:clerk", "nigar"
SITE = """
from xidmet import Agency, Appeal, Form, Notice, Officer, Party, Service, State, Text, Transition, hookimpl

body = Agency("desks", "Desks")
clerk, head = Officer("clerk", "Clerk", body), Officer("head", "Head", body)
person = Party("Person")


class Wish(Form):
    name = Text("Name", search=True)
    fin = Text("FIN", search=True)


class Ground(Form):
    ground = Text("Ground")


def service(number):
    draft, sent = State("Draft", waits_for=person), State("Sent", waits_for=clerk, working_days=10)
    review, asked = State("Reviewed", waits_for=clerk, working_days=5), State("Asked", waits_for=person)
    decision, done = State("To be decided", waits_for=head), State("Done")
    body_of = dict(
        slug=f"desk-{number}", title=f"Service {number}", agency=body, law="Law", purpose="To be measured",
        keep_years=1, form=Wish, applicant=person, columns=(Wish.name, Wish.fin), draft=draft, sent=sent,
        review=review, asked=asked, decision=decision, done=done, starts=draft,
        send=Transition("Send", draft, sent, by=person), look=Transition("Review", sent, review, by=clerk),
        ask=Transition("Ask", review, asked, by=clerk), answer=Transition("Answer", asked, review, by=person),
        propose=Transition("Propose", review, decision, by=clerk), appeal=Appeal("The court", 30, "Law"),
        decide=Transition("Decide", decision, done, by=head, asks=Ground, tells=[Notice(person, "No: {ground}")]),
    )
    return type(f"Desk{number}", (Service,), body_of)


SERVICES = [service(number) for number in range(4)]


@hookimpl
def services():
    return SERVICES
"""
WHICH = {
    "GET /desk mine": "queue=mine",
    "GET /desk free": "queue=free",
    "GET /desk free, received": "queue=free&sort=sending",
    "GET /desk free, changed": "queue=free&sort=change",
    "GET /desk late": "queue=late",
    "GET /desk soon": "queue=soon",
    "GET /desk applicant": "queue=applicant",
    "GET /desk all": "queue=all",
    "GET /desk all, changed": "queue=all&sort=change",
    "GET /desk of a service": "queue=all&service=desk-1&state=done&sort=change",
}
SEARCHES = {"search a word": "q=soyad1234", "search two": "q=ad7 soyad12", "search of many": "q=ad", "no hit": "q=xyz"}

# In both dialects: an id, and moments before now.
SQLITE = (
    "printf('00000000-0000-4000-8000-%012x', n)",
    "strftime('%Y-%m-%d %H:%M:%S+00:00', 'now', '-' || ({}) || ' minutes')",
)
POSTGRES = (
    "CAST('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0') AS uuid)",
    "now() - ({}) * interval '1 minute'",
)
NUMBERS = "WITH RECURSIVE every(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM every WHERE n < {count}) "
STATE = (
    "CASE WHEN n % 100 < 80 THEN 'done' WHEN n % 100 < 90 THEN 'sent' WHEN n % 100 < 94 THEN 'review' "
    "WHEN n % 100 < 98 THEN 'asked' ELSE 'decision' END"
)
CASES_OF = NUMBERS + (  # noqa: S608  # our own words
    "INSERT INTO case_ (id, number, service, party, follows, state, state_since, version, typed, answers, asked, "
    "due_move, journal_head, journal_rows, opened_at, sent_at, changed_at, deadline, officer, taken_as) "
    "SELECT {id}, 'B-' || n, 'desk-' || ((n / 100) % 4), 'p:' || n, '', {state}, {since}, 2, {json}(), "
    "{json}('name', 'Ad' || (n % 997) || ' Soyad' || (n % 4999), 'fin', 'F' || n), {json}(), "
    "'', '', 0, {since}, {since}, {since}, CASE WHEN n % 100 BETWEEN 80 AND 97 THEN {ends} END, "
    "CASE WHEN n % 100 BETWEEN 80 AND 84 THEN {owner} 'bench-' || ((n / 400) % {people})) "
    "WHEN n % 100 = 85 AND n < 20000 THEN {owner} '{officer}') END, "
    "CASE WHEN n % 100 BETWEEN 80 AND 85 THEN '{role}' ELSE '' END FROM every"
)
FIELDS_OF = NUMBERS + (  # noqa: S608
    'INSERT INTO case_field (id, "case", service, path, value) '
    "SELECT {field}, {id}, 'desk-' || ((n / 100) % 4), {path}, {value} FROM every"
)
VALUES = (
    ("name", "'ad' || (n % 997) || ' soyad' || (n % 4999)"),
    ("name", "'soyad' || (n % 4999)"),
    ("fin", "'f' || n"),
)


def write_desk_site(folder: Path) -> Path:
    """The site's folder."""
    plugin = folder / "plugins" / "desks"
    plugin.mkdir(parents=True)
    (plugin / "__init__.py").write_text(SITE, encoding="utf-8")
    (folder / "plugins.toml").write_text('[[plugins]]\nname = "desks"\n', encoding="utf-8")
    return folder


async def seed(count: int = CASES) -> None:
    """Cases and their searched answers, a few statements for all of them. Raises RuntimeError where there are some."""
    if await Case.exists():
        raise RuntimeError("The bench of the desk needs a database without cases.")
    for place in range(COLLEAGUES):
        await _colleague(place)
    person = await accounts.by_demo_key(OFFICER)
    assert person is not None
    await accounts.add_office(person.id, ROLE, clock.now())
    identity, moment = SQLITE if bound.on_sqlite() else POSTGRES
    same = {"count": count, "id": identity, "people": COLLEAGUES, "officer": OFFICER, "role": ROLE, "state": STATE}
    same["owner"] = "(SELECT id FROM account WHERE demo_key ="
    same["json"] = "json_object" if bound.on_sqlite() else "jsonb_build_object"
    ends = moment.format("(n % 40000) - 20000") if not bound.on_sqlite() else _either_way(moment)
    await Case.raw(CASES_OF.format(**same, since=moment.format("n % 400000"), ends=ends))
    for place, (path, value) in enumerate(VALUES):
        field = identity.replace("8000-", f"900{place}-")
        await Case.raw(FIELDS_OF.format(**same, field=field, path=f"'{path}'", value=value))
    await Case.raw("ANALYZE")


def _either_way(moment: str) -> str:
    """Before now and after it: SQLite writes the sign into the text."""
    return moment.replace("'-' || ({})", "({})").format("20000 - (n % 40000)")


async def _colleague(place: int) -> None:
    person = await accounts.by_demo_key(OFFICER)
    assert person is not None
    said = {**vars(person), "id": uuid4(), "email": f"b{place}@numune.example", "fin": None}
    made = accounts.Person(**{**said, "demo_key": f"bench-{place}", "surname": f"Qrup{place}"})
    await accounts.add_person(made, clock.now())
    await accounts.add_office(made.id, ROLE, clock.now())


async def desk(app: Any) -> list[Figure]:
    """app: the ASGI application of a site that is seeded."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as officer:
        await _sign_in(officer)
        pages = [await _page(officer, name, f"/desk?{query}", PAGE) for name, query in WHICH.items()]
        following = await _following(officer, "/desk?queue=free&sort=sending", 20)
        pages.append(await _page(officer, "GET /desk free, page 21", following, PAGE))
        return [*pages, *[await _page(officer, name, f"/desk?{query}", SEARCH) for name, query in SEARCHES.items()]]


async def _sign_in(officer: httpx.AsyncClient) -> None:
    page = (await officer.get("/sign-in")).text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token
    said = {"csrf": token[1], "person": OFFICER, "next": "/desk"}
    assert (await officer.post("/sign-in/demo", data=said)).status_code == 303


async def _following(officer: httpx.AsyncClient, path: str, times: int) -> str:
    for _time in range(times):
        found = re.search(r'rel="next" href="([^"]+)"', (await officer.get(path)).text)
        assert found
        path = found[1].replace("&amp;", "&")
    return path


async def _page(officer: httpx.AsyncClient, name: str, path: str, most: float) -> Figure:
    """The median of a few rounds. What a server of the database costs beside us is not in it."""
    taken = list[float]()
    for _round in range(ROUNDS):
        started = time.process_time()
        for _time in range(5):
            (await officer.get(path)).raise_for_status()
        taken.append((time.process_time() - started) / 5 * 1000)
    value = statistics.median(taken)
    return Figure(name, value, "ms", f"{most:.0f} ms: must stay below 1", value / most)
