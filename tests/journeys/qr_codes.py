"""Papers for a check without a network: QR codes as pictures, signed with the portal's own key or another."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import segno
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image
from xidmet import clock
from xidmet.attestations import qr, qr_key, status
from xidmet.settings import Settings
from xidmet.store import open_store
from xidmet.store.tables import StatusStatement

from tests.conftest import demo_settings
from tests.journeys.portal import DATABASES

VIDEO = 720  # pixels of either side


def settings_of(portal: str) -> Settings:
    """Of the portal at this address, whose folder the tests made."""
    return demo_settings(DATABASES[portal].parent)


def issued(portal: str, number: str) -> str:
    """The address in the QR code on this document."""
    with closing(sqlite3.connect(DATABASES[portal])) as database:
        found = database.execute("SELECT qr FROM issued WHERE number = ?", [number.replace("-", "")]).fetchone()
    return str(found[0])


async def publish(portal: str) -> None:
    """Make the status lists now, as the portal's worker does each minute."""
    settings = settings_of(portal)
    store = await open_store(settings)
    try:
        await StatusStatement.update({StatusStatement.claimed_at: None}, force=True)
        assert await status.publish(qr_key(settings), portal)
    finally:
        await store.close()


def like(portal: str, address: str, *, key: ec.EllipticCurvePrivateKey | None = None, **other: Any) -> str:
    """The same paper with other claims, signed again; with the portal's key unless another is given."""
    own = qr_key(settings_of(portal))
    claims = qr.verify(qr.signed_in(address), {qr.key_id(own.public_key()): own.public_key()})
    changed = replace(claims, **other)
    return qr.address_of(portal, changed.number, qr.sign(changed, key or own))


def altered(address: str) -> str:
    return address[:-9] + ("0" if address[-9] != "0" else "1") + address[-8:]


def ago(**time: int) -> dt.datetime:
    return clock.now() - dt.timedelta(**time)


def picture(text: str, scale: int = 4) -> bytes:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=scale)
    return out.getvalue()


def video(text: str, file: Path) -> Path:
    """What a camera sees that is held before the code: YUV4MPEG2, as Chromium's false camera reads it."""
    code = Image.open(io.BytesIO(picture(text))).convert("L")
    code.thumbnail((VIDEO - 80, VIDEO - 80))
    scene = Image.new("L", (VIDEO, VIDEO), 200)
    scene.paste(code, (40, 40))
    frame = b"FRAME\n" + scene.tobytes() + b"\x80" * (VIDEO * VIDEO // 2)
    file.write_bytes(f"YUV4MPEG2 W{VIDEO} H{VIDEO} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 5)
    return file
