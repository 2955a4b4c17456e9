-- Remembers what was applied; the only table that no migration makes.
CREATE TABLE IF NOT EXISTS po_migrations (
    version INTEGER NOT NULL CONSTRAINT po_migrations_key PRIMARY KEY,
    name TEXT NOT NULL,
    -- SHA-256 of the file, in hexadecimal.
    checksum TEXT NOT NULL,
    -- Microseconds since 1970 in UTC.
    applied_at INTEGER NOT NULL
) STRICT;
