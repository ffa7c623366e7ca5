"""Signing at a remote signing service (Cloud Signature Consortium API v2); any number of services side by side."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict
from xidmet import hookimpl
from xidmet.signing import SigningMeans

from .means import AtService
from .provider import ProviderOptions


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid")
    providers: list[ProviderOptions]


@hookimpl
def options() -> type[BaseModel]:
    return Options


@hookimpl
def signing_means(options: Options) -> Sequence[SigningMeans]:
    return [AtService(provider) for provider in options.providers]
