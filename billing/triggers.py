"""Triggers that refuse to change or delete a ledger entry, on PostgreSQL and on SQLite."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "billing_ledgerentry"

SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS ledger_no_{verb} BEFORE {verb} ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    for verb in ("update", "delete")
]
POSTGRESQL = [
    "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger AS "
    "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$ "
    "LANGUAGE plpgsql",
    f"CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
]
REMOVE = {
    "sqlite": ["DROP TRIGGER IF EXISTS ledger_no_update", "DROP TRIGGER IF EXISTS ledger_no_delete"],
    "postgresql": [f"DROP TRIGGER IF EXISTS ledger_append_only ON {TABLE}"],
}
INSTALL = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def run(connection: BaseDatabaseWrapper, statements: dict[str, list[str]]) -> None:
    """Run the statements (INSTALL or REMOVE) that are for this database."""
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
