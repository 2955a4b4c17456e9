-- The table that says which migrations have been applied.
CREATE TABLE IF NOT EXISTS /*schema*/po_migrations (
    version integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    applied_by text NOT NULL DEFAULT current_user,
    CONSTRAINT po_migrations_pkey PRIMARY KEY (version)
);
