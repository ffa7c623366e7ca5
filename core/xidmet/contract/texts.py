"""Texts are English msgids; the plugin's own catalogue turns them into the reader's language when they are shown."""

from __future__ import annotations


def _(msgid: str) -> str:
    """Mark a text for translation. It stays the English msgid until a page, an e-mail or a PDF shows it."""
    return msgid
