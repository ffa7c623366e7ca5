"""Signing in, and signing documents, with a mobile signature.

The operator's REST interface is after Mobile-ID's, as ASAN İmza's is in kind.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from xidmet import hookimpl
from xidmet.means import OutsideAddress, SignInMeans
from xidmet.signing import SigningMeans

from .means import MobileSignature
from .operator import Operator
from .signing import MobileSigning


class Options(BaseModel):
    """url: of the operator's interface. relying_party, relying_party_name: as agreed with the operator.

    seconds: for one answer of the operator. texts: what the phone shows, by language; at most 20 signs;
    where a document is signed it shows the document's title.
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
    return [MobileSignature(_operator(options), options.texts)]


@hookimpl
def signing_means(options: Options) -> Sequence[SigningMeans]:
    return [MobileSigning(_operator(options))]


def _operator(options: Options) -> Operator:
    return Operator(options.url, options.relying_party, options.relying_party_name, options.seconds)
