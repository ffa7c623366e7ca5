"""What points to a case or a document is found by it: some hundred cases are erased in one transaction."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from xidmet.store.tables import Case

ID = "2026-11-30T16:20:00:000000"
STATEMENTS = (
    'CREATE INDEX submission_case ON submission ("case")',
    "DROP INDEX move_list_item_number",
    "CREATE INDEX move_list_item_number ON move_list_item (number)",
    "DROP INDEX case_unplaced",
    "CREATE INDEX case_unplaced ON case_ (service, id) WHERE sort_name = '' AND party <> ''",
    "CREATE INDEX data_copy_number ON data_copy (number) WHERE state = 'making'",
    # The store looks these through for each document that goes.
    "CREATE INDEX issued_document ON issued (document) WHERE document IS NOT NULL",
    "CREATE INDEX signature_original ON signature (original)",
    "CREATE INDEX signature_file ON signature (file)",
    "CREATE INDEX signing_document ON signing (document)",
    "CREATE INDEX signing_round_document ON signing_round (document) WHERE document IS NOT NULL",
    "CREATE INDEX assist_visit_document ON assist_visit (document) WHERE document IS NOT NULL",
    "CREATE INDEX move_list_items ON move_list (items) WHERE items IS NOT NULL",
    "CREATE INDEX move_list_signature ON move_list (signature) WHERE signature IS NOT NULL",
    "CREATE INDEX move_list_result ON move_list (result) WHERE result IS NOT NULL",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Erasing ended cases")

    async def run() -> None:
        for statement in STATEMENTS:
            await Case.raw(statement)

    manager.add_raw(run)
    return manager
