"""What every page asks of a request: who, for whom, in which language, with which form."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from xidmet.auth import Actor
from xidmet.cases import Site
from xidmet.contract.texts import _
from xidmet.errors import BadInput, NotAllowed, NotFound, SignInNeeded, TooLarge, Unreadable, Unsupported
from xidmet.language import Translator, translator
from xidmet.settings import Settings

from xidmet_ui.session import Visit

Asked = Request[Any, Any, Any]
PUBLIC = {"public": True}
FORM = "application/x-www-form-urlencoded"
LONGEST_BODY = 300_000  # bytes of a form without files
LONGEST_FIELD = 20_000  # characters
MOST_FIELDS = 2_000
NOT_FROM_HERE = (
    _("This form is too old, or it did not come from this site."),
    _("Go back, load the page again and send it once more."),
)


def signed_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard: only for people who are signed in; afterwards they come back to where they were."""
    visit: Visit = connection.scope["state"]["visit"]
    if visit.actor is None:
        raise SignInNeeded


async def readable(request: Asked) -> None:
    """Before every handler: NUL is no text, and PostgreSQL takes none."""
    if "\x00" in request.scope["path"]:
        raise NotFound
    if b"%00" in request.scope["query_string"]:
        raise Unreadable


def page_wanted(request: Asked) -> str:
    """The page somebody asked for, or, after a post, the one they posted from; always one of this site."""
    if request.method not in ("GET", "HEAD"):
        return local_path(_split(request.headers.get("referer", ""))[1])
    query = request.url.query
    return local_path(request.url.path + (f"?{query}" if query else ""))


def _split(address: str) -> tuple[str, str]:
    """Host and path of an address that a stranger may have written; empty when it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.netloc, parts.path


def visit_of(request: Asked) -> Visit:
    visit: Visit = request.scope["state"]["visit"]
    return visit


def site_of(request: Asked) -> Site:
    site: Site = request.app.state.site
    return site


def settings_of(request: Asked) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def actor_of(request: Asked) -> Actor | None:
    return visit_of(request).actor


def need_actor(request: Asked) -> Actor:
    """The person who is signed in; the guard has seen to it that there is one."""
    actor = visit_of(request).actor
    if actor is None:
        raise SignInNeeded
    return actor


def words_of(request: Asked, slug: str = "") -> Translator:
    """Texts in the visitor's language; of a service's plugin first when its slug is given."""
    domain = site_of(request).catalogue.plugin_of(slug).name if slug else ""
    return translator(visit_of(request).language, domain)


def place_of(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """A keyed hash of the network address, for throttling; the address itself is kept nowhere.

    Without the key all addresses could be hashed and compared in minutes: there are too few of them.
    """
    host = request.client.host if request.client else ""
    site: Site = request.app.state.site
    return hmac.new(site.place_key, host.encode(), hashlib.sha256).hexdigest()[:24]


def local_path(path: str) -> str:
    """A path of this site, whatever was asked for: never another site's address."""
    if (
        not path.startswith("/")
        or path.startswith(("//", "/\\"))
        or "\\" in path
        or any(ord(sign) < 32 for sign in path)
    ):
        return "/"
    return path


async def form_of(request: Asked) -> list[tuple[str, str]]:
    """What was posted, in order. Raises NotAllowed when it did not come from a form of this session.

    Every handler that changes anything calls this first; a test posts to each of them without a token.
    """
    pairs = await posted(request)
    of_this_session(request, dict(pairs).get("csrf", "") or request.headers.get("x-csrf-token", ""))
    return [(name, value) for name, value in pairs if name != "csrf"]


async def posted(request: Asked) -> list[tuple[str, str]]:
    """What was posted from a page of this site, in whatever session. It proves nothing: change nothing by it."""
    same_origin(request)
    return _pairs(await _body(request))


def of_this_session(request: Asked, token: str) -> None:
    """Raises NotAllowed unless this is the token that the session's forms carry."""
    session = visit_of(request).session
    if session is None or not hmac.compare_digest(token.encode(), session.csrf.encode()):
        raise NotAllowed(why=NOT_FROM_HERE[0], mend=NOT_FROM_HERE[1])


def same_origin(request: Asked) -> None:
    """Browsers say where a post comes from; one that comes from elsewhere is refused before it is read."""
    fetched = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", "")
    here = {_split(settings_of(request).address)[0], request.headers.get("host", "")}
    # Some privacy settings make a browser say "null" of our own pages too; the token decides then.
    if fetched not in ("same-origin", "none") or (origin not in ("", "null") and _split(origin)[0] not in here):
        raise NotAllowed(why=NOT_FROM_HERE[0], mend=NOT_FROM_HERE[1])


async def _body(request: Asked) -> bytes:
    """As much as LONGEST_BODY, also where files may make a form longer."""
    if request.headers.get("content-type", FORM).partition(";")[0].strip().lower() != FORM:
        raise Unsupported
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BODY:
            raise TooLarge
    return bytes(body)


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeDecodeError:
        raise Unreadable from None
    except ValueError:
        raise TooLarge from None
    if any(len(value) > LONGEST_FIELD for __, value in pairs):
        raise TooLarge
    if any("\x00" in value or "\x00" in name for name, value in pairs):
        raise Unreadable
    return pairs


def value_in(pairs: Sequence[tuple[str, str]], name: str) -> str:
    """The last value posted under a name; "" for none."""
    return next((value for key, value in reversed(pairs) if key == name), "")


def uuids_in(values: Sequence[str]) -> list[UUID]:
    """What a form names by ids; anything else is none."""
    found = list[UUID]()
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found


def page_number(text: str) -> int:
    """The number of a page of many, from an address. Raises NotFound for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text) > 0):
        raise NotFound
    return int(text)


def token_in(pairs: Sequence[tuple[str, str]]) -> str:
    """The token a form was made with; without one a second post could not be told from the first."""
    token = value_in(pairs, "token")
    if not 16 <= len(token) <= 64:
        raise BadInput
    return token


def version_in(pairs: Sequence[tuple[str, str]]) -> int:
    """The version of the case as the page showed it."""
    text = value_in(pairs, "version")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadInput
    return int(text)
