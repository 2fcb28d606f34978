-- destructive
DROP TABLE comment_words;
DROP TABLE mentions;
DROP TABLE entity_names;
DROP TABLE entities;
DROP TABLE pending;
DROP TABLE scores;
DROP TABLE models;
DROP TABLE comment_keys;
DROP TABLE observations;
DROP TABLE comments;
DROP TABLE authors;
DROP TABLE post_observations;
DROP TABLE posts;
DROP TABLE import_rejects;
DROP TABLE imports;
DROP TABLE meta;
