-- For which labels the new model is better or worse: right answers lost and won, worst balance first.
SELECT
  label,
  CAST(sum(n) AS BIGINT) AS examples,
  CAST(sum(CASE WHEN outcome = 'negative_flip' THEN n ELSE 0 END) AS BIGINT) AS lost,
  CAST(sum(CASE WHEN outcome = 'positive_flip' THEN n ELSE 0 END) AS BIGINT) AS won,
  CAST(sum(CASE outcome WHEN 'positive_flip' THEN n WHEN 'negative_flip' THEN -n ELSE 0 END) AS BIGINT)
    AS balance
FROM confusion
GROUP BY label
ORDER BY balance, label
