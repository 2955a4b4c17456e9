-- $1 text subscription, $2 bigint first global number, $3 bigint last global number.
DELETE FROM /*schema*/po_parked
WHERE subscription_id = $1
  AND global_number BETWEEN $2 AND $3;
