-- Remembers a migration.
-- @version INTEGER, @name TEXT, @checksum TEXT, @applied_at INTEGER (microseconds)
INSERT INTO po_migrations (version, name, checksum, applied_at)
VALUES (@version, @name, @checksum, @applied_at);
