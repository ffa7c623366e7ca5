"""Rows fetched as JSON from the body that keeps them: with a time limit, a few tries, a pause after many failures."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import structlog

from xidmet.contract.answers import read
from xidmet.contract.fields import Field
from xidmet.contract.form import Form, Part
from xidmet.contract.sources import OverHttp
from xidmet.errors import RegisterDown
from xidmet.registers.breaker import Breaker, Open

log = structlog.get_logger()

AT_ONCE = 8  # questions to one register
LARGEST = 5_000_000  # bytes of one answer
FIRST_WAIT = 0.1  # seconds before the second try; doubled for each further one
PLAIN = {"Accept": "application/json", "Accept-Encoding": "identity"}  # packed, a small answer could become a huge one


class HttpRows:
    """One outside register. Whatever goes wrong there is told as RegisterDown."""

    def __init__(self, source: OverHttp) -> None:
        self.source = source
        head = {"Authorization": f"Bearer {source.token}"} if source.token else {}
        # A redirect is not followed: it would take the token and the question to somebody else.
        self._client = httpx.AsyncClient(timeout=source.timeout, headers=PLAIN | head, follow_redirects=False)
        self.breaker = Breaker()

    async def close(self) -> None:
        await self._client.aclose()

    async def about(self, party: str) -> list[Form]:
        return await self._fetch(about=party)

    async def about_each(self, parties: list[str]) -> dict[str, list[Form]]:
        return dict(zip(parties, await self._each("about", parties), strict=True))

    async def by_keys(self, keys: list[str]) -> list[Form]:
        return [row for rows in await self._each("key", list(dict.fromkeys(keys))) for row in rows]

    async def _each(self, name: str, values: list[str]) -> list[list[Form]]:
        """One question a value, a few of them at the same time."""
        places = asyncio.Semaphore(AT_ONCE)

        async def one(value: str) -> list[Form]:
            async with places:
                return await self._fetch(**{name: value})

        return await asyncio.gather(*map(one, values))

    async def some(self, limit: int) -> list[Form]:
        return await self._fetch(limit=str(limit))

    async def search(self, text: str, limit: int) -> list[Form]:
        return await self._fetch(text=text, limit=str(limit))

    async def _fetch(self, **asked: str) -> list[Form]:
        for attempt in range(self.source.tries):
            if attempt:
                await asyncio.sleep(FIRST_WAIT * 2 ** (attempt - 1))
            try:
                async with self.breaker.asked():
                    return await self._once(asked)
            except Open:
                break
            except (httpx.HTTPError, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
                log.warning("register does not answer", register=self.source.register.name, error=type(error).__name__)
        raise RegisterDown(self.source.register.label)

    async def _once(self, asked: dict[str, str]) -> list[Form]:
        """One try, whole answer included, within the time limit: a peer that drips bytes does not hold anybody up."""
        try:
            async with asyncio.timeout(self.source.timeout):
                said = await self._said(asked)
        except (httpx.HTTPError, OSError) as error:
            self._count(error)
            raise
        self.breaker.answered()
        return [self._form(one, asked.get("about")) for one in _rows(said)]

    async def _said(self, asked: dict[str, str]) -> bytes:
        said = bytearray()
        async with self._client.stream("GET", f"{self.source.url.rstrip('/')}/rows", params=asked) as response:
            response.raise_for_status()
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise ValueError("the answer is packed")
            async for piece in response.aiter_raw():
                said += piece
                if len(said) > LARGEST:
                    raise ValueError("the answer is too large")
        return bytes(said)

    def _form(self, one: Any, about: str | None) -> Form:
        """A row is checked like any answer: an outside body may send anything, even rows about somebody else."""
        if about is not None and one["about"] != about:
            raise ValueError("a row about somebody else")
        form, row = self.source.register.of, one["row"]
        if not isinstance(row, dict) or any(_nested(field, row.get(name)) for name, field in form.fields.items()):
            raise TypeError("a row must be an object of plain values")
        answers = read(form, row, lambda ask: (), doubting=False)
        if answers.errors:
            raise ValueError(f"wrong columns: {', '.join(answers.errors)}")
        found: Form = answers.so_far
        return found

    def _count(self, error: Exception) -> None:
        """A refusal of one question says nothing about the next, so nobody can close the register for all others."""
        if isinstance(error, httpx.HTTPStatusError) and error.response.status_code < 500:
            return
        self.breaker.was_silent()


def _rows(said: bytes) -> list[Any]:
    """Only a list may be empty: anything else that looks like nothing would end whatever rests on the rows."""
    rows = json.loads(said)["rows"]
    if not isinstance(rows, list):
        raise TypeError("rows must be a list")
    if "\\u0000" in json.dumps(rows, ensure_ascii=False).encode().decode():  # nor does encode() take half a letter
        raise ValueError("a text that no store takes")
    return rows


def _nested(field: Field[Any], value: Any) -> bool:
    return isinstance(value, dict | list) and not field.rows and not isinstance(field, Part)
