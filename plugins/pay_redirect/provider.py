"""One payment service: its orders, asked and answered under the shared secret."""

import json
import re
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from xidmet.paying import Due, NoAnswer, OutsideAddress, Said, ask_outside

from .signing import signed

NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
REFERENCE = re.compile(r"[!-~]{1,100}")


class ProviderOptions(BaseModel):
    """name: in the portal's addresses. url: of the interface. pages: where its pages are, if that is another host.

    seconds: that an answer may take.
    """

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
    title: Annotated[str, Field(min_length=1, max_length=100)]
    url: OutsideAddress
    client: Annotated[str, Field(pattern=r"^[!-~]{1,100}$")]
    secret: SecretStr
    pages: OutsideAddress | None = None
    seconds: Annotated[float, Field(gt=0, le=30)] = 5.0


class Provider:
    def __init__(self, options: ProviderOptions) -> None:
        self.options = options
        self.secret = options.secret.get_secret_value()

    async def order(self, due: Due) -> tuple[str, str] | None:
        """Name and page of a new order; None when the service does not take it. Raises NoAnswer."""
        body = {
            "order": due.reference,
            "amount": int(due.amount * 100),
            "currency": due.currency,
            "description": due.title,
            "language": due.language,
            "back": due.back,
            "calls": due.calls,
            "until": due.until.isoformat(),
        }
        said = await self._ask("POST", "/orders", due.now, json.dumps(body, ensure_ascii=False).encode())
        if 400 <= said.status < 500:
            return None
        name, page = said.body.get("id"), said.body.get("page")
        if said.status not in (200, 201) or not _is(NAME, name) or not self._is_page(page):
            raise NoAnswer("no order")
        return str(name), str(page)

    async def standing(self, name: str, due: Due) -> Said:
        """Raises NoAnswer, also for the standing of another order."""
        said = await self._ask("GET", f"/orders/{name}", due.now, b"")
        if said.status != 200 or (said.body.get("id"), said.body.get("order")) != (name, due.reference):
            raise NoAnswer("no standing of this order")
        return said

    async def _ask(self, method: str, path: str, now: datetime, body: bytes) -> Said:
        url = self.options.url + path
        headers = signed(self.options.client, self.secret, now, method, urlsplit(url).path, body)
        if body:
            headers["Content-Type"] = "application/json"
        return await ask_outside(method, url, seconds=self.options.seconds, headers=headers, content=body)

    def _is_page(self, page: Any) -> bool:
        """A browser is sent nowhere but to the service itself."""
        if not isinstance(page, str) or len(page) > 1000 or not page.isprintable():
            return False
        there, due = urlsplit(page), urlsplit(self.options.pages or self.options.url)
        return (there.scheme, there.netloc) == (due.scheme, due.netloc)


def _is(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def is_reference(value: Any) -> bool:
    return _is(REFERENCE, value)
