-- Examples that break in update after update: negative flips in at least two runs. They are worth a
-- look before the next one, or a place among the protected examples of the policy. An example is in a
-- run once, so its rows are its runs.
SELECT
  example_id,
  min(label) AS label,
  count(*) AS runs_broken,
  min(run) AS one_run,
  max(run) AS another_run
FROM flips
WHERE outcome = 'negative_flip'
GROUP BY example_id
HAVING count(*) > 1
ORDER BY runs_broken DESC, example_id
LIMIT 50
