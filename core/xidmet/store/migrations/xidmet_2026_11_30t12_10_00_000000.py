"""The officer's queues: who has a case and since when, leases, absences, saved filters, moves of many at once."""

from typing import Any
from uuid import UUID as Id
from uuid import uuid4

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import JSONB, UUID, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account, Case

ID = "2026-11-30T12:10:00:000000"
KEEP = OnDelete.restrict


# As they were on this day; what changes later is another migration.
class CaseLease(Table, tablename="case_lease"):
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False, primary_key=True)
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    since = Timestamptz()
    until = Timestamptz()


class Absence(Table, tablename="absence"):
    id = UUID(primary_key=True, default=UUID4())
    agency = Varchar(100)
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    substitute = ForeignKey(Account, on_delete=KEEP, null=False)
    first = Date()
    last = Date()
    made_by = UUID()
    made_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)


class SavedFilter(Table, tablename="saved_filter"):
    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    name = Varchar(60)
    query = Varchar(300)
    role = Varchar(100)
    made_at = Timestamptz()


class BulkRun(Table, tablename="bulk_run"):
    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    service = Varchar(80)
    move = Varchar(60)
    asked = JSONB(default="{}")
    language = Varchar(2)
    means = Varchar(40)
    level = Varchar(20)
    token = Varchar(64, unique=True)
    made_at = Timestamptz()


class BulkItem(Table, tablename="bulk_item"):
    id = UUID(primary_key=True, default=UUID4())
    run = ForeignKey(BulkRun, on_delete=OnDelete.cascade, null=False)
    place = Integer()
    number = Varchar(20)
    version = Integer()
    state = Varchar(10)
    why = Text()
    mend = Text()
    done_at = Timestamptz(null=True, default=None)


MOST_WORDS, AT_ONCE = 12, 500
LAST = "'9999-12-31 00:00:00+00:00'"  # in place of a term, for what has none: it comes last
STATEMENTS = (
    "ALTER TABLE case_ ADD COLUMN taken_as VARCHAR(100) NOT NULL DEFAULT ''",
    "ALTER TABLE case_ ADD COLUMN taken_at TIMESTAMPTZ",
    # A page of a queue is read out of one of these for each state of each service, and never sorted as a whole.
    f"CREATE INDEX case_by_term ON case_ (service, state, COALESCE(deadline, {LAST}), id, officer)"
    " WHERE sent_at IS NOT NULL",
    "CREATE INDEX case_by_sending ON case_ (service, state, sent_at, id, officer) WHERE sent_at IS NOT NULL",
    "CREATE INDEX case_by_change ON case_ (service, state, changed_at, id, officer) WHERE sent_at IS NOT NULL",
    "CREATE INDEX case_officer ON case_ (officer, service, state) WHERE officer IS NOT NULL",
    "CREATE INDEX absence_account ON absence (account, last)",
    "CREATE INDEX absence_substitute ON absence (substitute, last)",
    "CREATE INDEX absence_agency ON absence (agency, last)",
    "CREATE UNIQUE INDEX saved_filter_name ON saved_filter (account, name)",
    "CREATE INDEX saved_filter_role ON saved_filter (role) WHERE role <> ''",
    "CREATE INDEX bulk_run_account ON bulk_run (account, made_at)",
    "CREATE UNIQUE INDEX bulk_item_place ON bulk_item (run, place)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="The officer's queues")

    async def create() -> None:
        tables: tuple[type[Table], ...] = (CaseLease, Absence, SavedFilter, BulkRun, BulkItem)
        for table in tables:
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)
        await _from_each_word()
        # Ranges are by code point, as the index is; a database may sort by a language otherwise.
        by_bytes = "" if bound.on_sqlite() else ' COLLATE "C"'
        await Case.raw("DROP INDEX case_field_value")  # by question: nobody searches so
        await Case.raw(f'CREATE INDEX case_field_beginning ON case_field (value{by_bytes}, service, "case")')

    manager.add_raw(create)
    return manager


async def _from_each_word() -> None:
    """What is searched stands there from each of its words on, so that an index finds their beginnings.

    Read from a copy, for the rows that are made here would be met again.
    """
    await Case.raw(
        'CREATE TABLE case_field_before AS SELECT id, "case", service, path, value FROM case_field '
        "WHERE value LIKE '% %'"
    )
    await Case.raw("CREATE INDEX case_field_before_id ON case_field_before (id)")
    last: Any = Id(int=0)
    while found := await _some(last):
        for row in found:
            words = row["value"].split()
            for place in range(1, min(len(words), MOST_WORDS)):
                await Case.raw(
                    'INSERT INTO case_field (id, "case", service, path, value) VALUES ({}, {}, {}, {}, {})',
                    *(uuid4(), row["case"], row["service"], row["path"], " ".join(words[place:])),
                )
        last = found[-1]["id"]
    await Case.raw("DROP TABLE case_field_before")


async def _some(after: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await Case.raw(
        "SELECT * FROM case_field_before WHERE id > {} ORDER BY id LIMIT {}", after, AT_ONCE
    )
    return rows
