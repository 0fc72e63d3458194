import JobModel

/// The tables, as numbered steps. A released step is never changed: what comes later is a new step at the end.
enum Schema {
    /// Marks the file as ours in SQLite's header: `MLRC`.
    static let applicationID = 0x4D4C_5243

    /// Step n takes `user_version` from n to n + 1.
    static let migrations: [String] = [
        """
        CREATE TABLE job (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            spec TEXT NOT NULL,
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),
            reason TEXT,
            -- Attempts started so far, and by that the newest fence: both rise with each claim, neither ever falls.
            fence INTEGER NOT NULL DEFAULT 0 CHECK (fence >= 0),
            -- One more with each :retry; attempts carry it, so that a retry budget can be counted.
            round INTEGER NOT NULL DEFAULT 0 CHECK (round >= 0),
            priority INTEGER NOT NULL,
            uid INTEGER NOT NULL,
            gid INTEGER NOT NULL,
            created INTEGER NOT NULL,
            started INTEGER,
            ended INTEGER CHECK ((ended IS NOT NULL) = (state IN (4, 5, 6))),
            not_before INTEGER,
            lease_until INTEGER CHECK ((lease_until IS NOT NULL) = (state IN (2, 3))),
            cancel_requested INTEGER NOT NULL DEFAULT 0 CHECK (cancel_requested IN (0, 1)),
            intents TEXT CHECK (state <> 3 OR intents IS NOT NULL),
            result TEXT CHECK (state NOT IN (3, 4) OR result IS NOT NULL),
            problem TEXT CHECK (state <> 5 OR problem IS NOT NULL),
            version INTEGER NOT NULL DEFAULT 1
        ) STRICT;
        CREATE INDEX job_by_state ON job (state);
        CREATE INDEX job_ready ON job (priority DESC, seq, not_before) WHERE state = 0;
        CREATE INDEX job_delayed ON job (not_before) WHERE state = 0 AND not_before IS NOT NULL;

        CREATE TABLE label (
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            job INTEGER NOT NULL REFERENCES job (seq) ON DELETE CASCADE,
            PRIMARY KEY (name, value, job)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX label_by_job ON label (job);

        CREATE TABLE attempt (
            job INTEGER NOT NULL REFERENCES job (seq) ON DELETE CASCADE,
            fence INTEGER NOT NULL,
            round INTEGER NOT NULL,
            started INTEGER NOT NULL,
            ended INTEGER,
            outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 3),
            problem TEXT,
            PRIMARY KEY (job, fence)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE output_claim (
            job INTEGER NOT NULL REFERENCES job (seq) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            path TEXT NOT NULL,
            active INTEGER NOT NULL CHECK (active IN (0, 1)),
            PRIMARY KEY (job, position)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX output_claim_active ON output_claim (path) WHERE active = 1;

        CREATE TABLE idempotency (
            uid INTEGER NOT NULL,
            key TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            job INTEGER NOT NULL REFERENCES job (seq) ON DELETE CASCADE,
            PRIMARY KEY (uid, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX idempotency_by_job ON idempotency (job);

        -- Append-only. Rows are never changed, so the sequence has no gaps.
        CREATE TABLE event (
            seq INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 6),
            job TEXT NOT NULL,
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),
            attempt INTEGER NOT NULL,
            problem TEXT
        ) STRICT;
        """
    ]

    /// Brings a database to the newest schema, or refuses a newer one. An older one is copied beside itself first.
    static func migrate(_ database: Database, steps: [String] = migrations) throws(StoreFailure) {
        let path = database.path
        let version = Int(try database.query("PRAGMA user_version") { $0.integer(0) }.first ?? 0)
        let owner = Int(try database.query("PRAGMA application_id") { $0.integer(0) }.first ?? 0)
        let tables = try database.query("SELECT count(*) FROM sqlite_schema") { $0.integer(0) }.first ?? 0
        guard owner == applicationID || (owner == 0 && version == 0 && tables == 0) else {
            throw .unavailable(
                "\(path) is the database of another program. Name another state directory; nothing was changed.")
        }
        guard version <= steps.count else {
            throw .unavailable(
                "The queue database \(path) was written by a newer Millrace (schema \(version); this one knows "
                    + "\(steps.count)). Install that version again, or name another state directory; nothing was changed."
            )
        }
        guard version < steps.count else { return }
        if version > 0 {
            let copy = "\(path).schema\(version)"
            try database.execute("VACUUM INTO ?1", copy)
        }
        for (number, step) in steps.enumerated().dropFirst(version) {
            try database.execute(script: "BEGIN IMMEDIATE")
            do throws(StoreFailure) {
                try database.execute(script: step)
                try database.execute(
                    script: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(number + 1); COMMIT")
            } catch {
                if database.isInTransaction { try database.execute(script: "ROLLBACK") }
                throw error
            }
        }
    }
}
