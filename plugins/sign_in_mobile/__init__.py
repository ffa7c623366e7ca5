"""Signing in with a mobile signature: the operator's REST interface after Mobile-ID's, as ASAN İmza's is in kind."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from xidmet import hookimpl
from xidmet.means import OutsideAddress, SignInMeans

from .means import MobileSignature
from .operator import Operator


class Options(BaseModel):
    """url: of the operator's interface. relying_party, relying_party_name: as agreed with the operator.

    seconds: for one answer of the operator. texts: what the phone shows, by language; at most 20 signs.
    """

    model_config = ConfigDict(extra="forbid")
    url: OutsideAddress
    relying_party: str
    relying_party_name: str
    seconds: Annotated[float, Field(gt=0, le=30)] = 5.0
    texts: dict[str, Annotated[str, Field(max_length=20)]] = {}


@hookimpl
def options() -> type[BaseModel]:
    return Options


@hookimpl
def sign_in_means(options: Options) -> Sequence[SignInMeans]:
    about = (options.url, options.relying_party, options.relying_party_name, options.seconds)
    return [MobileSignature(Operator(*about), options.texts)]
