"""What the signing server keeps while it runs, and how handlers reach it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import NotFoundException, PermissionDeniedException

from xidmet.demo_signing.holders import Holder, Holders
from xidmet.demo_signing.orders import Orders
from xidmet.demo_signing.phones import Phones
from xidmet.demo_signing.remote_keys import Remote
from xidmet.demo_signing.sms_kept import SmsKept
from xidmet.language import LANGUAGES, Translator, translator
from xidmet.signatures.demo_people import Issued
from xidmet.signatures.demo_stamps import stamp_certificate

Asked = Request[Any, Any, Any]
HERE = Path(__file__).parent


@dataclass
class Signing:
    """address: of this server. portal: origin of the portal it plays the parties for.

    sessions: of the mobile operator, tries: of the OIDC provider, each by its id. remote: the remote signing service.
    """

    address: str
    portal: str
    holders: Holders
    phones: Phones = field(default_factory=Phones)
    sessions: dict[str, Any] = field(default_factory=dict)
    tries: dict[str, Any] = field(default_factory=dict)
    remote: Remote = field(default_factory=Remote)
    orders: Orders = field(default_factory=Orders)
    sms: SmsKept = field(default_factory=SmsKept)

    @cached_property
    def stamps(self) -> Issued:
        """The time-stamp authority; its certificate names the address of this server."""
        return stamp_certificate(self.holders.folder, address=self.address)


def signing_of(request: Asked) -> Signing:
    found: Signing = request.app.state.signing
    return found


def holder_of(request: Asked, key: str) -> Holder:
    holder = signing_of(request).holders.people.get(key)
    if holder is None:
        raise NotFoundException
    return holder


def words_of(request: Asked) -> Translator:
    """In the first of the browser's languages that is spoken here."""
    wanted = [part.strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    return translator(next((one for one in wanted if one in LANGUAGES), LANGUAGES[0]))


def page(request: Asked, template: str, status: int = 200, **values: Any) -> Response[str]:
    words = words_of(request)
    html = ENVIRONMENT.get_template(template).render(_=words.text, lang=words.language, moment=words.moment, **values)
    return Response(html, status_code=status, media_type=MediaType.HTML)


ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


async def form_of(request: Asked) -> Mapping[str, Any]:
    """What was posted by one of this server's own pages; a strange page must not approve in its visitor's name."""
    here = urlsplit(signing_of(request).address).netloc
    origin = request.headers.get("origin", "")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise PermissionDeniedException
    if origin not in ("", "null") and urlsplit(origin).netloc != here:
        raise PermissionDeniedException
    return dict(await request.form())


def text_in(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


async def known_host(request: Asked) -> None:
    """Before every handler: a name that somebody else points at this machine opens nothing."""
    if request.headers.get("host", "") != urlsplit(signing_of(request).address).netloc:
        raise PermissionDeniedException
