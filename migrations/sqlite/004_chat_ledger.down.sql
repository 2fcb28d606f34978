-- Scores of chat models stay, as scores of any model do; a hybrid that is active gives way to its local scorer.
UPDATE models SET active = 1 WHERE model_id = (SELECT base_id FROM hybrids h JOIN models m USING (model_id) WHERE m.active);
UPDATE models SET active = 0 WHERE model_id IN (SELECT model_id FROM hybrids);
DELETE FROM models WHERE model_id IN (SELECT model_id FROM hybrids);
DROP TABLE chat_batch_items;
DROP TABLE chat_batches;
DROP TRIGGER chat_answers_go;
DROP TABLE chat_answers;
DROP TABLE chat_requests;
DROP TABLE chat_runs;
DROP TABLE hybrids;
