"""Draw one page of a file as a PNG, or read its text: a program of its own, because files of strangers are hostile.

It is run by its path, not imported: it reads the file from standard input, writes a line of JSON and then the picture,
and imports nothing of this project. Before it reads a byte it gives up what it does not need: it may not open a
file for writing, start a process, use more than some seconds of the processor or more than some memory.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

MOST_TEXT = 20_000  # characters of one page
MOST_PIXELS = 80_000_000  # of a picture that is read: a few kilobytes can hold billions
MEMORY = 1024 * 1024 * 1024  # bytes of address space
SECONDS = 10  # of the processor
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "tiff": "TIFF"}


def main() -> int:
    """Arguments: kind; page, from 1; degrees by which it is turned to the right; pixels of its longest side, or 0 for
    the text of a PDF's page. Exit status 0, or 1 when this page can't be drawn.
    """
    kind, page, turn, side = sys.argv[1], *map(int, sys.argv[2:5])
    _give_up()
    try:
        if not side:
            sys.stdout.buffer.write(json.dumps(_text(page)).encode() + b"\n")
            return 0
        pages, picture = _pdf(page, side) if kind == "pdf" else _picture(kind, page, side)
        picture.thumbnail((side, side))
        picture = picture.convert("RGB").rotate(-turn, expand=True)
    except Exception:  # whatever a broken or hostile file makes the libraries raise
        return 1
    sys.stdout.buffer.write(json.dumps({"pages": pages}).encode() + b"\n")
    picture.save(sys.stdout.buffer, "PNG")
    return 0


def _give_up() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # it warns above this, and refuses above twice as many


def _text(page: int) -> dict[str, Any]:
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    read = document[page - 1].get_textpage()
    text = read.get_text_range(0, min(MOST_TEXT, read.count_chars()))
    return {"pages": len(document), "text": text.replace("\r\n", "\n").replace("\ufffe", "")}


def _pdf(page: int, side: int) -> tuple[int, Image.Image]:
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    one = document[page - 1]
    width, height = one.get_size()
    bitmap: Any = one.render(scale=side / max(width, height, 1), may_draw_forms=False)
    return len(document), bitmap.to_pil()


def _picture(kind: str, page: int, side: int) -> tuple[int, Image.Image]:
    picture = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=[FORMATS[kind]])
    pages = int(getattr(picture, "n_frames", 1)) if kind == "tiff" else 1
    if not 1 <= page <= pages:
        raise ValueError(page)
    if pages > 1:
        picture.seek(page - 1)
    picture.draft("RGB", (side, side))
    return pages, ImageOps.exif_transpose(picture)


if __name__ == "__main__":
    sys.exit(main())
