"""What follows from a proof: somebody is signed in, known more surely, or has one means more. Taken once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth import door
from xidmet.auth.assisting.record import recorded
from xidmet.auth.ceremonies import Under, purpose_of
from xidmet.auth.entrance import Entrance, about
from xidmet.auth.identity import kind_proved, passport_proved, readable
from xidmet.auth.mandates import Seal, claim_by_seal
from xidmet.contract.levels import Level, reaches
from xidmet.contract.means import Failed, Proven
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound
from xidmet.language import translator
from xidmet.notifications import send_account_letter
from xidmet.store import accounts, transaction
from xidmet.store import means as store
from xidmet.store.accounts import Person
from xidmet.store.bound import is_unique_violation
from xidmet.store.means import Kept, Proved

NOBODY = (
    _("Nobody is known by this means."),
    _("Sign in in another way or register, then add this means on the page “My account”."),
)
SOMEBODY_ELSE = (
    _("This proves somebody else than the person who is signed in."),
    _("Use a means of your own, or sign out first."),
)
TAKEN = (
    _("This means belongs to another account already."),
    _("Sign in with it, and remove it there if you want it here."),
)
OTHER_FIN = (
    _("This FIN or passport is proved by another account of yours."),
    _("Sign in with the means of that account, and add this one there."),
)
SEAL = (
    _("This is the seal of an organisation, and a seal can't sign in."),
    _("Sign in yourself, then show the seal on the page of the organisation."),
)
PASSWORD = "password"  # noqa: S105  # the means whose key is the account itself
# What is kept of a proof.
PROVED = ("fin", "passport", "citizenship", "surname", "given_name", "patronymic", "voen", "organisation", "email")


@dataclass(frozen=True)
class Accepted:
    """account: who it is. level: how surely. added: a means was added. voen: whose seal was shown, if one was."""

    account: UUID
    level: Level
    means: str
    added: bool
    voen: str = ""


async def accept(entrance: Entrance, under: Under, proven: Proven, language: str) -> Accepted:
    """Take a proof, once, for the purpose of its try. language: of the page, for an account that is made.

    Raises NotFound when it was taken already, NotAllowed when it proves nobody, or somebody else.
    """
    if under.kept.purpose == "seal":
        return await _sealed(under, proven)
    try:
        async with transaction():
            if not await store.use_try(under.kept.id, clock.now()):
                raise NotFound
            return await _accepted(entrance, under, proven, language)
    except NotAllowed:
        if under.kept.account is not None and purpose_of(under.kept) == "step-up":
            await door.failed([Failed(under.kept.account, "", under.kept.means)], under.agent, under.place)
        raise
    except Exception as error:
        if not is_unique_violation(error):
            raise
        raise NotAllowed(*OTHER_FIN) from None  # proved twice at once, by two accounts


async def _sealed(under: Under, proven: Proven) -> Accepted:
    """Whoever is signed in and showed the seal may act for its organisation; they are known no more surely by it."""
    if under.kept.account is None or not await store.use_try(under.kept.id, clock.now()):
        raise NotFound
    voen = proven.says["voen"]
    await claim_by_seal(under.kept.account, Seal(voen, proven.says["organisation"]))
    return Accepted(under.kept.account, proven.level, under.kept.means, added=False, voen=voen)


async def _accepted(entrance: Entrance, under: Under, proven: Proven, language: str) -> Accepted:
    if proven.says.get("voen") and not proven.says.get("fin"):
        raise NotAllowed(*SEAL)
    name, purpose = under.kept.means, purpose_of(under.kept)
    known = await store.by_key(name, proven.key)
    if purpose == "sign-in" and under.kept.account is None:
        account = await _signed_in(entrance, under, known, proven, language)
    else:
        account = await _same(under, known, proven, adds=purpose == "add")
    if purpose == "add" and known is None:
        await _add(entrance, name, account, proven, under.kept.session)
    elif known is not None:
        sealed = entrance.sealed(proven.keeps, about(known.account, name)) if proven.keeps else None
        await store.used(known.id, clock.now(), sealed)
    await _attributes(account, name, proven)
    return Accepted(account.id, proven.level, name, added=purpose == "add")


async def _signed_in(entrance: Entrance, under: Under, known: Kept | None, proven: Proven, language: str) -> Person:
    """Whose means this is; else whose FIN or passport it proves; else somebody new, if it proves who they are."""
    fin, passport = proven.says.get("fin", ""), passport_proved(proven.says)
    if known is not None:
        person = await accounts.person(known.account)
        if person is None or (fin and person.fin and person.fin != fin):
            raise NotAllowed(*NOBODY)
        return person
    if not (fin or passport) or not reaches(proven.level, "substantial"):
        raise NotAllowed(*NOBODY)
    person = await _known(fin, passport) or await _new(proven, language)
    await _add(entrance, under.kept.means, person, proven, under.kept.session)
    return person


async def _known(fin: str, passport: str) -> Person | None:
    """A passport opens no account of somebody with another FIN."""
    if fin and (person := await accounts.by_fin(fin)):
        return person
    person = await accounts.by_passport(passport) if passport else None
    if person is None:
        return await recorded(fin, passport)
    return None if fin and person.fin else person


async def _same(under: Under, known: Kept | None, proven: Proven, *, adds: bool) -> Person:
    """The person who is signed in, or whose password was right, if it is theirs."""
    person = await accounts.person(under.kept.account) if under.kept.account else None
    if person is None:
        raise NotFound
    if known is not None and known.account != person.id:
        raise NotAllowed(*(TAKEN if adds else SOMEBODY_ELSE))
    fin = proven.says.get("fin", "")
    if fin and person.fin and fin != person.fin:
        raise NotAllowed(*SOMEBODY_ELSE)
    passport = passport_proved(proven.says)
    theirs = (fin and fin == person.fin) or (passport and passport == person.passport)
    theirs = theirs or (under.kept.means == PASSWORD and proven.key == str(person.id))
    if known is None and not adds and not theirs:
        raise NotAllowed(*SOMEBODY_ELSE)
    return person


async def _new(proven: Proven, language: str) -> Person:
    """An account for somebody who proves who they are and was never here; without an address until they give one."""
    says, wanted = proven.says, uuid4()
    person = Person(
        id=wanted,
        kind=kind_proved(says) or ("citizen" if says.get("fin") else "foreigner"),
        email="",
        password="",
        fin=None,
        claimed_fin="",
        surname=says.get("surname", ""),
        given_name=says.get("given_name", ""),
        patronymic=says.get("patronymic", ""),
        sex="",
        phone="",
        language=language,
        confirmed_at=clock.now(),
        demo_key=None,
    )
    await accounts.add_person(person, clock.now())
    return person


async def _add(entrance: Entrance, name: str, account: Person, proven: Proven, session: str) -> None:
    sealed = entrance.sealed(proven.keeps, about(account.id, name))
    kept = Kept(
        uuid4(), account.id, name, proven.key, proven.label[:120], proven.level, sealed, clock.now(), clock.now()
    )
    await store.add(kept)
    await door.note_of(account.id, "means added", name, proven.level, session)
    await send_account_letter(
        account,
        _("A way to sign in was added to your account"),
        _("Hello {name}, a way to sign in was added to your account: {means}. If it was not you, remove it."),
        "/account/means",
        f"means-added:{secrets.token_hex(16)}",
        name=account.given_name,
        means=translator(account.language, entrance.domain_of(name)).text(entrance.means_named(name).title),
    )


async def _attributes(account: Person, name: str, proven: Proven) -> None:
    """What is proved about the person, and by whom; a proved FIN makes the account that person's."""
    if not reaches(proven.level, "substantial"):
        return
    moment = clock.now()
    fin = proven.says.get("fin", "")
    if fin and not account.fin:
        other = await accounts.by_fin(fin)
        if other is not None and other.id != account.id:
            raise NotAllowed(*OTHER_FIN)
        await store.give_fin(account.id, fin)
        await accounts.end_second_heads(account.id, moment)
    await _identity(account, proven)
    said = readable(proven.says)
    for key in PROVED:
        if key in said:
            value = said[key][:300]
            await store.prove(account.id, Proved(key, value, proven.source[:300], name, proven.level, moment))


async def _identity(account: Person, proven: Proven) -> None:
    passport, kind = passport_proved(proven.says), kind_proved(proven.says)
    if passport and passport != account.passport:
        other = await accounts.by_passport(passport)
        if other is not None and other.id != account.id:
            raise NotAllowed(*OTHER_FIN)
        await store.give_passport(account.id, passport)
    if kind:
        await store.give_kind(account.id, kind)


def kept_by(entrance: Entrance, kept: Kept) -> Mapping[str, Any]:
    """What a means keeps for an account."""
    return entrance.unsealed(kept.sealed, about(kept.account, kept.name))
