-- $1 timestamptz time, $2 integer action, $3 text subscription, $4 text actor, $5 text detail.
INSERT INTO /*schema*/po_audit (acted_at, action, subscription_id, actor, detail)
VALUES ($1, $2, $3, $4, $5);
