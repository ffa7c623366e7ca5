"""The daily roots that bind a history: that they follow one another, are sealed, and that the history is under them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from xidmet.capsules.files import canonical
from xidmet.capsules.findings import Findings
from xidmet.capsules.history import parsed_strictly
from xidmet.hash_tree import root_of

JudgeStamp = Callable[[bytes, bytes], Awaitable[tuple[str, str]]]
LIKE_US = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Root:
    """One day. says: its body, read; {} for one that can't be."""

    day: str
    body: str
    says: Mapping[str, Any]

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.body.encode()).hexdigest()


@dataclass(frozen=True)
class Proofs:
    """proofs.json. bindings: for each day on which something of this case was new."""

    number: str
    chain: str
    rows: int
    head: str
    roots: tuple[Root, ...]
    bindings: tuple[Mapping[str, Any], ...]

    @classmethod
    def read(cls, content: bytes) -> Proofs:
        """Raises ValueError and its like for one that is not written as it must be."""
        said = parsed_strictly(content)
        plain = tuple(said[name] for name in ("number", "chain", "head"))
        if not all(isinstance(one, str) for one in plain) or type(said["rows"]) is not int:
            raise ValueError("no proofs of ours")
        roots = tuple(Root(_text(one["day"]), _text(one["body"]), _says(one["body"])) for one in said["roots"])
        bindings = tuple(said["bindings"])
        for one in bindings:
            _need_binding(one)
        return cls(plain[0], plain[1], said["rows"], plain[2], roots, bindings)


def _need_binding(one: Any) -> None:
    texts = (one["day"], one["hash"], one["sealed"], *one["path"])
    texts = (*texts, one.get("time_stamp", ""))
    if not all(isinstance(text, str) for text in texts) or not all(type(one[key]) is int for key in ("place", "index")):
        raise ValueError("no binding of ours")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _says(body: str) -> Mapping[str, Any]:
    try:
        says = parsed_strictly(body)
    except ValueError:
        return {}
    return says if canonical(says) == body else {}


def examine_roots(
    proofs: Proofs, found: Mapping[int, str], keys: Sequence[x509.Certificate], findings: Findings
) -> None:
    """found: hashes of the rows, by place. keys: the seal's certificate first."""
    broken = len(findings.broken)
    before: Root | None = None
    for root in proofs.roots:
        _examine_root(root, before, findings)
        before = root
    days = {one.day: one for one in proofs.roots}
    for binding in proofs.bindings:
        _examine_binding(binding, days.get(binding["day"]), proofs.chain, found, keys, findings)
    if not proofs.bindings:
        findings.leaves_open("no-roots")
    elif len(findings.broken) == broken:
        findings.bears_out("roots", ", ".join(one["day"] for one in proofs.bindings[-3:]))


def _examine_root(root: Root, before: Root | None, findings: Findings) -> None:
    if root.says.get("day") != root.day or root.says.get("format") != 1:
        findings.breaks("root-altered", root.day)
    elif before is not None and (root.says.get("before") != before.hash or root.day <= before.day):
        findings.breaks("root-unlinked", root.day)


def _examine_binding(
    binding: Mapping[str, Any],
    root: Root | None,
    chain: str,
    found: Mapping[int, str],
    keys: Sequence[x509.Certificate],
    findings: Findings,
) -> None:
    day = binding["day"]
    if root is None:
        findings.breaks("root-missing", day)
        return
    if found.get(binding["place"]) != binding["hash"]:
        findings.breaks("leaf-differs", day)
    leaf = f"{chain}\n{binding['place']}\n{binding['hash']}".encode()
    try:
        proven = root_of(leaf, binding["index"], root.says["leaves"], binding["path"]) == root.says["root"]
    except LIKE_US:
        proven = False
    if not proven:
        findings.breaks("proof-fails", day)
    signer = _signer(binding["sealed"], root)
    if signer is None:
        findings.breaks("root-unsealed", day)
    elif not keys or signer != keys[0]:
        findings.leaves_open("root-other-seal", f"{day} ({signer.fingerprint(hashes.SHA256()).hex()})")


def _signer(jws: str, root: Root) -> x509.Certificate | None:
    """Whose key sealed just what this root says (RFC 7515); None when nobody's did."""
    try:
        head, body, signature = jws.split(".")
        said, claims = json.loads(_decoded(head)), json.loads(_decoded(body))
        signer = x509.load_der_x509_certificate(base64.b64decode(said["x5c"][0], validate=True))
        claims.pop("issuer")
        if claims != root.says:
            return None
        _need_signature(signer, said["alg"], f"{head}.{body}".encode(), _decoded(signature))
    except (InvalidSignature, *LIKE_US):
        return None
    return signer


def _need_signature(signer: x509.Certificate, alg: str, signed: bytes, raw: bytes) -> None:
    key = signer.public_key()
    if isinstance(key, rsa.RSAPublicKey) and alg == "RS256":
        key.verify(raw, signed, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(key, ec.EllipticCurvePublicKey) and alg == "ES256" and len(raw) == 64:
        der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        key.verify(der, signed, ec.ECDSA(hashes.SHA256()))
    else:
        raise InvalidSignature


def _decoded(text: str) -> bytes:
    """Base64url, written in the one way there is: else a letter could be changed unseen."""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        raise ValueError("not written as it must be")
    return raw


async def examine_stamps(proofs: Proofs, judge: JudgeStamp, findings: Findings) -> None:
    """Time-stamps over the bodies of roots, where there are any."""
    days, good = {one.day: one for one in proofs.roots}, list[str]()
    for binding in proofs.bindings:
        day, token, root = binding["day"], binding.get("time_stamp"), days.get(binding["day"])
        if token and root:
            verdict, time = await judge(_token(token), root.body.encode())
            if verdict == "TOTAL-PASSED":
                good.append(time)
            elif verdict == "TOTAL-FAILED":
                findings.breaks("stamp-broken", day)
            else:
                findings.leaves_open("stamp-unknown", day)
    if good:
        findings.bears_out("stamps", ", ".join(good[-3:]))


def _token(text: str) -> bytes:
    """Nothing for what is no Base64, which is no time-stamp either."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def examine_kept(kept: bytes, proofs: Proofs, findings: Findings) -> None:
    """kept: a copy of /.well-known/xidmet-journal.json. Raises ValueError for what is none."""
    try:
        published = dict(_published(parsed_strictly(kept)))
    except LIKE_US as error:
        raise ValueError("it is no copy of /.well-known/xidmet-journal.json") from error
    both = [one for one in proofs.roots if one.day in published]
    for root in both:
        if published[root.day] != root.body:
            findings.breaks("root-differs", root.day)
    if not both:
        findings.leaves_open("roots-apart")
    elif all(published[one.day] == one.body for one in both):
        findings.bears_out("roots-compared", len(both))


def _published(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in said["roots"]:
        yield one["day"], one["body"]
