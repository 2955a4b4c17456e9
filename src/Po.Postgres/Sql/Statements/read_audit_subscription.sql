-- The newest entries of one subscription first. $1 bigint number to stay below, $2 integer most entries, $3 text subscription.
SELECT number, acted_at, action, subscription_id, actor, detail
FROM /*schema*/po_audit
WHERE subscription_id = $3
  AND number < $1
ORDER BY number DESC
LIMIT $2;
