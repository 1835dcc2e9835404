-- Negative flips that are no coin tosses: both models were sure of themselves. The margin is the
-- greatest logit minus the runner-up; without --logits it is null, and old_score and new_score may
-- stand in for it.
SELECT
  example_id,
  label,
  new_prediction,
  old_margin,
  new_margin,
  least(old_margin, new_margin) AS surety
FROM flips
WHERE outcome = 'negative_flip' AND old_margin IS NOT NULL AND new_margin IS NOT NULL
ORDER BY surety DESC, example_id
LIMIT 20
