"""What a demonstration asks of the store."""

from __future__ import annotations

from xidmet.store.tables import Case


async def has_cases() -> bool:
    """Has anybody applied for anything?"""
    return bool(await Case.exists())
