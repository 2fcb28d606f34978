-- A chat model beside the local scorer. A model of this table scores a comment as model `over_id` does where that has a score of it, and
-- as model `base_id` elsewhere; it has no scores of its own.
CREATE TABLE hybrids (
    model_id INTEGER PRIMARY KEY REFERENCES models (model_id),
    base_id INTEGER NOT NULL REFERENCES models (model_id),
    over_id INTEGER NOT NULL REFERENCES models (model_id)
) STRICT;

CREATE TABLE chat_runs (
    run_id INTEGER PRIMARY KEY,
    model_id INTEGER NOT NULL REFERENCES models (model_id),
    started_at_us INTEGER NOT NULL
) STRICT;

-- The ledger: a row for each request, written before it is sent. state: 0 held (sent, or the program died before it knew), 1 paid as the
-- server said, 2 paid, estimated, 3 not charged. cost is what counts against the budget, in millionths.
CREATE TABLE chat_requests (
    request_id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES chat_runs (run_id),
    sent_at_us INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    comments INTEGER NOT NULL,
    answered INTEGER NOT NULL DEFAULT 0,
    tokens_in INTEGER NOT NULL DEFAULT 0,
    tokens_out INTEGER NOT NULL DEFAULT 0,
    cost INTEGER NOT NULL CHECK (cost >= 0)
) STRICT;
CREATE INDEX chat_requests_by_time ON chat_requests (sent_at_us, cost);
CREATE INDEX chat_requests_by_run ON chat_requests (run_id, cost);

-- What was asked about a comment and how the model explained itself; reason is NULL where it gave no usable answer. input_hash: of the
-- text and context that were sent.
CREATE TABLE chat_answers (
    comment_id INTEGER NOT NULL,
    model_id INTEGER NOT NULL REFERENCES models (model_id),
    input_hash INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    reason TEXT,
    PRIMARY KEY (comment_id, model_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER chat_answers_go AFTER DELETE ON comments BEGIN
    DELETE FROM chat_answers WHERE comment_id = old.comment_id;
END;

-- Batches at the asynchronous interface. state: 0 being sent, 1 with the server, 2 done, 3 failed, 4 cancelled.
CREATE TABLE chat_batches (
    batch_id INTEGER PRIMARY KEY,
    model_id INTEGER NOT NULL REFERENCES models (model_id),
    request_id INTEGER NOT NULL REFERENCES chat_requests (request_id),
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    created_at_us INTEGER NOT NULL,
    nonce INTEGER NOT NULL,
    input_file TEXT,
    remote_id TEXT
) STRICT;
CREATE TABLE chat_batch_items (
    batch_id INTEGER NOT NULL REFERENCES chat_batches (batch_id),
    line INTEGER NOT NULL,
    position INTEGER NOT NULL,
    comment_id INTEGER NOT NULL,
    input_hash INTEGER NOT NULL,
    PRIMARY KEY (batch_id, line, position)
) STRICT, WITHOUT ROWID;
