"""Texts are English msgids; the plugin's own catalogue turns them into the reader's language when they are shown."""

from __future__ import annotations

from xidmet.language import PLURAL


def _(msgid: str, many: str = "") -> str:
    """Mark a text for translation. It stays the English msgid until a page, an e-mail or a PDF shows it.

    many: the same for several, when {count} is in it; each language has as many forms as it needs.
    """
    return f"{msgid}{PLURAL}{many}" if many else msgid
