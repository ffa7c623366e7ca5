"""What the demonstration's authority tells: which certificates it took back, and its own certificate."""

from __future__ import annotations

import base64
import binascii

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from xidmet.demo_signing.holders import der
from xidmet.demo_signing.state import Asked, signing_of
from xidmet.signatures.demo_authority import SEAL_ISSUING_CRL, SEAL_ROOT_CRL
from xidmet.signatures.demo_people import ISSUER, ISSUING_CRL, OCSP, ROOT_CRL, issuing_certificate
from xidmet.signatures.demo_revocation import issuing_crl, ocsp_answer, root_crl, seal_crl

CRL_KIND, CERTIFICATE_KIND, OCSP_KIND = "application/pkix-crl", "application/pkix-cert", "application/ocsp-response"


@get(ISSUING_CRL)
async def taken_back(request: Asked) -> Response[bytes]:
    return Response(issuing_crl(signing_of(request).holders.folder), media_type=CRL_KIND)


@get(ROOT_CRL)
async def authorities_taken_back(request: Asked) -> Response[bytes]:
    return Response(root_crl(signing_of(request).holders.folder), media_type=CRL_KIND)


@get(SEAL_ISSUING_CRL)
async def seals_taken_back(request: Asked) -> Response[bytes]:
    return Response(seal_crl(signing_of(request).holders.folder, "issuing"), media_type=CRL_KIND)


@get(SEAL_ROOT_CRL)
async def authorities_of_seals_taken_back(request: Asked) -> Response[bytes]:
    return Response(seal_crl(signing_of(request).holders.folder, "root"), media_type=CRL_KIND)


@get(ISSUER)
async def issuer(request: Asked) -> Response[bytes]:
    signing = signing_of(request)
    found = issuing_certificate(signing.holders.folder, address=signing.address)
    return Response(der(found), media_type=CERTIFICATE_KIND)


@post(OCSP, status_code=200)
async def still_good(request: Asked) -> Response[bytes]:
    return _answered(request, await request.body())


@get(OCSP + "/{asked:path}")
async def still_good_by_address(request: Asked, asked: FromPath[str]) -> Response[bytes]:
    """RFC 6960, appendix A.1: the request as base64 in the address."""
    try:
        return _answered(request, base64.b64decode(asked.removeprefix("/"), validate=True))
    except binascii.Error:
        raise NotFoundException from None


def _answered(request: Asked, asked: bytes) -> Response[bytes]:
    signing = signing_of(request)
    return Response(ocsp_answer(signing.holders.folder, asked, address=signing.address), media_type=OCSP_KIND)


ROUTES = [
    taken_back,
    authorities_taken_back,
    seals_taken_back,
    authorities_of_seals_taken_back,
    issuer,
    still_good,
    still_good_by_address,
]
