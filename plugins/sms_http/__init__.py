"""SMS over HTTP: a gateway that takes JSON, and can be asked by its own id what became of a message.

What differs between gateways is said in plugins.toml, not in code:

    url         where a message is posted
    headers     such as Authorization; the gateway's key
    body        what is posted: a table of any depth, in whose texts {to}, {text} and {reference} are filled in
    id          where in the answer the gateway's id stands, such as messages.0.messageId
    report      where it is asked for what became of it, with {id}; without one "sent" is the last that is known
    state       where in that answer it stands
    delivered, failed   its words for the two ends; anything else means that it is on its way

The gateway must hold {reference} for the message's name: one that comes twice is one SMS. 400, 404 and 422 refuse a
message for good; every other answer that is no 2xx makes the portal send it again later.
"""

from collections.abc import Sequence

from pydantic import BaseModel
from xidmet import hookimpl
from xidmet.sms import SmsGateway

from .gateway import HttpGateway, Options


@hookimpl
def options() -> type[BaseModel]:
    return Options


@hookimpl
def sms_gateways(options: Options) -> Sequence[SmsGateway]:
    return [HttpGateway(options)]
