-- A comment that comes back under its vendor's id with other words: the text seen last stands in its row, and here stands, for each
-- sighting that gave another one, which. A sighting that is not here gave the row's text.
CREATE TABLE comment_texts (
    comment_id INTEGER NOT NULL REFERENCES comments (comment_id),
    import_id INTEGER NOT NULL REFERENCES imports (import_id),
    source_row INTEGER NOT NULL,
    source_offset INTEGER NOT NULL,
    observed_at_us INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (comment_id, import_id, source_row, source_offset)
) STRICT, WITHOUT ROWID;
