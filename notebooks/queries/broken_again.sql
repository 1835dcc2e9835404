-- Examples that break in update after update: negative flips in at least two runs. They are worth a
-- look before the next one, or a place among the protected examples of the policy. An example is in a
-- run once, so its rows are its runs. Counted first and looked up then: least and greatest texts of
-- millions of examples would have to be sorted.
WITH broken AS (
  SELECT example_id, count(*) AS runs_broken
  FROM flips
  WHERE outcome = 'negative_flip'
  GROUP BY example_id
  HAVING count(*) > 1
  ORDER BY runs_broken DESC, example_id
  LIMIT 50
)
SELECT
  broken.example_id,
  min(flips.label) AS label,
  broken.runs_broken,
  min(flips.run) AS one_run,
  max(flips.run) AS another_run
FROM broken
JOIN flips ON flips.example_id = broken.example_id AND flips.outcome = 'negative_flip'
GROUP BY broken.example_id, broken.runs_broken
ORDER BY broken.runs_broken DESC, broken.example_id
