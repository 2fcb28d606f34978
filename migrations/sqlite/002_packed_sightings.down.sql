INSERT OR IGNORE INTO observations
    SELECT j.value ->> 0, p.import_id, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5, j.value ->> 6
    FROM observation_packs p, json_each(et_pack_json(p.bucket, p.data)) j;
DROP TABLE observation_packs;
