"""A list of trust anchors that somebody keeps for many sites, signed by them; how it is written, and what is taken.

The file is a JAdES signature (compact, ETSI TS 119 182-1) over JSON, so that any program that knows
those can check it, this one included. A site names the certificate of whoever keeps its list, and takes nobody else's.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from xidmet.signatures.formats.jws import COMPACT, CURVES, read_jws
from xidmet.signatures.found import Unreadable
from xidmet.signatures.methods import METHODS
from xidmet.signatures.signed_data import read_certificate
from xidmet.signatures.verdict import NotGood

Purpose = Literal["persons", "seals", "timestamps", "issuers"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
FORMAT = "xidmet-trust-anchors-1"
LONGEST, MOST = 5_000_000, 2_000  # bytes, certificates
AHEAD = dt.timedelta(minutes=5)  # by which the clock of whoever keeps it may be ahead of ours
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class WrongList(ValueError):
    """It is not taken, and why."""


@dataclass(frozen=True)
class Term:
    """From when and until when a certificate counts for a purpose; None: there is no such bound."""

    purpose: Purpose
    certificate: x509.Certificate
    since: dt.datetime | None = None
    until: dt.datetime | None = None

    def holds(self, at: dt.datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)


@dataclass(frozen=True)
class AnchorList:
    """number: rises by each list. next_update: by when the next one will have come."""

    keeper: str
    number: int
    issued: dt.datetime
    next_update: dt.datetime
    anchors: tuple[Term, ...]


def read_list(file: bytes, signers: Sequence[x509.Certificate] | None) -> AnchorList:
    """signers: whose lists count; None: anybody's, for somebody who only looks at it. Raises WrongList.

    Whether it is still, or already, in force is not asked.
    """
    found = COMPACT.fullmatch(file) if len(file) <= LONGEST else None
    if found is None:
        raise WrongList("This is no signed list of anchors.")
    try:
        reading = read_jws(file, None).readings[0]
    except (NotGood, Unreadable) as error:
        raise WrongList(f"This is no signed list of anchors: {error}.") from error
    if reading.error or reading.signed is None:
        raise WrongList(f"Its signature does not hold: {reading.error}.")
    by, listed = reading.signed.certificate, parse_list(base64.urlsafe_b64decode(found[2] + b"=="))
    if signers is not None and by not in signers:
        raise WrongList(f"It is signed by {by.subject.rfc4514_string()}, whose lists this site does not take.")
    if not by.not_valid_before_utc <= listed.issued <= by.not_valid_after_utc:
        raise WrongList("It was issued when the certificate it is signed with was not in force.")
    try:
        METHODS.need_signature(reading.signed.algorithms, by, listed.issued)
    except NotGood as error:
        raise WrongList(f"Its method of signing does not count: {error}.") from error
    return listed


def parse_list(text: bytes) -> AnchorList:
    """The JSON alone. Raises WrongList."""
    try:
        said = json.loads(text.decode("utf-8"), object_pairs_hook=_once)
        if said.pop("format") != FORMAT:
            raise ValueError(f"its format is not {FORMAT}")
        anchors = said.pop("anchors")
        if len(anchors) > MOST:
            raise ValueError(f"more than {MOST} certificates")
        times = {name: _time(said.pop(name)) for name in ("issued", "next_update")}
        listed = AnchorList(
            keeper=_text(said.pop("keeper")),
            number=_number(said.pop("number")),
            **times,
            anchors=tuple(map(_term, anchors)),
        )
        if said:
            raise ValueError(f"{', '.join(said)} is not known")
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise WrongList(f"The list can't be read: {type(error).__name__}: {error}.") from error
    return listed


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name that stands there twice")
    return dict(pairs)


def _term(said: dict[str, Any]) -> Term:
    """name: for people who read the list; the certificate's own counts."""
    known = {"purpose", "certificate", "name", "from", "until"}
    if set(said) - known:
        raise ValueError(f"{', '.join(set(said) - known)} is not known")
    if said["purpose"] not in PURPOSES:
        raise ValueError(f"there is no purpose {said['purpose']}")
    try:
        certificate = read_certificate(base64.b64decode(said["certificate"], validate=True))
    except binascii.Error as error:
        raise ValueError("no base64 where it should be") from error
    if certificate is None:
        raise ValueError("a certificate that can't be read")
    bounds = [_time(said[name]) if said.get(name) is not None else None for name in ("from", "until")]
    return Term(said["purpose"], certificate, *bounds)


def _time(said: Any) -> dt.datetime:
    read = dt.datetime.fromisoformat(_text(said))
    if read.tzinfo is None:
        raise ValueError("a time without a zone")
    return read.astimezone(dt.UTC)


def _text(said: Any) -> str:
    if not isinstance(said, str) or not said.strip() or len(said) > 300:
        raise ValueError("a text of another form")
    return said


def _number(said: Any) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not 0 < said < 2**53:
        raise ValueError("a number of another form")
    return said


def as_json(listed: AnchorList) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "keeper": listed.keeper,
        "number": listed.number,
        "issued": _said(listed.issued),
        "next_update": _said(listed.next_update),
        "anchors": [
            {
                "purpose": one.purpose,
                "name": one.certificate.subject.rfc4514_string()[:300],
                "certificate": base64.b64encode(one.certificate.public_bytes(Encoding.DER)).decode(),
                **{name: _said(bound) for name, bound in (("from", one.since), ("until", one.until)) if bound},
            }
            for one in listed.anchors
        ],
    }


def _said(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def signed_anchors(listed: AnchorList, key: Key, chain: Sequence[x509.Certificate]) -> bytes:
    """chain: the certificate of the key, then its issuers. Raises ValueError for a key that nobody takes."""
    method = _method(key)
    head = {
        "alg": method,
        "x5c": [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in chain],
        "x5t#S256": _url64(chain[0].fingerprint(hashes.SHA256())),
        "sigT": _said(listed.issued),
        "crit": ["sigT"],
    }
    signed = f"{_url64(_packed(head))}.{_url64(_packed(as_json(listed)))}".encode()
    return signed + b"." + _url64(_signature(key, signed, method)).encode() + b"\n"


def _method(key: Key) -> str:
    if isinstance(key, rsa.RSAPrivateKey):
        return "RS256"
    methods = [method for method, curve in CURVES.items() if curve == key.curve.name]
    if not methods:
        raise ValueError(f"a key on the curve {key.curve.name} is not taken")
    return methods[0]


def _signature(key: Key, data: bytes, method: str) -> bytes:
    hashed = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[method[2:]]
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashed)
    size = (key.curve.key_size + 7) // 8
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashed)))
    return r.to_bytes(size) + s.to_bytes(size)


def _packed(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
