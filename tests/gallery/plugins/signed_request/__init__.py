"""An application that is signed, with an e-signature or on paper, by a person or for an organisation."""

from collections.abc import Sequence

from xidmet import Service, hookimpl

from .service import SignedRequest


@hookimpl
def services() -> Sequence[type[Service]]:
    return [SignedRequest]
