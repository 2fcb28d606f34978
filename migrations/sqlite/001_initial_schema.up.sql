-- The ledger of imports, posts, authors, comments with their keys and sightings, scores and mentions of any number of
-- models, the catalogue of entities, and the full-text index.
--
-- Foreign keys are declared everywhere, hold everywhere, and are checked by `db check` and at the end of every migration. The
-- program's own connections do not have SQLite enforce them row by row: measured, that makes an import half as slow again (6.5
-- instead of 4.3 us a comment), and a removal would search whole tables for children, since an index on comments (author_id),
-- say, costs more than it is worth. So the code keeps this order: parents are written first, and removals go from the leaves up.

CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta (key, value) VALUES ('next_comment_id', 1), ('indexed_to', 0);

CREATE TABLE imports (
    import_id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    options TEXT NOT NULL,
    format TEXT NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    started_at_us INTEGER NOT NULL,
    finished_at_us INTEGER,
    observed_at_us INTEGER,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    records_done INTEGER NOT NULL DEFAULT 0,
    rows INTEGER NOT NULL DEFAULT 0,
    inserted INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    empty INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    posts_read INTEGER NOT NULL DEFAULT 0,
    posts_inserted INTEGER NOT NULL DEFAULT 0,
    posts_updated INTEGER NOT NULL DEFAULT 0,
    repaired_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX imports_by_content ON imports (sha256, options);
CREATE INDEX imports_by_size ON imports (bytes);

CREATE TABLE import_rejects (
    reject_id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (import_id),
    source_row INTEGER NOT NULL,
    source_offset INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX import_rejects_by_import ON import_rejects (import_id);

-- What is known of a post is folded from post_observations: of each field the latest value that was given.
-- The counts of its comments are kept by whatever writes comments; `db check` counts them again.
CREATE TABLE posts (
    post_id INTEGER PRIMARY KEY,
    platform INTEGER NOT NULL CHECK (platform BETWEEN 0 AND 63),
    post_key TEXT NOT NULL,
    media_id INTEGER, -- Instagram: the number that the shortcode stands for
    imprecise INTEGER NOT NULL DEFAULT 0 CHECK (imprecise IN (0, 1)),
    comment_count INTEGER NOT NULL DEFAULT 0,
    reply_count INTEGER NOT NULL DEFAULT 0,
    approximate_count INTEGER NOT NULL DEFAULT 0,
    first_us INTEGER, -- created_at of its oldest and newest comment
    last_us INTEGER,
    posted_at_us INTEGER,
    likes INTEGER,
    comments_announced INTEGER,
    plays INTEGER,
    observed_at_us INTEGER NOT NULL,
    url TEXT,
    subject TEXT,
    title TEXT,
    owner TEXT,
    caption TEXT,
    UNIQUE (platform, post_key)
) STRICT;
CREATE INDEX posts_by_media_id ON posts (media_id) WHERE media_id IS NOT NULL;

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

-- author_id is a hash of platform and lower-case handle, so that nobody has to look it up.
CREATE TABLE authors (
    author_id INTEGER PRIMARY KEY,
    platform INTEGER NOT NULL,
    handle TEXT NOT NULL,
    name TEXT,
    verified INTEGER CHECK (verified IN (0, 1)),
    observed_at_us INTEGER NOT NULL
) STRICT;

-- The winning sighting of a comment (latest; of one time the one with more likes) stands in the row itself, every other one
-- in observations. flags: 1 pinned, 2 pinned is known, 4 liked by the post's author, 8 that is known; 16, 32, 64, 128: likes,
-- replies, pinned, liked were not given by the winning sighting but by an earlier one.
CREATE TABLE comments (
    comment_id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts (post_id),
    author_id INTEGER REFERENCES authors (author_id),
    created_at_us INTEGER NOT NULL,
    precision INTEGER NOT NULL,
    likes INTEGER,
    replies INTEGER,
    flags INTEGER NOT NULL,
    observed_at_us INTEGER NOT NULL,
    import_id INTEGER NOT NULL REFERENCES imports (import_id),
    source_row INTEGER NOT NULL,
    source_offset INTEGER NOT NULL,
    comment_key TEXT,
    parent_key TEXT,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX comments_by_parent ON comments (post_id, parent_key) WHERE parent_key IS NOT NULL;

CREATE TABLE observations (
    comment_id INTEGER NOT NULL REFERENCES comments (comment_id),
    import_id INTEGER NOT NULL REFERENCES imports (import_id),
    source_row INTEGER NOT NULL,
    source_offset INTEGER NOT NULL,
    observed_at_us INTEGER NOT NULL,
    likes INTEGER,
    replies INTEGER,
    flags INTEGER NOT NULL,
    PRIMARY KEY (comment_id, import_id, source_row, source_offset)
) STRICT, WITHOUT ROWID;

-- Identity, local to a post. kind 0: vendor's numeric id; 1: hash of another vendor's id; 2: content, value = created_at_us,
-- extra = hash of author and text; 3: content of a comment with an approximate time, value = that hash, extra = created_at_us.
-- n tells comments with one content but different vendor's ids apart.
CREATE TABLE comment_keys (
    post_id INTEGER NOT NULL REFERENCES posts (post_id),
    kind INTEGER NOT NULL,
    value INTEGER NOT NULL,
    extra INTEGER NOT NULL,
    n INTEGER NOT NULL,
    comment_id INTEGER NOT NULL REFERENCES comments (comment_id),
    PRIMARY KEY (post_id, kind, value, extra, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE models (
    model_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 0 CHECK (active IN (0, 1)),
    mention_count INTEGER NOT NULL DEFAULT 0 -- pairs of a comment and an entity that it names
) STRICT;

CREATE TABLE scores (
    model_id INTEGER NOT NULL REFERENCES models (model_id),
    comment_id INTEGER NOT NULL REFERENCES comments (comment_id),
    sentiment INTEGER NOT NULL,
    confidence INTEGER NOT NULL,
    sarcasm INTEGER NOT NULL,
    emotion INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    themes INTEGER NOT NULL,
    copy_hash INTEGER NOT NULL,
    language TEXT NOT NULL,
    emotions BLOB NOT NULL, -- 8 numbers of 16 bits, low byte first
    PRIMARY KEY (model_id, comment_id)
) STRICT, WITHOUT ROWID;

-- Pending comments are analysed (again) after the import: new without analysis, or the caption or the parent changed.
CREATE TABLE pending (
    comment_id INTEGER PRIMARY KEY REFERENCES comments (comment_id)
) STRICT;

CREATE TABLE entities (
    entity_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE, -- lower case
    type INTEGER NOT NULL CHECK (type BETWEEN 1 AND 63),
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2)
) STRICT;

CREATE TABLE entity_names (
    entity_id INTEGER NOT NULL REFERENCES entities (entity_id),
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2), -- 0 alias, 1 phrase that means someone else, 2 member
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (entity_id, kind, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions (
    model_id INTEGER NOT NULL REFERENCES models (model_id),
    comment_id INTEGER NOT NULL REFERENCES comments (comment_id),
    entity_id INTEGER NOT NULL REFERENCES entities (entity_id),
    start_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    explicit INTEGER NOT NULL,
    sentiment INTEGER NOT NULL,
    PRIMARY KEY (model_id, comment_id, entity_id, start_byte)
) STRICT, WITHOUT ROWID;

-- Fed with tokens of the program's own, joined by blanks: every other ASCII character is part of a token.
CREATE VIRTUAL TABLE comment_words USING fts5 (
    words, content = '', columnsize = 0, detail = 'full',
    tokenize = 'ascii tokenchars ''!"#$%&()*+,-./:;<=>?@[\]^_`{|}~'''''''
);
