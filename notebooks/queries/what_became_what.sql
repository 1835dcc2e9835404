-- What turned into what: the commonest negative flips, as "the label, which the old model said" and
-- "what the new model says instead".
SELECT label, new_prediction, CAST(sum(n) AS BIGINT) AS examples
FROM confusion
WHERE outcome = 'negative_flip'
GROUP BY label, new_prediction
ORDER BY examples DESC, label, new_prediction
LIMIT 20
