-- past_retention --
-- Tasks to be forgotten.
SELECT seq, id FROM task INDEXED BY task_ended WHERE ended IS NOT NULL AND ended <= :horizon ORDER BY ended LIMIT :limit

-- forget_task --
-- A task is gone as a whole.
DELETE FROM task WHERE seq = :seq

-- forget_idempotent --
-- With it goes its idempotency key.
DELETE FROM idempotency WHERE task_id = :id

-- use_file --
-- A row names a file.
INSERT INTO file_use (file_key, owner, role) VALUES (:file_key, :owner, :role) ON CONFLICT DO NOTHING

-- loosen_files --
-- The files that an owner names in a role may be loose from now on.
INSERT INTO loose_file (file_key, since) SELECT file_key, :now FROM file_use WHERE owner = :owner AND role = :role
ON CONFLICT DO UPDATE SET since = excluded.since

-- unuse_files --
-- The owner no longer names them.
DELETE FROM file_use WHERE owner = :owner AND role = :role

-- drop_named_loose --
-- Files that somebody still names are not loose.
DELETE FROM loose_file WHERE EXISTS (SELECT 1 FROM file_use WHERE file_use.file_key = loose_file.file_key)

-- stale_files --
-- Files that nobody has named for a while.
SELECT file_key FROM loose_file
WHERE since <= :before AND NOT EXISTS (SELECT 1 FROM file_use WHERE file_use.file_key = loose_file.file_key)
ORDER BY since LIMIT :limit

-- forget_file --
-- A file that was deleted.
DELETE FROM loose_file WHERE file_key = :file_key

-- expired_uploads --
-- Uploads whose time is over.
SELECT key FROM upload WHERE expires <= :now LIMIT :limit

-- forget_upload --
-- An upload is gone; its file may be loose.
DELETE FROM upload WHERE key = :key
