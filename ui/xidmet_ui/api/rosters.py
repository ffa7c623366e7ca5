"""Rosters by machine: who is in one, and many people who are entered at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from xidmet.cases import Case, roster, roster_file
from xidmet.cases.roster import SIZES, Wanted, pairs_of, wanted_in
from xidmet.cases.roster_file import Found, Row, mistakes_of
from xidmet.contract.mistake import Mistake
from xidmet.contract.service import Service
from xidmet.contract.texts import _
from xidmet.errors import BadInput, NotFound, Stale, WrongAnswers
from xidmet.language import Translator

from xidmet_ui.api.answering import answered
from xidmet_ui.api.description import told
from xidmet_ui.api.mistakes import wrongs
from xidmet_ui.api.models import Wrong
from xidmet_ui.api.models_rosters import NewPeople, People, PeopleRow, PeopleRows, Person, Roster
from xidmet_ui.api.natural import given_of, natural_of
from xidmet_ui.api.reading import LONGEST_JSON, escaped, from_this_session, key_of, sent, who_of, wrong_type
from xidmet_ui.requests import Asked, signed_in, site_of, words_of

HERE = "/api/v1/rosters/{slug:str}"
PEOPLE = HERE + "/people/{people:str}"
PER_PAGE = 200  # rows
KNOWN = ("state", "q", "sort", "size", "after")
NOT_ASKED = Mistake(_("This is not asked here."))
NOT_POSSIBLE = Mistake(_("This value is not possible here."))
DONE = {roster_file.READING: "reading", roster_file.ENTERING: "entering", roster_file.FAILED: "failed"}


@get(
    HERE,
    guards=[signed_in],
    opt=told(
        "readRoster",
        "The people of a roster, with how many stand in each state",
        scope="read",
        gives={200: Roster},
        asks={
            "state": "Only in this state (its name).",
            "q": "Words with which names, numbers and the like begin; or the number of a case.",
            "f-question": "Only with this answer to the question of that name, such as f-field; several at once.",
            "sort": "name, -name, changed or -changed.",
            "size": ("How many.", {"type": "integer", "enum": list(SIZES), "default": SIZES[0]}),
            "after": "The number of the last case of the page before.",
        },
    ),
)
async def look(request: Asked, slug: FromPath[str]) -> Response[Any]:
    """What the roster's page shows. What is asked for and unknown is refused, not left out."""
    site, actor = site_of(request), who_of(request)
    service, asked = roster.roster_of(site, actor, slug), dict(request.query_params)
    wanted = wanted_in({name: str(value) for name, value in asked.items()})
    wrong = unknown_in(service, wanted) | (set(asked) - set(KNOWN) - {f"f-{name}" for name in wanted.more})
    wrong |= {
        name for name in ("sort", "size") if str(asked.get(name, getattr(wanted, name))) != str(getattr(wanted, name))
    }
    if wrong:
        raise BadInput(
            why=_("This is not known here: {names}."),
            mend=_("Look at the description of the API."),
            names=", ".join(sorted(wrong)),
        )
    page = await roster.page(site, actor, slug, wanted)
    following = {**pairs_of(wanted), "after": page.cases[-1].number} if page.older and page.cases else None
    body = Roster(
        counts=dict(page.counts),
        total=page.total,
        people=[_person(case) for case in page.cases],
        next=f"/api/v1/rosters/{slug}?{urlencode(following)}" if following else None,
    )
    return answered(request, body)


def unknown_in(service: type[Service], wanted: Wanted) -> set[str]:
    """What of a filter this service does not know: a slip of the pen must not find everybody."""
    names = {one.name for one in roster.filters_of(service)}
    wrong = {f"f-{name}" for name in wanted.more if name not in names}
    known = wanted.state in ("", *(one.name for one in service.states))
    return wrong if known else wrong | {"state"}


def _person(case: Case) -> Person:
    form = case.service.form
    said = natural_of(form, case.record.typed) if case.is_draft else given_of(case.answers)
    state = case.state_now
    return Person(
        number=case.number,
        version=case.version,
        state=state.name,
        in_force=state.in_force,
        changed_at=case.record.changed_at,
        answers={one.name: said[one.name] for one in case.service.columns if one.name in said},
        href=f"/api/v1/cases/{case.number}",
    )


@post(
    HERE + "/people",
    guards=[signed_in],
    request_max_body_size=LONGEST_JSON,
    opt=told("enterPeople", "Enter many people, or try it", takes=NewPeople, scope="submit", gives={201: People}),
)
async def enter(request: Asked, slug: FromPath[str]) -> Response[Any]:
    """They are read and entered one after the other, in the order they were sent; ask again until it is done.

    The same people sent again, under whatever key, enter nobody twice. Where the entry must be signed they become
    drafts, over which a list is made.
    """
    given = await sent(request, NewPeople, keyed=True)
    site, actor = site_of(request), who_of(request)
    entry = roster_file.entry_of(site, actor, slug)
    names = {one.field.name for one in roster_file.columns_of(entry.part, words_of(request, slug))}
    rows = _cells(given.body.people, names)
    file = await roster_file.keep_rows(
        site, actor, slug, rows, key=given.key, digest=given.digest, enters=not given.body.dry_run
    )
    found = await roster_file.found_file(site, actor, slug, file.id)
    body = _people(found, words_of(request, slug))
    return answered(request, body, 201, Location=body.href)


def _cells(people: list[dict[str, Any]], names: set[str]) -> list[dict[str, str]]:
    """Each answer as a cell of a table would hold it. Raises WrongAnswers for what no cell can hold."""
    errors, rows = dict[str, Mistake](), list[dict[str, str]]()
    for place, one in enumerate(people):
        row = dict[str, str]()
        for name, value in one.items():
            at = f"/people/{place}/{escaped(name)}"
            text = _cell(value)
            if name not in names:
                errors[at] = NOT_ASKED
            elif text is None:
                errors[at] = wrong_type("string")
            elif len(text) > roster_file.LONGEST_CELL:
                errors[at] = NOT_POSSIBLE
            else:
                row[name] = text
        rows.append(row)
    if errors:
        raise WrongAnswers(errors)
    return rows


def _cell(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, str):
        return value or ""
    return str(value) if isinstance(value, int) else None


@get(
    PEOPLE,
    guards=[signed_in],
    opt=told("readPeople", "How far people that were sent have come", scope="read", gives={200: People}),
)
async def how_far(request: Asked, slug: FromPath[str], people: FromPath[str]) -> Response[Any]:
    """Kept for thirty days. People from a file of the portal's page are here, too."""
    return answered(request, _people(await _found(request, slug, people), words_of(request, slug)))


async def _found(request: Asked, slug: str, people: str) -> Found:
    return await roster_file.found_file(site_of(request), who_of(request), slug, id_in(people))


def id_in(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _people(found: Found, words: Translator) -> People:
    file, entry = found.file, found.entry
    href = f"/api/v1/rosters/{entry.service.slug}/people/{file.id}"
    waits = file.enters and file.version == 1 and file.state == roster_file.READ  # the entering is about to begin
    return People(
        id=str(file.id),
        state="entering" if waits else DONE.get(file.state, "done"),
        dry_run=not file.enters,
        total=file.total,
        counts={str(state): count for state, count in found.counts.items() if count},
        problem=words.text(file.problem) if file.problem else None,
        to_sign=not entry.alone,
        move=entry.move.name,
        rows=f"{href}/rows",
        href=href,
    )


@get(
    f"{PEOPLE}/rows",
    guards=[signed_in],
    opt=told(
        "listPeopleRows",
        "What became of each of the people that were sent",
        scope="read",
        gives={200: PeopleRows},
        asks={"after": "The row behind which the page begins.", "state": "Only rows in this state."},
    ),
)
async def rows(request: Asked, slug: FromPath[str], people: FromPath[str]) -> Response[Any]:
    found, asked = await _found(request, slug, people), request.query_params
    after, state = number_in(str(asked.get("after", "-1"))), str(asked.get("state", ""))
    states = [one.value for one in roster_file.RowState]
    if state and state not in states:
        raise NotFound
    shown = await roster_file.rows_behind(found.file, [state] if state else (), after + 1, PER_PAGE + 1)
    here, words = shown[:PER_PAGE], words_of(request, slug)
    more = {"after": str(here[-1].number - 1), **({"state": state} if state else {})} if here else {}
    href = f"/api/v1/rosters/{slug}/people/{found.file.id}/rows"
    body = PeopleRows(
        rows=[_row(row, words) for row in here],
        next=f"{href}?{urlencode(more)}" if len(shown) > PER_PAGE else None,
    )
    return answered(request, body)


def number_in(text: str) -> int:
    """Raises BadInput."""
    if text == "-1":
        return -1
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        raise BadInput
    return int(text)


def _row(row: Row, words: Translator) -> PeopleRow:
    at = f"/people/{row.number - 1}"
    return PeopleRow(
        row=row.number - 1,
        state=str(row.state),
        number=row.case or None,
        same_as=row.twin - 1 if row.twin else None,
        errors=_errors(mistakes_of(row.errors), at, words),
    )


def _errors(found: Mapping[str, Mistake], at: str, words: Translator) -> list[Wrong]:
    """With what mends a rule that does not hold."""
    said = wrongs({f"{at}/{path}".rstrip("/"): one for path, one in found.items()}, words)
    mends = (words.text(one.mend, **one.values) or None for one in found.values())
    return [wrong.model_copy(update={"mend": mend}) for wrong, mend in zip(said, mends, strict=True)]


@post(
    f"{PEOPLE}/entry",
    guards=[signed_in],
    opt=told(
        "enterRightPeople",
        "Enter the right ones after a dry run, or go on",
        scope="submit",
        gives={200: People},
        changes=True,
    ),
    status_code=200,
)
async def go_on(request: Asked, slug: FromPath[str], people: FromPath[str]) -> Response[Any]:
    """Again, or when nobody is left to be entered: nothing happens."""
    from_this_session(request)
    key_of(request)
    site, actor, found = site_of(request), who_of(request), await _found(request, slug, people)
    if found.file.state == roster_file.READING:
        raise Stale
    await roster_file.enter(site, actor, slug, found.file.id, found.file.version)
    return answered(request, _people(await _found(request, slug, people), words_of(request, slug)))


ROUTES = [look, enter, how_far, rows, go_on]
