"""One move for many people of a roster by machine: chosen, checked, signed by a person, worked off."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath
from xidmet.cases import lists, roster, roster_file
from xidmet.cases.lists import Item, TheList
from xidmet.cases.roster import Wanted
from xidmet.cases.roster_file import RowState
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound, WrongAnswers
from xidmet.language import Translator

from xidmet_ui.api.answering import answered
from xidmet_ui.api.codes import code_of
from xidmet_ui.api.description import told
from xidmet_ui.api.mistakes import ASKED, pointed
from xidmet_ui.api.models_rosters import ListRow, ListRows, MoveList, MoveLists, NewList, Reason, ToSign
from xidmet_ui.api.natural import typed_of
from xidmet_ui.api.reading import LONGEST_JSON, sent, who_of
from xidmet_ui.api.rosters import id_in, number_in, unknown_in
from xidmet_ui.requests import Asked, signed_in, site_of, visit_of, words_of

ALL = "/api/v1/rosters/{slug:str}/lists"
HERE = ALL + "/{wanted:str}"
ONE_OF = Mistake(_("Say one of these: numbers, a filter, or people that were sent."))
NOT_POSSIBLE = Mistake(_("This value is not possible here."))
AT_ONCE = 1000  # drafts that are read at a time


@post(
    ALL,
    guards=[signed_in],
    request_max_body_size=LONGEST_JSON,
    opt=told(
        "makeList",
        "Choose many people for one move; each is checked, and nothing is done yet",
        takes=NewList,
        scope="submit",
        gives={201: MoveList},
    ),
)
async def begin(request: Asked, slug: FromPath[str]) -> Response[Any]:
    """What the move asks is asked once for all. A program may choose for a move that a person then signs."""
    given = await sent(request, NewList, keyed=True)
    site, actor, body = site_of(request), who_of(request), given.body
    service = lists.roster_of(site, actor, slug)
    transition = service.transition(body.move)
    if transition is None:
        raise WrongAnswers({"/move": NOT_POSSIBLE})
    asked = typed_of(transition.asks or Form, body.asked, ASKED)
    wanted = await lists.begin(
        site,
        actor,
        slug,
        body.move,
        await _chosen(request, slug, body),
        token=hashlib.sha256(f"{actor.party}\n{given.key}".encode()).hexdigest(),
        language=visit_of(request).language,
        digest=given.digest,
    )
    found = await lists.list_for(site, actor, slug, wanted)
    if found.listed.state == lists.ASKING:
        try:
            await lists.answer(site, found, asked)
        except WrongAnswers as wrong:
            await lists.drop(site, found)
            raise WrongAnswers(pointed(transition.asks or Form, asked, wrong.errors, ASKED)) from None
        found = await lists.list_for(site, actor, slug, wanted)
    said = await _whole(found, words_of(request, slug))
    return answered(request, said, 201, Location=said.href)


async def _chosen(request: Asked, slug: str, body: NewList) -> list[tuple[str, int]]:
    """Number and version of each, as they are now; one more than a list takes, where there are more."""
    site, actor = site_of(request), who_of(request)
    if sum(one is not None for one in (body.numbers, body.filter, body.people)) != 1:
        raise WrongAnswers({"": ONE_OF})
    if body.numbers is not None:
        return await lists.as_they_are([one[:20] for one in body.numbers[: lists.MOST_ITEMS + 1]])
    if body.people is not None:
        return await lists.as_they_are(await _drafts(request, slug, body.people))
    assert body.filter is not None
    said = body.filter
    wanted = Wanted(state=said.state or "", words=(said.q or "").strip(), more=dict(said.where))
    if wrong := unknown_in(roster.roster_of(site, actor, slug), wanted):
        at = (f"/filter/where/{name[2:]}" if name.startswith("f-") else f"/filter/{name}" for name in wrong)
        raise WrongAnswers(dict.fromkeys(at, NOT_POSSIBLE))
    return await roster.found(site, actor, slug, wanted, body.move, lists.MOST_ITEMS + 1)


async def _drafts(request: Asked, slug: str, people: str) -> list[str]:
    found = await roster_file.found_file(site_of(request), who_of(request), slug, id_in(people))
    numbers, last = list[str](), 0
    while piece := await roster_file.rows_behind(found.file, [RowState.DRAFT], last, AT_ONCE):
        numbers += [row.case for row in piece]
        last = piece[-1].number
    return numbers


async def list_in(request: Asked, slug: str, wanted: str) -> TheList:
    return await lists.list_for(site_of(request), who_of(request), slug, id_in(wanted))


async def _whole(found: TheList, words: Translator) -> MoveList:
    listed = found.listed
    href = f"/api/v1/rosters/{found.service.slug}/lists/{listed.id}"
    head = listed.head.encode() if listed.state == lists.SIGNING else b""
    return MoveList(
        id=str(listed.id),
        move=listed.move,
        state=listed.state,
        total=listed.total,
        counts=lists.counted(found),
        reasons=[Reason(why=one.why, mend=one.mend, count=one.count) for one in await lists.reasons(found)],
        made_at=listed.made_at,
        ends_at=listed.ends_at,
        problem=words.text(listed.problem) if listed.problem else None,
        must_be_signed=bool(found.move.signed),
        to_sign=ToSign(href=f"{href}/head", sha256=hashlib.sha256(head).hexdigest()) if head else None,
        signer=listed.signer or None,
        result=f"{href}/result" if listed.result else None,
        rows=f"{href}/rows",
        href=href,
    )


@get(
    ALL,
    guards=[signed_in],
    opt=told("listLists", "The latest lists of a roster, the newest first", scope="read", gives={200: MoveLists}),
)
async def every(request: Asked, slug: FromPath[str]) -> Response[Any]:
    service, found = await lists.lists_of(site_of(request), who_of(request), slug)
    words = words_of(request, service.slug)
    return answered(request, MoveLists(lists=[await _whole(one, words) for one in found]))


@get(
    HERE,
    guards=[signed_in],
    opt=told("readList", "How far a list has come", scope="read", gives={200: MoveList}),
)
async def one(request: Asked, slug: FromPath[str], wanted: FromPath[str]) -> Response[Any]:
    """One that nobody signed in time is not there any more; nothing of it was done."""
    return await as_it_is(request, slug, wanted)


async def as_it_is(request: Asked, slug: str, wanted: str) -> Response[Any]:
    return answered(request, await _whole(await list_in(request, slug, wanted), words_of(request, slug)))


@get(
    f"{HERE}/rows",
    guards=[signed_in],
    opt=told(
        "listListRows",
        "Each row of a list, with what became of it",
        scope="read",
        gives={200: ListRows},
        asks={
            "kind": ("Only these.", {"type": "string", "enum": list(lists.KINDS)}),
            "after": "The row behind which the page begins.",
        },
    ),
)
async def rows(request: Asked, slug: FromPath[str], wanted: FromPath[str]) -> Response[Any]:
    found, asked = await list_in(request, slug, wanted), request.query_params
    kind, after = str(asked.get("kind", "")), number_in(str(asked.get("after", "0")))
    if kind and kind not in lists.KINDS:
        raise NotFound
    shown = await lists.rows(found, kind, after)
    here = shown[: lists.PAGE]
    more = {"after": str(here[-1].place), **({"kind": kind} if kind else {})} if here else {}
    href = f"/api/v1/rosters/{slug}/lists/{found.listed.id}/rows"
    following = f"{href}?{urlencode(more)}" if len(shown) > lists.PAGE else None
    return answered(request, ListRows(rows=[_row(item) for item in here], next=following))


def _row(item: Item) -> ListRow:
    """Its reasons are in the language of whoever made the list."""
    return ListRow(
        row=item.place,
        number=item.number,
        state=item.state,
        code=code_of(item.reason) if item.reason else None,
        why=item.why,
        mend=item.mend,
        done_at=item.done_at,
    )


ROUTES = [begin, every, one, rows]
