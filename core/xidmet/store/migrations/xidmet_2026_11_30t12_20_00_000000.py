"""The officer's view of a case: whom it is about, what was found of its documents, notes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account, Case, Document

ID = "2026-11-30T12:20:00:000000"
KEEP = OnDelete.restrict


# As they were on this day; what changes later is another migration.
class CaseConcern(Table, tablename="case_concern"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False)
    service = Varchar(80)
    key = Varchar(80)
    at = Timestamptz()


class DocumentCheck(Table, tablename="document_check"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False)
    document = ForeignKey(Document, on_delete=OnDelete.cascade, null=False, unique=True)
    taken = Varchar(10)
    why = Text()
    salt = Varchar(64)
    original = Boolean(default=False)
    account = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    name = Varchar(300)
    at = Timestamptz()
    version = Integer(default=1)


class CaseNote(Table, tablename="case_note"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False)
    account = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    name = Varchar(300)
    text = Text()
    salt = Varchar(64)
    made_at = Timestamptz()
    changed_at = Timestamptz(null=True, default=None)
    struck_at = Timestamptz(null=True, default=None)


STATEMENTS = (
    'CREATE INDEX case_concern_case ON case_concern ("case")',
    # The newest cases about somebody, without sorting all of them; within one service, as the desk may be narrow.
    "CREATE INDEX case_concern_key ON case_concern (key, at)",
    'CREATE INDEX document_check_case ON document_check ("case")',
    'CREATE INDEX case_note_case ON case_note ("case", made_at)',
)

# Whom the cases of before are about besides their party, only their declarations say: it is found once they move.
PARTIES = 'INSERT INTO case_concern (id, "case", service, key, at) SELECT {id}, id, service, party, sent_at FROM case_'
SENT = " WHERE sent_at IS NOT NULL"
SQLITE = (
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8'"
    " || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="The officer's view of a case")

    async def create() -> None:
        for table in (CaseConcern, DocumentCheck, CaseNote):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)
        made = SQLITE if bound.on_sqlite() else "gen_random_uuid()"
        await Case.raw(PARTIES.replace("{id}", made) + SENT)

    manager.add_raw(create)
    return manager
