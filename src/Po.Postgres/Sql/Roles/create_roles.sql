-- Roles with no more rights than they need. The owner of the tables is who runs the migrations; it needs no role of its own.
-- Nobody but the owner can change or forge anything: records take INSERT for the columns that an appender may choose, never for
-- global_number, and no role has UPDATE, DELETE or TRUNCATE on them.
-- Before PostgreSQL 15 everybody may create tables in the schema public; REVOKE CREATE ON SCHEMA public FROM PUBLIC ends that.
BEGIN;

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY[/*'reader'*/, /*'appender'*/, /*'worker'*/, /*'admin'*/]
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role);
        END IF;
    END LOOP;
END
$$;

-- The reader sees everything: records, subscriptions with what they have parked and what was done to them, snapshots, and the last number that was drawn.
GRANT USAGE ON SCHEMA /*schema_name*/ TO /*reader*/;
GRANT SELECT ON TABLE
    /*schema*/po_records,
    /*schema*/po_subscriptions,
    /*schema*/po_parked,
    /*schema*/po_audit,
    /*schema*/po_snapshots,
    /*schema*/po_migrations TO /*reader*/;
GRANT SELECT ON SEQUENCE /*schema*/po_records_global_number_seq TO /*reader*/;

-- The appender adds records.
GRANT /*reader*/ TO /*appender*/;
GRANT INSERT (number, recorded_at, message_id, stream, message_type, correlation_id, causation_id, headers, data)
    ON TABLE /*schema*/po_records TO /*appender*/;

-- The worker also runs subscriptions, parks what fails and notes it, and keeps snapshots.
GRANT /*appender*/ TO /*worker*/;
GRANT INSERT (subscription_id), UPDATE (position, moved_at, is_paused, failed_number, failed_attempts, error, stop_at,
    owner, epoch, leased_until)
    ON TABLE /*schema*/po_subscriptions TO /*worker*/;
GRANT INSERT, UPDATE (attempts, error, is_replay_requested), DELETE ON TABLE /*schema*/po_parked TO /*worker*/;
GRANT INSERT (acted_at, action, subscription_id, actor, detail) ON TABLE /*schema*/po_audit TO /*worker*/;
GRANT INSERT, UPDATE, DELETE ON TABLE /*schema*/po_snapshots TO /*worker*/;

-- The admin also deletes subscriptions, and sees who holds them back.
GRANT /*worker*/ TO /*admin*/;
GRANT DELETE ON TABLE /*schema*/po_subscriptions TO /*admin*/;
GRANT pg_read_all_stats TO /*admin*/;

COMMIT;
