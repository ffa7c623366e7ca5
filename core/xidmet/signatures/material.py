"""What a verdict rested on, kept beside it, so that it can be made again as of that moment and without a network."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from xidmet.signatures.anchors import Anchors
from xidmet.signatures.fetching import Fetcher
from xidmet.signatures.methods import METHODS, Methods
from xidmet.signatures.report import Report
from xidmet.signatures.revocation import EMBEDDED, LOCAL
from xidmet.signatures.trust import Trust
from xidmet.signatures.verdict import RevocationData, Verdict

Material = dict[str, Any]


def material(report: Report) -> Material:
    """The chains up to whom the site trusted, and what said that none of their certificates was taken back."""
    chains, news = list[Material](), dict[str, RevocationData]()
    for purpose, verdict in _verdicts(report):
        chain = [_text(one.public_bytes(Encoding.DER)) for one in verdict.chain]
        chains.append({"purpose": purpose, "certificates": chain})
        news |= {one.sha256: one for one in verdict.revocation if one.source != EMBEDDED}
    told = [{"kind": one.kind, "source": one.source, "der": _text(one.der)} for one in news.values()]
    return {"chains": chains, "revocation": told}


def _verdicts(report: Report) -> Iterator[tuple[str, Verdict]]:
    for one in report.signatures:
        yield "signer", one.verdict
        yield from (("stamp", stamped.verdict) for stamped in one.stamps)
    yield from (("stamp", one.verdict) for one in report.stamps)


def trust_of(kept: Mapping[str, Any], methods: Methods = METHODS) -> Trust:
    """Whom the site trusted then, and what it was told then; nothing else, and nothing is fetched."""
    chains = [(one["purpose"], [_certificate(text) for text in one["certificates"]]) for one in kept["chains"]]
    people, clocks = (
        tuple(held[-1] for purpose, held in chains if purpose == wanted and held) for wanted in ("signer", "stamp")
    )
    told = [(one["kind"], one["source"], _bytes(one["der"])) for one in kept["revocation"]]
    local = tuple(der for kind, source, der in told if kind == "crl" and source == LOCAL)
    between = tuple(one for _purpose, held in chains for one in held[1:-1])
    return Trust(Anchors(people, people, clocks, between, local, methods=methods), _Kept(told))


class _Kept(Fetcher):
    """Gives what was fetched then, and asks nobody."""

    def __init__(self, told: Sequence[tuple[str, str, bytes]]) -> None:
        super().__init__()
        self._told = told

    async def get(self, url: str) -> bytes | None:
        return next((der for kind, source, der in self._told if (kind, source) == ("crl", url)), None)

    async def ask(self, url: str, request: bytes) -> bytes | None:
        """One responder may have answered about several certificates of the chain."""
        about = ocsp.load_der_ocsp_request(request).serial_number
        answers = (der for kind, source, der in self._told if (kind, source) == ("ocsp", url))
        return next((der for der in answers if ocsp.load_der_ocsp_response(der).serial_number == about), None)


def _text(der: bytes) -> str:
    return base64.b64encode(der).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def _certificate(text: str) -> x509.Certificate:
    return x509.load_der_x509_certificate(_bytes(text))
