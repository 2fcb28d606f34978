-- Why an import failed, so that the ledger tells it long after the command has ended.
ALTER TABLE imports ADD COLUMN reason TEXT;
