"""A site outside a demonstration does not start half set up."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from pydantic import ValidationError
from xidmet.settings import Settings

WHOLE = {
    "demo": False,
    "address": "https://portal.example",
    "mail": "smtp://mail.example:25",
    "qr_key": "key.pem",
    "file_key": base64.b64encode(bytes(32)).decode(),
    "seal_pkcs12": Path("seal.p12"),
    "scanner": "clamd:///run/clamav/clamd.ctl",
}


def test_a_whole_one_starts() -> None:
    assert Settings(**WHOLE).scanner == WHOLE["scanner"]  # type: ignore[arg-type]


@pytest.mark.parametrize("lacking", ["scanner", "file_key", "mail", "qr_key", "seal_pkcs12"])
def test_outside_a_demonstration_nothing_may_be_missing(lacking: str) -> None:
    given = {name: value for name, value in WHOLE.items() if name != lacking}
    with pytest.raises(ValidationError, match=f"XIDMET_{lacking.upper()}"):
        Settings(**given)  # type: ignore[arg-type]


def test_a_scanner_that_is_off_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when it was said, as an environment says it."""
    for name, value in WHOLE.items():
        monkeypatch.setenv(f"XIDMET_{name.upper()}", "0" if value is False else str(value))
    assert not Settings().demo
    monkeypatch.setenv("XIDMET_SCANNER", "off")
    with pytest.raises(ValidationError, match="XIDMET_SCANNER"):
        Settings()
    monkeypatch.setenv("XIDMET_DEMO", "1")
    assert Settings().scanner == "off"


def test_outside_a_demonstration_the_portal_stands_behind_https() -> None:
    with pytest.raises(ValidationError, match="https://"):
        Settings(**{**WHOLE, "address": "http://portal.example"})  # type: ignore[arg-type]
