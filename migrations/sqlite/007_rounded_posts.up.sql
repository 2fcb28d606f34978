-- What was said of a post under a rounded id, so that it can part again when a second post turns out to round to the same number:
-- post_key is the key that stood for the rounded id ('' = the post was named by its own), and bit 256 of the flags of comments and
-- observations marks a sighting that named its post so.
ALTER TABLE post_observations RENAME TO old_post_observations;
CREATE TABLE post_observations (
    post_id INTEGER NOT NULL REFERENCES posts (post_id),
    import_id INTEGER NOT NULL REFERENCES imports (import_id),
    observed_at_us INTEGER NOT NULL,
    post_key TEXT NOT NULL,
    posted_at_us INTEGER,
    likes INTEGER,
    comments_announced INTEGER,
    plays INTEGER,
    url TEXT,
    subject TEXT,
    title TEXT,
    owner TEXT,
    caption TEXT,
    PRIMARY KEY (post_id, import_id, observed_at_us, post_key)
) STRICT, WITHOUT ROWID;
INSERT INTO post_observations
    SELECT post_id, import_id, observed_at_us, '', posted_at_us, likes, comments_announced, plays, url, subject, title, owner, caption
    FROM old_post_observations;
DROP TABLE old_post_observations;
