"""Signing in at an OpenID Connect provider: authorization code with PKCE; any number of providers side by side."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict
from xidmet import hookimpl
from xidmet.means import SignInMeans

from .means import AtProvider
from .provider import ProviderOptions


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid")
    providers: list[ProviderOptions]


@hookimpl
def options() -> type[BaseModel]:
    return Options


@hookimpl
def sign_in_means(options: Options) -> Sequence[SignInMeans]:
    return [AtProvider(provider) for provider in options.providers]
