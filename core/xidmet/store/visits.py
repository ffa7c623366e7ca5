"""Who is visiting: a session, whose it is, their powers, offices and unread messages. One statement for every page."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from xidmet.store import bound
from xidmet.store.accounts import HELD, IN_FORCE, Person, Power
from xidmet.store.sessions import Kept
from xidmet.store.tables import Session


@dataclass(frozen=True)
class Unread:
    """How many messages wait for a party: of one service, or ("") of none."""

    party: str
    service: str
    count: int


@dataclass(frozen=True)
class Visiting:
    """person: None for somebody who is not signed in; then there is nothing else either.

    unread: for the person, and for the organisation they chose to act for.
    """

    session: Kept
    person: Person | None
    powers: tuple[Power, ...] = ()
    offices: frozenset[str] = frozenset()
    unread: tuple[Unread, ...] = ()


STATEMENT = """
SELECT {session}, {person},
 (SELECT {array}({object}('organisation', organisation.id, 'voen', organisation.voen, 'name', organisation.name,
    'kind', organisation.kind, 'role', mandate.role, 'services', mandate.services, 'starts', mandate.starts,
    'ends', mandate.ends))
  FROM mandate JOIN organisation ON organisation.id = mandate.organisation
  WHERE mandate.account = session.account AND {in_force}
    AND (mandate.granted_by <> 'registration' OR account.fin IS NOT NULL)) AS powers,
 (SELECT {array}(office.officer) FROM office WHERE office.account = session.account AND {held}) AS offices,
 (SELECT {array}({object}('party', waits.party, 'service', waits.service, 'count', waits.found))
  FROM (SELECT message.party, COALESCE(case_.service, '') AS service, COUNT(*) AS found
    FROM message LEFT JOIN case_ ON case_.id = message."case"
    WHERE message.channel = 'inbox' AND message.read_at IS NULL AND message.party IN (
      CASE WHEN account.fin IS NULL THEN 'a:' || CAST(account.id AS TEXT) ELSE 'p:' || account.fin END,
      'o:' || (SELECT voen FROM organisation WHERE id = session.organisation), 'p:' || session.ward)
    GROUP BY message.party, COALESCE(case_.service, '')) AS waits) AS unread
FROM session LEFT JOIN account ON account.id = session.account AND account.closed_at IS NULL
WHERE session.digest = {{}} AND session.ends_at > {{}}
"""


async def visiting(digest: str, moment: dt.datetime) -> Visiting | None:
    """None for a session that is unknown or has ended."""
    rows = await Session.raw(_statement(bound.on_sqlite()), *(moment,) * 4, digest, moment)
    return _visiting(rows[0]) if rows else None


@cache
def _statement(on_sqlite: bool) -> str:
    words = ("json_group_array", "json_object") if on_sqlite else ("json_agg", "json_build_object")
    return STATEMENT.format(
        session=", ".join(f"session.{name} AS session_{name}" for name in Kept.__dataclass_fields__),
        person=", ".join(f"account.{name} AS person_{name}" for name in Person.__dataclass_fields__),
        array=words[0],
        object=words[1],
        in_force=IN_FORCE,
        held=HELD,
    )


def _visiting(row: dict[str, Any]) -> Visiting:
    said = {name: row[f"session_{name}"] for name in Kept.__dataclass_fields__}
    session = Kept(**{**said, "notes": json.loads(said["notes"])})
    if row["person_id"] is None:
        return Visiting(session, None)
    return Visiting(
        session=session,
        person=Person(**{name: row[f"person_{name}"] for name in Person.__dataclass_fields__}),
        powers=tuple(_power(one) for one in sorted(_list(row["powers"]), key=lambda one: (one["name"], one["starts"]))),
        offices=frozenset(str(one) for one in _list(row["offices"])),
        unread=tuple(Unread(**one) for one in _list(row["unread"])),
    )


def _list(text: str | None) -> list[Any]:
    """PostgreSQL makes nothing, not an empty list, of no rows."""
    found: list[Any] = json.loads(text or "[]")
    return found


def _power(one: dict[str, str]) -> Power:
    return Power(
        organisation=UUID(one["organisation"]),
        voen=one["voen"],
        name=one["name"],
        kind=one["kind"],
        role=one["role"],
        services=frozenset(one["services"].split()),
        ends=dt.datetime.fromisoformat(one["ends"]) if one["ends"] else None,
    )
