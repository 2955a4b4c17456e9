-- What the store stands on; PostgresCheck says what each column must be.
SELECT pg_is_in_recovery() AS in_recovery,
       current_setting('server_version_num')::integer AS server_version,
       current_setting('server_encoding') AS encoding,
       (SELECT s.seqcache = 1 AND s.seqincrement = 1 AND NOT s.seqcycle
        FROM pg_sequence AS s
        WHERE s.seqrelid = to_regclass('/*schema*/po_records_global_number_seq')) AS sequence_is_plain,
       (SELECT a.attidentity = 'a' AND pg_get_serial_sequence('/*schema*/po_records', 'global_number')::regclass
                   = to_regclass('/*schema*/po_records_global_number_seq')
        FROM pg_attribute AS a
        WHERE a.attrelid = to_regclass('/*schema*/po_records') AND a.attname = 'global_number') AS numbers_are_drawn,
       -- 6: before insert, for each statement.
       (SELECT t.tgenabled = 'A' AND (t.tgtype & 127) = 6
        FROM pg_trigger AS t
        WHERE t.tgrelid = to_regclass('/*schema*/po_records') AND t.tgname = 'po_mark_append') AS marker_is_always,
       (SELECT p.prosrc
        FROM pg_trigger AS t
        JOIN pg_proc AS p ON p.oid = t.tgfoid
        WHERE t.tgrelid = to_regclass('/*schema*/po_records') AND t.tgname = 'po_mark_append') AS marker_source,
       (SELECT t.tgenabled = 'A'
        FROM pg_trigger AS t
        WHERE t.tgrelid = to_regclass('/*schema*/po_records') AND t.tgname = 'po_refuse_change') AS refusal_is_always,
       (SELECT count(*)
        FROM pg_index AS i
        JOIN pg_class AS c ON c.oid = i.indexrelid
        WHERE i.indrelid = to_regclass('/*schema*/po_records')
          AND i.indisvalid
          AND ((c.relname IN ('po_records_pkey', 'po_records_stream_number_key', 'po_records_message_id_key') AND i.indisunique)
               OR c.relname = 'po_records_stream_group_global_number_idx')) AS indexes,
       has_sequence_privilege('/*schema*/po_records_global_number_seq', 'SELECT, USAGE') AS sequence_is_readable,
       has_any_column_privilege('/*schema*/po_records', 'INSERT') AS can_append;
