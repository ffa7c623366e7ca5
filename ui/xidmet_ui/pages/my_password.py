"""My password, on a page of its own."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.response import Redirect
from xidmet.auth.my_means import mine
from xidmet.auth.my_password import ChangedPassword, NewPassword, by_password_alone, change
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import WrongAnswers

from xidmet_ui.pages.asked import Pairs, answers_in, form_page
from xidmet_ui.pages.means import to_prove_first
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, visit_of, words_of

HERE = "/account/password"
LEAD = _("Every other device is signed out, and a letter tells you of it.")


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str] | Redirect:
    form = await _form(request)
    if form is None:
        return Redirect(await to_prove_first(request, HERE), status_code=303)
    return await _page(request, form)


@post(HERE, guards=[signed_in], include_in_schema=False)
async def set_it(request: Asked) -> Response[str] | Redirect:
    pairs = await form_of(request)
    form = await _form(request)
    if form is None:
        return Redirect(await to_prove_first(request, HERE), status_code=303)
    answers, session = answers_in(form, pairs), visit_of(request).session
    if answers.errors:
        return await _page(request, form, pairs, answers.errors)
    assert session is not None
    try:
        await change(session, need_actor(request), answers.so_far)
    except WrongAnswers as wrong:
        return await _page(request, form, pairs, wrong.errors)
    site_of(request).wake.ring()
    return Redirect("/account/means?done=password", status_code=303)


async def _form(request: Asked) -> type[ChangedPassword] | type[NewPassword] | None:
    """With the old password; without it after a fresh proof by something else; None when there is neither."""
    session, has_one = visit_of(request).session, (await mine(need_actor(request))).password
    proved = not await to_prove_first(request, HERE)
    if proved and not (has_one and by_password_alone(site_of(request).entrance, session)):
        return NewPassword
    return ChangedPassword if has_one else None


async def _page(
    request: Asked,
    form: type[ChangedPassword] | type[NewPassword],
    pairs: Pairs = (),
    errors: dict[str, Mistake] | None = None,
) -> Response[str]:
    words = words_of(request)
    values = {
        "title": words.text(_("Set a password")),
        "lead": words.text(LEAD),
        "button": words.text(_("Save")),
        "back": ("/account/means", words.text(_("Ways to sign in"))),
    }
    return await form_page(request, form, values, pairs, errors)


ROUTES = [show, set_it]
