"""Paying at a hosted payment page; any number of payment services side by side.

The protocol, as small as it can be. The portal makes an order, the payer's browser goes to the page of it, and the
portal asks for the order's standing. Both sides share a secret.

    POST {url}/orders        {"order", "amount", "currency", "description", "language", "back", "calls", "until"}
                             -> 200 {"id", "page"}; the same order again gives the same answer
    GET {url}/orders/{id}    -> 200 {"id", "order", "status", "amount", "currency", "reference"}
    POST {calls}/{order}     {"order", "id"}, by the service, when the standing has changed; again until a 2xx

order: the portal's name for it, 32 letters and digits. amount: in the smallest unit (qepik), whole; of a paid order
what was paid in fact. status: open, paid, refused or expired. reference: the service's name of the payment, unique.
until: ISO 8601; afterwards the page takes no payment. back: where the page sends the browser, whatever happened.

Each message carries X-Client, X-Timestamp (seconds since 1970) and X-Signature: hexadecimal HMAC-SHA256 by the secret
over timestamp, line feed, method, blank, path of the address (for a call: "/" and the order), line feed, body. One that
is older than five minutes is refused.

What the adapter of a real acquirer must change: names of fields and statuses (provider.py), how a message is signed
(signing.py), and how a call names its order (means.py). It must keep: the portal's own name goes along as the order, a
repeated order is not a second payment, the standing is asked from server to server, and no number of a card is ever
typed, sent or kept on the portal's side. An acquirer that first only reserves the money must be told to take it before
its standing is read as paid.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict
from xidmet import hookimpl
from xidmet.paying import PaymentMeans

from .means import AtPage
from .provider import ProviderOptions


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid")
    providers: list[ProviderOptions]


@hookimpl
def options() -> type[BaseModel]:
    return Options


@hookimpl
def payment_means(options: Options) -> Sequence[PaymentMeans]:
    return [AtPage(provider) for provider in options.providers]
