"""Rows fetched as JSON from the body that keeps them: with a time limit, a few tries, a pause after many failures."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import httpx
import structlog

from xidmet import clock
from xidmet.contract.answers import read
from xidmet.contract.form import Form
from xidmet.contract.sources import OverHttp
from xidmet.errors import RegisterDown

log = structlog.get_logger()

FAILURES = 5  # in a row; then nobody is made to wait for a while
PAUSE = dt.timedelta(seconds=10)
LARGEST = 5_000_000  # bytes of one answer
FIRST_WAIT = 0.1  # seconds before the second try; doubled for each further one


class HttpRows:
    """One outside register. Whatever goes wrong there is told as RegisterDown."""

    def __init__(self, source: OverHttp) -> None:
        self.source = source
        head = {"Authorization": f"Bearer {source.token}"} if source.token else {}
        self._client = httpx.AsyncClient(timeout=source.timeout, headers=head, follow_redirects=False)
        self._failures = 0
        self._closed_until = clock.now()

    async def close(self) -> None:
        await self._client.aclose()

    async def about(self, party: str) -> list[Form]:
        return await self._fetch(about=party)

    async def by_key(self, key: str) -> list[Form]:
        return await self._fetch(key=key)

    async def some(self, limit: int) -> list[Form]:
        return await self._fetch(limit=str(limit))

    async def search(self, text: str, limit: int) -> list[Form]:
        return await self._fetch(text=text, limit=str(limit))

    async def _fetch(self, **asked: str) -> list[Form]:
        if clock.now() < self._closed_until:
            raise RegisterDown(self.source.register.label)
        for attempt in range(self.source.tries):
            try:
                rows = await self._once(asked)
            except (httpx.HTTPError, TimeoutError, ValueError, KeyError, TypeError) as error:
                log.warning("register does not answer", register=self.source.register.name, error=type(error).__name__)
                await asyncio.sleep(FIRST_WAIT * 2**attempt if attempt + 1 < self.source.tries else 0)
            else:
                self._failures = 0
                return rows
        self._failed()
        raise RegisterDown(self.source.register.label)

    async def _once(self, asked: dict[str, str]) -> list[Form]:
        """One try, whole answer included, within the time limit: a peer that drips bytes does not hold anybody up."""
        async with asyncio.timeout(self.source.timeout):
            response = await self._client.get(f"{self.source.url}/rows", params=asked)
        response.raise_for_status()
        if len(response.content) > LARGEST:
            raise ValueError("the answer is too large")
        return [self._form(one["row"]) for one in response.json()["rows"]]

    def _form(self, row: Any) -> Form:
        """A row is checked like any answer: an outside body may send anything."""
        if not isinstance(row, dict):
            raise TypeError("a row must be an object")
        answers = read(self.source.register.of, row, lambda ask: ())
        if answers.errors:
            raise ValueError(f"wrong columns: {', '.join(answers.errors)}")
        found: Form = answers.so_far
        return found

    def _failed(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            self._failures = 0
            self._closed_until = clock.now() + PAUSE
