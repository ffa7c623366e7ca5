"""The head of a list: what is done with all its items, how many they are, and the hashes that bind them.

It is what gets signed: a small JSON file that a person can read, written in one way only.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from xidmet.signatures.manifest.canonical import NAME, plain_text

FORMAT = "xidmet-manifest/1"
HEAD_NAME, ITEMS_NAME, LEAVES_NAME, MEDIA, ITEMS_MEDIA = (
    "head.json",
    "items.jsonl",
    "leaves.txt",
    "application/json",
    "application/jsonl",
)
MOST_ITEMS, MOST_BYTES = 100_000, 40_000_000  # of one list
LONGEST_HEAD = 20_000  # bytes
LONGEST = {"text": 2000, "site": 300}  # signs
LONGEST_OTHER = 100
HASH, MOMENT = re.compile(r"[0-9a-f]{64}"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True)
class About:
    """text: what the signature does, in the signer's language; no item's personal values, for each proof shows it.

    service, transition: their names in addresses. organisation: its VÖEN, or "". site: the portal's address.
    key: the value that tells the items apart.
    """

    text: str
    language: str
    service: str
    transition: str
    organisation: str
    site: str
    key: str


@dataclass(frozen=True)
class Head(About):
    """made_at: ISO 8601, UTC. items_sha256: of the file with the items. root: of the hash tree (RFC 9162) over its
    lines. Both in hexadecimal digits.
    """

    made_at: str
    count: int
    items_sha256: str
    root: str

    @property
    def content(self) -> bytes:
        """The file that is signed."""
        return (json.dumps(self.as_mapping(), ensure_ascii=False, indent=2) + "\n").encode()

    def as_mapping(self) -> dict[str, Any]:
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def made(cls, about: About, made_at: dt.datetime, count: int, items_sha256: str, root: str) -> Head:
        """Raises ValueError for what read() would not take."""
        moment = made_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        told = {name: plain_text(text, name) for name, text in asdict(about).items()}
        return cls.of(
            {"format": FORMAT, **told, "made_at": moment, "count": count, "items_sha256": items_sha256, "root": root}
        )

    @classmethod
    def read(cls, content: bytes) -> Head:
        """Raises ValueError for what was not written just so."""
        if len(content) > LONGEST_HEAD:
            raise ValueError(f"the head is longer than {LONGEST_HEAD} bytes")
        try:
            read = json.loads(content.decode())
        except (ValueError, RecursionError) as error:
            raise ValueError("the head can't be read") from error
        head = cls.of(read)
        if head.content != content:
            raise ValueError("the head is written in another form than the canonical one")
        return head

    @classmethod
    def of(cls, read: Any) -> Head:
        """From what stands in it, already taken apart. Raises ValueError, and says which part is wrong."""
        if not isinstance(read, dict) or read.get("format") != FORMAT:
            raise ValueError("no head of a list")
        held = {name: value for name, value in read.items() if name != "format"}
        if set(held) != {field.name for field in fields(cls)}:
            raise ValueError("the head lacks a part, or has one too many")
        _need_texts(held)
        if type(held["count"]) is not int or not 0 < held["count"] <= MOST_ITEMS:
            raise ValueError(f"the head counts {held['count']} items; at most {MOST_ITEMS} are taken")
        return cls(**held)


def _need_texts(held: Mapping[str, Any]) -> None:
    for name, text in held.items():
        if name == "count":
            continue
        if not isinstance(text, str) or plain_text(text, name, LONGEST.get(name, LONGEST_OTHER)) != text:
            raise ValueError(f"{name} of the head is no text in the Unicode form NFC")
    due = {"key": NAME, "made_at": MOMENT, "items_sha256": HASH, "root": HASH}
    if wrong := next((name for name, form in due.items() if not form.fullmatch(held[name])), ""):
        raise ValueError(f"{wrong} of the head is of another form")
    if not held["text"].strip():
        raise ValueError("the head does not say what is signed")
