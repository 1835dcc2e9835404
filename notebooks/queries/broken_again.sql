-- Examples that break in update after update: negative flips in at least two runs. They are worth a
-- look before the next one, or a place among the protected examples of the policy.
SELECT
  example_id,
  min(label) AS label,
  count(DISTINCT run) AS runs_broken,
  min(run) AS one_run,
  max(run) AS another_run
FROM flips
WHERE outcome = 'negative_flip'
GROUP BY example_id
HAVING count(DISTINCT run) > 1
ORDER BY runs_broken DESC, example_id
LIMIT 50
