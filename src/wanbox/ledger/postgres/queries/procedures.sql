-- call_claim --
-- The next task, taken.
SELECT * FROM claim_task(:worker, CAST(:engines AS TEXT[]), :now, :lease_until, :key_running, :model_running,
                         :defects_before, :heedless)

-- call_finish --
-- A result, handed in.
SELECT finish_task(:id, :attempt, :now, :usage, :report, CAST(:parts AS JSONB)) AS held

-- call_finish_and_claim --
-- Both.
SELECT * FROM finish_and_claim(:id, :attempt, :usage, :report, CAST(:parts AS JSONB), :worker, CAST(:engines AS TEXT[]),
                               :now, :lease_until, :key_running, :model_running, :defects_before)
