-- Creates the table of records.
-- Locks nothing that exists already.
--
-- Domains, because a session keeps what a domain checks ready: the checks of a table are made from their text again by every statement,
-- which took a tenth of the time of a lone append. What they allow is what no application can raise; its own limits are lower.

-- What StreamId allows: 'group' or 'group-entity', of 512 bytes at most, without control characters.
CREATE DOMAIN /*schema*/po_stream AS text COLLATE "C"
    CONSTRAINT po_stream_check CHECK (
        octet_length(value) <= 512
        AND value ~ '^[^-\u0001-\u001f\u007f-\u009f]+(-[^\u0001-\u001f\u007f-\u009f]+)?$'
        AND value <> '*');

CREATE DOMAIN /*schema*/po_number AS bigint
    CONSTRAINT po_number_check CHECK (value >= 1);

CREATE DOMAIN /*schema*/po_message_type AS text COLLATE "C"
    CONSTRAINT po_message_type_check CHECK (octet_length(value) BETWEEN 1 AND 1024);

CREATE DOMAIN /*schema*/po_cause AS text COLLATE "C"
    CONSTRAINT po_cause_check CHECK (octet_length(value) <= 4096);

CREATE DOMAIN /*schema*/po_headers AS bytea
    CONSTRAINT po_headers_check CHECK (octet_length(value) <= 1048576);

CREATE DOMAIN /*schema*/po_data AS bytea
    CONSTRAINT po_data_check CHECK (octet_length(value) <= 67108864);

CREATE TABLE /*schema*/po_records (
    global_number bigint GENERATED ALWAYS AS IDENTITY
        (SEQUENCE NAME /*schema*/po_records_global_number_seq START 1 INCREMENT 1 CACHE 1 NO CYCLE),
    number /*schema*/po_number NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    message_id uuid NOT NULL DEFAULT gen_random_uuid(),
    stream /*schema*/po_stream NOT NULL,
    stream_group text COLLATE "C" NOT NULL GENERATED ALWAYS AS (split_part(stream, '-', 1)) STORED,
    message_type /*schema*/po_message_type NOT NULL,
    correlation_id /*schema*/po_cause,
    causation_id /*schema*/po_cause,
    headers /*schema*/po_headers NOT NULL DEFAULT '',
    data /*schema*/po_data NOT NULL,
    CONSTRAINT po_records_pkey PRIMARY KEY (global_number),
    CONSTRAINT po_records_stream_number_key UNIQUE (stream, number),
    CONSTRAINT po_records_message_id_key UNIQUE (message_id)
);

CREATE INDEX po_records_stream_group_global_number_idx ON /*schema*/po_records (stream_group, global_number);
