"""A means at the demonstration's signing service, and somebody who agrees there on its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sign_remote import Options, signing_means
from xidmet.contract.means import Leave, Signatures
from xidmet.demo_signing.remote_keys import PIN, RemoteKey, keys_of
from xidmet.signing import SigningMeans

from tests.plugins.signing_trying import File, SigningTry
from tests.signing import FINS, PORTAL, Parties, hidden


def means_at(url: str, **more: Any) -> SigningMeans:
    said = {"name": "remote", "title": "Signing service", "url": url, "client": "xidmet", "seals": True}
    (means,) = signing_means(
        options=Options.model_validate({"providers": [said | {"secret": "demo-remote-secret"} | more]})
    )
    return means


@dataclass
class Scene:
    parties: Parties
    judged: Signatures

    def trying(self, who: str = "leyla", voen: str = "", paper: File | None = None, **more: Any) -> SigningTry:
        """who: whose signature it must be. voen: of whose seal it may be."""
        means = means_at(f"{self.parties.address}/csc/v2", **more)
        return SigningTry.of(means, self.judged, PORTAL, fin=FINS.get(who, ""), voen=voen, paper=paper)

    def keys(self, who: str) -> list[RemoteKey]:
        return list(keys_of(self.parties.signing.holders.people[who]))

    async def set(self, who: str, does: str, place: int = 0) -> None:
        await self.parties.client.post("/csc/keys", data={"key": self.keys(who)[place].id, "does": does})

    async def page(self, step: Any) -> str:
        """Where the step leads a browser."""
        assert isinstance(step, Leave), step
        return (await self.parties.client.get(step.address)).text

    async def answered(self, page: str, says: str = "yes", **more: str) -> Any:
        said = {"name": hidden(page, "name"), "says": says, **more}
        return await self.parties.client.post("/csc/oauth2/answer", data=said)

    async def agreed(self, step: Any, says: str = "yes", who: str = "leyla", pin: str = PIN) -> dict[str, str]:
        """The query with which somebody comes back from a page."""
        told = await self.answered(await self.page(step), says, person=who, pin=pin)
        assert told.status_code == 303, told.text
        place = urlsplit(told.headers["location"])
        assert place.path == "/sign/remote/back"
        return dict(parse_qsl(place.query))
