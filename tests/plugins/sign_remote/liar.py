"""A signing service that says what a test wants: with a real key in its hands, over a table of answers."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from xidmet.means import Leave
from xidmet.signatures.demo_people import Issued

from tests.plugins.sign_remote.scene import means_at
from tests.plugins.signing_trying import SigningTry
from tests.plugins.trying import RudeParty, judged_by
from tests.signing import FINS, PORTAL, Parties

SECRETS = ("service-token", "refresh-token", "credential-token", "sad-of-it", "demo-remote-secret", "1470")


class Liar:
    """It has Leyla's real key, and answers by a table that each test changes."""

    def __init__(self, parties: Parties, party: RudeParty) -> None:
        self.parties, self.party = parties, party
        holders = parties.signing.holders
        self.issued = holders.certificate(holders.people["leyla"], "sign")
        self.one = self.trying()
        self.says = party.says
        self.says |= {
            "/info": {
                "specs": "2.0.0.0",
                "authType": ["oauth2code"],
                "oauth2": party.address,
                "methods": ["credentials/list", "credentials/info", "signatures/signHash"],
            },
            "/oauth2/token": self.token,
            "/credentials/list": {"credentialIDs": ["one"]},
            "/credentials/info": self.about(self.issued),
            "/credentials/authorize": {"SAD": "sad-of-it"},
            "/signatures/signHash": self.signed,
        }

    def trying(self, **more: Any) -> SigningTry:
        means = means_at(self.party.address, **more)
        return SigningTry.of(means, judged_by(self.parties.settings), PORTAL, fin=FINS["leyla"])

    def token(self, body: bytes) -> Any:
        first = "code=first" in body.decode()
        named = "service-token" if first else "credential-token"
        return {"access_token": named, "token_type": "Bearer"} | ({"refresh_token": "refresh-token"} if first else {})

    def about(self, issued: Issued, *, secrets: Any = None, **more: Any) -> dict[str, Any]:
        chain = [
            base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in (issued.certificate, *issued.chain)
        ]
        mode = {"mode": "oauth2code"} if secrets is None else {"mode": "explicit", "objects": secrets}
        return {
            "key": {"status": "enabled", "algo": ["1.2.840.10045.4.3.2"], "len": 256},
            "cert": {"status": "valid", "certificates": chain},
            "auth": mode,
            "multisign": 1,
        } | more

    def signed(self, body: bytes) -> Any:
        """r and s side by side, as some do."""
        digest = base64.b64decode(json.loads(body)["hashes"][0])
        r, s = utils.decode_dss_signature(self.issued.key.sign(digest, ec.ECDSA(utils.Prehashed(SHA256()))))
        return {"signatures": [base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()]}

    async def until_signed(self) -> Any:
        """What comes of it when the person agrees to everything."""
        step = await self.one.begin()
        for code in ("first", "second"):
            if not isinstance(step, Leave):
                return step
            assert urlsplit(step.address).netloc == urlsplit(self.party.address).netloc
            step = await self.one.go_on(state=self.one.ceremony.id, code=code)
        return step
