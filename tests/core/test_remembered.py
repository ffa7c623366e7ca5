"""What is remembered between two checks never lets pass what a fresh check would not, nor the other way round."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from xidmet import clock
from xidmet.signatures import Anchors, Fetcher, Sub, Trust, Verdict, chains, verify_detached
from xidmet.signatures.cades import verified_here
from xidmet.signatures.demo_certificates import Signing, certificate, named, of_authority
from xidmet.signatures.demo_people import Issued, people_authority
from xidmet.signatures.demo_register import revoke
from xidmet.signatures.demo_revocation import issuing_crl, root_crl
from xidmet.signatures.remembering import Remembered, remembered

from tests.core import people
from tests.core.ca_server import CaServer, ca_server
from tests.core.signing import CONTENT, cades

HOUR = dt.timedelta(hours=1)


def forget() -> None:
    for module in [one for name, one in sys.modules.items() if name.startswith("xidmet.signatures")]:
        for value in list(vars(module).values()):
            if isinstance(value, Remembered):
                value.forget()


@pytest.fixture
def ca(tmp_path: Path) -> CaServer:
    return CaServer(tmp_path, "http://localhost:1")


@contextmanager
def at(later: dt.timedelta) -> Iterator[None]:
    clock.advance(later)
    try:
        yield
    finally:
        clock.advance(-later)


def held(ca: CaServer) -> Trust:
    """With the authority's lists as they are now; nothing is fetched."""
    return Trust(replace(people.anchors(ca.folder), crls=(issuing_crl(ca.folder), root_crl(ca.folder))))


async def check(signature: bytes, trust: Trust) -> Verdict:
    """Twice; the short way must say the same or nothing."""
    first, second = await verify_detached(CONTENT, signature, trust), await verify_detached(CONTENT, signature, trust)
    assert first.sub_indication == second.sub_indication
    here = verified_here(CONTENT, signature, trust)
    assert here is None or (here.passed and first.passed and here.chain == first.chain)
    return first


async def test_revoked_between_two_checks(ca: CaServer) -> None:
    made, other = people.person(ca), people.another_person(ca)
    signature, trust = cades(made), held(ca)
    assert (await check(signature, trust)).passed and verified_here(CONTENT, signature, trust)
    revoke(ca.folder, made.certificate)
    assert (await check(signature, held(ca))).sub_indication is Sub.REVOKED_NO_POE
    assert (await check(cades(other._replace(chain=made.chain)), held(ca))).passed
    assert (await check(signature, trust)).passed, "the list from before says so; its site must fetch a new one"


async def test_the_list_or_the_certificate_ends_between_two_checks(ca: CaServer) -> None:
    signature, trust = cades(people.person(ca)), held(ca)
    assert (await check(signature, trust)).passed
    with at(2 * HOUR):  # the authority's list lasts for one
        assert (await check(signature, trust)).sub_indication is Sub.TRY_LATER
        assert (await check(signature, held(ca))).passed
    short = cades(people.by_issuing(ca, lasts=1.2 * HOUR))  # it began an hour ago
    assert (await check(short, trust)).passed
    with at(HOUR / 2):
        assert (await check(short, trust)).sub_indication is Sub.OUT_OF_BOUNDS_NO_POE
    assert (await check(signature, trust)).passed


async def test_an_authority_ends_or_is_taken_back_between_two_checks(ca: CaServer) -> None:
    made = people.person(ca)
    over = people.issuer_that_is_over(ca)
    assert (await check(cades(made), held(ca))).passed
    alone = made._replace(chain=(over,))
    assert (await check(cades(alone), held(ca))).sub_indication is Sub.OUT_OF_BOUNDS_NO_POE
    assert (await check(cades(made), Trust(Anchors()))).sub_indication is Sub.NO_CERTIFICATE_CHAIN_FOUND


async def test_what_is_fetched_anew_counts(tmp_path: Path) -> None:
    with ca_server(tmp_path) as ca:
        made, trust = people.person(ca), Trust(people.anchors(ca.folder), Fetcher(["localhost"]))
        signature = cades(made)
        assert verified_here(CONTENT, signature, trust) is None, "somebody must be asked first"
        assert (await check(signature, trust)).passed and verified_here(CONTENT, signature, trust)
        revoke(ca.folder, made.certificate)
        with at(dt.timedelta(minutes=2)):  # an answer is kept for one
            assert (await check(signature, trust)).sub_indication is Sub.REVOKED_NO_POE


def names_constrained(ca: CaServer, country: str) -> Issued:
    """Below an authority that may certify only names of Azerbaijan."""
    top, key = people_authority(ca.folder).top, KEYS.setdefault("constrained", ec.generate_private_key(ec.SECP256R1()))
    by = Signing(named("Only of AZ"), key)
    only = x509.DirectoryName(x509.Name([x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "AZ")]))
    constraint = (x509.NameConstraints([only], None), True)
    above = certificate(by.name, key.public_key(), top, lasts=people.YEAR, extensions=[*of_authority(0), constraint])
    own = ec.generate_private_key(ec.SECP256R1())
    pairs = [(x509.NameOID.COUNTRY_NAME, country), (x509.NameOID.COMMON_NAME, "Somebody"), people.LEYLA[2]]
    subject = x509.Name([x509.NameAttribute(oid, text) for oid, text in pairs])
    made = certificate(subject, own.public_key(), by, lasts=people.YEAR, extensions=people.SIGNS)
    return Issued(own, made, (CHAINS.setdefault("constrained", above),))


KEYS: dict[str, ec.EllipticCurvePrivateKey] = {}
CHAINS: dict[str, x509.Certificate] = {}


def below_zero(ca: CaServer) -> Issued:
    """The issuing authority may have no authority below it."""
    key, between = (ec.generate_private_key(ec.SECP256R1()) for _one in range(2))
    authority = people_authority(ca.folder)
    by = Signing(named("Below"), between)
    above = certificate(by.name, between.public_key(), authority.issuing, lasts=people.YEAR, extensions=of_authority(0))
    made = certificate(named("Ə", *people.LEYLA), key.public_key(), by, lasts=people.YEAR, extensions=people.SIGNS)
    return Issued(key, made, (above, *people.person(ca).chain))


MAKES: dict[str, Callable[[CaServer], Issued]] = {
    **{
        one.__name__: one
        for one in (
            people.expired,
            people.not_yet,
            people.self_signed,
            people.of_stranger,
            people.below_a_person,
            people.below_weak,
            people.authority_itself,
            people.small_rsa,
            people.odd_curve,
            people.unknown_critical,
            people.no_usage,
            people.of_machine,
            people.twice_named,
            people.authenticates,
            people.seal,
            below_zero,
        )
    },
    "names that may be": lambda ca: names_constrained(ca, "AZ"),
    "names that may not be": lambda ca: names_constrained(ca, "DE"),
}


async def test_what_was_good_before_helps_nobody_else(ca: CaServer) -> None:
    """Each of many kinds is judged with nothing remembered, and again after good ones of the same authority."""
    trust = replace(held(ca), revocation=False)
    signatures = {name: cades(make(ca)) for name, make in MAKES.items()}
    cold: dict[str, Sub | None] = {}
    for name, signature in signatures.items():
        forget()
        cold[name] = (await verify_detached(CONTENT, signature, trust)).sub_indication
    assert len({one for one in cold.values() if one}) >= 5 and cold["names that may be"] is None
    assert cold["names that may not be"] is Sub.CERTIFICATE_CHAIN_GENERAL_FAILURE
    assert (await check(cades(people.person(ca)), trust)).passed
    warm = {name: (await check(signature, trust)).sub_indication for name, signature in signatures.items()}
    assert warm == cold


def test_many_threads_at_once(ca: CaServer) -> None:
    trust = held(ca)
    first = people.person(ca)
    good = [cades(people.by_issuing(ca)._replace(chain=first.chain)) for _one in range(6)]
    bad = [cades(make(ca)) for make in (people.of_stranger, people.of_machine, people.expired)]
    forget()

    def passes(signature: bytes) -> bool:
        return verified_here(CONTENT, signature, trust) is not None

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(passes, good * 20)) == [True] * 120
        assert list(pool.map(passes, [*good, *bad] * 20)) == [*[True] * 6, *[False] * 3] * 20


async def test_a_path_is_worked_out_once_for_all_of_an_authority(ca: CaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    made, worked = [people.person(ca), people.another_person(ca)], []
    validate = chains._validate

    async def counted(chain: chains.Chain, moment: dt.datetime) -> None:
        worked.append(chain)
        await validate(chain, moment)

    monkeypatch.setattr(chains, "_validate", counted)
    forget()
    trust = held(ca)
    for one in made:
        assert (await check(cades(one._replace(chain=made[0].chain)), trust)).passed
    assert len(worked) == 1


def test_how_much_is_kept() -> None:
    asked: list[object] = []

    @remembered(most=3, most_bytes=10_000)
    def length(what: bytes) -> int:
        asked.append(what)
        if not what:
            raise ValueError("nothing")
        return len(what)

    assert [length(b"a"), length(b"bb"), length(b"a")] == [1, 2, 1] and asked == [b"a", b"bb"]
    length(b"ccc"), length(b"dddd"), length(b"a")
    assert asked == [b"a", b"bb", b"ccc", b"dddd"], "the one that was not asked for longest is gone"
    length(b"bb")
    assert asked[-1] == b"bb"
    for _time in range(2):
        with pytest.raises(ValueError, match="nothing"):
            length(b"")
        length(b"e" * 6_000)
    assert [len(one) for one in asked[-4:]] == [0, 6_000, 0, 6_000]  # type: ignore[arg-type]
    length(b"f" * 4_000), length(b"g" * 4_000), length(b"h" * 4_000), length(b"f" * 4_000)
    assert asked[-1] == b"f" * 4_000
