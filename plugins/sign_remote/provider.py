"""One provider: what a site says of it, what it says of itself, and its authorization server (OAuth 2.0)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import quote_plus, urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError
from xidmet.means import NoAnswer, OutsideAddress, Said, ask_outside

REMEMBERED = dt.timedelta(hours=1)
ADDRESS: TypeAdapter[str] = TypeAdapter(OutsideAddress)
TOKEN = re.compile(r"[\x21-\x7e]{1,4000}")
REQUEST_URI = re.compile(r"[\x21-\x7e]{1,500}")
ERROR = re.compile(r"[a-z_]{1,60}")
METHODS = {"credentials/list", "credentials/info", "signatures/signHash"}  # without these nothing is signed


class ProviderOptions(BaseModel):
    """name: of the means, in addresses. title: what people read. url: of the interface, with its "/csc/v2".

    client, secret: as agreed with the provider; authenticates: how the secret is shown. details: a signature is asked
    for by authorization_details (RFC 9396), not by single parameters. pushed: what is asked for goes to the provider
    beforehand (RFC 9126), and stands in no address. seals: it keeps seals of organisations too.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$")]
    title: Annotated[str, Field(min_length=1, max_length=60)]
    url: OutsideAddress
    client: str
    secret: SecretStr = SecretStr("")
    authenticates: Literal["basic", "post"] = "post"
    details: bool = False
    pushed: bool = False
    seals: bool = False
    seconds: Annotated[float, Field(gt=0, le=30)] = 10.0


class Denied(Exception):
    """The provider says no, by one of the standard's words. locked: after too many wrong PINs."""

    def __init__(self, error: str, *, locked: bool = False) -> None:
        super().__init__(error)
        self.error, self.locked = error, locked


@dataclass(frozen=True)
class Endpoints:
    """Of the authorization server. issuer: "" when it does not name itself. pushed: "" when it takes none."""

    authorize: str
    token: str
    revoke: str
    pushed: str
    issuer: str = ""


class Token(NamedTuple):
    """refresh: "" when there is none. credential: which one it is for, where the answer says so."""

    access: str
    refresh: str
    credential: str


class Provider:
    """What it says of itself is remembered an hour."""

    def __init__(self, options: ProviderOptions) -> None:
        self.options = options
        self._endpoints: tuple[dt.datetime, Endpoints] | None = None

    async def endpoints(self, now: dt.datetime) -> Endpoints:
        """Raises NoAnswer, also when it is no signing service of version 2 that we can ask."""
        if self._endpoints and now < self._endpoints[0]:
            return self._endpoints[1]
        info = (await self.ask("info", {})).body
        methods, ways = info.get("methods"), info.get("authType")
        if not str(info.get("specs", "")).startswith("2.") or not isinstance(methods, list):
            raise NoAnswer("no signing service of version 2")
        if not isinstance(ways, list) or "oauth2code" not in ways or METHODS - {str(one) for one in methods}:
            raise NoAnswer("a signing service that signs in another way")
        found = await self._authorization(info)
        self._endpoints = now + REMEMBERED, found
        return found

    async def leave(self, now: dt.datetime, asked: Mapping[str, str]) -> str:
        """The address at which somebody agrees. asked: besides what every such question says. Raises NoAnswer."""
        there = await self.endpoints(now)
        said = {"response_type": "code", "client_id": self.options.client, **asked}
        if self.options.pushed and there.pushed:
            body = (await self._oauth(there.pushed, said)).body
            name = body.get("request_uri")
            if not isinstance(name, str) or not REQUEST_URI.fullmatch(name):
                raise NoAnswer("no request_uri")
            said = {"client_id": self.options.client, "request_uri": name}
        return f"{there.authorize}{'&' if '?' in there.authorize else '?'}{urlencode(said)}"

    async def token(self, now: dt.datetime, code: str, verifier: str, back: str, details: str = "") -> Token:
        """For a code. Raises NoAnswer, Denied."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        if details:
            form["authorization_details"] = details
        said = (await self._oauth((await self.endpoints(now)).token, form)).body
        access, refresh = said.get("access_token"), said.get("refresh_token")
        if not _is_token(access) or str(said.get("token_type", "Bearer")).lower() != "bearer":
            raise NoAnswer("no token")
        return Token(str(access), str(refresh) if _is_token(refresh) else "", _credential(said))

    async def revoke(self, now: dt.datetime, token: str) -> None:
        """It is good for nothing any more. Raises NoAnswer, Denied."""
        await self._oauth((await self.endpoints(now)).revoke, {"token": token})

    async def ask(self, method: str, asked: Mapping[str, Any], token: str = "") -> Said:
        """A method of the interface; 200 to 204. Raises NoAnswer, Denied."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{self.options.url}/{method}"
        return _heard(await ask_outside("POST", url, json=dict(asked), headers=headers, seconds=self.options.seconds))

    async def _authorization(self, info: Mapping[str, Any]) -> Endpoints:
        if "oauth2" in info:
            base = f"{_address(info['oauth2'])}/oauth2"
            return Endpoints(f"{base}/authorize", f"{base}/token", f"{base}/revoke", f"{base}/pushed_authorize")
        issuer = _address(info.get("oauth2Issuer"))
        parts = urlsplit(issuer)  # RFC 8414, section 3.1
        place = f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{parts.path}"
        said = _heard(await ask_outside("GET", place, seconds=self.options.seconds)).body
        if str(said.get("issuer", "")).rstrip("/") != issuer:
            raise NoAnswer("the description of another authorization server")
        names = ("authorization_endpoint", "token_endpoint", "revocation_endpoint")
        pushed = said.get("pushed_authorization_request_endpoint")
        authorize, token, revoke = (_address(said.get(name)) for name in names)
        return Endpoints(authorize, token, revoke, _address(pushed) if pushed else "", issuer)

    async def _oauth(self, address: str, form: Mapping[str, str]) -> Said:
        secret = self.options.secret.get_secret_value()
        said = {**form, "client_id": self.options.client}
        more: dict[str, Any] = {}
        if secret and self.options.authenticates == "basic":
            more["auth"] = (quote_plus(self.options.client), quote_plus(secret))  # RFC 6749, section 2.3.1
        elif secret:
            said["client_secret"] = secret
        return _heard(await ask_outside("POST", address, data=said, seconds=self.options.seconds, **more))


def _heard(said: Said) -> Said:
    """What it says of an error is a stranger's text, of which only the word of the standard is taken."""
    if 200 <= said.status < 300:
        return said
    error = said.body.get("error")
    if said.status not in (400, 401, 403) or not isinstance(error, str) or not ERROR.fullmatch(error):
        raise NoAnswer(f"status {said.status}")
    raise Denied(error, locked="locked" in str(said.body.get("error_description", ""))[:500].lower())


def _address(said: Any) -> str:
    try:
        return ADDRESS.validate_python(said)
    except ValidationError:
        raise NoAnswer("no address of an authorization server") from None


def _is_token(said: Any) -> bool:
    return isinstance(said, str) and bool(TOKEN.fullmatch(said))


def _credential(said: Mapping[str, Any]) -> str:
    """Named beside the token, or within what it authorizes."""
    details = said.get("authorization_details")
    first = details[0] if isinstance(details, list) and details and isinstance(details[0], dict) else {}
    named = said.get("credentialID", first.get("credentialID"))
    return named if isinstance(named, str) else ""
