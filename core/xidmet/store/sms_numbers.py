"""To which number an account's SMS go, and the code that proves a new one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.tables import SmsNumber


@dataclass(frozen=True)
class Numbers:
    """number: confirmed, "" for none. wanted: waits for its code until then."""

    number: str
    confirmed_at: dt.datetime | None
    wanted: str
    code_until: dt.datetime | None


COLUMNS = (SmsNumber.number, SmsNumber.confirmed_at, SmsNumber.wanted, SmsNumber.code_until)


async def of_account(account: UUID) -> Numbers | None:
    row: dict[str, Any] | None = await SmsNumber.select(*COLUMNS).where(SmsNumber.account == account).first()
    return Numbers(**row) if row else None


async def confirmed(account: UUID) -> str:
    """The number, "" for none."""
    found = await of_account(account)
    return found.number if found else ""


async def want(account: UUID, number: str, code: str, until: dt.datetime) -> None:
    """Another number waits for its code; the one that is confirmed stays. Raises a unique violation for two at once."""
    values: dict[Any, Any] = {
        SmsNumber.wanted: number,
        SmsNumber.code: code,
        SmsNumber.code_until: until,
        SmsNumber.tries: 0,
    }
    if not await SmsNumber.update(values).where(SmsNumber.account == account).returning(SmsNumber.id):
        new = SmsNumber(id=uuid4(), account=account, wanted=number, code=code, code_until=until)
        await SmsNumber.insert(new)


async def tried(account: UUID, most: int, moment: dt.datetime) -> bool:
    """Count a try of the code that holds; False when none holds any more. One statement: no try is free."""
    holds = (
        (SmsNumber.account == account)
        & (SmsNumber.code != "")
        & (SmsNumber.code_until > moment)
        & (SmsNumber.tries < most)
    )
    return bool(await SmsNumber.update({SmsNumber.tries: SmsNumber.tries + 1}).where(holds).returning(SmsNumber.id))


async def confirm(account: UUID, code: str, moment: dt.datetime) -> str:
    """The number that counts from now on; "" when it is another code."""
    mine = (SmsNumber.account == account) & (SmsNumber.code == code) & (SmsNumber.code != "")
    found: dict[str, Any] | None = await SmsNumber.select(SmsNumber.wanted).where(mine).first()
    if found is None:
        return ""
    values: dict[Any, Any] = {
        SmsNumber.number: found["wanted"],
        SmsNumber.confirmed_at: moment,
        SmsNumber.wanted: "",
        SmsNumber.code: "",
        SmsNumber.code_until: None,
    }
    return found["wanted"] if await SmsNumber.update(values).where(mine).returning(SmsNumber.id) else ""


async def forget(account: UUID) -> bool:
    """False when there was none."""
    return bool(await SmsNumber.delete().where(SmsNumber.account == account).returning(SmsNumber.id))
