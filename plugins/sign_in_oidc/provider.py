"""One provider: what a site says of it, what it says of itself (discovery), its keys, its token endpoint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import quote_plus

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError
from xidmet.means import Level, NoAnswer, OutsideAddress, Said, ask_outside

# No HS*: with them a public key would do as the secret. No "none".
Algorithm = Literal["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512", "Ed25519"]
KINDS: Mapping[str, type[ECKey] | type[RSAKey] | type[OKPKey]] = {"EC": ECKey, "RSA": RSAKey, "OKP": OKPKey}
LEAST_BITS = 2048  # of an RSA key
MOST_KEYS = 50
REMEMBERED = dt.timedelta(hours=1)
ADDRESS: TypeAdapter[str] = TypeAdapter(OutsideAddress)
Claim = Literal[
    "fin", "passport", "citizenship", "voen", "surname", "given_name", "patronymic", "name", "organisation", "email"
]


class ProviderOptions(BaseModel):
    """name: of the means, in addresses. title: what people read. issuer: as the provider writes it.

    levels: what each acr value proves; otherwise: what every other one does. acr: the values asked for. claims: which
    claim says what. secret: none for a public client; authenticates: how it is shown.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$")]
    title: Annotated[str, Field(min_length=1, max_length=60)]
    issuer: OutsideAddress
    client: str
    secret: SecretStr = SecretStr("")
    authenticates: Literal["basic", "post"] = "basic"
    scopes: Sequence[str] = ("openid", "profile")
    acr: Sequence[str] = ()
    levels: Mapping[str, Level] = {}
    otherwise: Level = "low"
    claims: Mapping[Claim, str] = {"surname": "family_name", "given_name": "given_name", "name": "name"}
    algorithms: Annotated[Sequence[Algorithm], Field(min_length=1)] = ("ES256", "RS256", "PS256")
    seconds: Annotated[float, Field(gt=0, le=30)] = 5.0


class Discovered(BaseModel):
    """What we read of a provider's own description."""

    issuer: str
    authorization_endpoint: OutsideAddress
    token_endpoint: OutsideAddress
    jwks_uri: OutsideAddress
    authorization_response_iss_parameter_supported: bool = False


class Provider:
    """Its description and keys are remembered an hour; an unknown key is asked for once."""

    def __init__(self, options: ProviderOptions) -> None:
        self.options = options
        self._discovered: tuple[dt.datetime, Discovered] | None = None
        self._keys: tuple[dt.datetime, list[Key]] | None = None

    async def discovered(self, now: dt.datetime) -> Discovered:
        """Raises NoAnswer, also when the description is of another issuer."""
        if self._discovered and now < self._discovered[0]:
            return self._discovered[1]
        said = await self._ask("GET", f"{self.options.issuer}/.well-known/openid-configuration")
        try:
            found = Discovered.model_validate(said.body)
        except ValidationError:
            raise NoAnswer("no description of a provider") from None
        if found.issuer.rstrip("/") != self.options.issuer:
            raise NoAnswer("the description of another provider")
        self._discovered = now + REMEMBERED, found
        return found

    async def key(self, kid: str | None, algorithm: str, now: dt.datetime) -> Key | None:
        """The key of that name. Raises NoAnswer. A token without a name fits only a provider with a single key."""
        remembered = self._keys
        if remembered and now < remembered[0]:
            found = _named(remembered[1], kid, algorithm)
            if found:
                return found
        return _named(await self._fetched_keys(now), kid, algorithm)

    async def tokens(self, now: dt.datetime, code: str, verifier: str, back: str) -> str:
        """The ID token for a code, as text. Raises NoAnswer."""
        secret = self.options.secret.get_secret_value()
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        more: dict[str, Any] = {}
        if secret and self.options.authenticates == "basic":
            more["auth"] = (quote_plus(self.options.client), quote_plus(secret))  # RFC 6749, section 2.3.1
        else:
            form |= {"client_id": self.options.client} | ({"client_secret": secret} if secret else {})
        said = await self._ask("POST", (await self.discovered(now)).token_endpoint, data=form, **more)
        token = said.body.get("id_token")
        if not isinstance(token, str):
            raise NoAnswer("no ID token")
        return token

    async def _fetched_keys(self, now: dt.datetime) -> list[Key]:
        said = await self._ask("GET", (await self.discovered(now)).jwks_uri)
        listed = said.body.get("keys")
        if not isinstance(listed, list):
            raise NoAnswer("no keys")
        keys = [key for key in map(_key, listed[:MOST_KEYS]) if key]
        self._keys = now + REMEMBERED, keys
        return keys

    async def _ask(self, method: str, address: str, **sent: Any) -> Said:
        said = await ask_outside(method, address, seconds=self.options.seconds, **sent)
        if said.status != 200:
            raise NoAnswer("refused")
        return said


def _key(written: Any) -> Key | None:
    """A public key for signatures that we can use; anything else in the list is passed over."""
    if not isinstance(written, dict) or written.get("use", "sig") != "sig" or written.get("kty") not in KINDS:
        return None
    try:
        key = KINDS[written["kty"]].import_key({name: value for name, value in written.items() if name != "d"})
        bits = key.public_key.key_size if isinstance(key, RSAKey) else LEAST_BITS
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return key if bits >= LEAST_BITS else None


def _named(keys: list[Key], kid: str | None, algorithm: str) -> Key | None:
    """A key that says for which algorithm it is serves no other."""
    fit = [key for key in keys if key.alg in (None, algorithm)]
    if kid is None:
        return fit[0] if len(keys) == len(fit) == 1 else None
    named = [key for key in fit if key.kid == kid]
    return named[0] if len(named) == 1 else None
