"""Signing in, and signing documents, with an app that reads a QR code and signs.

The protocol is web2app 1.3, as SİMA's is in kind.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from xidmet import hookimpl
from xidmet.means import OutsideAddress, SignInMeans
from xidmet.signing import SigningMeans

from .means import AppSignature
from .operation import Client
from .signing import AppSigning


class Options(BaseModel):
    """client, client_name, secret: as agreed with the app's operator. icon: address of a picture that the app shows.

    app: what opens the app on the same phone; the link follows behind it.
    """

    model_config = ConfigDict(extra="forbid")
    client: int
    client_name: Annotated[str, Field(min_length=1, max_length=60)]
    secret: SecretStr
    icon: OutsideAddress | None = None
    app: str = "sima://web-to-app?data="


@hookimpl
def options() -> type[BaseModel]:
    return Options


@hookimpl
def sign_in_means(options: Options) -> Sequence[SignInMeans]:
    return [AppSignature(_client(options), options.app)]


@hookimpl
def signing_means(options: Options) -> Sequence[SigningMeans]:
    return [AppSigning(_client(options), options.app)]


def _client(options: Options) -> Client:
    return Client(options.client, options.client_name, options.secret.get_secret_value().encode(), options.icon or "")
