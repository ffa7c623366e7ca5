"""The signing service's own methods: which keys somebody has, and a signature by one of them."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from xidmet.means import NoAnswer

from .credential import HASHES, Credential, Secret, Unreadable, is_name, read_credential
from .provider import TOKEN, Provider

MOST_CREDENTIALS = 10
LONGEST = 4000  # signs of a signature in base64; of RSA with 8192 bits it is 1368


class Authorized(NamedTuple):
    """sad: the leave to sign, or "" while it is still asked for under the handle."""

    sad: str
    handle: str


class Service:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def credentials(self, token: str) -> Sequence[Credential]:
        """Those of whoever gave the token; any that is described in an unknown way is left out.

        Raises NoAnswer, Denied.
        """
        said = (await self._provider.ask("credentials/list", {}, token)).body
        names = said.get("credentialIDs")
        if not isinstance(names, list) or not all(is_name(name) for name in names):
            raise NoAnswer("no list of credentials")
        found = await asyncio.gather(*(self._credential(token, name) for name in names[:MOST_CREDENTIALS]))
        return [one for one in found if one and one.chain]

    async def _credential(self, token: str, name: str) -> Credential | None:
        asked = {"credentialID": name, "certificates": "chain", "certInfo": False, "authInfo": True}
        said = (await self._provider.ask("credentials/info", asked, token)).body
        try:
            return read_credential(name, said)
        except Unreadable:
            return None

    async def challenge(self, token: str, credential: Credential, secret: Secret) -> str:
        """What is to be answered, where the answer is not sent on another way. Raises NoAnswer, Denied."""
        asked = {"credentialID": credential.id, "authObjectID": secret.id}
        said = (await self._provider.ask("credentials/getChallenge", asked, token)).body.get("challenge", "")
        return said[:200] if isinstance(said, str) and said.isprintable() else ""

    async def authorize(
        self, token: str, credential: Credential, digest: bytes, typed: Mapping[str, str], about: str
    ) -> Authorized:
        """Leave for one signature over this hash. typed: by the id of a secret. Raises NoAnswer, Denied."""
        asked: dict[str, Any] = {
            "credentialID": credential.id,
            "numSignatures": 1,
            "hashes": [base64.b64encode(digest).decode()],
            "hashAlgorithmOID": HASHES[credential.hash_name],
            "description": about,
        }
        if typed:
            asked["authData"] = [{"id": name, "value": value} for name, value in typed.items()]
        return _authorized((await self._provider.ask("credentials/authorize", asked, token)).body)

    async def still_asked(self, token: str, handle: str) -> Authorized:
        """Raises NoAnswer, Denied."""
        return _authorized((await self._provider.ask("credentials/authorizeCheck", {"handle": handle}, token)).body)

    async def signature(self, token: str, credential: Credential, digest: bytes, sad: str) -> bytes:
        """Over this hash, as it was given. Raises NoAnswer, Denied."""
        asked = {
            "credentialID": credential.id,
            "SAD": sad,
            "hashes": [base64.b64encode(digest).decode()],
            "hashAlgorithmOID": HASHES[credential.hash_name],
            "signAlgo": credential.algorithm,
        }
        given = (await self._provider.ask("signatures/signHash", asked, token)).body.get("signatures")
        if not isinstance(given, list) or len(given) != 1 or not isinstance(given[0], str) or len(given[0]) > LONGEST:
            raise NoAnswer("no signature")
        try:
            value = base64.b64decode(given[0], validate=True)
        except ValueError:
            raise NoAnswer("no signature") from None
        if not value:
            raise NoAnswer("no signature")
        return value


def _authorized(said: Mapping[str, Any]) -> Authorized:
    sad, handle = said.get("SAD"), said.get("handle")
    if isinstance(sad, str) and TOKEN.fullmatch(sad):
        return Authorized(sad, "")
    if isinstance(handle, str) and TOKEN.fullmatch(handle):
        return Authorized("", handle)
    raise NoAnswer("no leave to sign")
