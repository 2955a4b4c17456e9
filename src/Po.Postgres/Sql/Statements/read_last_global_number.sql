-- The first of the three statements of DESIGN.md, section 6. On a standby no marker would be seen.
SELECT pg_is_in_recovery(), coalesce(pg_sequence_last_value('/*schema*/po_records_global_number_seq'::regclass), 0);
