"""A signed list of anchors: only its keeper's, only a later one, whole or not at all, and in every process at once."""

from __future__ import annotations

import base64
import datetime as dt
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from xidmet import cli, clock
from xidmet.jobs import health
from xidmet.signatures import Anchors, Sub, Trust, verify_detached
from xidmet.signatures.anchor_list import AnchorList, Term, WrongList, as_json, read_list, signed_anchors
from xidmet.signatures.anchor_updates import BEFORE, take, update_from_address
from xidmet.signatures.anchors import LIST, SIGNER
from xidmet.signatures.demo_certificates import Signing, certificate, named
from xidmet.signatures.demo_people import people_root

from tests.conftest import demo_settings
from tests.core import people
from tests.core.ca_server import CaServer
from tests.core.signing import CONTENT, cades

DAY = dt.timedelta(days=1)


class Keeper:
    """Who keeps a list, with a folder of a site that takes it."""

    def __init__(self, folder: Path, key: Any = None) -> None:
        self.ca, self.folder = CaServer(folder / "keys", "http://localhost:1"), folder / "anchors"
        self.root = x509.load_pem_x509_certificate(people_root(self.ca.folder).read_bytes())
        self.key, name = key or ec.generate_private_key(ec.SECP256R1()), named("Keeper of lists")
        own = self.key if isinstance(self.key, ec.EllipticCurvePrivateKey) else ec.generate_private_key(ec.SECP256R1())
        self.certificate = certificate(name, self.key.public_key(), Signing(name, own), lasts=365 * DAY, extensions=[])
        self.folder.mkdir()
        (self.folder / SIGNER).write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def listed(self, number: int = 1, *anchors: Term, **more: Any) -> AnchorList:
        now = clock.now().replace(microsecond=0)
        made = AnchorList("İT Mərkəzi", number, now, now + 30 * DAY, anchors or (Term("persons", self.root),))
        return replace(made, **more)

    def file(self, number: int = 1, *anchors: Term, **more: Any) -> bytes:
        return signed_anchors(self.listed(number, *anchors, **more), self.key, [self.certificate])


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    return Keeper(tmp_path)


@pytest.mark.parametrize(
    "key", [lambda: ec.generate_private_key(ec.SECP384R1()), lambda: rsa.generate_private_key(65537, 2048)]
)
def test_what_is_written_is_read(tmp_path: Path, key: Callable[[], Any]) -> None:
    keeper = Keeper(tmp_path, key())
    terms = Term("persons", keeper.root, clock.now().replace(microsecond=0), None), Term("issuers", keeper.root)
    assert read_list(keeper.file(3, *terms), [keeper.certificate]) == keeper.listed(3, *terms)


def altered(keeper: Keeper) -> bytes:
    head, payload, value = keeper.file(2).split(b".")
    said = json.loads(base64.urlsafe_b64decode(payload + b"=="))
    said["number"] = 3
    return b".".join([head, base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"="), value])


def of_another(keeper: Keeper) -> bytes:
    """Of the same name, with another key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), named("Keeper of lists")
    own = certificate(name, key.public_key(), Signing(name, key), lasts=365 * DAY, extensions=[])
    return signed_anchors(keeper.listed(2), key, [own, keeper.certificate])


def nobody_trusted(keeper: Keeper) -> bytes:
    past = clock.now() - DAY
    return keeper.file(2, Term("issuers", keeper.root), Term("persons", keeper.root, until=past))


REFUSED: dict[str, tuple[Callable[[Keeper], bytes], str]] = {
    "altered": (altered, "signature does not hold"),
    "of another": (of_another, "whose lists this site does not take"),
    "an earlier one": (lambda keeper: keeper.file(1), "number 1, and number 2 is here"),
    "another of the same number": (lambda keeper: keeper.file(2, keeper="Somebody"), "another list of the number 2"),
    "over": (lambda keeper: keeper.file(3, next_update=clock.now() - DAY), "It is over"),
    "of the future": (lambda keeper: keeper.file(3, issued=clock.now() + DAY), "issued in the future"),
    "by a certificate that was over": (
        lambda keeper: keeper.file(3, issued=clock.now() - 400 * DAY),
        "was not in force",
    ),
    "nobody trusted": (nobody_trusted, "nobody would be trusted"),
    "no list": (lambda keeper: b"\x30\x00", "no signed list"),
    "cut off": (lambda keeper: keeper.file(3)[:-40], "does not hold|no signed list"),
}


@pytest.mark.parametrize("way", REFUSED)
def test_what_is_not_taken(keeper: Keeper, way: str) -> None:
    make, why = REFUSED[way]
    was = keeper.file(2)
    assert take(was, keeper.folder).taken
    with pytest.raises(WrongList, match=why):
        take(make(keeper), keeper.folder)
    assert (keeper.folder / LIST).read_bytes() == was and not (keeper.folder / BEFORE).exists()


def test_a_later_one_is_taken_and_the_one_before_kept(keeper: Keeper) -> None:
    first, second = keeper.file(1), keeper.file(2, Term("persons", keeper.root), Term("seals", keeper.root))
    assert [line[0] for line in take(first, keeper.folder).lines] == ["+"]
    assert not take(first, keeper.folder).taken
    assert [line[:8] for line in take(second, keeper.folder).lines] == ["+ seals:"]
    assert (keeper.folder / BEFORE).read_bytes() == first and len(Anchors.from_folder(keeper.folder).seals) == 1


def test_one_that_trusts_nobody_is_taken_when_forced(keeper: Keeper) -> None:
    take(keeper.file(1), keeper.folder)
    assert take(nobody_trusted(keeper), keeper.folder, empty=True).taken
    assert Anchors.from_folder(keeper.folder).by("persons", clock.now()) == ()


def test_two_at_once_leave_the_later_one(keeper: Keeper) -> None:
    files = [keeper.file(number) for number in range(1, 13)]
    threads = [threading.Thread(target=_tried, args=(file, keeper.folder)) for file in files]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert read_list((keeper.folder / LIST).read_bytes(), [keeper.certificate]).number == 12
    assert not [one for one in keeper.folder.iterdir() if one.name.startswith(".") and "lock" not in one.name]


def _tried(file: bytes, folder: Path) -> None:
    try:
        take(file, folder)
    except WrongList as wrong:
        assert "is here already" in str(wrong)


def test_a_list_without_a_signer_stops_the_start(keeper: Keeper) -> None:
    take(keeper.file(), keeper.folder)
    (keeper.folder / SIGNER).unlink()
    with pytest.raises(ValueError, match="whose lists count is said nowhere"):
        Anchors.from_folder(keeper.folder)


async def test_an_anchor_that_ended_counts_for_what_was_proven_before(keeper: Keeper) -> None:
    now = clock.now()
    take(keeper.file(1, Term("persons", keeper.root, now - 10 * DAY, now + DAY)), keeper.folder)
    signature, trust = cades(people.person(keeper.ca)), Trust(Anchors.from_folder(keeper.folder), revocation=False)
    assert (await verify_detached(CONTENT, signature, trust)).passed
    clock.advance(2 * DAY)
    try:
        later = await verify_detached(CONTENT, signature, trust)
        assert later.sub_indication is Sub.NO_CERTIFICATE_CHAIN_FOUND
        assert (await verify_detached(CONTENT, signature, trust, at=now)).passed
        assert Anchors.unpacked(trust.anchors.packed()) == trust.anchors
    finally:
        clock.advance(-2 * DAY)


async def test_a_new_list_counts_at_once(keeper: Keeper, tmp_path: Path) -> None:
    """In a process that runs: nobody was trusted, then the root, then nobody again."""
    stranger = people.self_signed(keeper.ca).certificate
    take(keeper.file(1, Term("persons", stranger)), keeper.folder)
    trust = Trust.from_settings(demo_settings(tmp_path, anchors=keeper.folder))
    signature, trust = cades(people.person(keeper.ca)), replace(trust, revocation=False)
    assert not (await verify_detached(CONTENT, signature, trust)).passed
    take(keeper.file(2), keeper.folder)
    assert (await verify_detached(CONTENT, signature, trust)).passed
    take(keeper.file(3, Term("persons", keeper.root, until=clock.now() - DAY), Term("seals", stranger)), keeper.folder)
    assert not (await verify_detached(CONTENT, signature, trust)).passed
    (keeper.folder / LIST).write_bytes(b"spoilt")
    assert not (await verify_detached(CONTENT, signature, trust)).passed


async def test_what_monitors_are_told(keeper: Keeper, tmp_path: Path) -> None:
    settings = demo_settings(tmp_path, anchors=keeper.folder)
    assert await health.anchors(demo_settings(tmp_path)) == await health.anchors(settings) == "none"
    take(keeper.file(), keeper.folder)
    assert await health.anchors(settings) == "current"
    clock.advance(31 * DAY)
    try:
        assert await health.anchors(settings) == "late"
    finally:
        clock.advance(-31 * DAY)
    (keeper.folder / LIST).write_bytes(b"spoilt")
    assert await health.anchors(settings) == "unreadable"


async def test_the_worker_fetches_it(keeper: Keeper, tmp_path: Path) -> None:
    held = keeper.file()

    class Serves(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(held)

        def log_message(self, *_said: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Serves)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://localhost:{server.server_port}/anchors.jws"
        settings = demo_settings(tmp_path, anchors=keeper.folder, anchors_list=address)
        change = await update_from_address(settings)
        assert change and change.taken and (keeper.folder / LIST).read_bytes() == held
        again = await update_from_address(settings)
        assert again and not again.taken
        with pytest.raises(WrongList, match="begins with https"):
            await update_from_address(settings.model_copy(update={"anchors_list": "http://192.0.2.1/anchors.jws"}))
    finally:
        server.shutdown()
        server.server_close()


def test_kept_by_command(keeper: Keeper, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From a folder to a list, to the site that takes it; then without one of its anchors, which ends."""
    source, first, second = tmp_path / "source", tmp_path / "1.jws", tmp_path / "2.jws"
    for part in ("persons", "seals"):
        (source / part).mkdir(parents=True)
        (source / part / "root.pem").write_bytes(people_root(keeper.ca.folder).read_bytes())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(keeper.key.private_bytes(*form) + (keeper.folder / SIGNER).read_bytes())

    def run(*asked: object) -> tuple[int, str]:
        status = cli.main(["anchors", *map(str, asked)])
        said = capsys.readouterr()
        return status, said.out + said.err

    key = ("--key", tmp_path / "key.pem")
    assert run("sign", source, *key, "--keeper", "İT Mərkəzi", "--out", first)[0] == 0
    assert run("check", first, "--folder", keeper.folder)[0] == 0 and not (keeper.folder / LIST).exists()
    status, said = run("update", first, "--folder", keeper.folder)
    assert status == 0 and "+ persons:" in said and "It is taken over." in said
    (source / "persons" / "root.pem").unlink()
    assert run("sign", source, *key, "--after", first, "--out", second)[0] == 0
    status, said = run("update", second, "--folder", keeper.folder)
    assert status == 0 and "~ persons:" in said and "until" in said
    status, said = run("update", first, "--folder", keeper.folder)
    assert status == 1 and "number 1, and number 2 is here" in said
    status, said = run("show", "--folder", keeper.folder)
    assert status == 0 and "List 2 of İT Mərkəzi" in said and "seals: " in said
    status, said = run("show", second, "--json")
    assert status == 0 and json.loads(said) == as_json(read_list(second.read_bytes(), [keeper.certificate]))
    assert run("check", "--folder", keeper.folder)[0] == 0
    assert run("sign", source)[0] == run("show")[0] == 2
