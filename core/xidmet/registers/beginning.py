"""The rows with which tables begin that an agency keeps here: put in once, then they are the agency's."""

from __future__ import annotations

from xidmet.contract.answers import row_key
from xidmet.contract.form import Form
from xidmet.contract.plain import to_store
from xidmet.plugins import Catalogue
from xidmet.store import registers, transaction


async def fill_empty(catalogue: Catalogue) -> None:
    """Of two processes that start together both put the same rows in, under the same keys."""
    for plugin in catalogue.plugins.values():
        for name, rows in plugin.begins.items():
            if rows and not await registers.has_rows(name):
                async with transaction():
                    for row in rows:
                        await registers.keep(name, row_key(row), "", to_store(row), texts_of(row))


def texts_of(row: Form) -> str:
    """Every text of a row, for search; of rows inside it, nothing."""
    return " ".join(str(one) for one in vars(row).values() if one is not None and not isinstance(one, Form | tuple))
