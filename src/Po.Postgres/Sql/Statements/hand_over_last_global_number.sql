-- The first of the three statements where all of them share a round trip: hands the last number over to the second one, inside their
-- transaction. On a standby no marker would be seen.
SELECT pg_is_in_recovery(),
       set_config('po.last_global_number', coalesce(pg_sequence_last_value('/*schema*/po_records_global_number_seq'::regclass), 0)::text, true)::bigint;
