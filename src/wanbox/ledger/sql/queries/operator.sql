-- count_of_all --
-- How many tasks of any account fit the operator's filters. Each account is a range of the index.
SELECT count(*) AS total FROM account CROSS JOIN task INDEXED BY task_listed
WHERE task.account = account.name AND (CAST(:account AS TEXT) IS NULL OR account.name = :account)
  AND submitted BETWEEN :start AND :end
  AND (CAST(:id AS TEXT) IS NULL OR id = :id)
  AND (CAST(:status AS TEXT) IS NULL OR status = :status) AND (CAST(:model AS TEXT) IS NULL OR model = :model)
  AND (CAST(:engine AS TEXT) IS NULL OR engine = :engine)
  AND (ended IS NULL OR ended > :horizon)

-- tasks_of_all --
-- One page of them, newest first.
SELECT task.* FROM account CROSS JOIN task INDEXED BY task_listed
WHERE task.account = account.name AND (CAST(:account AS TEXT) IS NULL OR account.name = :account)
  AND submitted BETWEEN :start AND :end
  AND (CAST(:id AS TEXT) IS NULL OR id = :id)
  AND (CAST(:status AS TEXT) IS NULL OR status = :status) AND (CAST(:model AS TEXT) IS NULL OR model = :model)
  AND (CAST(:engine AS TEXT) IS NULL OR engine = :engine)
  AND (ended IS NULL OR ended > :horizon)
ORDER BY submitted DESC, seq DESC LIMIT :page_size OFFSET :skip
