-- What became of the examples: every outcome with its count and its share of the judged pairs.
SELECT
  outcome,
  CAST(sum(n) AS BIGINT) AS examples,
  sum(n) / CAST((SELECT sum(n) FROM cells) AS DOUBLE) AS share
FROM cells
GROUP BY outcome
ORDER BY examples DESC, outcome
