"""My e-mail address: asked for, confirmed by a link to the new one, undone by a link to the old one."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth.my_email import NewEmail, ask, confirm, undo
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _

from xidmet_ui.pages.asked import Pairs, answers_in, form_page
from xidmet_ui.pages.means import to_prove_first
from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, form_of, local_path, need_actor, signed_in, site_of, visit_of, words_of

HERE = "/account/email"
FIRST = _("Notices about your applications go there. You can go on without one; your notices then stand in the inbox.")
OTHER = _("The address until now, {address}, is told of it and can undo it for 14 days.")


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str] | Redirect:
    surer = await to_prove_first(request, HERE)
    return Redirect(surer, status_code=303) if surer else await _page(request)


@post(HERE, guards=[signed_in], include_in_schema=False)
async def send(request: Asked) -> Response[str] | Redirect:
    pairs = await form_of(request)
    surer = await to_prove_first(request, HERE)
    if surer:
        return Redirect(surer, status_code=303)
    answers = answers_in(NewEmail, pairs)
    if answers.errors:
        return await _page(request, pairs, answers.errors)
    await ask(need_actor(request), answers.so_far)
    site_of(request).wake.ring()
    return Redirect(f"{HERE}/sent", status_code=303)


@get(f"{HERE}/sent", guards=[signed_in], include_in_schema=False)
async def sent(request: Asked) -> Response[str]:
    words = words_of(request)
    lead = words.text(_("Open the link in the letter to the new address. Until then nothing changes."))
    return await _told(request, words.text(_("Look into your e-mail")), lead)


async def _page(request: Asked, pairs: Pairs = (), errors: dict[str, Mistake] | None = None) -> Response[str]:
    words, address = words_of(request), need_actor(request).email
    after = local_path(str(request.query_params.get("next", "/account")))
    values = {
        "title": words.text(_("Change the e-mail address") if address else _("Your e-mail address")),
        "lead": words.text(OTHER, address=address) if address else words.text(FIRST),
        "button": words.text(_("Send a link")),
        "back": ("/account", words.text(_("My account"))),
        "other": None if address else (after, words.text(_("Not now"))),
    }
    return await form_page(request, NewEmail, values, pairs, errors)


@get(HERE + "/confirm/{token:str}", opt=PUBLIC, include_in_schema=False)
async def show_confirm(request: Asked, token: FromPath[str]) -> Response[str]:
    """Only a button: programs that look at links in letters must not spend the link."""
    words = words_of(request)
    lead = words.text(_("One press, and the address belongs to your account."))
    return await _told(request, words.text(_("Confirm the e-mail address")), lead, words.text(_("Confirm")))


@post(HERE + "/confirm/{token:str}", opt=PUBLIC, include_in_schema=False)
async def confirm_it(request: Asked, token: FromPath[str]) -> Redirect:
    await form_of(request)
    await confirm(token)
    return Redirect("/account", status_code=303)


@get(HERE + "/undo/{token:str}", opt=PUBLIC, include_in_schema=False)
async def show_undo(request: Asked, token: FromPath[str]) -> Response[str]:
    words = words_of(request)
    lead = words.text(_("The address stays as it was, and every device is signed out."))
    return await _told(request, words.text(_("Keep the old e-mail address")), lead, words.text(_("Keep it")))


@post(HERE + "/undo/{token:str}", opt=PUBLIC, include_in_schema=False)
async def undo_it(request: Asked, token: FromPath[str]) -> Redirect:
    await form_of(request)
    await undo(token)
    return Redirect("/sign-in?done=email", status_code=303)


async def _told(request: Asked, title: str, lead: str, press: str = "") -> Response[str]:
    await visit_of(request).begin()
    values = {"title": title, "lead": lead, "press": press, "mailbox": not press, "on": None}
    return await page(request, "told.html", values)


ROUTES = [show, send, sent, show_confirm, confirm_it, show_undo, undo_it]
