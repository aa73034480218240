-- insert_upload --
-- A temporary file of an account.
INSERT INTO upload (key, account, model, storage_key, expires) VALUES (:key, :account, :model, :storage_key, :expires)
ON CONFLICT DO NOTHING

-- read_upload --
-- An upload of an account whose time is not over.
SELECT * FROM upload WHERE key = :key AND account = :account AND expires > :now

-- insert_key --
-- A key, as a keyed hash.
INSERT INTO api_key (account, prefix, hash, created, name, scopes, expires, rate, running, quota)
VALUES (:account, :prefix, :hash, :created, :name, :scopes, :expires, :rate, :running, :quota)

-- restore_key --
-- A key that is accepted again after it was revoked.
UPDATE api_key SET revoked = NULL, expires = NULL WHERE id = :id

-- find_keys --
-- Keys that begin alike; their hashes are compared outside, in constant time.
SELECT * FROM api_key WHERE prefix = :prefix

-- list_keys --
-- All keys, and when each was last used.
SELECT api_key.*, tenant.last_used FROM api_key LEFT JOIN tenant ON tenant.key_id = CAST(api_key.id AS TEXT)
ORDER BY api_key.id

-- read_key --
-- A key by its number.
SELECT * FROM api_key WHERE id = :id

-- end_key --
-- A key that was replaced ends soon, unless it ends before.
UPDATE api_key SET expires = :expires WHERE id = :id AND (expires IS NULL OR expires > :expires)

-- revoke_key --
-- A key is refused from now on.
UPDATE api_key SET revoked = :now WHERE id = :id AND revoked IS NULL
