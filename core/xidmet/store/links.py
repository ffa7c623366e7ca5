"""Links that are mailed and open once; the store keeps the digest of their token."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xidmet.store.tables import OneTimeLink


async def add_link(digest: str, purpose: str, account: UUID, ends_at: dt.datetime, value: str = "") -> None:
    """value: what it brings about, such as a new e-mail address."""
    await OneTimeLink.insert(OneTimeLink(digest=digest, purpose=purpose, account=account, ends_at=ends_at, value=value))


async def link_of(digest: str, purpose: str, moment: dt.datetime) -> UUID | None:
    """Whose it is; None when it was spent, ended or never existed. It stays unspent."""
    alive = OneTimeLink.used_at.is_null() & (OneTimeLink.ends_at > moment)
    same = (OneTimeLink.digest == digest) & (OneTimeLink.purpose == purpose)
    row = await OneTimeLink.select(OneTimeLink.account).where(same & alive).first()
    return row["account"] if row else None


async def end_links(account: UUID, purpose: str) -> None:
    """Those that nobody opened yet open nothing any more."""
    await OneTimeLink.delete().where((OneTimeLink.account == account) & (OneTimeLink.purpose == purpose))


async def use_link(digest: str, purpose: str, moment: dt.datetime) -> UUID | None:
    """Spend a link; whose it was, or None when it was spent, ended or never existed."""
    found = await used_link(digest, purpose, moment)
    return found[0] if found else None


async def used_link(digest: str, purpose: str, moment: dt.datetime) -> tuple[UUID, str] | None:
    """The same, with what it brings about."""
    rows = (
        await OneTimeLink.update({OneTimeLink.used_at: moment})
        .where(
            (OneTimeLink.digest == digest)
            & (OneTimeLink.purpose == purpose)
            & (OneTimeLink.used_at.is_null())
            & (OneTimeLink.ends_at > moment)
        )
        .returning(OneTimeLink.account, OneTimeLink.value)
    )
    return (rows[0]["account"], rows[0]["value"]) if rows else None
