"""What an authority looks for among all cases of a service, one move in all it finds, and live numbers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account, Case

ID = "2026-11-30T13:50:00:000000"
KEEP = OnDelete.restrict


# As it was on this day; what changes later is another migration.
class RuleSearch(Table, tablename="rule_search"):
    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    service = Varchar(80)
    move = Varchar(60)
    wanted = Text(default="{}")
    language = Varchar(2)
    token = Varchar(64, unique=True)
    made_at = Timestamptz()
    state = Varchar(10)
    last = UUID(null=True, default=None)
    looked = Integer(default=0)
    hits = Integer(default=0)
    unsaid = Integer(default=0)
    summary = Text(default="{}")
    asked = Text(default="{}")
    ran_by = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    means = Varchar(40, default="")
    level = Varchar(20, default="")
    run_token = Varchar(64, null=True, default=None, unique=True)
    began_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    done = Integer(default=0)
    refused = Integer(default=0)
    changed = Integer(default=0)
    tries = Integer(default=0)


class RuleHit(Table, tablename="rule_hit"):
    id = UUID(primary_key=True, default=UUID4())
    search = ForeignKey(RuleSearch, on_delete=OnDelete.cascade, null=False)
    place = Integer()
    number = Varchar(20)
    version = Integer()
    party = Varchar(60)
    first = Varchar(120)
    second = Varchar(120)
    third = Varchar(120)
    shown = Text()
    reason = Text()
    state = Varchar(10)
    why = Text(default="")
    mend = Text(default="")
    done_at = Timestamptz(null=True, default=None)


class LiveNumber(Table, tablename="live_number"):
    service = Varchar(80, primary_key=True)
    counted_at = Timestamptz()
    newest = Timestamptz(null=True, default=None)
    took = Integer()
    numbers = Text()


STATEMENTS = (
    "CREATE INDEX issued_by_hour ON issued (service, issued_at)",
    "CREATE INDEX rule_search_made ON rule_search (service, move, made_at)",
    "CREATE UNIQUE INDEX rule_hit_place ON rule_hit (search, place)",
    "CREATE INDEX rule_hit_state ON rule_hit (search, state, place)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Moves by rule")

    async def create() -> None:
        for table in (RuleSearch, RuleHit, LiveNumber):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
