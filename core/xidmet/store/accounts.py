"""Accounts, organisations, mandates and offices."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from piccolo.columns.combination import WhereRaw

from xidmet.store.tables import Account, Mandate, Office, Organisation

NOBODY = UUID(int=0)  # asked about where there is no account, so that it takes as long
# Twice the moment. The statement that says who is visiting (visits.py) asks the same.
IN_FORCE = "mandate.starts <= {} AND mandate.revoked_at IS NULL AND (mandate.ends IS NULL OR mandate.ends > {})"
HELD = "office.starts <= {} AND (office.ends IS NULL OR office.ends > {})"


@dataclass(frozen=True)
class Person:
    """An account: one natural person."""

    id: UUID
    kind: str
    email: str
    password: str
    fin: str | None  # proved
    surname: str
    given_name: str
    patronymic: str
    sex: str
    phone: str
    language: str
    confirmed_at: dt.datetime | None
    demo_key: str | None
    claimed_fin: str = ""
    born: dt.date | None = None
    passport: str | None = None  # country and number, "TR-U12345678"; proved
    claimed_passport: str = ""

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


@dataclass(frozen=True)
class Claimed:
    """What somebody types of who they are. passport: country and number."""

    kind: str
    fin: str
    passport: str
    born: dt.date | None


@dataclass(frozen=True)
class Power:
    """A mandate in force: for which organisation, in which role, until when. services: none named, all meant."""

    organisation: UUID
    voen: str
    name: str
    kind: str
    role: str
    services: frozenset[str] = frozenset()
    ends: dt.datetime | None = None


PERSON = (
    Account.id,
    Account.kind,
    Account.email,
    Account.password,
    Account.fin,
    Account.surname,
    Account.given_name,
    Account.patronymic,
    Account.sex,
    Account.phone,
    Account.language,
    Account.confirmed_at,
    Account.demo_key,
    Account.claimed_fin,
    Account.born,
    Account.passport,
    Account.claimed_passport,
)


async def add_person(person: Person, moment: dt.datetime) -> None:
    key = email_key(person.email) if person.email else f"none:{person.id}"
    values: dict[str, Any] = vars(person) | {"email_key": key, "created_at": moment}
    await Account.insert(Account(**values))


def email_key(address: str) -> str:
    """Two addresses are the same when these are; plain ASCII folding, as mail servers do it."""
    return address.strip().casefold()


NAMED = (Account.surname, Account.given_name, Account.patronymic)


async def person(wanted: UUID) -> Person | None:
    return _person(await Account.select(*PERSON).where(Account.id == wanted).first())


async def names(wanted: list[UUID]) -> dict[UUID, str]:
    """How several people are called, as they sign."""
    rows = await Account.select(Account.id, *NAMED).where(Account.id.is_in(wanted)) if wanted else []
    return {row["id"]: " ".join(row[part._meta.name] for part in NAMED if row[part._meta.name]) for row in rows}


async def by_email(address: str) -> Person | None:
    return _person(await Account.select(*PERSON).where(Account.email_key == email_key(address)).first())


async def by_fin(fin: str) -> Person | None:
    return _person(await Account.select(*PERSON).where(Account.fin == fin).first())


async def by_passport(passport: str) -> Person | None:
    return _person(await Account.select(*PERSON).where(Account.passport == passport).first())


async def by_demo_key(key: str) -> Person | None:
    return _person(await Account.select(*PERSON).where(Account.demo_key == key).first())


def _person(row: dict[str, Any] | None) -> Person | None:
    return Person(**row) if row else None


async def confirm(account: UUID, moment: dt.datetime) -> None:
    await Account.update({Account.confirmed_at: moment}).where(
        (Account.id == account) & (Account.confirmed_at.is_null())
    )


async def forget_unconfirmed(account: UUID) -> None:
    """A registration that nobody completed, with its links and the mandate it claimed. Nothing else can rest on it."""
    waits = Account.select(Account.id).where((Account.id == account) & (Account.confirmed_at.is_null()))
    if await waits.first():
        await Mandate.delete().where(Mandate.account == account)
        await Account.delete().where((Account.id == account) & (Account.confirmed_at.is_null()))


async def claim(account: UUID, claimed: Claimed) -> None:
    values: dict[Any, Any] = {
        Account.kind: claimed.kind,
        Account.claimed_fin: claimed.fin,
        Account.claimed_passport: claimed.passport,
        Account.born: claimed.born,
    }
    await Account.update(values).where(Account.id == account)


async def set_language(account: UUID, language: str) -> None:
    await Account.update({Account.language: language}).where(Account.id == account)


async def lock(account: UUID) -> None:
    """Inside a transaction: who changes this account at the same time waits for its end."""
    await Account.update({Account.language: Account.language}).where(Account.id == account)


async def set_password(account: UUID, password: str) -> None:
    """password: argon2id."""
    await Account.update({Account.password: password}).where(Account.id == account)


async def set_email(account: UUID, address: str) -> None:
    """Raises a unique violation when it is another account's."""
    values: dict[Any, Any] = {Account.email: address, Account.email_key: email_key(address)}
    await Account.update(values).where(Account.id == account)


async def add_organisation(voen: str, name: str, kind: str, address: str, moment: dt.datetime) -> UUID:
    row = Organisation(id=uuid4(), voen=voen, name=name, kind=kind, address=address, created_at=moment)
    await Organisation.insert(row)
    return UUID(str(row.id))


async def organisation(voen: str) -> dict[str, Any] | None:
    row: dict[str, Any] | None = await Organisation.select().where(Organisation.voen == voen).first()
    return row


async def add_mandate(
    account: UUID, organisation: UUID, role: str, granted_by: str, moment: dt.datetime, **more: Any
) -> None:
    """moment: from when. more: services (slugs with a blank between them), ends, offered_at, accepted_at."""
    more |= {"account": account, "organisation": organisation, "role": role, "granted_by": granted_by}
    await Mandate.insert(Mandate(id=uuid4(), starts=moment, **more))


async def has_head(organisation: UUID) -> bool:
    """Somebody whose account is confirmed is already the organisation's head."""
    return bool(await Mandate.exists().where((Mandate.organisation == organisation) & _confirmed_head()))


async def end_second_heads(account: UUID, moment: dt.datetime) -> None:
    """Of several who registered one organisation, who proved their FIN first is its head; this account's power ends.

    Touching the organisation's row makes two who confirm at the same time come one after the other.
    """
    mine = (Mandate.account == account) & (Mandate.role == "head") & Mandate.revoked_at.is_null()
    for row in await Mandate.select(Mandate.id, Mandate.organisation).where(mine):
        await Organisation.update({Organisation.voen: Organisation.voen}).where(Organisation.id == row["organisation"])
        others = Mandate.organisation == row["organisation"]
        if await Mandate.exists().where(others & _confirmed_head() & (Mandate.account != account)):
            ended: dict[Any, Any] = {Mandate.revoked_at: moment, Mandate.ended_by: "registration"}
            await Mandate.update(ended).where(Mandate.id == row["id"])


def _confirmed_head() -> Any:
    confirmed = Mandate.revoked_at.is_null() & Mandate.account.confirmed_at.is_not_null()
    return (Mandate.role == "head") & confirmed & _counts()


def _counts() -> Any:
    """Whoever registers an organisation only says that they head it, so first they prove who they are."""
    return (Mandate.granted_by != "registration") | Mandate.account.fin.is_not_null()


async def powers(account: UUID, moment: dt.datetime) -> list[Power]:
    """The organisations somebody may act for just now."""
    rows = await _in_force(Mandate.account == account, moment)
    return [
        Power(
            organisation=r["organisation"],
            voen=r["organisation.voen"],
            name=r["organisation.name"],
            kind=r["organisation.kind"],
            role=r["role"],
            services=frozenset(r["services"].split()),
            ends=r["ends"],
        )
        for r in rows
    ]


async def mandated(voen: str, moment: dt.datetime, service: str = "") -> list[Person]:
    """Everybody who may act for an organisation just now, each once. service: only those whose mandate reaches it."""
    rows = await _in_force(Mandate.organisation.voen == voen, moment)
    reached = [r["account"] for r in rows if not (service and r["services"]) or service in r["services"].split()]
    found = [await person(account) for account in dict.fromkeys(reached)]
    return [one for one in found if one is not None]


async def _in_force(where: Any, moment: dt.datetime) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        await Mandate.select(
            Mandate.account,
            Mandate.role,
            Mandate.services,
            Mandate.ends,
            Mandate.organisation,
            Mandate.organisation.voen,
            Mandate.organisation.name,
            Mandate.organisation.kind,
        )
        .where(where & _counts() & WhereRaw(IN_FORCE, moment, moment))
        .order_by(Mandate.organisation.name, Mandate.starts)
    )
    return rows


async def add_office(account: UUID, officer: str, moment: dt.datetime) -> None:
    """Once: what they hold already they hold on."""
    if not await Office.exists().where(
        (Office.account == account) & (Office.officer == officer) & Office.ends.is_null()
    ):
        await Office.insert(Office(id=uuid4(), account=account, officer=officer, starts=moment))


async def offices(account: UUID, moment: dt.datetime) -> frozenset[str]:
    """The officer's roles somebody holds just now, as "agency:role"."""
    found = await (
        Office.select(Office.officer)
        .where((Office.account == account) & WhereRaw(HELD, moment, moment))
        .output(as_list=True)
    )
    return frozenset(found)


async def holders(officer: str, moment: dt.datetime) -> list[Person]:
    """Everybody who holds an officer's role just now."""
    ids = await (
        Office.select(Office.account)
        .where((Office.officer == officer) & WhereRaw(HELD, moment, moment))
        .output(as_list=True)
    )
    found = [await person(one) for one in ids]
    return [one for one in found if one is not None]
