-- What else is kept about a subscription: whether it stands still and what fails, what it has parked, and what was done to it.
-- Locks the whole file for the moment that empty tables and a few rows take.
--
-- NULL until something was committed about the subscription: its row is there as soon as somebody has locked it. Microseconds since 1970 in UTC.
ALTER TABLE po_subscriptions ADD COLUMN changed_at INTEGER;

ALTER TABLE po_subscriptions ADD COLUMN is_paused INTEGER NOT NULL DEFAULT 0
    CONSTRAINT po_subscriptions_is_paused_check CHECK (is_paused IN (0, 1));

ALTER TABLE po_subscriptions ADD COLUMN failed_number INTEGER NOT NULL DEFAULT 0
    CONSTRAINT po_subscriptions_failed_number_check CHECK (failed_number >= 0);

ALTER TABLE po_subscriptions ADD COLUMN failed_attempts INTEGER NOT NULL DEFAULT 0
    CONSTRAINT po_subscriptions_failed_attempts_check CHECK (failed_attempts >= 0);

ALTER TABLE po_subscriptions ADD COLUMN error TEXT
    CONSTRAINT po_subscriptions_error_check CHECK (length(error) <= 2000);

ALTER TABLE po_subscriptions ADD COLUMN stop_at INTEGER
    CONSTRAINT po_subscriptions_stop_at_check CHECK (stop_at >= 0);
-- To whom the subscription belongs between its transactions, until when, and how often it has changed hands.
ALTER TABLE po_subscriptions ADD COLUMN owner TEXT
    CONSTRAINT po_subscriptions_owner_check CHECK (octet_length(owner) BETWEEN 1 AND 1024);

ALTER TABLE po_subscriptions ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0
    CONSTRAINT po_subscriptions_epoch_check CHECK (epoch >= 0);
ALTER TABLE po_subscriptions ADD COLUMN leased_until INTEGER;

-- Who has worked before this version was not new, wherever it stood.
UPDATE po_subscriptions
SET changed_at = CAST(unixepoch('subsec') * 1000000 AS INTEGER);

-- The messages that wait, by subscription in the order of global_number, and again by stream.
CREATE TABLE po_parked (
    subscription_id TEXT NOT NULL CONSTRAINT po_parked_subscription_id_check CHECK (octet_length(subscription_id) >= 1),
    global_number INTEGER NOT NULL CONSTRAINT po_parked_global_number_check CHECK (global_number >= 1),
    stream TEXT NOT NULL CONSTRAINT po_parked_stream_check CHECK (octet_length(stream) BETWEEN 1 AND 512),
    attempts INTEGER NOT NULL CONSTRAINT po_parked_attempts_check CHECK (attempts >= 0),
    error TEXT CONSTRAINT po_parked_error_check CHECK (length(error) <= 2000),
    parked_at INTEGER NOT NULL,
    is_replay_requested INTEGER NOT NULL CONSTRAINT po_parked_is_replay_requested_check CHECK (is_replay_requested IN (0, 1)),
    CONSTRAINT po_parked_key PRIMARY KEY (subscription_id, global_number)
) STRICT, WITHOUT ROWID;

CREATE INDEX po_parked_stream_global_number
    ON po_parked (subscription_id, stream, global_number);

-- What is to be handed over again; empty most of the time.
CREATE INDEX po_parked_requested
    ON po_parked (subscription_id, global_number) WHERE is_replay_requested = 1;

CREATE INDEX po_parked_requested_stream
    ON po_parked (subscription_id, stream, global_number) WHERE is_replay_requested = 1;

-- What was done to subscriptions, and by whom.
CREATE TABLE po_audit (
    number INTEGER NOT NULL CONSTRAINT po_audit_key PRIMARY KEY AUTOINCREMENT,
    acted_at INTEGER NOT NULL,
    subscription_id TEXT NOT NULL CONSTRAINT po_audit_subscription_id_check CHECK (octet_length(subscription_id) >= 1),
    action INTEGER NOT NULL CONSTRAINT po_audit_action_check CHECK (action >= 1),
    actor TEXT NOT NULL CONSTRAINT po_audit_actor_check CHECK (octet_length(actor) BETWEEN 1 AND 1024),
    detail TEXT NOT NULL CONSTRAINT po_audit_detail_check CHECK (length(detail) <= 2000)
) STRICT;

CREATE INDEX po_audit_subscription_id_number
    ON po_audit (subscription_id, number);

CREATE TRIGGER po_audit_refuse_update
BEFORE UPDATE ON po_audit
BEGIN
    SELECT RAISE(ABORT, 'po_audit says what was done: entries are added and never changed');
END;

CREATE TRIGGER po_audit_refuse_delete
BEFORE DELETE ON po_audit
BEGIN
    SELECT RAISE(ABORT, 'po_audit says what was done: entries are added and never deleted');
END;
