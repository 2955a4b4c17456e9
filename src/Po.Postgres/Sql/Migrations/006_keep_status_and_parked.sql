-- Creates what else is kept about a subscription: whether it stands still and what fails, what it has parked, and what was done to it.
-- Locks po_subscriptions for the moment that new columns with constant defaults take; waits for the workers that hold a row.

ALTER TABLE /*schema*/po_subscriptions
    -- When anything of the row, or what is parked, was last changed; NULL until something was committed about the subscription, since the row is
    -- inserted in order to be locked. Rows from before this step have a time: who has worked before is not new.
    ALTER COLUMN moved_at DROP NOT NULL,
    ALTER COLUMN moved_at DROP DEFAULT,
    ADD COLUMN is_paused boolean NOT NULL DEFAULT false,
    ADD COLUMN failed_number bigint NOT NULL DEFAULT 0,
    ADD COLUMN failed_attempts integer NOT NULL DEFAULT 0,
    ADD COLUMN error text COLLATE "C",
    ADD COLUMN stop_at bigint,
    -- To whom the subscription belongs between its transactions, and how often it has changed hands.
    ADD COLUMN owner text COLLATE "C",
    ADD COLUMN epoch bigint NOT NULL DEFAULT 0,
    ADD COLUMN leased_until timestamptz,
    ADD CONSTRAINT po_subscriptions_stop_at_check CHECK (stop_at >= 0),
    ADD CONSTRAINT po_subscriptions_owner_check CHECK (octet_length(owner) BETWEEN 1 AND 1024),
    ADD CONSTRAINT po_subscriptions_epoch_check CHECK (epoch >= 0),
    ADD CONSTRAINT po_subscriptions_failed_number_check CHECK (failed_number >= 0),
    ADD CONSTRAINT po_subscriptions_failed_attempts_check CHECK (failed_attempts >= 0),
    ADD CONSTRAINT po_subscriptions_error_check CHECK (char_length(error) <= 2000);

-- The messages that wait, by subscription in the order of global_number, and again by stream.
CREATE TABLE /*schema*/po_parked (
    subscription_id text COLLATE "C" NOT NULL,
    global_number bigint NOT NULL,
    parked_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    is_replay_requested boolean NOT NULL,
    stream text COLLATE "C" NOT NULL,
    error text COLLATE "C",
    CONSTRAINT po_parked_pkey PRIMARY KEY (subscription_id, global_number),
    CONSTRAINT po_parked_subscription_id_check CHECK (octet_length(subscription_id) BETWEEN 1 AND 1024),
    CONSTRAINT po_parked_global_number_check CHECK (global_number >= 1),
    CONSTRAINT po_parked_attempts_check CHECK (attempts >= 0),
    CONSTRAINT po_parked_stream_check CHECK (octet_length(stream) BETWEEN 1 AND 512),
    CONSTRAINT po_parked_error_check CHECK (char_length(error) <= 2000)
);

CREATE INDEX po_parked_stream_global_number_idx ON /*schema*/po_parked (subscription_id, stream, global_number);

-- What is to be handed over again; empty most of the time.
CREATE INDEX po_parked_requested_idx ON /*schema*/po_parked (subscription_id, global_number) WHERE is_replay_requested;

CREATE INDEX po_parked_requested_stream_idx ON /*schema*/po_parked (subscription_id, stream, global_number) WHERE is_replay_requested;

-- What was done to subscriptions, and by whom.
CREATE TABLE /*schema*/po_audit (
    number bigint GENERATED ALWAYS AS IDENTITY
        (SEQUENCE NAME /*schema*/po_audit_number_seq START 1 INCREMENT 1 CACHE 1 NO CYCLE),
    acted_at timestamptz NOT NULL,
    action integer NOT NULL,
    subscription_id text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    detail text COLLATE "C" NOT NULL,
    CONSTRAINT po_audit_pkey PRIMARY KEY (number),
    CONSTRAINT po_audit_action_check CHECK (action >= 1),
    CONSTRAINT po_audit_subscription_id_check CHECK (octet_length(subscription_id) BETWEEN 1 AND 1024),
    CONSTRAINT po_audit_actor_check CHECK (octet_length(actor) BETWEEN 1 AND 1024),
    CONSTRAINT po_audit_detail_check CHECK (char_length(detail) <= 2000)
);

CREATE INDEX po_audit_subscription_id_number_idx ON /*schema*/po_audit (subscription_id, number);

CREATE FUNCTION /*schema*/po_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit says what was done: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'The owner of the table can disable the trigger po_refuse_audit_change for a while.';
END
$$;

CREATE TRIGGER po_refuse_audit_change BEFORE UPDATE OR DELETE OR TRUNCATE ON /*schema*/po_audit
    FOR EACH STATEMENT EXECUTE FUNCTION /*schema*/po_refuse_audit_change();

ALTER TABLE /*schema*/po_audit ENABLE ALWAYS TRIGGER po_refuse_audit_change;
