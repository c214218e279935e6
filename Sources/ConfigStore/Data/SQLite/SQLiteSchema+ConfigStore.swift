package import SQLiteAccess

extension SQLiteSchema {
    /// The configstore's tables.
    package static let configStore = SQLiteSchema(steps: [
        """
        CREATE TABLE record (
            kind TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (kind, id)) WITHOUT ROWID;
        CREATE TABLE claim (
            space TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
            PRIMARY KEY (space, key)) WITHOUT ROWID;
        CREATE TABLE reference (
            to_kind TEXT NOT NULL, to_id TEXT NOT NULL, from_kind TEXT NOT NULL, from_id TEXT NOT NULL,
            PRIMARY KEY (to_kind, to_id, from_kind, from_id)) WITHOUT ROWID;
        CREATE TABLE property (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """,
        """
        CREATE TABLE kept_commit (revision INTEGER NOT NULL PRIMARY KEY, time INTEGER NOT NULL, changes BLOB NOT NULL);
        """,
    ])
}
