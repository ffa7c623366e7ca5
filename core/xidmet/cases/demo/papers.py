"""Files that nobody ever had: a sheet that says what it stands for, or a picture."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from xidmet import clock
from xidmet.cases.typeset import typeset
from xidmet.contract.fields import Upload
from xidmet.language import translator

SIZE = (350, 450)  # pixels; the measure of a photograph on a form, 3.5 by 4.5 cm
PAPER, INK = (226, 232, 235), (86, 108, 122)


async def invented(field: Upload, domain: str, name: str) -> tuple[bytes, str]:
    """What is attached to this question, and its name. domain: whose texts its label is of. name: of the person."""
    if "pdf" not in field.kinds:
        return _portrait(), "foto.png"
    title = translator("az", domain).text(field.label)
    day = clock.today()
    said = {"title": title, "name": name, "today": [day.year, day.month, day.day]}
    return await typeset("demo/paper.typ", said), f"{field.name}.pdf"


def _portrait() -> bytes:
    """A head and shoulders."""
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((115, 90, 235, 240), fill=INK)
    draw.ellipse((45, 270, 305, 620), fill=INK)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
