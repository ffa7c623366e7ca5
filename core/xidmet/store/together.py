"""Small writes of many requests, put into one transaction: what comes while one is under way goes into the next.

Who waits is answered after the commit, as if it had been alone; nobody waits for a moment to pass. Only between
transactions: inside one the write would wait for the very transaction that waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from piccolo.table import Table

from xidmet.store import bound

T = TypeVar("T")
R = TypeVar("R")
MOST = 100  # in one transaction
Waiting = tuple[T, "asyncio.Future[R]"]


@dataclass
class _Line(Generic[T, R]):
    waiting: list[Waiting[T, R]] = field(default_factory=list)
    task: asyncio.Task[None] | None = None


class Together(Generic[T, R]):
    """work: does several at once, all of them or none, and gives what each waits for, in their order.

    It is repeated for each alone when it fails for several, so that nobody's fault is another's.
    """

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R]]]) -> None:
        self._work = work
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, _Line[T, R]] = WeakKeyDictionary()

    async def add(self, one: T) -> R:
        """Raises what the work raises of this one."""
        loop = asyncio.get_running_loop()
        line = self._lines.setdefault(loop, _Line())
        done: asyncio.Future[R] = loop.create_future()
        line.waiting.append((one, done))
        if line.task is None:  # in a context of its own, which no transaction of whoever came first is in
            line.task = loop.create_task(self._work_off(line), context=Context())
        return await done

    async def _work_off(self, line: _Line[T, R]) -> None:
        try:
            while line.waiting:
                some, line.waiting[:MOST] = line.waiting[:MOST], []
                await self._done([one for one in some if not one[1].done()])
        finally:
            line.task = None

    async def _done(self, some: Sequence[Waiting[T, R]]) -> None:
        if not some:
            return
        try:
            results = await self._work([one for one, _done in some])
        except Exception as error:
            if len(some) > 1:
                for one in some:
                    await self._done([one])
            elif not some[0][1].done():
                some[0][1].set_exception(error)
            return
        for (_one, done), result in zip(some, results, strict=True):
            if not done.done():  # whoever asked may have gone
                done.set_result(result)


def in_transaction() -> bool:
    engine: Any = bound.engine()
    return engine.current_transaction.get() is not None


Few = tuple[type[Table], Sequence[str], Sequence[tuple[Any, ...]]]


async def insert_few(*every: Few) -> None:
    """Rows of several tables, each as (table, columns, rows). Inside a transaction; one statement for each table, with
    the same text however many rows there are.
    """
    engine: Any = bound.engine()
    writer = engine.current_transaction.get().connection
    filled = [one for one in every if one[2]]
    if bound.on_sqlite():
        await writer.execute_all([(_marked(table, columns), rows) for table, columns, rows in filled])
        return
    for table, columns, rows in filled:
        await writer.execute(_unnested(table, columns), *(list(values) for values in zip(*rows, strict=True)))


def _marked(table: type[Table], columns: Sequence[str]) -> str:
    return f"INSERT INTO {table._meta.tablename} ({_named(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


def _unnested(table: type[Table], columns: Sequence[str]) -> str:
    types = [str(table._meta.get_column_by_name(one).column_type).lower() for one in columns]
    listed = ", ".join(f"${place}::{type_}[]" for place, type_ in enumerate(types, 1))
    return f"INSERT INTO {table._meta.tablename} ({_named(columns)}) SELECT * FROM unnest({listed})"  # noqa: S608


def _named(columns: Sequence[str]) -> str:
    return ", ".join(f'"{one}"' for one in columns)
