"""What is told to those who sign together. A letter may go to a wrong address: it names nobody's affairs.

Each goes to the inbox of the FIN, also when an account is opened with it only later, to the e-mail of an account with
it, and to the address that the applicant typed.
"""

from __future__ import annotations

from collections.abc import Mapping

from xidmet import clock
from xidmet.auth.parties import person_key
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.language import translator
from xidmet.notifications.direct import Addressee, send_directly
from xidmet.store import accounts
from xidmet.store.signers import Other, Round

ASKED = _("Your signature is asked for")
ASK = _(
    "{who} asks you to sign an application with them. Open the link until {until}: sign in with your own means, read "
    "what you sign, then sign it or refuse. If you do not know what this is about, do nothing."
)
REMIND = _(
    "{who} still waits for your signature under an application. The link is open until {until}: sign it or refuse. If "
    "you do not know what this is about, do nothing."
)
SENT = _("Signed by all, and sent")
SENT_OTHER = _(
    "The application that you signed with {who} was sent, for all have signed it. The link leads to your copy."
)
SENT_OWN = _("All have signed application {number}; it was sent.")
SIGNED = _("Somebody has signed with you")
SIGNED_OWN = _("{name} has signed application {number}. It is sent by itself as soon as all have signed.")
VOID = _("Not sent: the signatures are void")
REFUSED_OWN = _(
    "{name} does not sign application {number}: “{word}” All signatures under it are void. You can change it and send "
    "it anew."
)
REFUSED_OTHER = _("The application that {who} asked you to sign is not sent: somebody refused. Your signature is void.")
LATE_OWN = _(
    "Not all have signed application {number} in time. All signatures under it are void; you can send it anew."
)
LATE_OTHER = _("The application that {who} asked you to sign is not sent: not all have signed in time.")
BACK_OTHER = _("{who} took the application back that you were asked to sign. Nothing was sent; no signature counts.")
FAILED_OWN = _(
    "All have signed application {number}, yet it was not sent: {why} {mend} All signatures under it are void; you can "
    "change it and send it anew."
)
FAILED_OTHER = _(
    "All have signed the application that {who} asked you to sign, yet it was not sent: {why} All signatures under it "
    "are void."
)
OTHERS = {"refused": REFUSED_OTHER, "late": LATE_OTHER, "taken back": BACK_OTHER, "not sent": FAILED_OTHER}
OWN = {"refused": REFUSED_OWN, "late": LATE_OWN, "not sent": FAILED_OWN}


async def ask(begun: Round, one: Other, *, typed_alone: bool = False, text: str = ASK) -> None:
    """Inside a transaction. typed_alone: to the address alone that the applicant has typed just now."""
    until = clock.local(begun.ends_at).date()
    values = {"who": await _applicant(begun), "until": until}
    places = [_typed(begun, one)] if typed_alone else await _reach(begun, one)
    await _each(places, ASKED, text, f"/co-sign/{one.id}", _once(one), values)


async def tell_sent(begun: Round, case: Case, others: list[Other]) -> None:
    """Inside the transaction of the move."""
    values = {"who": await _applicant(begun)}
    for one in others:
        await _each(await _reach(begun, one), SENT, SENT_OTHER, f"/co-sign/{one.id}", _once(one), values)
    await _own(begun, case, SENT, SENT_OWN, {})


async def tell_signed(begun: Round, case: Case, name: str) -> None:
    await _own(begun, case, SIGNED, SIGNED_OWN, {"name": name})


async def tell_void(
    site: Site, begun: Round, case: Case, others: list[Other], outcome: str, said: Refusal | None, name: str, word: str
) -> None:
    """Inside the transaction that ends the round. said: why it was not sent. name, word: of whoever refused."""
    who, domain = await _applicant(begun), site.catalogue.plugin_of(case.service.slug).name
    for one in (one for one in others if not one.refused_at):
        for place in await _reach(begun, one):
            told = {"who": who, **_why(said, place.language, domain)}
            await _each([place], VOID, OTHERS[outcome], f"/co-sign/{one.id}", _once(one), told)
    if outcome in OWN:
        values = {"name": name, "word": word, **_why(said, begun.language, domain)}
        await _own(begun, case, VOID, OWN[outcome], values)


def _why(said: Refusal | None, language: str, domain: str) -> dict[str, str]:
    if said is None:
        return {}
    words = translator(language, domain)
    return {"why": words.text(said.why, **said.values), "mend": words.text(said.mend, **said.values)}


async def _own(begun: Round, case: Case, subject: str, text: str, values: Mapping[str, object]) -> None:
    """To whoever signed first, in the inbox of the one they act for."""
    person = await accounts.person(begun.account)
    if person is None:
        return
    to = Addressee(case.party, person.email, person.language)
    link = f"/cases/{case.number}" if text == SENT_OWN else f"/cases/{case.number}/signers"
    once = f"signers:{begun.id}:{clock.now().timestamp()}"
    await send_directly(to, subject, text, link, once, number=case.number, **values)


async def _applicant(begun: Round) -> str:
    person = await accounts.person(begun.account)
    return person.name if person else ""


async def _reach(begun: Round, one: Other) -> list[Addressee]:
    """Every way to somebody; an address once."""
    person = await accounts.by_fin(one.fin)
    email, language = (person.email, person.language) if person else ("", begun.language)
    found = [Addressee(person_key(one.fin), email, language)]
    if one.address and accounts.email_key(one.address) != accounts.email_key(email):
        found.append(_typed(begun, one))
    return found


def _typed(begun: Round, one: Other) -> Addressee:
    return Addressee("", one.address, begun.language)


def _once(one: Other) -> str:
    return f"co-sign:{one.id}:{clock.now().timestamp()}"


async def _each(
    places: list[Addressee], subject: str, text: str, link: str, once: str, values: Mapping[str, object]
) -> None:
    for number, place in enumerate(places):
        await send_directly(place, subject, text, link, f"{once}:{number}", **values)
