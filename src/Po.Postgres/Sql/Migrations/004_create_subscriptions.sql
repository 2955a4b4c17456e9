-- Creates the positions of subscriptions. A worker locks the row of its subscription for as long as its transaction lasts.
-- Locks nothing that exists already.

CREATE TABLE /*schema*/po_subscriptions (
    subscription_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    moved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT po_subscriptions_pkey PRIMARY KEY (subscription_id),
    CONSTRAINT po_subscriptions_subscription_id_check CHECK (octet_length(subscription_id) BETWEEN 1 AND 1024),
    CONSTRAINT po_subscriptions_position_check CHECK (position >= 0)
)
-- Positions change all the time: room on the page lets an update stay out of the index.
WITH (fillfactor = 50);
