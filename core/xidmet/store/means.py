"""Means of signing in, what they proved about people, and the tries under way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.tables import Account, Attribute, Case, Ceremony, Document, Issued, Means, Message


@dataclass(frozen=True)
class Kept:
    """A means that belongs to an account. sealed: what it keeps, encrypted."""

    id: UUID
    account: UUID
    name: str
    key: str
    label: str
    level: str
    sealed: bytes
    added_at: dt.datetime
    used_at: dt.datetime | None


@dataclass(frozen=True)
class Proved:
    """One thing that is proved about a person. source: who says so."""

    name: str
    value: str
    source: str
    means: str
    level: str
    proved_at: dt.datetime


@dataclass(frozen=True)
class Try:
    """A ceremony as it is kept. sealed: its nonce and notes, encrypted."""

    id: str
    session: str
    means: str
    purpose: str
    account: UUID | None
    next: str
    sealed: bytes
    version: int
    created_at: dt.datetime
    ends_at: dt.datetime


async def add(means: Kept) -> None:
    """Raises a unique violation when the key belongs to somebody already."""
    await Means.insert(Means(**vars(means)))


async def by_key(name: str, key: str) -> Kept | None:
    return _kept(await Means.select().where((Means.name == name) & (Means.key == key)).first())


async def of_account(account: UUID, name: str = "") -> list[Kept]:
    """In the order they were added. name: only those of this means."""
    wanted = Means.account == account
    rows = await Means.select().where(wanted & (Means.name == name) if name else wanted).order_by(Means.added_at)
    return [Kept(**{**row, "sealed": bytes(row["sealed"])}) for row in rows]


def _kept(row: dict[str, Any] | None) -> Kept | None:
    return Kept(**{**row, "sealed": bytes(row["sealed"])}) if row else None


async def used(wanted: UUID, moment: dt.datetime, sealed: bytes | None = None) -> None:
    """sealed: what it keeps from now on, when that changed."""
    values: dict[Any, Any] = {Means.used_at: moment} | ({} if sealed is None else {Means.sealed: sealed})
    await Means.update(values).where(Means.id == wanted)


async def changed(wanted: Kept, sealed: bytes) -> bool:
    """Keep something else, if it is still as it was read; False when somebody was faster."""
    same = (Means.id == wanted.id) & (Means.sealed == wanted.sealed)
    return bool(await Means.update({Means.sealed: sealed}).where(same).returning(Means.id))


async def rename(account: UUID, wanted: UUID, label: str) -> None:
    await Means.update({Means.label: label}).where((Means.account == account) & (Means.id == wanted))


async def remove(account: UUID, wanted: UUID) -> None:
    await Means.delete().where((Means.account == account) & (Means.id == wanted))


async def prove(account: UUID, one: Proved) -> None:
    """In the place of what was proved before under this name."""
    await Attribute.delete().where((Attribute.account == account) & (Attribute.name == one.name))
    await Attribute.insert(Attribute(id=uuid4(), account=account, **vars(one)))


async def proved(account: UUID) -> list[Proved]:
    rows = await Attribute.select().where(Attribute.account == account).order_by(Attribute.name)
    return [Proved(**{name: row[name] for name in Proved.__dataclass_fields__}) for row in rows]


async def give_fin(account: UUID, fin: str) -> None:
    """The account's FIN is proved: what belonged to the account alone belongs to the person from now on.

    Raises a unique violation when another account has it.
    """
    await Account.update({Account.fin: fin, Account.claimed_fin: ""}).where(
        (Account.id == account) & Account.fin.is_null()
    )
    before, after = f"a:{account}", f"p:{fin}"
    for column in (Case.party, Document.party, Issued.holder, Message.party):
        await column._meta.table.update({column: after}).where(column == before)
    await Case.raw(
        "UPDATE case_ SET unique_key = replace(unique_key, {}, {}) WHERE party = {} AND unique_key IS NOT NULL",
        f"|{before}|",
        f"|{after}|",
        after,
    )


async def give_passport(account: UUID, passport: str) -> None:
    """The newest one that is proved; an older one opens nothing any more.

    Raises a unique violation when another account has it.
    """
    values: dict[Any, Any] = {Account.passport: passport, Account.claimed_passport: ""}
    await Account.update(values).where(Account.id == account)


async def give_kind(account: UUID, kind: str) -> None:
    await Account.update({Account.kind: kind}).where(Account.id == account)


async def keep_try(one: Try) -> None:
    await Ceremony.insert(Ceremony(**vars(one), used_at=None))


async def find_try(wanted: str, moment: dt.datetime) -> Try | None:
    """One that goes on: neither used nor over."""
    alive = Ceremony.used_at.is_null() & (Ceremony.ends_at > moment)
    row = (
        await Ceremony.select(*Ceremony.all_columns(exclude=[Ceremony.used_at]))
        .where((Ceremony.id == wanted) & alive)
        .first()
    )
    return Try(**{**row, "sealed": bytes(row["sealed"])}) if row else None


async def note_try(one: Try, sealed: bytes) -> bool:
    """Keep its notes; False when another request of the same try was faster."""
    same = (Ceremony.id == one.id) & (Ceremony.version == one.version) & Ceremony.used_at.is_null()
    values: dict[Any, Any] = {Ceremony.sealed: sealed, Ceremony.version: one.version + 1}
    return bool(await Ceremony.update(values).where(same).returning(Ceremony.id))


async def use_try(wanted: str, moment: dt.datetime) -> bool:
    """Spend it; False when it was spent already, or is over."""
    alive = (Ceremony.id == wanted) & Ceremony.used_at.is_null() & (Ceremony.ends_at > moment)
    return bool(await Ceremony.update({Ceremony.used_at: moment}).where(alive).returning(Ceremony.id))


async def end_tries(account: UUID) -> None:
    """Nobody goes on with a try that was begun for this account."""
    await Ceremony.delete().where(Ceremony.account == account)


async def sweep(moment: dt.datetime) -> None:
    """Forget tries whose time has passed."""
    await Ceremony.delete().where(Ceremony.ends_at <= moment)
