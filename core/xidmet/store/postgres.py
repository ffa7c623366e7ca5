"""PostgreSQL for scaling out, with a transaction that survives a failing COMMIT.

Piccolo's own transaction never gives its connection back to the pool when COMMIT raises; after as many failures as
the pool has connections, everything waits for ever.
"""

from __future__ import annotations

from typing import Any

from piccolo.engine.postgres import PostgresEngine, PostgresTransaction


class SafePostgresTransaction(PostgresTransaction):
    async def __aenter__(self) -> PostgresTransaction:
        if self._parent is not None:
            return self._parent
        self.connection: Any = await self.get_connection()
        try:
            self.transaction: Any = self.connection.transaction(isolation="read_committed")
            await self.begin()
        except BaseException:
            await self._give_back()
            raise
        self.context: Any = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return False
        try:
            if exception:
                await self.rollback()
            else:
                await self.commit()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return False

    async def _give_back(self) -> None:
        if self.engine.pool:
            await self.engine.pool.release(self.connection)  # release() resets the connection: an implicit ROLLBACK
        else:
            await self.connection.close()


async def _as_it_is(connection: Any) -> None:
    """A connection comes back as it was taken: a transaction that was left open is rolled back before this is asked,
    and nothing of ours sets anything that lasts longer. Resetting all of it would be one more journey each time.
    """


class SafePostgresEngine(PostgresEngine):
    async def start_connection_pool(self, **options: Any) -> None:
        await super().start_connection_pool(reset=_as_it_is, **options)

    def transaction(self, allow_nested: bool = True) -> SafePostgresTransaction:
        return SafePostgresTransaction(self, allow_nested)


def postgres_engine(url: str) -> SafePostgresEngine:
    """An engine for postgresql://user:password@host:port/name, with what may follow a "?", as sslmode=verify-full."""
    return SafePostgresEngine({"dsn": url}, extensions=())
