-- How much the changed answers weigh. Without --weight the column is null, and each example counts 1.
SELECT
  outcome,
  count(*) AS examples,
  sum(coalesce(weight, CAST(1 AS DOUBLE))) AS weight
FROM flips
GROUP BY outcome
ORDER BY weight DESC, outcome
