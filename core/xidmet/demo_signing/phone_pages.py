"""The pages of the phones: what is asked, yes or no. Plain forms; they work without a script and renew themselves."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.exceptions import ClientException
from litestar.params import FromPath
from litestar.response import Redirect

from xidmet.contract.texts import _
from xidmet.demo_signing.state import Asked, form_of, holder_of, page, signing_of, text_in
from xidmet.demo_signing.web2app import Unfit, follow

EVERY = 2  # seconds between two looks


@get("/")
async def home(request: Asked) -> Response[str]:
    signing = signing_of(request)
    return page(request, "home.html", people=list(signing.holders.people.values()), portal=signing.portal)


@get("/phone/{key:str}")
async def phone(request: Asked, key: FromPath[str]) -> Response[str]:
    signing, holder = signing_of(request), holder_of(request, key)
    questions = signing.phones.of(holder)
    return page(
        request,
        "phone.html",
        holder=holder,
        every=EVERY,
        is_on=signing.phones.is_on(holder),
        is_taken_back=signing.holders.is_taken_back(holder),
        waiting=[one for one in questions if one.state == "waiting"],
        sms=signing.sms.at(holder.phone)[:5] if signing.phones.is_on(holder) else [],
        past=[one for one in reversed(questions) if one.state != "waiting"][:5],
    )


@post("/phone/{key:str}/answer")
async def answer(request: Asked, key: FromPath[str]) -> Redirect:
    form, holder = await form_of(request), holder_of(request, key)
    question = signing_of(request).phones.question(holder, text_in(form, "question"))
    says = text_in(form, "says")
    if question is None or says not in ("yes", "no"):
        raise ClientException(_("There is no such question."))
    await question.answer(says == "yes")
    return Redirect(f"/phone/{key}", status_code=303)


@post("/phone/{key:str}/switch")
async def switch(request: Asked, key: FromPath[str]) -> Redirect:
    """Off: the operator finds the phone absent."""
    await form_of(request)
    signing_of(request).phones.switch(holder_of(request, key))
    return Redirect(f"/phone/{key}", status_code=303)


@post("/phone/{key:str}/certificates")
async def certificates(request: Asked, key: FromPath[str]) -> Redirect:
    form, holder, holders = await form_of(request), holder_of(request, key), signing_of(request).holders
    if text_in(form, "does") == "take-back":
        holders.take_back(holder)
    else:
        holders.renew(holder)
    return Redirect(f"/phone/{key}", status_code=303)


@get("/link")
async def link_page(request: Asked) -> Response[str]:
    """Where a link of the app leads on a computer that has no such app: choose whose phone opens it."""
    return _link_page(request, request.query_params.get("data", ""))


@post("/link")
async def open_link(request: Asked) -> Response[str] | Redirect:
    form = await form_of(request)
    holder = holder_of(request, text_in(form, "person"))
    try:
        await follow(signing_of(request), holder, text_in(form, "data"))
    except Unfit as why:
        return _link_page(request, text_in(form, "data"), why=str(why), person=holder.person.key)
    return Redirect(f"/phone/{holder.person.key}", status_code=303)


def _link_page(request: Asked, data: str, why: str = "", person: str = "") -> Response[str]:
    people = list(signing_of(request).holders.people.values())
    return page(request, "link.html", 400 if why else 200, data=data, why=why, people=people, person=person)


ROUTES = [home, phone, answer, switch, certificates, link_page, open_link]
