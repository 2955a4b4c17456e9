-- The records of all streams. Locks the whole file for the moment that empty tables take.
--
-- AUTOINCREMENT never gives a global number twice, and the one writer of SQLite commits in the order in which it gives them, so
-- whatever a reader sees is final.
CREATE TABLE po_records (
    global_number INTEGER NOT NULL CONSTRAINT po_records_key PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL CONSTRAINT po_records_stream_check CHECK (octet_length(stream) BETWEEN 1 AND 512),
    stream_group TEXT NOT NULL,
    number INTEGER NOT NULL CONSTRAINT po_records_number_check CHECK (number >= 1),
    message_id BLOB NOT NULL CONSTRAINT po_records_message_id_check CHECK (octet_length(message_id) = 16),
    message_type TEXT NOT NULL,
    data BLOB NOT NULL,
    headers BLOB,
    correlation_id TEXT,
    causation_id TEXT,
    -- Microseconds since 1970 in UTC.
    recorded_at INTEGER NOT NULL
) STRICT;

-- The referee of optimistic locking, and the way to read a stream.
CREATE UNIQUE INDEX po_records_stream_number_key
    ON po_records (stream, number);

-- Keeps each message id once; with UUIDs of version 7 new entries come at its end.
CREATE UNIQUE INDEX po_records_message_id_key
    ON po_records (message_id);

-- Reads a group in the order of global_number.
CREATE INDEX po_records_stream_group_global_number
    ON po_records (stream_group, global_number);

CREATE TRIGGER po_records_refuse_update
BEFORE UPDATE ON po_records
BEGIN
    SELECT RAISE(ABORT, 'po_records holds facts: they are appended and never changed');
END;

CREATE TRIGGER po_records_refuse_delete
BEFORE DELETE ON po_records
BEGIN
    SELECT RAISE(ABORT, 'po_records holds facts: they are appended and never deleted');
END;
