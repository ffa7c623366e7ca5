"""What every answer to bad input must be: a whole page, in the reader's language, that betrays nothing."""

from __future__ import annotations

import re
from html import unescape

import httpx
from xidmet.errors import XidmetError
from xidmet.language import translator

# Of a stack trace, of this program's files and of the libraries beneath it.
INSIDES = re.compile(
    r"Traceback|File &#?\w+;|\.py\b|site-packages|\w+Error:|litestar|piccolo|sqlite|asyncpg|pydantic", re.I
)
FRAME = ('<a class="skip" href="#main">', '<header class="top">', '<main id="main"', '<footer class="foot">', "</html>")
DOMAIN = "employment_certificate"


def is_page(answer: httpx.Response, status: int, *texts: str, language: str = "az") -> None:
    """A page with the portal's frame in this language, with this status, in which all these texts stand."""
    said = words(answer)
    assert answer.status_code == status, (answer.status_code, said[:300])
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}"' in answer.text and all(part in answer.text for part in FRAME)
    assert not INSIDES.search(answer.text), INSIDES.search(answer.text)
    assert [text for text in texts if text not in said] == [], said[:600]


def is_error(answer: httpx.Response, error: type[XidmetError], language: str = "az") -> None:
    """The page of one of our own errors: why, and what to do about it."""
    is_page(answer, error.status, text(error.why, language), text(error.mend, language), language=language)


def words(answer: httpx.Response) -> str:
    """What a person reads in the main part of a page."""
    main = re.search(r"<main.*?</main>", answer.text, re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main[0] if main else answer.text)).split())


def text(msgid: str, language: str = "az", **values: object) -> str:
    """A text as the page shows it, of the certificate's plugin or the portal's own."""
    said = translator(language, DOMAIN).text(msgid, **values)
    assert language == "en" or said != msgid, f"not translated: {msgid}"
    return " ".join(said.split())
