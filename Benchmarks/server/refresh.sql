-- What a node asks the database for one refresh, in the same round trips. Every client has a session of its own, and
-- counts its own rotations.
\set counter :counter + 1
\startpipeline
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SELECT CAST(EXTRACT(EPOCH FROM transaction_timestamp()) * 1000 AS BIGINT);
\endpipeline
UPDATE latchkey.session
SET counter = counter + 1, rotated_at = rotated_at + 1, last_seen_at = last_seen_at + 1,
    idle_expires_at = LEAST(idle_expires_at + 1, expires_at),
    access_expires_at = GREATEST(access_expires_at + 1, access_expires_at), fingerprint = fingerprint, replays = 0,
    shared_generations = CASE WHEN replayed_elsewhere THEN shared_generations ELSE 0 END, replayed_elsewhere = FALSE,
    device = coalesce(NULL, device), address = coalesce('127.0.0.1', address)
WHERE id = CAST('b0000000-0000-7000-8000-' || lpad(to_hex(CAST(:client_id AS BIGINT)), 12, '0') AS UUID)
    AND counter = :counter AND octet_length(nonce_digest) = 32 AND client_id = 'latchkey'
    AND ended_at IS NULL AND expires_at > 1 AND idle_expires_at > 1
    AND EXISTS (
        SELECT 1 FROM latchkey.account
        WHERE account.id = session.account_id AND locked_at IS NULL AND epoch = session.account_epoch
    )
RETURNING id, account_id, client_id, account_epoch, authenticated_at, authentication_methods, scope, audience,
    created_at, last_seen_at, expires_at, idle_expires_at, access_expires_at, ended_at, end_reason, counter, nonce_digest,
    browser_digest, rotated_at, fingerprint, replays, replayed_elsewhere, shared_generations, device, address,
    device_name, device_digest;
\startpipeline
SELECT id, email, username, name, email_verified, epoch, locked_at, created_at FROM latchkey.account
WHERE id = CAST('b1000000-0000-7000-8000-' || lpad(to_hex(CAST(:client_id AS BIGINT)), 12, '0') AS UUID);
SELECT role FROM latchkey.role_grant
WHERE account_id = CAST('b1000000-0000-7000-8000-' || lpad(to_hex(CAST(:client_id AS BIGINT)), 12, '0') AS UUID)
    AND organisation IS NULL;
\endpipeline
COMMIT;
