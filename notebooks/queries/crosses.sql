-- Where two slices meet: the joint cells of two slice columns, worst rate first, small ones left out.
-- counts/cells has every joint value, so no cross has to be asked for beforehand.
SELECT
  class_group,
  brightness,
  CAST(sum(n) AS BIGINT) AS examples,
  CAST(sum(CASE WHEN outcome = 'negative_flip' THEN n ELSE 0 END) AS BIGINT) AS negative_flips,
  sum(CASE WHEN outcome = 'negative_flip' THEN n ELSE 0 END) / CAST(sum(n) AS DOUBLE) AS nfr
FROM cells
GROUP BY class_group, brightness
HAVING sum(n) >= 100
ORDER BY nfr DESC, class_group, brightness
