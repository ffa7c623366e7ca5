"""A portal and the outside parties that call it; a link, and what may be changed in it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from sign_in_web2app import Options, sign_in_means
from xidmet.means import Signatures, SignInMeans, Wait
from xidmet.signatures.demo_people import Issued

from tests.plugins.trying import CallsPortal, Try
from tests.signing import Parties

CLIENT = {"client": 1, "client_name": "Xidmət", "secret": "demo-web2app-secret"}


def means_of(**more: Any) -> SignInMeans:
    (means,) = sign_in_means(options=Options.model_validate(CLIENT | more))
    return means


@dataclass
class Scene:
    """A portal that is called, and the outside parties that call it."""

    parties: Parties
    portal: CallsPortal
    judged: Signatures

    async def begun(self, **more: Any) -> tuple[Try, str]:
        """A try, and what its QR code says."""
        means = more.pop("means", None) or means_of(app=f"{self.parties.address}/link?data=")
        one = Try.of(means, self.judged, self.portal.origin, **more)
        self.portal.tries.append(one)
        waits = await one.begin()
        assert isinstance(waits, Wait)
        return one, waits.picture

    async def opened(self, link: str, person: str = "leyla") -> str:
        """The link is opened on a phone; what its page says then."""
        sent = {"data": link, "person": person}
        return (await self.parties.client.post("/link", data=sent, follow_redirects=True)).text

    def issued(self, person: str = "leyla") -> Issued:
        holders = self.parties.signing.holders
        return holders.certificate(holders.people[person], "authenticate")


def resealed(link: str, change: Callable[[dict[str, Any]], None]) -> str:
    """The link with something changed in it, under the seal it had."""
    head, _eq, _text = link.partition("tsquery=")
    whole = json.loads(base64.b64decode(parse_qs(urlsplit(link).query)["tsquery"][0]))
    change(whole)
    return f"{head}tsquery={quote(base64.b64encode(json.dumps(whole).encode()).decode(), safe='')}"


CHANGES: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "another name": lambda w: w["SignableContainer"]["ClientInfo"].update(ClientName="Bank"),
    "another callback": lambda w: w["SignableContainer"]["ClientInfo"].update(Callback="https://evil.example/callback"),
    "longer": lambda w: w["SignableContainer"]["OperationInfo"].update(ExpUTC=9_999_999_999),
    "another seal": lambda w: w["Header"].update(Signature=base64.b64encode(b"x" * 32).decode()),
    "no seal": lambda w: w["Header"].update(Signature=""),
    "another algorithm": lambda w: w["Header"].update(AlgName="none"),
    "another client": lambda w: w["SignableContainer"]["ClientInfo"].update(ClientId=2),
}
