-- States of projections, a cache that may be emptied at any time. Locks the whole file for the moment that an empty table takes.
CREATE TABLE po_snapshots (
    stream TEXT NOT NULL,
    name TEXT NOT NULL,
    number INTEGER NOT NULL,
    global_number INTEGER NOT NULL,
    shape TEXT NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT po_snapshots_key PRIMARY KEY (stream, name)
) STRICT;
