DELETE FROM mentions WHERE entity_id IN (SELECT entity_id FROM entities WHERE state = 1);
DELETE FROM entity_names WHERE entity_id IN (SELECT entity_id FROM entities WHERE state = 1);
DELETE FROM entities WHERE state = 1;
UPDATE models SET mention_count = (SELECT count(*) FROM (SELECT DISTINCT comment_id, entity_id FROM mentions m
    WHERE m.model_id = models.model_id AND explicit));
DELETE FROM meta WHERE key = 'unlisted_changed';
DROP TABLE unlisted_names;
