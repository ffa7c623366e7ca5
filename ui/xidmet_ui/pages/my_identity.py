"""Whose citizen I am: looked at and changed; the account stays the same one."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.response import Redirect
from xidmet.auth.identity import KINDS, Identity, WholeIdentity
from xidmet.auth.my_identity import Person, become, is_proved, mine
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import WrongAnswers

from xidmet_ui.pages.asked import Pairs, answers_in, form_page
from xidmet_ui.pages.means import to_prove_first
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, visit_of, words_of

HERE = "/account/identity"
TITLE = _("Whose citizen I am")
LEAD = _("It says which services are for you. Your applications and documents stay with you whatever you change here.")
PROVED = _("{kind}. A way to sign in proved it, so it is not typed here.")


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str] | Redirect:
    actor = need_actor(request)
    surer = await to_prove_first(request, HERE)
    if surer:
        return Redirect(surer, status_code=303)
    person = await mine(actor)
    if await is_proved(actor):
        words = words_of(request)
        lead = words.text(PROVED, kind=words.text(KINDS[person.kind]))
        values = {"title": words.text(TITLE), "lead": lead, "press": "", "mailbox": False}
        return await page(request, "told.html", {**values, "on": ("/account", words.text(_("My account")))})
    return await _page(request, _form(person), _typed(person))


@post(HERE, guards=[signed_in], include_in_schema=False)
async def change(request: Asked) -> Response[str] | Redirect:
    pairs = await form_of(request)
    surer = await to_prove_first(request, HERE)
    if surer:
        return Redirect(surer, status_code=303)
    actor, session = need_actor(request), visit_of(request).session
    form = _form(await mine(actor))
    answers = answers_in(form, pairs)
    if answers.errors:
        return await _page(request, form, pairs, answers.errors)
    assert session is not None
    try:
        await become(session, actor, answers.so_far)
    except WrongAnswers as wrong:
        return await _page(request, form, pairs, dict(wrong.errors))
    site_of(request).wake.ring()
    return Redirect("/account", status_code=303)


def _form(person: Person) -> type[Identity]:
    return Identity if person.fin else WholeIdentity


def _typed(person: Person) -> Pairs:
    """What the account says until now, as it would have been typed."""
    country, _dash, passport = (person.claimed_passport or person.passport or "").partition("-")
    born = person.born
    boxes = [("born-day", born.day), ("born-month", born.month), ("born-year", born.year)] if born else []
    said = {"kind": person.kind, "country": country, "passport": passport}
    fins = {"fin": person.claimed_fin, "fin_of_card": person.claimed_fin}
    return [*said.items(), *fins.items(), *((name, str(value)) for name, value in boxes)]


async def _page(
    request: Asked, form: type[Identity], pairs: Pairs, errors: dict[str, Mistake] | None = None
) -> Response[str]:
    words = words_of(request)
    values = {
        "title": words.text(TITLE),
        "lead": words.text(LEAD),
        "button": words.text(_("Save")),
        "back": ("/account", words.text(_("My account"))),
        "other": ("/account", words.text(_("Not now"))),
    }
    return await form_page(request, form, values, pairs, errors)


ROUTES = [show, change]
