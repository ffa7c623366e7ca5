"""SQLite for one machine: connections that stay open, one writer, transactions that begin IMMEDIATE.

Piccolo's own engine opens a connection and a thread for every query, runs no PRAGMA, begins transactions DEFERRED
(two that read and then write deadlock) and leaks the write lock when COMMIT fails. Here one writer is guarded by a
lock, so nothing inside the process ever meets "database is locked", and readers never wait for the writer (WAL).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Token
from pathlib import Path
from typing import Any

from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType, dict_factory

PRAGMAS = (
    "PRAGMA busy_timeout = 10000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # an acknowledged submission survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32768",
)
READERS = 3
Rows = list[dict[str, Any]]


class Connection:
    """A sqlite3 connection living on a thread of its own."""

    def __init__(self, options: dict[str, Any], *, readonly: bool = False) -> None:
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        self.raw: sqlite3.Connection = self.thread.submit(self._open, options, readonly).result()

    @staticmethod
    def _open(options: dict[str, Any], readonly: bool) -> sqlite3.Connection:
        connection: sqlite3.Connection = sqlite3.connect(**options, cached_statements=512)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        if readonly:
            connection.execute("PRAGMA query_only = ON")
        connection.row_factory = dict_factory
        return connection

    def _run(self, sql: str, values: Any) -> Rows:
        return self.raw.execute(sql, values).fetchall()

    def _run_many(self, sql: str, rows: Any) -> Rows:
        self.raw.executemany(sql, rows)
        return []

    def _run_all(self, _sql: str, every: Any) -> Rows:
        for sql, rows in every:
            self.raw.executemany(sql, rows)
        return []

    async def execute(self, sql: str, values: Any = ()) -> Rows:
        """One statement, whole, in one hop to the thread."""
        return await self._on_thread(self._run, sql, values)

    async def execute_many(self, sql: str, rows: Any) -> None:
        """One statement for each of these rows, in one hop for all of them."""
        await self._on_thread(self._run_many, sql, rows)

    async def execute_all(self, every: Any) -> None:
        """Several statements, each for its rows, in one hop. every: of (statement, rows)."""
        await self._on_thread(self._run_all, "", every)

    async def _on_thread(self, does: Callable[[str, Any], Rows], sql: str, values: Any) -> Rows:
        running = asyncio.get_running_loop().run_in_executor(self.thread, does, sql, values)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait([running])  # nobody may use the connection while the statement still runs on it
            if not running.cancelled():
                running.exception()
            raise

    def close(self) -> None:
        self.thread.submit(self.raw.close).result()
        self.thread.shutdown()


class WriterTransaction(SQLiteTransaction):
    """Holds the one writer from BEGIN IMMEDIATE to COMMIT, and gives it back whatever happens."""

    engine: PooledSQLiteEngine
    context: Token[Any]

    async def __aenter__(self) -> SQLiteTransaction:
        if self._parent is not None:
            return self._parent
        self.connection: Any = await self.engine.acquire_writer()
        try:
            await self.begin()
        except BaseException:
            self.engine.release_writer()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return exception is None
        try:
            if exception:
                await self.rollback()
            else:
                await self.commit()
        finally:
            await self._give_back()
        return False

    async def _give_back(self) -> None:
        try:
            if self.connection.raw.in_transaction:  # COMMIT failed or was cancelled: the lock must not stay
                await asyncio.shield(self.connection.execute("ROLLBACK"))
        finally:
            self.engine.current_transaction.reset(self.context)
            self.engine.release_writer()


class PooledSQLiteEngine(SQLiteEngine):
    """One writer, a few readers. Several processes may share the file: the others wait up to busy_timeout."""

    __slots__ = ("_file", "_free", "_lock", "_readers", "_writer")

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.connection_kwargs |= {"check_same_thread": False, "isolation_level": None, "timeout": 10}
        self._file: tuple[int, int] | None = None
        self._writer: Connection | None = None
        self._readers: list[Connection] = []
        self._free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        self._lock = asyncio.Lock()

    async def start_connection_pool(self, **options: Any) -> None:
        self._writer = Connection(self.connection_kwargs)
        for _ in range(READERS):
            reader = Connection(self.connection_kwargs, readonly=True)
            self._readers.append(reader)
            self._free.put_nowait(reader)
        self._file = _identity(self.path)

    def in_place(self) -> bool:
        """Is the file still there? Open connections go on in one that was deleted, and all they write is lost."""
        return self._file is not None and self._file == _identity(self.path)

    async def close_connection_pool(self) -> None:
        for connection in (*self._readers, self._writer):
            if connection is not None:
                connection.close()
        self._readers, self._writer = [], None

    async def acquire_writer(self) -> Connection:
        await self._lock.acquire()
        if self._writer is None:
            self._lock.release()
            raise RuntimeError("The store is closed.")
        return self._writer

    def release_writer(self) -> None:
        self._lock.release()

    async def _run_in_new_connection(self, query: str, args: Any = None, *more: Any, **named: Any) -> Rows:
        if self._writer is None:
            raise RuntimeError("The store is closed.")
        if query.lstrip()[:6].upper() == "SELECT":
            reader = await self._free.get()
            try:
                return await reader.execute(query, args or ())
            finally:
                self._free.put_nowait(reader)
        async with self._lock:
            return await self._writer.execute(query, args or ())

    async def _run_in_existing_connection(
        self, connection: Any, query: str, args: Any = None, *more: Any, **named: Any
    ) -> Rows:
        rows: Rows = await connection.execute(query, args or ())
        return rows

    def transaction(
        self, transaction_type: TransactionType = TransactionType.immediate, allow_nested: bool = True
    ) -> WriterTransaction:
        return WriterTransaction(self, transaction_type, allow_nested)


def _identity(path: str) -> tuple[int, int] | None:
    """Which file it is: another one under the same name is not the same."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
