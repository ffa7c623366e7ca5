"""What the remote signing service is asked, read as the standard says; and its way to say that it is wrong."""

from __future__ import annotations

import base64
import binascii

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from xidmet.demo_signing.holders import HASHES


class Wrong(Exception):
    def __init__(self, why: str, error: str = "invalid_request", status: int = 400) -> None:
        super().__init__(why)
        self.error, self.status = error, status


class Body(BaseModel):
    """Names that the standard does not know are passed over."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class Named(Body):
    credential: StrictStr = Field(alias="credentialID")


class InfoAsked(Named):
    certificates: StrictStr = Field("single", pattern="^(none|single|chain)$")
    auth_info: bool = Field(False, alias="authInfo")
    cert_info: bool = Field(False, alias="certInfo")


class Hashes(Named):
    hashes: list[StrictStr] = Field(min_length=1, max_length=20)
    hash_oid: StrictStr = Field("", alias="hashAlgorithmOID")


class LeaveAsked(Hashes):
    number: StrictInt = Field(alias="numSignatures", ge=1, le=1)
    auth_data: list[dict[str, str]] = Field([], alias="authData", max_length=5)
    description: StrictStr = Field("", max_length=500)


class HashToSign(Hashes):
    sad: StrictStr = Field("", alias="SAD")
    sign_oid: StrictStr = Field(alias="signAlgo")


class Handle(Body):
    handle: StrictStr


def hashes_of(asked: Hashes, hash_type: str) -> tuple[str, tuple[bytes, ...]]:
    if hash_type not in HASHES:
        raise Wrong("Invalid parameter hashAlgorithmOID")
    try:
        found = tuple(base64.b64decode(one, validate=True) for one in asked.hashes)
    except (ValueError, binascii.Error):
        raise Wrong("Invalid Base64 hash string parameter") from None
    if any(len(one) != HASHES[hash_type].digest_size for one in found):
        raise Wrong("Invalid digest value length")
    return hash_type, found
