-- Which slices break the policy, and in which runs: those that fail most often first. What a waiver
-- forgives, and what only warns, is left out. The rule names the limit.
SELECT
  slice,
  rule,
  count(*) OVER (PARTITION BY slice, rule) AS runs_failed,
  run,
  n AS examples,
  value,
  low,
  high
FROM findings
WHERE verdict = 'FAIL' AND severity = 'fail' AND NOT waived AND slice IS NOT NULL
ORDER BY runs_failed DESC, slice, rule, run
