ALTER TABLE post_observations RENAME TO new_post_observations;
CREATE TABLE post_observations (
    post_id INTEGER NOT NULL REFERENCES posts (post_id),
    import_id INTEGER NOT NULL REFERENCES imports (import_id),
    observed_at_us INTEGER NOT NULL,
    posted_at_us INTEGER,
    likes INTEGER,
    comments_announced INTEGER,
    plays INTEGER,
    url TEXT,
    subject TEXT,
    title TEXT,
    owner TEXT,
    caption TEXT,
    PRIMARY KEY (post_id, import_id, observed_at_us)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO post_observations
    SELECT post_id, import_id, observed_at_us, posted_at_us, likes, comments_announced, plays, url, subject, title, owner, caption
    FROM new_post_observations ORDER BY post_key;
DROP TABLE new_post_observations;
