-- Creates the table of records.
-- Locks nothing that exists already.

CREATE TABLE /*schema*/po_records (
    global_number bigint GENERATED ALWAYS AS IDENTITY
        (SEQUENCE NAME /*schema*/po_records_global_number_seq START 1 INCREMENT 1 CACHE 1 NO CYCLE),
    number bigint NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    message_id uuid NOT NULL DEFAULT gen_random_uuid(),
    stream text COLLATE "C" NOT NULL,
    stream_group text COLLATE "C" NOT NULL GENERATED ALWAYS AS (split_part(stream, '-', 1)) STORED,
    message_type text COLLATE "C" NOT NULL,
    correlation_id text COLLATE "C",
    causation_id text COLLATE "C",
    headers bytea NOT NULL DEFAULT '',
    data bytea NOT NULL,
    CONSTRAINT po_records_pkey PRIMARY KEY (global_number),
    CONSTRAINT po_records_stream_number_key UNIQUE (stream, number),
    CONSTRAINT po_records_message_id_key UNIQUE (message_id),
    CONSTRAINT po_records_number_check CHECK (number >= 1),
    -- What StreamId allows: 'group' or 'group-entity', of 512 bytes at most, without control characters.
    CONSTRAINT po_records_stream_check CHECK (
        octet_length(stream) <= 512
        AND octet_length(stream_group) > 0
        AND octet_length(stream) <> octet_length(stream_group) + 1
        AND stream <> '*'
        AND stream !~ '[\u0001-\u001f\u007f-\u009f]'),
    CONSTRAINT po_records_message_type_check CHECK (octet_length(message_type) BETWEEN 1 AND 1024),
    CONSTRAINT po_records_correlation_id_check CHECK (octet_length(correlation_id) <= 4096),
    CONSTRAINT po_records_causation_id_check CHECK (octet_length(causation_id) <= 4096),
    -- The options of an application are lower; these are what no application can raise.
    CONSTRAINT po_records_headers_check CHECK (octet_length(headers) <= 1048576),
    CONSTRAINT po_records_data_check CHECK (octet_length(data) <= 67108864)
);

CREATE INDEX po_records_stream_group_global_number_idx ON /*schema*/po_records (stream_group, global_number);
