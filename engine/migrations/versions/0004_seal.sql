-- The log. A leaf names its record and refers to nothing: it has to outlive a record that somebody deletes.

CREATE TABLE seal_leaf (
    index bigint PRIMARY KEY CHECK (index >= 0),
    case_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq > 0),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    CONSTRAINT seal_leaf_once UNIQUE (case_id, seq)
);

-- `peaks` are the roots of the perfect trees of which the log consists: all that is needed to go on.
CREATE TABLE seal_checkpoint (
    size bigint PRIMARY KEY CHECK (size > 0),
    root bytea NOT NULL CHECK (length(root) = 32),
    peaks bytea NOT NULL CHECK (length(peaks) % 32 = 0),
    note text NOT NULL,
    at timestamptz NOT NULL
);

CREATE TRIGGER seal_leaf_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seal_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE seal_leaf ENABLE ALWAYS TRIGGER seal_leaf_append_only;
CREATE TRIGGER seal_checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seal_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE seal_checkpoint ENABLE ALWAYS TRIGGER seal_checkpoint_append_only;

-- The worker seals; the API verifies, as the system. Nobody else meets the log.
GRANT SELECT, INSERT ON seal_leaf, seal_checkpoint TO omah_worker;
GRANT SELECT ON seal_leaf, seal_checkpoint TO omah_api;

ALTER TABLE seal_leaf ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE seal_checkpoint ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON seal_leaf TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY owner_all ON seal_checkpoint TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY worker_seals ON seal_leaf TO omah_worker USING (true) WITH CHECK (true);
CREATE POLICY worker_seals ON seal_checkpoint TO omah_worker USING (true) WITH CHECK (true);
CREATE POLICY system_verifies ON seal_leaf FOR SELECT TO omah_api USING ((SELECT omah_role()) = 'system');
CREATE POLICY system_verifies ON seal_checkpoint FOR SELECT TO omah_api USING ((SELECT omah_role()) = 'system');
