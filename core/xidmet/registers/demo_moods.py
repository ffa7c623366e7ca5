"""Registers of a demonstration that an operator makes silent or slow, so that what the portal does then can be shown.

How each is stands in a file of the data folder, because the command runs beside the portal. Looked at with each
question: a stat() costs microseconds, and a demonstration is in no hurry.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, Literal, get_args

from xidmet.contract.form import Form
from xidmet.contract.registers import Register
from xidmet.errors import RegisterDown
from xidmet.registers.kept_rows import KeptRows

Mood = Literal["answers", "slow", "silent"]
MOODS: tuple[Mood, ...] = get_args(Mood)
FILE = "demo-registers.json"
SLOW = 4.0  # seconds


def moods_in(folder: Path) -> dict[str, Mood]:
    """Of the registers that do not simply answer, by their names; a file that can't be read says nothing."""
    try:
        said = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: mood for name, mood in said.items() if mood in MOODS} if isinstance(said, dict) else {}


def set_mood(folder: Path, name: str, mood: Mood) -> None:
    """From the next question on."""
    moods = {**moods_in(folder), name: mood}
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / f"{FILE}.new"
    written.write_text(json.dumps({one: how for one, how in moods.items() if how != "answers"}), "utf-8")
    written.replace(folder / FILE)


class MoodyRows(KeptRows):
    """Rows of a register that answers as an outside one does: late, or not at all."""

    def __init__(self, register: Register[Any], folder: Path) -> None:
        super().__init__(register)
        self._folder = folder

    async def _need_answer(self) -> None:
        mood = moods_in(self._folder).get(self.register.name, "answers")
        if mood == "silent":
            raise RegisterDown(self.register.label)
        if mood == "slow":
            await asyncio.sleep(SLOW)

    async def about(self, party: str) -> list[Form]:
        await self._need_answer()
        return await super().about(party)

    async def about_each(self, parties: list[str]) -> dict[str, list[Form]]:
        await self._need_answer()
        return await super().about_each(parties)

    async def by_keys(self, keys: list[str]) -> list[Form]:
        await self._need_answer()
        return await super().by_keys(keys)

    async def some(self, limit: int) -> list[Form]:
        await self._need_answer()
        return await super().some(limit)

    async def search(self, text: str, limit: int) -> list[Form]:
        await self._need_answer()
        return await super().search(text, limit)
