"""Methods that end: what was proven to exist before stays good, what was not is left open; a site's own table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from xidmet import cli, clock
from xidmet.settings import Settings
from xidmet.signatures import Anchors, Indication, Sub, verify_detached
from xidmet.signatures.demo_people import Issued
from xidmet.signatures.methods import METHODS, TABLE, Methods

from tests.core import people, stamping
from tests.core.signing import CONTENT, cades
from tests.core.signing_kit import Kit

DAY = dt.timedelta(days=1)
SHA1_END, RSA_END = dt.datetime(2012, 8, 1, tzinfo=dt.UTC), dt.datetime(2029, 1, 1, tzinfo=dt.UTC)
NO_POE, TOO_LATE = Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Sub.CRYPTO_CONSTRAINTS_FAILURE
KEY = rsa.generate_private_key(65537, 2048)
DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def moved() -> Iterator[None]:
    was = clock.now()
    yield
    clock.advance(was - clock.now())


def at(moment: dt.datetime) -> None:
    clock.advance(moment - clock.now())


def by_rsa(kit: Kit) -> Issued:
    return people.by_issuing(kit.ca, key=KEY)


def sub(report: object) -> tuple[Indication, Sub | None]:
    return report.indication, report.sub_indication  # type: ignore[attr-defined]


@pytest.mark.parametrize("way", ["SHA-1", "RSA"])
async def test_what_was_proven_before_a_method_ended_stays_good(moved: None, tmp_path: Path, way: str) -> None:
    end = SHA1_END if way == "SHA-1" else RSA_END
    at(end - 30 * DAY)
    kit = Kit(tmp_path)
    plain = cades(kit.leyla, hash_name="sha1") if way == "SHA-1" else cades(by_rsa(kit))
    stamped = stamping.stamped(plain, kit.tsa)
    assert (await kit.check((plain, CONTENT))).indication is Indication.PASSED
    at(end + 5 * DAY)
    free = {"require_revocation": False}
    assert (await kit.check((stamped, CONTENT), **free)).indication is Indication.PASSED
    assert sub(await kit.check((plain, CONTENT), **free)) == (Indication.INDETERMINATE, NO_POE)
    assert sub(await kit.check((plain, CONTENT), at=end - DAY, **free)) == (Indication.PASSED, None)
    late = stamping.stamped(plain, kit.tsa)
    assert sub(await kit.check((late, CONTENT), **free)) == (Indication.INDETERMINATE, NO_POE)


async def test_what_surely_came_after_the_end_is_said_so(kit: Kit) -> None:
    made = cades(kit.leyla, hash_name="sha1")
    assert sub(await kit.check((made, CONTENT))) == (Indication.INDETERMINATE, TOO_LATE)
    assert (await verify_detached(CONTENT, made, kit.trust)).sub_indication is TOO_LATE


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("keys"))


async def test_a_site_has_a_table_of_its_own(kit: Kit, embedded: Settings, tmp_path: Path) -> None:
    """With the newer version of the standard a key of 2048 bits alone proves nothing any more."""
    made = (cades(by_rsa(kit)), CONTENT)
    assert (await kit.check(made)).indication is Indication.PASSED
    site = embedded.model_copy(update={"methods": DOCS / "methods-2.1.1.toml"})
    held = Anchors.unpacked(Anchors.from_settings(site).packed()).methods
    assert held.source == "ETSI TS 119 312 V2.1.1" and Anchors.from_settings(embedded).methods is METHODS
    newer = replace(kit.trust, anchors=replace(kit.trust.anchors, methods=held))
    report = await kit.check(made, trust=newer)
    assert sub(report) == (Indication.INDETERMINATE, TOO_LATE) and "V2.1.1" in report.signatures[0].verdict.detail
    assert (await kit.check((cades(kit.leyla), CONTENT), trust=newer)).indication is Indication.PASSED


WRONG = {
    "an unknown hash": ("sha1 = 2012-08-01", "md5 = 2004-08-01", "md5"),
    "no day": ("sha224 = 2029-01-01", 'sha224 = "soon"', "sha224"),
    "a moment": ("sha224 = 2029-01-01", "sha224 = 2029-01-01T00:00:00Z", "sha224"),
    "an odd length": ("3000 = 2029-01-01", "12 = 2029-01-01", "12"),
    "an unknown curve": ("secp256r1", "secp256k1", "secp256k1"),
    "a part of it missing": ("[curves]", "[curve]", "curves"),
    "no TOML": ("[hashes]", "[hashes", "methods"),
}


@pytest.mark.parametrize("way", WRONG)
def test_a_table_that_says_something_else_is_named(tmp_path: Path, way: str) -> None:
    before, after, named = WRONG[way]
    text = TABLE.read_text("utf-8")
    assert before in text
    (tmp_path / "methods.toml").write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(ValueError, match=named) as error:
        Methods.read(tmp_path / "methods.toml")
    assert str(tmp_path) in str(error.value)


def test_a_wrong_table_stops_the_check(
    kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Never in silence with another one."""
    (tmp_path / "methods.toml").write_text("")
    (tmp_path / "file").write_bytes(cades(kit.leyla, attached=CONTENT))
    monkeypatch.setenv("XIDMET_DEMO", "1")
    monkeypatch.setenv("XIDMET_DATA", str(kit.folder.parent))
    monkeypatch.setenv("XIDMET_METHODS", str(tmp_path / "methods.toml"))
    assert cli.main(["verify-signature", str(tmp_path / "file")]) == 3
    assert "methods.toml" in capsys.readouterr().err


def test_a_time_stamp_is_covered_before_its_method_ends(kit: Kit) -> None:
    """Its own signature's, its certificate's, or that of an authority above it."""
    chain, now = (by_rsa(kit).certificate, kit.leyla.chain[0], kit.leyla.certificate), clock.now()
    assert METHODS.end_of(["rsa-sha256"], chain, now) == RSA_END
    assert METHODS.end_of(["ecdsa-sha256"], kit.leyla.chain, now) is None
    assert METHODS.end_of(["ecdsa-sha224"], kit.leyla.chain, now) == RSA_END
    assert METHODS.end_of(["rsa-sha256"], chain, RSA_END) is None, "what ended already is no reason to do it each day"
