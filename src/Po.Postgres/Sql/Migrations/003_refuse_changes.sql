-- Keeps records as they are, whoever asks.
-- Locks po_records against writers for a moment; it is new.

CREATE FUNCTION /*schema*/po_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Records are facts: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'Append a record that corrects the earlier one.';
END
$$;

CREATE TRIGGER po_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON /*schema*/po_records
    FOR EACH STATEMENT EXECUTE FUNCTION /*schema*/po_refuse_change();

ALTER TABLE /*schema*/po_records ENABLE ALWAYS TRIGGER po_refuse_change;
