-- insert_upload --
-- A temporary file of an account.
INSERT INTO upload (key, account, model, storage_key, expires) VALUES (:key, :account, :model, :storage_key, :expires)

-- read_upload --
-- An upload of an account whose time is not over.
SELECT * FROM upload WHERE key = :key AND account = :account AND expires > :now

-- insert_key --
-- A key, as a keyed hash.
INSERT INTO api_key (account, prefix, hash, created) VALUES (:account, :prefix, :hash, :created)

-- restore_key --
-- A key that is accepted again after it was revoked.
UPDATE api_key SET revoked = NULL WHERE id = :id

-- find_keys --
-- Keys that begin alike; their hashes are compared outside, in constant time.
SELECT * FROM api_key WHERE prefix = :prefix

-- list_keys --
-- Keys that are accepted.
SELECT * FROM api_key WHERE revoked IS NULL ORDER BY id

-- revoke_key --
-- A key is refused from now on.
UPDATE api_key SET revoked = :now WHERE id = :id AND revoked IS NULL
