"""Cells that a spreadsheet program would take for a formula (OWASP: CSV injection).

An apostrophe before them makes them texts; what is read again loses it.
"""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "'"


def harmless(cell: str) -> str:
    return MARK + cell if _looks_like_one(cell) else cell


def meant(cell: str) -> str:
    """The cell without the mark that harmless() gave it."""
    return cell[1:] if cell.startswith(MARK) and _looks_like_one(cell[1:]) else cell


def _looks_like_one(cell: str) -> bool:
    """Also behind marks, so that two of them are told from one."""
    return cell.lstrip(MARK).startswith(FORMULA)
