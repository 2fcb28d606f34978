-- Names in comments that no entity of the catalogue covers, as they were read. Who is meant by them is worked out from all of them
-- together, after an import: discovered entities (state 1) and their mentions can be made again from here at any time.
CREATE TABLE unlisted_names (
    model_id INTEGER NOT NULL REFERENCES models (model_id),
    comment_id INTEGER NOT NULL REFERENCES comments (comment_id),
    start_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    type INTEGER NOT NULL CHECK (type BETWEEN 1 AND 63),
    sureness INTEGER NOT NULL, -- fixed point
    sentiment INTEGER NOT NULL,
    name TEXT NOT NULL, -- as in the text, a hashtag with its sign
    PRIMARY KEY (model_id, comment_id, start_byte)
) STRICT, WITHOUT ROWID;

-- 1: names came or went since the discovered entities were made.
INSERT INTO meta (key, value) VALUES ('unlisted_changed', 0);
