-- Who broke: slices with their denominators, worst first. The excess is the number of negative flips
-- beyond those that the overall rate would give a slice of this size.
-- class_group and brightness are the slice columns of the demo: put your own here.
WITH sliced AS (
  SELECT 'class_group' AS slice, class_group AS value, outcome, n FROM cells
  UNION ALL
  SELECT 'brightness' AS slice, brightness AS value, outcome, n FROM cells
),
overall AS (
  SELECT sum(CASE WHEN outcome = 'negative_flip' THEN n ELSE 0 END) / CAST(sum(n) AS DOUBLE) AS nfr
  FROM cells
),
counted AS (
  SELECT
    slice,
    value,
    CAST(sum(n) AS BIGINT) AS examples,
    CAST(sum(CASE WHEN outcome = 'negative_flip' THEN n ELSE 0 END) AS BIGINT) AS negative_flips
  FROM sliced
  GROUP BY slice, value
)
SELECT
  slice,
  value,
  examples,
  negative_flips,
  negative_flips / CAST(examples AS DOUBLE) AS nfr,
  negative_flips - overall.nfr * examples AS excess
FROM counted CROSS JOIN overall
ORDER BY excess DESC, slice, value
