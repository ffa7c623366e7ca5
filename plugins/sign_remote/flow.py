"""One try: where it stands is in its notes, and each stage leads to the next or to an end."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

import structlog
from cryptography import x509
from xidmet import Refusal, _
from xidmet.means import Ask, Ceremony, Given, Leave, Mistake, NoAnswer, Signer, Wait
from xidmet.signing import Paper, SignedHash, SigningStep, as_der

from .credential import HASHES, Credential
from .form import chosen, place_of, secrets_form, typed, which
from .provider import Denied, Provider, Token
from .refusals import DENIED, DOWN, NO_SEAL, NOTHING, OVER, SOMEBODY_ELSE, SWITCHED_OFF, TOO_OFTEN, UNKNOWN_WAY, UNTRUE
from .service import Authorized, Service

log = structlog.get_logger()

ABOUT = _("You go to the site of your signing service, agree there to sign this document, and come back.")
WAITS = _("Agree where your signing service asks you to, such as in its app. Then you go on here.")
WRONG_CODE = Mistake(_("The signing service does not take this code."), mend=_("Type it again, or use a new one."))
CODE = re.compile(r"[\x21-\x7e]{1,2000}")
WRONG = ("invalid_authentication_data", "invalid_otp", "invalid_pin")
MOST_WRONG = 3  # providers lock a key after so many, or soon after
LONGEST = 150  # signs of a title; the standard takes 500 for all


class Ended(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.why)
        self.refusal = refusal


class Flow:
    def __init__(self, provider: Provider, service: Service, ceremony: Ceremony, paper: Paper) -> None:
        self._provider, self._service, self._ceremony, self._paper = provider, service, ceremony, paper
        self._notes = ceremony.notes

    async def step(self, given: Given) -> SigningStep:
        """Raises Ended, NoAnswer, Denied."""
        notes = self._notes
        if "signed" in notes:
            return self._signed()
        stage = notes.setdefault("stage", "service")
        if stage in ("service", "credential"):
            return await (self._came_back(given.query) if given.query else self._leave())
        if stage == "which":
            place = chosen(given.answers)
            return await self._chosen(place) if 0 <= place < len(notes["offered"]) else self._which()
        if stage == "secrets":
            said = typed(given.answers, self._credential.secrets)
            return await self._authorize(said) if said else self._ask()
        return await self._still_asked()

    async def leave_nothing(self) -> None:
        """The tokens end: with the provider if it listens, and in the notes in any case."""
        tokens = self._notes.pop("tokens", [])
        self._notes.clear()
        await asyncio.gather(*(self._end(token) for token in tokens))

    async def _end(self, token: str) -> None:
        try:
            await self._provider.revoke(self._ceremony.now, token)
        except (NoAnswer, Denied) as error:  # it ends by itself soon after; some confirm it with no words
            log.info("a token's end was not confirmed", means=self._ceremony.means, error=str(error))

    # Off to the provider and back, twice: who they are, and that they agree.

    async def _leave(self) -> Leave:
        notes = self._notes
        verifier = notes.setdefault("verifier", secrets.token_urlsafe(48))
        asked = {
            "redirect_uri": self._ceremony.back,
            "state": self._ceremony.id,
            "code_challenge": _url64(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
            "lang": self._ceremony.language,
        }
        asked |= {"scope": "service"} if notes["stage"] == "service" else self._agreement()
        return Leave(await self._provider.leave(self._ceremony.now, asked))

    def _agreement(self) -> dict[str, str]:
        """To one signature by this key over this hash, under a title that the provider shows."""
        if self._provider.options.details:
            return {"authorization_details": self._details()}
        credential = self._credential
        return {
            "scope": "credential",
            "credentialID": credential.id,
            "numSignatures": "1",
            "hashes": _url64(self._digest()),
            "hashAlgorithmOID": HASHES[credential.hash_name],
            "description": self._about,
        }

    def _details(self) -> str:
        credential = self._credential
        digest = {"hash": base64.b64encode(self._digest()).decode(), "label": self._about}
        asked = {
            "type": "credential",
            "credentialID": credential.id,
            "documentDigests": [digest],
            "hashAlgorithmOID": HASHES[credential.hash_name],
        }
        return json.dumps([asked], ensure_ascii=False)

    async def _came_back(self, said: Mapping[str, str]) -> SigningStep:
        notes, stage = self._notes, self._notes["stage"]
        verifier = notes.pop("verifier", "")  # an answer counts once, right or wrong
        if not verifier:
            raise Ended(OVER)
        await self._need_ours(said)
        if "error" in said:
            raise Ended(DENIED if said["error"] == "access_denied" else DOWN)
        if not CODE.fullmatch(said.get("code", "")):
            raise Ended(UNTRUE)
        details = self._details() if stage == "credential" and self._provider.options.details else ""
        now, back = self._ceremony.now, self._ceremony.back
        token = await self._provider.token(now, said["code"], verifier, back, details)
        notes["tokens"] = [*notes.get("tokens", []), *(one for one in (token.access, token.refresh) if one)]
        return await (self._list(token) if stage == "service" else self._sign_by(token))

    async def _need_ours(self, said: Mapping[str, str]) -> None:
        """Of this very try, and from this provider where it names itself (RFC 9207)."""
        issuer = (await self._provider.endpoints(self._ceremony.now)).issuer
        is_ours = hmac.compare_digest(said.get("state", "").encode(), self._ceremony.id.encode())
        if not is_ours or (issuer and said.get("iss", issuer).rstrip("/") != issuer):
            raise Ended(UNTRUE)

    # Which key signs.

    async def _list(self, token: Token) -> SigningStep:
        found = await self._service.credentials(token.access)
        holders = await asyncio.gather(
            *(self._ceremony.signatures.holder(one.certificates[0], one.certificates[1:]) for one in found)
        )
        fit = [(one, who) for one, who in zip(found, holders, strict=True) if self._is_due(who)]
        able = [(one, who) for one, who in fit if one.enabled and one.algorithm]
        if not able:
            raise Ended(self._why_none([one for one, _who in fit], holders))
        self._notes["offered"] = [{**one.noted(), "label": _label(one, who)} for one, who in able]
        self._notes["stage"] = "which"
        return await self._chosen(0) if len(able) == 1 else self._which()

    def _is_due(self, who: Signer | Refusal) -> bool:
        if isinstance(who, Refusal):
            return False
        due = self._ceremony
        own, seal = due.fin and who.fin == due.fin, due.voen and who.is_seal and who.voen == due.voen
        return bool(own or seal)

    def _why_none(self, fit: list[Credential], holders: list[Signer | Refusal]) -> Refusal:
        """fit: theirs, but not able."""
        if fit:
            return UNKNOWN_WAY if any(one.enabled for one in fit) else SWITCHED_OFF
        judged = [who for who in holders if isinstance(who, Refusal)]
        if judged and len(judged) == len(holders):
            return judged[0]
        if self._ceremony.voen:
            return NO_SEAL
        return SOMEBODY_ELSE if holders else NOTHING

    def _which(self) -> Ask:
        return Ask(which([str(one["label"]) for one in self._notes["offered"]]))

    async def _chosen(self, place: int) -> SigningStep:
        notes = self._notes
        noted = notes.pop("offered")[place]
        notes["credential"] = {name: value for name, value in noted.items() if name != "label"}
        notes["when"] = self._ceremony.now.replace(microsecond=0).isoformat()
        if self._credential.at_provider:
            notes["stage"] = "credential"
            return await self._leave()
        if not self._credential.secrets:
            return await self._authorize({})
        notes["stage"] = "secrets"
        token, sent = notes["tokens"][0], [one for one in self._credential.secrets if one.sent]
        notes["challenges"] = {one.id: await self._service.challenge(token, self._credential, one) for one in sent}
        return self._ask()

    # Agreed to on the portal, or in the provider's app.

    def _ask(self, mistakes: Mapping[str, Mistake] | None = None) -> Ask:
        credential = self._credential
        challenges = self._notes.get("challenges", {})
        form = secrets_form(credential.secrets, challenges, one_is_enough=credential.one_is_enough)
        return Ask(form, mistakes or {})

    async def _authorize(self, said: Mapping[str, str]) -> SigningStep:
        credential, token = self._credential, self._notes["tokens"][0]
        try:
            leave = await self._service.authorize(token, credential, self._digest(), said, self._about)
        except Denied as denied:
            if denied.error not in WRONG or denied.locked or not said:
                raise
            self._notes["wrong"] = self._notes.get("wrong", 0) + 1
            if self._notes["wrong"] >= MOST_WRONG:
                raise Ended(TOO_OFTEN) from None
            return self._ask({place_of(credential.secrets, denied.error): WRONG_CODE})
        return await self._authorized(leave)

    async def _still_asked(self) -> SigningStep:
        return await self._authorized(await self._service.still_asked(self._notes["tokens"][0], self._notes["handle"]))

    async def _authorized(self, leave: Authorized) -> SigningStep:
        if leave.sad:
            return await self._sign(leave.sad)
        self._notes.update(stage="waits", handle=leave.handle)
        return Wait(WAITS)

    # The signature.

    async def _sign_by(self, token: Token) -> SignedHash:
        if token.credential not in ("", self._credential.id):
            raise Ended(UNTRUE)
        return await self._sign(token.access)

    async def _sign(self, sad: str) -> SignedHash:
        credential = self._credential
        value = await self._service.signature(self._notes["tokens"][0], credential, self._digest(), sad)
        noted = {"credential": credential.noted(), "when": self._notes["when"]}
        await self.leave_nothing()
        self._notes.update(noted, signed=base64.b64encode(as_der(value)).decode())
        return self._signed()

    def _signed(self) -> SignedHash:
        credential = self._credential
        value = base64.b64decode(self._notes["signed"])
        return SignedHash(value, credential.certificates, credential.hash_name, self._when)

    def _digest(self) -> bytes:
        credential = self._credential
        try:
            signed = self._paper.to_be_signed(credential.certificates, credential.hash_name, self._when)
        except ValueError:
            raise Ended(UNTRUE) from None
        return hashlib.new(credential.hash_name, signed).digest()

    @property
    def _credential(self) -> Credential:
        return Credential.of_note(self._notes["credential"])

    @property
    def _when(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self._notes["when"])

    @property
    def _about(self) -> str:
        """What the provider shows: with the digest that stands on the portal's page too, to compare."""
        return f"{self._paper.title[:LONGEST]} ({self._paper.name[:LONGEST]}, SHA-256 {self._paper.digest})"


def _label(credential: Credential, who: Signer | Refusal) -> str:
    """Whose, by whom, until when: two certificates of one person differ by nothing else that people know."""
    assert isinstance(who, Signer)
    until: Any = x509.load_der_x509_certificate(credential.certificates[0]).not_valid_after_utc
    return f"{who.organisation if who.is_seal else who.name} · {who.issuer} · {until:%d.%m.%Y}"


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
