"""What stands in each table of a permit, as statements over a table of drawn ones: the store makes the rows itself."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xidmet import clock
from xidmet.bench import roster_site
from xidmet.bench.roster_site import CODES, SLUG, code
from xidmet.store import bound, many
from xidmet.store.tables import Case

DRAWN = "drawn_permit"
COLUMNS: Mapping[str, str] = {  # at: as a moment, said_at: as it stands in what was asked; body, head: of the journal
    "id": "uuid",
    "number": "text",
    "party": "text",
    "voen": "text",
    "fin": "text",
    "surname": "text",
    "given_name": "text",
    "trade": "text",
    "place": "text",
    "state": "text",
    "paper": "text",
    "at": "timestamptz",
    "said_at": "text",
    "sort_name": "text",
    "body": "text",
    "head": "text",
}
EVERY, ISSUED, ACTIVE = "", " WHERE paper <> ''", " WHERE state = 'active'"
PLACES = re.compile(r"%\((\w+)\)s")


async def write(rows: Sequence[tuple[Any, ...]], moment: dt.datetime, ends: dt.datetime) -> None:
    """Inside a transaction. rows: of COLUMNS. moment, ends: from when until when those in force are."""
    named = ", ".join(f"{name} {'text' if bound.on_sqlite() else type_}" for name, type_ in COLUMNS.items())
    await Case.raw(f"CREATE TEMPORARY TABLE IF NOT EXISTS {DRAWN} ({named})")
    await many.insert_into(DRAWN, list(COLUMNS), rows)
    for statement in _statements(moment, ends):
        await Case.raw(statement.replace("{", "{{").replace("}", "}}"))
    await Case.raw(f"DELETE FROM {DRAWN}")  # noqa: S608  # our own table


def _statements(moment: dt.datetime, ends: dt.datetime) -> Iterator[str]:
    until, today = _typed(f"{many.plain(ends)}", "timestamptz"), _typed(f"{clock.today()}", "date")
    texts = _texts(moment, ends)
    yield _insert("case_", EVERY, _case(texts, until))
    for which, (path, text) in enumerate(_found_by()):
        row = {"id": _row(which), '"case"': "id", "service": _text(SLUG), "party": "party", "path": _text(path)}
        yield _insert("case_field", EVERY, {**row, "value": text})
    for which, (register, key) in enumerate((("employers", "voen"), ("trades", "trade"), ("places", "place"))):
        row = {"id": _row(which), '"case"': "id", "register": _text(f"gates.{register}"), "key": key}
        yield _insert("case_row", EVERY, row)
    for which, key in enumerate(("party", "'p:' || fin")):
        row = {"id": _row(which), '"case"': "id", "service": _text(SLUG), "key": key, "at": "at"}
        yield _insert("case_concern", EVERY, row)
    yield _insert("case_figure", ISSUED, _figure(today))
    yield _insert("case_total", ACTIVE, _total())
    yield _insert("journal_row", EVERY, _opened())
    yield _insert("issued", ISSUED, _issued(texts["record"], until))


def _insert(table: str, which: str, row: Mapping[str, str]) -> str:
    return f"INSERT INTO {table} ({', '.join(row)}) SELECT {', '.join(row.values())} FROM {DRAWN}{which} ORDER BY id"  # noqa: S608


def _text(said: str) -> str:
    quoted = said.replace("'", "''")
    return f"'{quoted}'"


def _typed(said: str, type_: str) -> str:
    """PostgreSQL wants to know of a text what it is."""
    return _text(said) if bound.on_sqlite() else f"{_text(said)}::{type_}"


def _row(which: int) -> str:
    """One after the other, so that they are quickly put in; looked up they cost the same. which: row of the permit."""
    text = f"substr(CAST(id AS text), 1, 20) || '{which:03x}-000000000000'"
    return text if bound.on_sqlite() else f"CAST({text} AS uuid)"


def _filled(template: str, *, data: bool = False) -> str:
    """A template with "%(fin)s" and the like, as an expression. data: PostgreSQL keeps it as JSON, which it is."""
    pieces = PLACES.split(template)
    said = " || ".join(_said(one) if place % 2 else _text(one) for place, one in enumerate(pieces) if place % 2 or one)
    return _as_data(said) if data else said


def _said(name: str) -> str:
    return f"upper({name.lower()})" if name.isupper() else name


def _case(texts: Mapping[str, str], until: str) -> dict[str, str]:
    asked = f"CASE state WHEN 'entered' THEN {_filled(texts['entered'])} ELSE {_filled(texts['asked'])} END"
    return {
        "id": "id",
        "number": "number",
        "service": _text(SLUG),
        "party": "party",
        "follows": "''",
        "state": "state",
        "state_since": "at",
        "version": "CASE state WHEN 'entered' THEN 3 ELSE 4 END",
        "typed": "'{}'",
        "answers": _filled(texts["answers"], data=True),
        "asked": _as_data(asked),
        "sort_name": "sort_name",
        "unique_key": f"{_text(SLUG + '|')} || party || '|' || fin",
        "due_at": f"CASE state WHEN 'active' THEN {until} END",
        "due_move": "CASE state WHEN 'active' THEN 'expire' ELSE '' END",
        "taken_as": "''",
        "journal_head": "head",
        "journal_rows": "1",
        "opened_at": "at",
        "sent_at": "at",
        "changed_at": "at",
    }


def _as_data(said: str) -> str:
    return said if bound.on_sqlite() else f"CAST({said} AS jsonb)"


def _found_by() -> Iterator[tuple[str, str]]:
    """Question and what is found."""
    yield from ((one, f"lower({one})") for one in ("surname", "given_name", "fin"))
    yield from ((one, f"'={one}=' || {one} || '='") for one in ("trade", "place"))


def _figure(today: str) -> dict[str, str]:
    told = {"outcome": "'granted'", "move": "'activate'", "ground": "''", "late": "FALSE"}
    return {'"case"': "id", "service": _text(SLUG), "received_on": today, "ended_on": today, **told}


def _total() -> dict[str, str]:
    employer = json.dumps(roster_site.EMPLOYER["name"], ensure_ascii=False)
    labels = f"{_text(f'[{employer}, ')} || '\"' || upper(trade) || '\", \"' || upper(place) || '\"]'"
    groups = {"first": "voen", "second": "trade", "third": "place"}
    named = {"id": "id", '"case"': "id", "service": _text(SLUG), "place": "0", "span": _text(f"{clock.today()}")}
    return {**named, "party": "party", **groups, "labels": labels, "adds": "0"}


def _opened() -> dict[str, str]:
    named = {"id": "id", "chain": "id", "place": "1", "form": "1", "happened_at": "at", "kind": "'opened'"}
    return {**named, "body": "body", "before": "''", "hash": "head"}


def _issued(record: str, until: str) -> dict[str, str]:
    whose = {"holder": "'p:' || fin", "holder_name": "given_name || ' ' || surname"}
    named = {"id": "id", "number": "paper", "attestation": "'gates.passes'", "service": _text(SLUG), '"case"': "id"}
    stands = {"record": _filled(record, data=True), "language": "'az'", "in_force": "state = 'active'"}
    return {**named, **whose, **stands, "issued_at": "at", "valid_until": until}


def _texts(moment: dt.datetime, ends: dt.datetime) -> dict[str, str]:
    """The data of a permit with "%(fin)s" and the like in place of its own."""
    trade, place = ({**code("a"), "code": f"%({name})s", "name": f"%({name.upper()})s"} for name in ("trade", "place"))
    employer = {**roster_site.EMPLOYER, "voen": "%(voen)s"}
    person = {name: f"%({name})s" for name in ("surname", "given_name", "fin")}
    answers = {**roster_site.answers(0), **person, "employer": employer, "trade": trade, "place": place}
    times = {name: (moment if name == "opens" else ends).isoformat() for name in ("opens", "closes")}
    time = {"act": "Act", **times, **{name: [code(one) for one in CODES] for name in ("trades", "places")}}
    done = [{"transition": name, "by": "time", "at": "%(said_at)s"} for name in ("enter", "activate")]
    opening = {"Opening": {"time": time, "ends": ends.isoformat()}}
    shown = {"employer": employer, "trade": trade, "place": place, "vehicle": None, "time": time, **person}
    found = {
        "answers": answers | {"voen": "%(voen)s"},
        "entered": {"done": done[:1]},
        "asked": {"forms": opening, "done": done},
        "record": {"number": "%(paper)s", **shown, "ends": ends.isoformat()},
    }
    return {name: json.dumps(one, ensure_ascii=False) for name, one in found.items()}
