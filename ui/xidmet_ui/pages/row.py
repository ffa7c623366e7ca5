"""One row of many, on a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases import Case
from xidmet.cases.answer import keep, marks, read_answers
from xidmet.cases.attached import Known, files_of, infected, joined
from xidmet.contract.answers import ROW_ID
from xidmet.contract.form import Form, Part, Step
from xidmet.contract.listed import row_title
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.contract.uploads import changed
from xidmet.errors import Conflict, NotFound, Stale

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.form_page import found_in, path_of
from xidmet_ui.build.operations import applied, operation
from xidmet_ui.build.question import Question
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.multipart_form import LARGEST_FORM
from xidmet_ui.pages import choosing
from xidmet_ui.pages.files import Failed, at_hand, posted_with_files, remove_dropped
from xidmet_ui.pages.step import draft, filled, named_step
from xidmet_ui.pages.unsent import AGAIN, PRESS, had_typed, keep_typed, was_sent
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, value_in, words_of

YOURS = _("Your answers stand below. Saving puts them in the place of the others.")


@dataclass(frozen=True)
class RowPage:
    slug: str
    service: str
    title: str
    questions: tuple[Question, ...]
    found: tuple[tuple[str, str], ...]
    warning: tuple[str, str] | None
    action: str
    lookup: str
    back: str
    before: str
    after: str
    version: int
    seen: str


@dataclass(frozen=True)
class Place:
    """A row of a draft: in which step, of which question, under which id; raw: what was typed in it."""

    case: Case
    step: Step
    part: Part[Any]
    row: str
    raw: Mapping[str, Any]

    @property
    def path(self) -> str:
        return f"{self.part.name}-{self.row}"


@get("/cases/{number:str}/fill/{name:str}/{path:str}/{row:str}", guards=[signed_in], include_in_schema=False)
async def show(
    request: Asked, number: FromPath[str], name: FromPath[str], path: FromPath[str], row: FromPath[str]
) -> Response[str]:
    place = await _place(request, number, name, path, row)
    pairs = await had_typed(request)
    if pairs is None:
        return await _page(request, place, {})
    typed = await _typed(request, place, pairs)
    return await _page(request, replace(place, raw=typed), {}, (AGAIN, PRESS), seen=value_in(pairs, "seen"))


@post(
    "/cases/{number:str}/fill/{name:str}/{path:str}/{row:str}",
    guards=[keep_typed, signed_in],
    include_in_schema=False,
    request_max_body_size=LARGEST_FORM,
)
async def send(
    request: Asked, number: FromPath[str], name: FromPath[str], path: FromPath[str], row: FromPath[str]
) -> Response[str] | Redirect:
    posted = await posted_with_files(request, number)
    pairs = posted.pairs
    place = await _place(request, number, name, path, row)
    typed = await _typed(request, place, pairs)
    files = await files_of(place.case)
    try:
        case, __ = await keep(
            site_of(request),
            need_actor(request),
            number,
            _put(place, typed, value_in(pairs, "seen"), files),
            None,
            None,
        )
    except Stale as stale:
        fresh = replace(await _place(request, number, name, path, row), raw=typed)
        return await _page(request, fresh, {}, (stale.why, YOURS), status=409)
    if await remove_dropped(request, number, posted):
        return Redirect(f"{path_of(case, name)}/{path}/{row}", status_code=303)
    await was_sent(request)
    answers = await read_answers(site_of(request), case.service.form, case.record.typed, case.party)
    found = answers.errors | infected(case.record.typed, answers.so_far, files) | posted.errors
    wrong = {at: said for at, said in found.items() if at == place.path or at.startswith(f"{place.path}-")}
    if wrong and value_in(pairs, "op") != "save":
        return await _page(request, replace(place, case=case, raw=typed), wrong, failed=posted.failed)
    return Redirect(f"{path_of(case, name)}#{place.path}", status_code=303)


async def _typed(request: Asked, place: Place, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The row as it was typed, with the rows of registers that its words mean."""
    typed = {ROW_ID: place.row, **raw_of(place.part.of.fields.values(), pairs, f"{place.path}-")}
    found = {place.part.name: [typed]}
    await choosing.resolved(site_of(request), place.case, [place.part], found, pairs)
    wanted = operation(value_in(pairs, "op"))
    form = place.case.service.form
    return dict((applied(wanted, form, found) if wanted else found)[place.part.name][0])


def _put(place: Place, typed: dict[str, Any], seen: str, files: Known) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """This row in the place of the one that the page showed. Raises Conflict when it was changed elsewhere since."""
    name, row, form = place.part.name, place.row, place.case.service.form

    def change(stored: Mapping[str, Any]) -> dict[str, Any]:
        if _mark(place.part, _row_in(stored, name, row)) not in (seen, _mark(place.part, typed)):
            raise Conflict(place.case.number, (name,))
        rows = [typed if one.get(ROW_ID) == row else one for one in stored[name]]
        return joined(form, stored, {name: rows}, files)

    return change


async def _place(request: Asked, number: str, name: str, path: str, row: str) -> Place:
    case = await draft(site_of(request), need_actor(request), number)
    step = named_step(case, name)
    part = next((one for one in step.fields if one.name == path), None)
    if not isinstance(part, Part) or not part.rows:
        raise NotFound
    return Place(case, step, part, row, _row_in(case.record.typed, path, row))


def _row_in(typed: Mapping[str, Any], name: str, row: str) -> Mapping[str, Any]:
    """The row as it is kept. Raises NotFound when it was taken out meanwhile."""
    found = next((one for one in typed.get(name) or () if one.get(ROW_ID) == row), None)
    if found is None:
        raise NotFound(why=_("This row was removed."), mend=_("Go back to the list of rows."))
    return dict(found)


def _mark(part: Part[Any], row: Mapping[str, Any]) -> str:
    """Files aside: they come and go by themselves while the page is open."""
    return marks({"row": changed(part.of, row, lambda *given: "")}, ["row"])["row"]


async def _page(
    request: Asked,
    place: Place,
    errors: Mapping[str, Mistake],
    warning: tuple[str, str] | None = None,
    seen: str = "",
    status: int = 200,
    failed: Failed | None = None,
) -> Response[str]:
    """seen: the mark of the row that an older page showed, in place of the one it has now."""
    case, part = place.case, place.part
    words = words_of(request, case.service.slug)
    rows = [place.raw if one.get(ROW_ID) == place.row else one for one in case.record.typed.get(part.name) or ()]
    now = await filled(site_of(request), case, {**case.record.typed, part.name: rows})
    so_far = now.parts.get(place.path) or part.of()
    asked = await _asked(request, place, errors, now.parts, failed)
    at = next(at for at, one in enumerate(rows) if one.get(ROW_ID) == place.row)
    stored = _row_in(case.record.typed, part.name, place.row)
    step_at = path_of(case, place.step.name)
    shown = RowPage(
        slug=case.service.slug,
        service=words.text(case.service.title),
        title=row_title(part, at + 1, so_far, words),
        questions=asked,
        found=found_in(asked),
        warning=(words.text(warning[0]), words.text(warning[1])) if warning else None,
        action=f"{step_at}/{part.name}/{place.row}",
        lookup=f"/cases/{case.number}/lookup",
        back=f"{step_at}#{place.path}",
        before=f"{step_at}/{part.name}/{rows[at - 1][ROW_ID]}" if at else "",
        after=f"{step_at}/{part.name}/{rows[at + 1][ROW_ID]}" if at + 1 < len(rows) else "",
        version=case.version,
        seen=seen or _mark(part, stored),
    )
    return await page(request, "row.html", {"row": shown}, here="cases", status=422 if shown.found else status)


async def _asked(
    request: Asked, place: Place, errors: Mapping[str, Mistake], parts: Mapping[str, Form], failed: Failed | None
) -> tuple[Question, ...]:
    """The questions of the row, with what may be chosen at each of them."""
    case, at = place.case, f"{place.path}-"
    words, so_far = words_of(request, case.service.slug), parts.get(place.path) or place.part.of()
    fields = list(place.part.of.fields.values())
    chosen = choosing.Chosen(case.party, so_far, place.raw, parts, {}, at)
    offers = await choosing.offers(site_of(request), fields, chosen, "", words)
    files = await at_hand(request, case, failed)
    asking = Asking(words, so_far, place.raw, errors, offers.rows, {}, offers.searchable, {}, parts, at=at, files=files)
    return questions(fields, asking)


ROUTES = [show, send]
