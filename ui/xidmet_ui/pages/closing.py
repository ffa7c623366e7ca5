"""Close my account: what goes and what stays, a last question, and it is done."""

from __future__ import annotations

from collections.abc import Mapping

from litestar import Response, get, post
from litestar.response import Redirect
from xidmet.cases.closing import beforehand, close
from xidmet.contract.fields import Consent
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import Refused

from xidmet_ui.build.closing import closing_page
from xidmet_ui.pages.asked import Pairs, answers_in, asked_in
from xidmet_ui.pages.means import to_prove_first
from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, form_of, need_actor, signed_in, site_of, visit_of, words_of

HERE = "/account/close"
CLOSED = _(
    "What was kept for it alone is erased, and you are signed out everywhere. If it had an e-mail address, a last "
    "letter goes there."
)
NOT_TICKED = Mistake(_("Tick the box if you want to close your account."))


class Sure(Form):
    sure = Consent(_("I have read what is erased and what stays; close my account for good"))


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str] | Redirect:
    if surer := await to_prove_first(request, HERE):
        return Redirect(surer, status_code=303)
    return await _page(request)


@post(HERE, guards=[signed_in], include_in_schema=False)
async def close_it(request: Asked) -> Response[str] | Redirect:
    pairs = await form_of(request)
    if surer := await to_prove_first(request, HERE):
        return Redirect(surer, status_code=303)
    answers = answers_in(Sure, pairs)
    if answers.errors:
        return await _page(request, pairs, {"sure": NOT_TICKED})
    try:
        await close(site_of(request), need_actor(request))
    except Refused:
        return await _page(request, pairs, status=409)
    visit_of(request).ended = True
    return Redirect("/account/closed", status_code=303)


async def _page(
    request: Asked, pairs: Pairs = (), errors: Mapping[str, Mistake] | None = None, status: int = 200
) -> Response[str]:
    words, catalogue = words_of(request), site_of(request).catalogue
    asked = asked_in(request, Sure, pairs, errors)
    found = await beforehand(site_of(request), need_actor(request))
    values = {"closing": closing_page(found, catalogue, words), **asked}
    return await page(request, "closing.html", values, status=422 if asked["found"] else status)


@get("/account/closed", opt=PUBLIC, include_in_schema=False)
async def closed(request: Asked) -> Response[str]:
    """The same for everybody: whoever asks for it is nobody in particular any more."""
    words = words_of(request)
    values = {
        "title": words.text(_("Your account is closed")),
        "lead": words.text(CLOSED),
        "press": "",
        "mailbox": False,
        "on": ("/", words.text(_("To the first page"))),
    }
    return await page(request, "told.html", values)


ROUTES = [show, close_it, closed]
