"""Rosters: where a case stands among its party's, and what it is found by there."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from xidmet.store import bound
from xidmet.store.tables import Case

ID = "2026-11-30T13:20:00:000000"


def _statements() -> list[str]:
    """Names are kept so that code points order them, which a database may not do by itself."""
    by_bytes = "" if bound.on_sqlite() else ' COLLATE "C"'
    return [
        f"ALTER TABLE case_ ADD COLUMN sort_name VARCHAR(200){by_bytes} NOT NULL DEFAULT ''",
        "ALTER TABLE case_field ADD COLUMN party VARCHAR(60) NOT NULL DEFAULT ''",
        # A page is read along one of these for each state; the first one is counted, too. Only rosters pay for them.
        "CREATE INDEX case_roster_name ON case_ (service, party, state, sort_name, id) WHERE sort_name <> ''",
        "CREATE INDEX case_roster_change ON case_ (service, party, state, changed_at, id) WHERE sort_name <> ''",
        # What came before its service kept a roster is found here and takes its place in it.
        "CREATE INDEX case_unplaced ON case_ (service, id) WHERE sort_name = ''",
        f"CREATE INDEX case_field_roster ON case_field (party, service, value{by_bytes}, \"case\") WHERE party <> ''",
    ]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Rosters")

    async def create() -> None:
        for statement in _statements():
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
