"""Who is told of a change: the others who keep the table, and the agency's administrators; and the agency's record."""

from __future__ import annotations

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.offices.administrators import note, tell_each
from xidmet.cases.agency_tables.find import Table
from xidmet.contract.texts import _
from xidmet.store import offices
from xidmet.store.agency_changes import Change

CHANGED = _("A table of your agency was changed")
WAITS = _("A change of a table waits for you")
SAYS = {
    "changed": _("{who} changed a table that is kept at {agency}: change {number} ({reason})."),
    "proposed": _(
        "{who} proposed change {number} of a table that is kept at {agency} ({reason}). It waits for "
        "somebody who keeps the table."
    ),
    "confirmed": _("{who} put change {number} of a table that is kept at {agency} in force ({reason})."),
    "declined": _("{who} declined change {number} of a table that is kept at {agency} ({reason})."),
}


async def tell_others(table: Table, actor: Actor, done: Change, about: Change | None = None) -> None:
    """Inside the transaction. about: the proposal that was confirmed or declined."""
    told = about or done
    reason, number = str(told.says["reason"]), str(told.number)
    facts = {"table": table.kept.register.label, "number": number, "law": reason}
    await note(table.here, f"table-{done.kind}", actor, **facts)
    held = await offices.of_agency(table.here.code, clock.now())
    concerned = (
        {table.kept.keeper.key} if done.kind == "proposed" else {table.kept.keeper.key, table.here.administrator}
    )
    others = [one for one in held if one.officer in concerned and one.account != actor.account]
    link = f"/offices/{table.here.code}/tables/{table.name}/changes/{number}"
    subject = WAITS if done.kind == "proposed" else CHANGED
    said = {"who": actor.name, "number": number, "reason": reason}
    once = f"table:{done.id}"
    await tell_each(others, table.here, table.kept.keeper.key, subject, SAYS[done.kind], link, once, **said)
