import { type Kysely, sql } from "kysely";

/** The index by which dossiers are found, kept by the store itself whatever changes them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

// The texts come folded (`foldText`), so the tokenizer has no letters to fold. Positions are not needed: words are
// looked for in any order.
const statements = [
  `CREATE VIRTUAL TABLE dossier_search USING fts5 (
    search, content = 'dossiers', content_rowid = 'place', detail = none, tokenize = "unicode61 remove_diacritics 0"
  )`,
  `CREATE TRIGGER dossiers_found AFTER INSERT ON dossiers BEGIN
    INSERT INTO dossier_search (rowid, search) VALUES (new.place, new.search);
  END`,
  `CREATE TRIGGER dossiers_lost AFTER DELETE ON dossiers BEGIN
    INSERT INTO dossier_search (dossier_search, rowid, search) VALUES ('delete', old.place, old.search);
  END`,
  `CREATE TRIGGER dossiers_found_otherwise AFTER UPDATE OF search ON dossiers WHEN old.search <> new.search BEGIN
    INSERT INTO dossier_search (dossier_search, rowid, search) VALUES ('delete', old.place, old.search);
    INSERT INTO dossier_search (rowid, search) VALUES (new.place, new.search);
  END`,
  "INSERT INTO dossier_search (dossier_search) VALUES ('rebuild')",
  // What a unit has in hand.
  "CREATE INDEX dossiers_at_unit ON dossiers (unit, status, accepted_at) WHERE closed_at IS NULL",
  // Dossiers of a procedure, the latest first.
  "CREATE INDEX dossiers_by_procedure ON dossiers (procedure_code, place)",
];
