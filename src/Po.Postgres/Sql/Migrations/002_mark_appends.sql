-- Lets every writer mark the last number drawn so far, before it draws one, until its transaction ends: docs/adr/0014.
-- Locks po_records against writers for a moment; it is new.

-- No SET clause on this function, ever: it would undo the setting that remembers the marker.
CREATE FUNCTION /*schema*/po_mark_append() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    memory CONSTANT text := 'po.marked_' || TG_RELID;
    last_number bigint;
    -- Assigned rather than performed: an expression costs a fifth of a query.
    done text;
BEGIN
    IF coalesce(current_setting(memory, true), '') = '' THEN
        last_number := coalesce(pg_sequence_last_value('/*schema*/po_records_global_number_seq'::regclass), 0);

        -- The marker holds the low 31 bits. From the first number that does not fit on, a second lock holds the rest; it comes
        -- first, so that whoever sees the marker sees both.
        IF last_number > 2147483647 THEN
            done := pg_advisory_xact_lock_shared(
                '/*schema*/po_records_global_number_seq'::regclass::oid::integer, (last_number >> 31)::integer)::text;
        END IF;

        done := pg_advisory_xact_lock_shared(TG_RELID::integer, (last_number & 2147483647)::integer)::text;
        done := set_config(memory, last_number::text, true);
    END IF;

    -- What was appended survives a crash of the server, whatever the session has asked for.
    IF current_setting('synchronous_commit') = 'off' THEN
        done := set_config('synchronous_commit', 'local', true);
    END IF;

    RETURN NULL;
END
$$;

CREATE TRIGGER po_mark_append BEFORE INSERT ON /*schema*/po_records
    FOR EACH STATEMENT EXECUTE FUNCTION /*schema*/po_mark_append();

ALTER TABLE /*schema*/po_records ENABLE ALWAYS TRIGGER po_mark_append;
