"""Rosters: where a case stands among its party's, what it is found by there, and how many stand in each state."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Integer, Varchar
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Case

ID = "2026-11-30T13:20:00:000000"


# As it was on this day; what changes later is another migration.
class RosterCount(Table, tablename="roster_count"):
    service = Varchar(80)
    party = Varchar(60)
    state = Varchar(60)
    people = Integer()


SQLITE_CHANGED = """
CREATE TRIGGER roster_count_{on} AFTER {when} ON case_ WHEN {counts} BEGIN
  INSERT INTO roster_count (service, party, state, people) {rows}
  ON CONFLICT (service, party, state) DO UPDATE SET people = people + excluded.people;
END
"""
LEAVES = "SELECT OLD.service, OLD.party, OLD.state, -1 WHERE OLD.sort_name <> ''"
COMES = "SELECT NEW.service, NEW.party, NEW.state, 1 WHERE NEW.sort_name <> ''"
MOVES = "(OLD.state <> NEW.state OR (OLD.sort_name <> '') <> (NEW.sort_name <> ''))"
SQLITE = (
    "CREATE UNIQUE INDEX roster_count_of ON roster_count (service, party, state)",
    SQLITE_CHANGED.format(on="new", when="INSERT", counts="NEW.sort_name <> ''", rows=COMES),
    SQLITE_CHANGED.format(on="gone", when="DELETE", counts="OLD.sort_name <> ''", rows=LEAVES),
    SQLITE_CHANGED.format(
        on="moved", when="UPDATE OF state, sort_name", counts=MOVES, rows=f"{LEAVES} UNION ALL {COMES}"
    ),
)
# A statement adds what it changed as rows of their own: two moves of one organisation never wait for each other. The
# worker adds them up now and then.
POSTGRES_FUNCTION = """
CREATE FUNCTION roster_count_{on}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO roster_count (service, party, state, people)
  SELECT service, party, state, SUM(one) FROM ({rows}) changed GROUP BY service, party, state HAVING SUM(one) <> 0;
  RETURN NULL;
END $$
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER roster_count_{on} AFTER {when} ON case_ REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION roster_count_{on}()
"""
WAS = "SELECT service, party, state, -1 AS one FROM was WHERE sort_name <> ''"
IS = "SELECT service, party, state, 1 AS one FROM now WHERE sort_name <> ''"
POSTGRES_ON = (
    ("new", "INSERT", "NEW TABLE AS now", IS),
    ("gone", "DELETE", "OLD TABLE AS was", WAS),
    ("moved", "UPDATE", "OLD TABLE AS was NEW TABLE AS now", f"{WAS} UNION ALL {IS}"),
)


def _counting() -> list[str]:
    """Whoever moves cases, one or a hundred thousand in one statement, the counts change with them."""
    if bound.on_sqlite():
        return list(SQLITE)
    made = ["CREATE INDEX roster_count_of ON roster_count (service, party, state)"]
    for on, when, tables, rows in POSTGRES_ON:
        made.append(POSTGRES_FUNCTION.format(on=on, rows=rows))
        made.append(POSTGRES_TRIGGER.format(on=on, when=when, tables=tables))
    return made


def _statements() -> list[str]:
    """Names are kept so that code points order them, which a database may not do by itself."""
    by_bytes = "" if bound.on_sqlite() else ' COLLATE "C"'
    return [
        f"ALTER TABLE case_ ADD COLUMN sort_name VARCHAR(200){by_bytes} NOT NULL DEFAULT ''",
        "ALTER TABLE case_field ADD COLUMN party VARCHAR(60) NOT NULL DEFAULT ''",
        # A page is read along one of these for each state. Only rosters pay for them.
        "CREATE INDEX case_roster_name ON case_ (service, party, state, sort_name, id) WHERE sort_name <> ''",
        "CREATE INDEX case_roster_change ON case_ (service, party, state, changed_at, id) WHERE sort_name <> ''",
        # What came before its service kept a roster is found here and takes its place in it.
        "CREATE INDEX case_unplaced ON case_ (service, id) WHERE sort_name = ''",
        f"CREATE INDEX case_field_roster ON case_field (party, service, value{by_bytes}, \"case\") WHERE party <> ''",
        *_counting(),
    ]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Rosters")

    async def create() -> None:
        RosterCount._meta.db = bound.engine()
        await RosterCount.create_table()
        for statement in _statements():
            await _run(statement)

    manager.add_raw(create)
    return manager


async def _run(statement: str) -> None:
    """Case.raw reads braces as places for values, and a trigger of SQLite holds several statements."""
    await Case.raw(statement)
