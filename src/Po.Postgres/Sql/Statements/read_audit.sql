-- The newest entries first. $1 bigint number to stay below, $2 integer most entries.
SELECT number, acted_at, action, subscription_id, actor, detail
FROM /*schema*/po_audit
WHERE number < $1
ORDER BY number DESC
LIMIT $2;
