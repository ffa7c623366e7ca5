"""Signed files made by other tools, each answered as its manifest says; and PKIX chains of NIST's test suite."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from xidmet import clock
from xidmet.signatures import Anchors, Indication, Report, Trust, verify
from xidmet.signatures.chains import check_chain, find_chain
from xidmet.signatures.verdict import NotGood

FOLDER = (
    Path(os.environ.get("XIDMET_TEST_VECTORS") or Path(__file__).resolve().parents[3] / "shared" / "vectors")
    / "signatures"
)
MANIFEST = FOLDER / "manifest.json"
ENTRIES: list[dict[str, Any]] = json.loads(MANIFEST.read_text())["entries"] if MANIFEST.exists() else []
SAID = {
    Indication.PASSED: "valid-if-trusted",
    Indication.INDETERMINATE: "indeterminate",
    Indication.FAILED: "invalid",
}
FILES = [one for one in ENTRIES if one["kind"] != "x509-path"]
PATHS = [one for one in ENTRIES if one["kind"] == "x509-path"]


def test_there_are_vectors() -> None:
    if not ENTRIES:
        pytest.skip(f"no vectors of other tools at {FOLDER}; set XIDMET_TEST_VECTORS to their folder")
    assert len(FILES) >= 45 and len(PATHS) >= 5


def name(entry: dict[str, Any]) -> str:
    return f"{entry['file']} {entry.get('case', '')}".strip()


@pytest.mark.parametrize("entry", FILES, ids=name)
async def test_it_is_answered_as_the_manifest_says(entry: dict[str, Any]) -> None:
    report = await judged(entry, held(entry))
    assert SAID[report.indication] in {entry["expected"], *entry.get("also_acceptable", ())}, report


@pytest.mark.parametrize("entry", FILES, ids=name)
async def test_without_its_anchor_nothing_passes(entry: dict[str, Any]) -> None:
    report = await judged(entry, ())
    assert report.indication is not Indication.PASSED
    assert report.readable  # a vector is a signed file, however damaged


async def judged(entry: dict[str, Any], anchors: tuple[x509.Certificate, ...]) -> Report:
    file = (FOLDER / entry["file"]).read_bytes()
    assert hashlib.sha256(file).hexdigest() == entry["sha256"]
    content = base64.b64decode(entry["content_b64"]) if "content_b64" in entry else None
    trust = Trust(Anchors(anchors, anchors, anchors))
    return await verify(file, content, trust=trust, at=moment(entry), require_revocation=False)


def held(entry: dict[str, Any]) -> tuple[x509.Certificate, ...]:
    named = entry["trust_anchor"]
    return tuple(x509.load_pem_x509_certificates((FOLDER / named).read_bytes())) if named else ()


def certificate(name: str) -> x509.Certificate:
    held = (FOLDER / name).read_bytes()
    return x509.load_pem_x509_certificate(held) if b"-----BEGIN" in held else x509.load_der_x509_certificate(held)


def moment(entry: dict[str, Any]) -> dt.datetime:
    at = entry.get("validate_at", "now")
    return clock.now() if at == "now" else dt.datetime.fromisoformat(at)


@pytest.mark.parametrize("entry", PATHS, ids=name)
async def test_a_chain_is_judged_as_the_manifest_says(entry: dict[str, Any]) -> None:
    at, crls = moment(entry), tuple((FOLDER / one).read_bytes() for one in entry["crls"])
    lists = tuple(x509.load_der_x509_crl(one).public_bytes(Encoding.DER) for one in crls)
    between = [certificate(one) for one in entry["intermediates"]]
    said = "valid-if-trusted"
    try:
        chain = find_chain(certificate(entry["file"]), between, [certificate(entry["trust_anchor"])], at)
        await asyncio.to_thread(check_chain, chain, at)
        await Trust(Anchors(crls=lists)).news_of(chain, (), at)
    except NotGood as error:
        said = SAID[error.indication]
    assert said in {entry["expected"], *entry["also_acceptable"]}
