import SQLiteAccess

extension SQLiteSchema {
    /// The outbox's tables. What is large is apart from what changes: a row is written again whole when it changes.
    static let outbox = SQLiteSchema(steps: [
        """
        CREATE TABLE delivery (
            seq INTEGER PRIMARY KEY, id TEXT NOT NULL, project TEXT NOT NULL, source TEXT NOT NULL,
            forge_id TEXT NOT NULL, digest BLOB, path TEXT NOT NULL, received INTEGER NOT NULL,
            verdict TEXT NOT NULL, reason TEXT NOT NULL, kind TEXT, state INTEGER NOT NULL,
            recovered INTEGER NOT NULL, body_size INTEGER NOT NULL, event_size INTEGER NOT NULL);
        CREATE UNIQUE INDEX delivery_id ON delivery (id);
        CREATE UNIQUE INDEX delivery_forge_id ON delivery (project, source, forge_id);
        CREATE INDEX delivery_digest ON delivery (digest, project) WHERE digest IS NOT NULL;
        CREATE INDEX delivery_project ON delivery (project);
        CREATE INDEX delivery_state ON delivery (state, received);
        CREATE TABLE content (seq INTEGER PRIMARY KEY, event BLOB NOT NULL, headers BLOB NOT NULL, body BLOB NOT NULL);
        CREATE TABLE dispatch (
            seq INTEGER NOT NULL, sink TEXT NOT NULL, project TEXT NOT NULL, state INTEGER NOT NULL,
            attempts INTEGER NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (seq, sink)) WITHOUT ROWID;
        CREATE INDEX dispatch_waiting ON dispatch (sink, project, seq) WHERE state = 0;
        CREATE TABLE attempt (
            seq INTEGER NOT NULL, sink TEXT NOT NULL, number INTEGER NOT NULL, time INTEGER NOT NULL,
            duration INTEGER NOT NULL, status INTEGER, failure TEXT, PRIMARY KEY (seq, sink, number)) WITHOUT ROWID;
        """,
        // Event, headers and body are in the content file, in this order. What came before stays in its table.
        """
        ALTER TABLE delivery ADD COLUMN header_size INTEGER;
        ALTER TABLE delivery ADD COLUMN extents BLOB;
        CREATE TABLE free (start INTEGER PRIMARY KEY, blocks INTEGER NOT NULL);
        INSERT INTO free VALUES (0, 1 << 40);
        """,
    ])
}
