-- The examples behind one line of what_became_what.sql: coats that became pullovers, those first
-- where the new model is surest.
SELECT example_id, label, old_prediction, new_prediction, old_score, new_score, brightness
FROM flips
WHERE outcome = 'negative_flip' AND label = 'Coat' AND new_prediction = 'Pullover'
ORDER BY new_score DESC, example_id
