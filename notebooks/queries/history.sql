-- How updates went, run by run, over a folder of runs: the negative flip rate with its 95 % interval,
-- and how far it moved since the run before.
SELECT
  runs.run,
  runs.created_at,
  runs.old_name,
  runs.new_name,
  runs.verdict,
  runs.n AS examples,
  runs.negative_flips,
  metrics.value AS nfr,
  metrics.low,
  metrics.high,
  metrics.value - lag(metrics.value) OVER (ORDER BY runs.created_at, runs.run) AS moved
FROM runs
LEFT JOIN metrics ON metrics.run = runs.run AND metrics.metric = 'negative_flip_rate'
ORDER BY runs.created_at, runs.run
