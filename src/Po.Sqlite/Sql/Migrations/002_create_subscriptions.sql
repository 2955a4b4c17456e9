-- How far each subscription has got. Locks the whole file for the moment that an empty table takes.
CREATE TABLE po_subscriptions (
    subscription_id TEXT NOT NULL CONSTRAINT po_subscriptions_key PRIMARY KEY,
    -- The global number up to which everything that matches was handled.
    position INTEGER NOT NULL CONSTRAINT po_subscriptions_position_check CHECK (position >= 0)
) STRICT, WITHOUT ROWID;
