"""The means: off to the provider with a nonce and a PKCE challenge; back with a code, which is changed for a token."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Awaitable, Mapping
from typing import Any
from urllib.parse import urlencode

import structlog
from xidmet import Refusal, _
from xidmet.means import LEVELS, Ceremony, Given, Leave, Level, NoAnswer, Proven, SignInMeans, Step

from .id_token import Untrue, verified
from .provider import Provider, ProviderOptions

log = structlog.get_logger()

LONGEST = 200  # signs of what a claim says
CODE = re.compile(r"[\x21-\x7e]{1,2000}")
FIN = re.compile(r"[0-9A-HJ-NP-Z]{7}")
DOWN = Refusal(
    why=_("The identity provider does not answer as it should."),
    mend=_("Try again in a few minutes, or choose another way to sign in."),
)
DENIED = Refusal(
    why=_("You did not let the identity provider say who you are."),
    mend=_("Start again and agree there, or choose another way to sign in."),
)
OVER = Refusal(why=_("This answer of the identity provider was used before, or is over."), mend=_("Start again."))
UNTRUE = Refusal(
    why=_("What came back from the identity provider could not be believed."),
    mend=_("Start again. If it happens twice, tell us."),
)
SOMEBODY_ELSE = Refusal(
    why=_("The identity provider names somebody else."),
    mend=_("Sign in there as yourself, or choose another way."),
)


class AtProvider(SignInMeans):
    about = _("You go to the provider's site, show there who you are, and come back.")

    def __init__(self, options: ProviderOptions) -> None:
        self.name, self.title = options.name, options.title
        self.level = max((options.otherwise, *options.levels.values()), key=LEVELS.index)
        self._options, self._provider = options, Provider(options)

    async def begin(self, ceremony: Ceremony) -> Step:
        ceremony.notes.update(verifier=secrets.token_urlsafe(48), since=int(ceremony.now.timestamp()))
        return await self.go_on(ceremony, Given())

    async def go_on(self, ceremony: Ceremony, given: Given) -> Step:
        notes = ceremony.notes
        if not given.query:
            verifier = notes.get("verifier", "")
            return await self._safely(self._leave(ceremony, verifier)) if verifier else OVER
        verifier = notes.pop("verifier", "")  # an answer counts once, right or wrong
        return await self._safely(self._answered(ceremony, given.query, verifier)) if verifier else OVER

    async def _safely(self, step: Awaitable[Step]) -> Step:
        try:
            return await step
        except NoAnswer as error:
            log.warning("identity provider does not answer", means=self.name, error=str(error))
            return DOWN
        except Untrue as error:
            log.warning("identity provider is not believed", means=self.name, part=str(error))
            return UNTRUE

    async def _leave(self, ceremony: Ceremony, verifier: str) -> Step:
        there = (await self._provider.discovered(ceremony.now)).authorization_endpoint
        asked = {
            "response_type": "code",
            "client_id": self._options.client,
            "redirect_uri": ceremony.back,
            "scope": " ".join(dict.fromkeys(("openid", *self._options.scopes))),
            "state": ceremony.id,
            "nonce": _nonce(ceremony),
            "code_challenge": _url64(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
            "ui_locales": ceremony.language,
        }
        if self._options.acr:
            asked["acr_values"] = " ".join(self._options.acr)
        if ceremony.purpose != "sign-in":  # whoever sits there must show anew who they are
            asked |= {"prompt": "login", "max_age": "0"}
        return Leave(f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}")

    async def _answered(self, ceremony: Ceremony, said: Mapping[str, str], verifier: str) -> Step:
        await self._need_ours(ceremony, said)
        if "error" in said:
            return DENIED if said["error"] == "access_denied" else DOWN
        if not CODE.fullmatch(said.get("code", "")):
            raise Untrue("code")
        token = await self._provider.tokens(ceremony.now, said["code"], verifier, ceremony.back)
        anew = ceremony.notes["since"] if ceremony.purpose != "sign-in" else None
        claims = await verified(self._provider, token, nonce=_nonce(ceremony), now=ceremony.now, entered_since=anew)
        return self._proved(ceremony, claims)

    async def _need_ours(self, ceremony: Ceremony, said: Mapping[str, str]) -> None:
        """Of this very try, and from this very provider (RFC 9207): another one's code would go to this one."""
        if not hmac.compare_digest(said.get("state", "").encode(), ceremony.id.encode()):
            raise Untrue("state")
        about = await self._provider.discovered(ceremony.now)
        if "iss" not in said and not about.authorization_response_iss_parameter_supported:
            return
        if said.get("iss", "").rstrip("/") != self._options.issuer:
            raise Untrue("iss of the answer")

    def _proved(self, ceremony: Ceremony, claims: Mapping[str, Any]) -> Step:
        says = self._says(claims)
        if ceremony.fin and says.get("fin", ceremony.fin) != ceremony.fin:
            return SOMEBODY_ELSE
        label = says.get("email") or says.get("name") or self.title
        return Proven(claims["sub"], self._level(claims), self._options.issuer, says, label=label)

    def _level(self, claims: Mapping[str, Any]) -> Level:
        acr = claims.get("acr")
        return (
            self._options.levels.get(acr, self._options.otherwise) if isinstance(acr, str) else self._options.otherwise
        )

    def _says(self, claims: Mapping[str, Any]) -> dict[str, str]:
        """What the site takes from this provider; a FIN that is none, and an e-mail that it did not check, are left."""
        said = {str(of): _text(claims.get(claim)) for of, claim in self._options.claims.items()}
        if not FIN.fullmatch(said.get("fin", "")):
            said.pop("fin", None)
        if claims.get("email_verified") is not True:
            said.pop("email", None)
        return {of: value for of, value in said.items() if value}


def _text(value: Any) -> str:
    """Empty for anything that is no short line of text."""
    is_line = isinstance(value, str) and len(value) <= LONGEST and value.isprintable()
    return " ".join(value.split()) if is_line else ""


def _nonce(ceremony: Ceremony) -> str:
    return _url64(ceremony.nonce)


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
