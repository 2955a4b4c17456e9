-- Creates the snapshots of projections, a cache that can be emptied at any time.
-- Locks nothing that exists already.

CREATE TABLE /*schema*/po_snapshots (
    stream text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    global_number bigint NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    shape text COLLATE "C" NOT NULL,
    data bytea NOT NULL,
    CONSTRAINT po_snapshots_pkey PRIMARY KEY (stream, name),
    CONSTRAINT po_snapshots_stream_check CHECK (octet_length(stream) BETWEEN 1 AND 512),
    CONSTRAINT po_snapshots_name_check CHECK (octet_length(name) BETWEEN 1 AND 1024),
    CONSTRAINT po_snapshots_number_check CHECK (number >= 0),
    CONSTRAINT po_snapshots_global_number_check CHECK (global_number >= 0)
);
