"""Sheets that the portal sets for one reader: PDF/A-2b, or A-3b with a file in it, made on asking, not sealed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

from xidmet.attestations.render import FONTS, STANDARDS
from xidmet.turns import Turns

FOLDER = Path(__file__).parent
LINES = "lines.typ"  # how questions and answers are set; every sheet imports it
WITH_A_FILE: list[Literal["a-3b"]] = ["a-3b"]  # ISO 19005-3, level B
AT_ONCE = 2  # documents that one process makes at the same time: each may take a processor and some memory
_turns = Turns(AT_ONCE)


async def typeset(template: str, data: Mapping[str, Any], attached: str = "") -> bytes:
    """template: name of a file beside this one. Data goes in as data, never as template source. attached: JSON that the
    template puts into the PDF as a file.
    """
    async with _turns.one():
        return await asyncio.to_thread(_made, template, json.dumps(data, ensure_ascii=False), attached)


def _made(template: str, data: str, attached: str) -> bytes:
    """Blocks for as long as it takes: run it in a thread."""
    pdf = typst.compile(
        {"main.typ": (FOLDER / template).read_bytes(), LINES: (FOLDER / LINES).read_bytes()},  # type: ignore[call-overload]  # its types forget this input
        font_paths=FONTS,
        ignore_system_fonts=True,
        sys_inputs={"data": data, "attached": attached},
        format="pdf",
        pdf_standards=WITH_A_FILE if attached else STANDARDS,
    )
    return bytes(pdf)
