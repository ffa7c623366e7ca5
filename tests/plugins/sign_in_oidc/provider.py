"""The means at a provider, as a site would set it up."""

from __future__ import annotations

from typing import Any

from sign_in_oidc import Options, sign_in_means
from xidmet.means import SignInMeans

CLAIMS = {"fin": "fin", "surname": "family_name", "given_name": "given_name", "name": "name", "email": "email"}
LEVELS = {"urn:xidmet:demo:card": "high", "urn:xidmet:demo:app": "substantial"}


def means_at(issuer: str, **more: Any) -> SignInMeans:
    said = {"name": "provider", "title": "Provider", "issuer": issuer, "client": "xidmet", "secret": "demo-oidc-secret"}
    said |= {"claims": CLAIMS, "levels": LEVELS, "acr": list(LEVELS), **more}
    (means,) = sign_in_means(options=Options.model_validate({"providers": [said]}))
    return means
