"""What the grounds of refusals are called now; those that may be chosen no more as well."""

from __future__ import annotations

from collections.abc import Iterable

from xidmet.cases.figures.outcome import ground_field
from xidmet.cases.site import Site
from xidmet.contract.fields import Choice
from xidmet.contract.form import Form
from xidmet.contract.registers import Lookup

Key = tuple[str, str, str]  # service, move, ground


async def ground_names(site: Site, keys: Iterable[Key]) -> dict[Key, Form | str]:
    """For each the row of a register, or an option's text; of one that is gone its key. One question a register."""
    found, wanted = dict[Key, Form | str](), dict[str, list[Key]]()
    for key in keys:
        service = site.catalogue.services[key[0]]
        move = service.transition(key[1])
        field = ground_field(move) if move else None
        if key[2]:
            found[key] = field.options.get(key[2], key[2]) if isinstance(field, Choice) else key[2]
        if key[2] and isinstance(field, Lookup):
            wanted.setdefault(field.register.name, []).append(key)
    for register, same in wanted.items():
        rows = await site.registers.known(register, [key[2] for key in same])
        found |= {key: rows[key[2]] for key in same if key[2] in rows}
    return found
