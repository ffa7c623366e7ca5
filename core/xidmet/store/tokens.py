"""Tokens of programs: found by the digest, alive only as long as the mandate as head under which each was made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.accounts import IN_FORCE, Person, Power
from xidmet.store.tables import ApiToken

MOST = 200  # tokens of one organisation that are shown
# Three times the moment.
ALIVE = f"""api_token.ended_at IS NULL AND api_token.ends > {{}} AND mandate.role = 'head' AND {IN_FORCE}
 AND mandate.account = api_token.made_by AND account.confirmed_at IS NOT NULL
 AND (mandate.granted_by <> 'registration' OR account.fin IS NOT NULL)"""
JOINED = """FROM api_token JOIN mandate ON mandate.id = api_token.mandate
 JOIN account ON account.id = api_token.made_by JOIN organisation ON organisation.id = api_token.organisation"""

COLUMNS = """api_token.*, account.surname, account.given_name, account.patronymic, organisation.voen,
 organisation.name AS body"""


@dataclass(frozen=True)
class Made:
    """A token as its organisation, with this VÖEN and the name body, sees it. services: none named, all meant.

    maker: name of whoever made it. used_at: within an hour. ended_at: before its time.
    alive: neither ended nor over, and the mandate of whoever made it is in force.
    """

    id: UUID
    organisation: UUID
    voen: str
    body: str
    name: str
    prefix: str
    scopes: frozenset[str]
    services: frozenset[str]
    made_by: UUID
    maker: str
    mandate: UUID
    created_at: dt.datetime
    ends: dt.datetime
    used_at: dt.datetime | None
    ended_at: dt.datetime | None
    alive: bool


@dataclass(frozen=True)
class Bearer:
    """A living token as it comes with a request: whose it is, and what its maker lent it."""

    id: UUID
    name: str
    prefix: str
    scopes: frozenset[str]
    ends: dt.datetime
    used_at: dt.datetime | None
    maker: Person
    power: Power


async def add(**values: Any) -> UUID:
    """Raises a unique key's error when the same form made one already."""
    row = ApiToken(id=uuid4(), **values)
    await ApiToken.insert(row)
    return UUID(str(row.id))


async def made_by_form(once: str) -> bool:
    return bool(await ApiToken.exists().where(ApiToken.once == once))


async def bearer(digest: str, moment: dt.datetime) -> Bearer | None:
    """One statement. None for a token that is unknown, ended, over, or whose maker is no head any more."""
    rows = await ApiToken.raw(_bearer(), digest, moment, moment, moment)
    return _found(rows[0]) if rows else None


async def bearer_by_id(wanted: UUID, moment: dt.datetime) -> Bearer | None:
    """The same by the token's id, for what a worker does in a program's name."""
    rows = await ApiToken.raw(_bearer("id"), wanted, moment, moment, moment)
    return _found(rows[0]) if rows else None


@cache
def _bearer(by: str = "digest") -> str:
    person = ", ".join(f"account.{name} AS person_{name}" for name in Person.__dataclass_fields__)
    body = ", ".join(f"organisation.{name} AS body_{name}" for name in ("id", "voen", "name", "kind"))
    token = ", ".join(f"api_token.{name}" for name in ("id", "name", "prefix", "scopes", "services", "ends", "used_at"))
    return f"SELECT {token}, {person}, {body} {JOINED} WHERE api_token.{by} = {{}} AND {ALIVE}"


def _found(row: dict[str, Any]) -> Bearer:
    """The power is that of an operator, whatever its maker may do."""
    return Bearer(
        id=row["id"],
        name=row["name"],
        prefix=row["prefix"],
        scopes=frozenset(row["scopes"].split()),
        ends=row["ends"],
        used_at=row["used_at"],
        maker=Person(**{name: row[f"person_{name}"] for name in Person.__dataclass_fields__}),
        power=Power(
            organisation=row["body_id"],
            voen=row["body_voen"],
            name=row["body_name"],
            kind=row["body_kind"],
            role="operator",
            services=frozenset(row["services"].split()),
            ends=row["ends"],
        ),
    )


async def used(token: UUID, moment: dt.datetime, before: dt.datetime) -> None:
    """before: of two requests at once, only one that finds a use older than this writes."""
    stale = ApiToken.used_at.is_null() | (ApiToken.used_at <= before)
    await ApiToken.update({ApiToken.used_at: moment}).where((ApiToken.id == token) & stale)


async def of_organisation(organisation: UUID, moment: dt.datetime) -> list[Made]:
    """Every one there is or was, the newest first."""
    return await _made("api_token.organisation = {}", organisation, moment)


async def one(wanted: UUID, moment: dt.datetime) -> Made | None:
    found = await _made("api_token.id = {}", wanted, moment)
    return found[0] if found else None


async def under(mandate: UUID, moment: dt.datetime) -> list[Made]:
    """Those made under this mandate that were not ended, and whose own time has not passed."""
    found = await _made("api_token.mandate = {}", mandate, moment)
    return [one for one in found if one.ended_at is None and one.ends > moment]


async def _made(where: str, value: UUID, moment: dt.datetime) -> list[Made]:
    rows: list[dict[str, Any]] = await ApiToken.raw(
        f"SELECT {COLUMNS}, CASE WHEN {ALIVE} THEN 1 ELSE 0 END AS alive {JOINED} WHERE {where}"
        f" ORDER BY api_token.created_at DESC LIMIT {MOST}",
        moment,
        moment,
        moment,
        value,
    )
    return [_of(row) for row in rows]


def _of(row: dict[str, Any]) -> Made:
    parts = (row[name] for name in ("surname", "given_name", "patronymic"))
    known = {name: row[name] for name in Made.__dataclass_fields__ if name in row}
    split = {name: frozenset(row[name].split()) for name in ("scopes", "services")}
    return Made(**{**known, **split, "alive": bool(row["alive"]), "maker": " ".join(part for part in parts if part)})


async def end(wanted: UUID, by: str, moment: dt.datetime) -> bool:
    """False when it was ended already, or its time had passed."""
    open_ = ApiToken.ended_at.is_null() & (ApiToken.ends > moment)
    ended: dict[Any, Any] = {ApiToken.ended_at: moment, ApiToken.ended_by: by}
    return bool(await ApiToken.update(ended).where((ApiToken.id == wanted) & open_).returning(ApiToken.id))


async def near_their_end(until: dt.datetime, moment: dt.datetime, limit: int) -> list[Made]:
    """Alive, ending before that moment, and nobody was told yet."""
    rows: list[dict[str, Any]] = await ApiToken.raw(
        f"SELECT {COLUMNS}, 1 AS alive {JOINED} WHERE {ALIVE} AND api_token.ends <= {{}}"
        f" AND api_token.reminded_at IS NULL LIMIT {int(limit)}",
        moment,
        moment,
        moment,
        until,
    )
    return [_of(row) for row in rows]


async def remind_of(wanted: UUID, moment: dt.datetime) -> bool:
    """False when another worker was faster."""
    first = (ApiToken.id == wanted) & ApiToken.reminded_at.is_null()
    return bool(await ApiToken.update({ApiToken.reminded_at: moment}).where(first).returning(ApiToken.id))
