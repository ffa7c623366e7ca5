"""Stable names of mistakes, for machines that tell them apart.

The frequent ones are named here. Every other mistake, of a plugin's rule too, is named after its English msgid; whoever
changes that text changes the name.
"""

from __future__ import annotations

import re

from xidmet.auth.beyond import NO_OPERATOR, NOT_REACHED, UNSIGNED, UNSURE
from xidmet.cases.attach import FULL, MANY
from xidmet.documents.kinds import EMPTY, LARGE, LOCKED, OLD, OTHER_KIND, WITH_MACROS

LONGEST = 60  # characters
NAMED = {
    "Answer this question.": "missing",
    "Choose one of the answers.": "missing",
    "Add the document.": "missing",
    "This is missing.": "missing",
    "Choose from the list.": "not-in-list",
    "Choose yes or no.": "not-yes-or-no",
    "This is not asked here.": "not-asked",
    "This does not look right. Check it and type it again.": "malformed",
    "Send a JSON value of this type here: {type}.": "wrong-type",
    "This value is not possible here.": "not-possible",
    "Use at most {most} characters; there are {length}.": "too-long",
    "Give at least {least}; there are {given}.": "too-few",
    "Give at most {most}; there are {given}.": "too-many",
    "Tick the box to go on; without it the application can't be sent.": "not-agreed",
    "The least is {least}.": "too-small",
    "The most is {most}.": "too-large",
    "Type a whole number, like 12.": "not-a-whole-number",
    "Type an amount like 1 234,50.": "not-an-amount",
    "There is no such day. Type day, month and year, like 31 12 2026.": "no-such-day",
    "Give the day, the month and the year.": "incomplete-date",
    "There is one like this already.": "one-already",
    OTHER_KIND: "wrong-kind",
    EMPTY: "empty-file",
    LARGE: "file-too-large",
    LOCKED: "locked-file",
    OLD: "old-kind",
    WITH_MACROS: "with-macros",
    MANY: "too-many-files",
    FULL: "case-full",
    NO_OPERATOR: "operator-at-most",
    NOT_REACHED: "service-not-reached",
    UNSURE: "surer-sign-in-needed",
    UNSIGNED: "signature-needed",
}


def code_of(msgid: str) -> str:
    """Lower-case words joined by dashes."""
    return NAMED.get(msgid) or _derived(msgid)


def _derived(msgid: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", msgid.lower().replace("ö", "o")).strip("-")
    return words if len(words) <= LONGEST else words[: LONGEST + 1].rpartition("-")[0] or words[:LONGEST]
