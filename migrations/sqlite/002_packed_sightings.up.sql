-- Sightings that stand in no comment's row, many to a row: an export that comes again adds one for nearly every comment, and a
-- row for each costs more than all the rest. A pack holds those of one import for comments of one bucket (comment_id >> 8) in the
-- order of comment_id: for each the difference of comment_id (of the first: to the bucket's first), source_row, source_offset and
-- observed_at_us from those before, then likes, replies and flags; all as variable-length numbers, see store/sqlite/pack.c. Where
-- few of a bucket are seen, they are rows of `observations` as before.
CREATE TABLE observation_packs (
    pack_id INTEGER PRIMARY KEY,
    bucket INTEGER NOT NULL,
    import_id INTEGER NOT NULL REFERENCES imports (import_id),
    first_row INTEGER NOT NULL,
    last_row INTEGER NOT NULL,
    entries INTEGER NOT NULL CHECK (entries > 0),
    data BLOB NOT NULL
) STRICT;
CREATE INDEX observation_packs_by_bucket ON observation_packs (bucket, import_id);
