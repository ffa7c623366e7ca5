"""Registration: what is asked, and the letter that completes it. Nothing tells a stranger who has an account."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth import throttle
from xidmet.auth.identity import CARD, FOREIGN, ISSUER, NUMBER, OTHER_PAPER, need_foreign, passport_of
from xidmet.auth.passwords import hashed, matches, weakness
from xidmet.auth.sessions import digest
from xidmet.contract.code_lists import countries
from xidmet.contract.fields import Choice, Date, Text
from xidmet.contract.form import Form
from xidmet.contract.registers import Lookup
from xidmet.contract.texts import _
from xidmet.errors import LinkDead, WrongAnswers
from xidmet.notifications import send_account_letter
from xidmet.store import accounts, links, organisation_acts, transaction
from xidmet.store.accounts import Person
from xidmet.store.bound import is_unique_violation

LINK_HOLDS = dt.timedelta(hours=48)
# What tells a registration that is sent again from another one.
TYPED = (
    *("email", "kind", "claimed_fin", "claimed_passport", "born"),
    *("surname", "given_name", "patronymic", "sex", "phone"),
)
SEXES = {"f": _("Woman"), "m": _("Man")}


class NaturalPerson(Form):
    surname = Text(_("Surname"), most=100)
    given_name = Text(_("Name"), most=100)
    patronymic = Text(
        _("Father's name"), most=90, hint=_("Without oğlu or qızı; leave it empty if you have none.")
    ).optional()
    sex = Choice(_("Sex"), SEXES)
    fin = Text(_("FIN"), format="fin", hint=_("Seven characters on the identity card."))
    email = Text(_("E-mail"), format="email", hint=_("We send a link there; opening it completes the registration."))
    phone = Text(_("Mobile phone"), format="phone").optional()
    password = Text(
        _("Password"), format="password", hint=_("At least 10 characters. Three or four words are easy to remember.")
    )


class LegalEntity(Form):
    voen = Text(_("Tax number (VÖEN)"), format="voen")
    name = Text(_("Name of the organisation"), most=300)
    kind = Choice(
        _("Kind of organisation"),
        {
            "legal_entity": _("Legal entity"),
            "entrepreneur": _("Entrepreneur"),
            "branch": _("Branch of a foreign legal entity"),
            "state_body": _("State body"),
        },
    )
    address = Text(_("Legal address"), most=500)
    surname = Text(_("Head's surname"), most=100)
    given_name = Text(_("Head's name"), most=100)
    patronymic = Text(_("Head's father's name"), most=90).optional()
    sex = Choice(_("Sex"), SEXES)
    fin = Text(_("Head's FIN"), format="fin")
    email = Text(_("E-mail"), format="email", hint=_("We send a link there; opening it completes the registration."))
    phone = Text(_("Mobile phone"), format="phone").optional()
    password = Text(
        _("Password"), format="password", hint=_("At least 10 characters. Three or four words are easy to remember.")
    )


class ForeignPerson(Form):
    kind = Choice(_("Who you are"), FOREIGN)
    surname = Text(_("Surname"), most=100, hint=_("As in the passport, in Latin letters."))
    given_name = Text(_("Name"), most=100)
    sex = Choice(_("Sex"), SEXES)
    born = Date(_("Date of birth"))
    country = Lookup(ISSUER, countries)
    passport = Text(NUMBER, format="passport", hint=OTHER_PAPER)
    fin = Text(_("FIN"), format="fin", hint=CARD).optional()
    email = Text(_("E-mail"), format="email", hint=_("We send a link there; opening it completes the registration."))
    phone = Text(_("Mobile phone"), format="phone").optional()
    password = Text(
        _("Password"), format="password", hint=_("At least 10 characters. Three or four words are easy to remember.")
    )


Registration = NaturalPerson | ForeignPerson | LegalEntity


@dataclass(frozen=True)
class NewOrganisation:
    voen: str
    name: str
    kind: str
    address: str


async def sign_up(answers: Registration, language: str, place: str) -> None:
    """Make the account and mail the link; raises WrongAnswers for a weak password or a passport of ours, TooMany.

    place: hash of the network address.

    When the e-mail address, the FIN or the passport has a confirmed account already, the page says the same, and the
    letter goes to the address of that account.
    """
    weak = weakness(answers.password, answers.email, answers.surname, answers.given_name)
    if weak:
        raise WrongAnswers({"password": weak})
    if isinstance(answers, ForeignPerson):
        need_foreign(answers.kind, answers.country, answers.born)
    await throttle.take(throttle.SIGN_UP, place)
    await _count(answers.email)
    person = await _person(answers, language)
    if not await _made(person, answers, again=False):  # somebody else has just made the account, or the organisation
        await _made(person, answers, again=True)


async def _made(person: Person, answers: Registration, *, again: bool) -> bool:
    """Make the account, or tell the one there is; False when another registration came between.

    An account that nobody confirmed gives way: a mistyped address must not bar its owner for ever, and whoever
    registers first with somebody else's address must not find their own password in the account later.
    """
    known = await _known(person)
    stands = [one for one in known if one.confirmed_at or await _same(one, person, answers.password)]
    if stands:
        if not again:  # else the same form was sent twice at once, and the letter of the other one is on its way
            await _tell_known(stands[0])
        return True
    try:
        async with transaction():
            for one in known:
                await accounts.forget_unconfirmed(one.id)
            await accounts.add_person(person, clock.now())
            if isinstance(answers, LegalEntity):
                await _make_head(person, NewOrganisation(answers.voen, answers.name, answers.kind, answers.address))
            await _send_link(person)
    except Exception as error:
        if again or not is_unique_violation(error):
            raise
        return False
    return True


async def _known(person: Person) -> list[Person]:
    """Accounts with this address, or for which this FIN or passport is proved; those that were confirmed first."""
    found = [await accounts.by_email(person.email), await accounts.by_fin(person.claimed_fin)]
    if person.claimed_passport:
        found.append(await accounts.by_passport(person.claimed_passport))
    return sorted((one for one in found if one), key=lambda one: one.confirmed_at is None)


async def _same(known: Person, person: Person, password: str) -> bool:
    """The very same registration once more: a second press, or a letter that did not come."""
    told = [{name: getattr(p, name) for name in TYPED} for p in (known, person)]
    return told[0] == told[1] and await matches(password, known.password)


async def _count(address: str) -> None:
    await throttle.take(throttle.LETTER, accounts.email_key(address))


async def _person(answers: Registration, language: str) -> Person:
    foreign = answers if isinstance(answers, ForeignPerson) else None
    return Person(
        id=uuid4(),
        kind=foreign.kind if foreign else "citizen",
        email=answers.email,
        password=await hashed(answers.password),
        fin=None,
        claimed_fin=answers.fin or "",
        surname=answers.surname,
        given_name=answers.given_name,
        patronymic="" if isinstance(answers, ForeignPerson) else _patronymic(answers),
        sex=answers.sex,
        phone=answers.phone or "",
        language=language,
        confirmed_at=None,
        demo_key=None,
        born=foreign.born if foreign else None,
        claimed_passport=passport_of(foreign.country, foreign.passport) if foreign else "",
    )


def _patronymic(answers: NaturalPerson | LegalEntity) -> str:
    suffix = {"f": "qızı", "m": "oğlu"}[answers.sex]
    return f"{answers.patronymic} {suffix}" if answers.patronymic else ""


async def _make_head(person: Person, new: NewOrganisation) -> None:
    """The registrant becomes the head, unless the organisation has one: then the head must give a mandate."""
    moment = clock.now()
    known = await accounts.organisation(new.voen)
    wanted: UUID = (
        known["id"] if known else await accounts.add_organisation(new.voen, new.name, new.kind, new.address, moment)
    )
    if not await accounts.has_head(wanted):
        await accounts.add_mandate(person.id, wanted, "head", "registration", moment)


async def _send_link(person: Person) -> None:
    token = secrets.token_urlsafe(32)
    await links.add_link(digest(token), "confirm", person.id, clock.now() + LINK_HOLDS)
    await send_account_letter(
        person,
        _("Complete your registration"),
        _("Hello {name}, open this link within 48 hours to complete your registration. If it was not you, do nothing."),
        f"/sign-up/confirm/{token}",
        f"confirm:{digest(token)[:40]}",
        name=person.given_name,
    )


async def _tell_known(person: Person) -> None:
    if person.confirmed_at is None:
        async with transaction():
            await _send_link(person)
        return
    async with transaction():
        await send_account_letter(
            person,
            _("You have an account already"),
            _("Hello {name}, somebody tried to register with your data. You have an account already: sign in with it."),
            "/sign-in",
            f"known:{secrets.token_hex(16)}",
            name=person.given_name,
        )


async def send_again(address: str) -> None:
    """Mail the link again, if such an account waits for it; says nothing about whether it does."""
    await _count(address)
    person = await accounts.by_email(address)
    if person and person.confirmed_at is None:
        async with transaction():
            await _send_link(person)


async def confirm(token: str) -> UUID:
    """Complete a registration; whose it was. Raises LinkDead for a link that was used, ended or never existed."""
    moment = clock.now()
    async with transaction():
        account = await links.use_link(digest(token), "confirm", moment)
        if account is None:
            raise LinkDead
        await accounts.confirm(account, moment)
        await accounts.end_second_heads(account, moment)
        await _note_heads(account, moment)
    return account


async def _note_heads(account: UUID, moment: dt.datetime) -> None:
    """The organisation's record begins with who registered it."""
    person = await accounts.person(account)
    for power in await accounts.powers(account, moment):
        assert person is not None
        await organisation_acts.add_act(
            power.organisation, "registered", account, person.name, {"role": power.role}, moment
        )
