-- What one person may not take away alone, she asks for, and a second person decides (R23).

CREATE TABLE export_request (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor uuid NOT NULL REFERENCES staff (id),
    role text NOT NULL,
    what text NOT NULL CHECK (what IN ('cases.csv', 'history.jsonl', 'tidy.zip', 'tidy.xlsx')),
    query jsonb NOT NULL,
    reason bytea NOT NULL,
    decided_at timestamptz,
    decided_by uuid REFERENCES staff (id) CHECK (decided_by <> actor),
    allowed boolean,
    CHECK ((decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (allowed IS NULL))
);
CREATE INDEX export_request_at ON export_request (at DESC);

GRANT SELECT, INSERT ON export_request TO omah_api;
GRANT UPDATE (decided_at, decided_by, allowed) ON export_request TO omah_api;

ALTER TABLE export_request ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON export_request TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY asks ON export_request FOR INSERT TO omah_api
    WITH CHECK (actor = (SELECT omah_actor()) AND role = (SELECT omah_role()) AND decided_at IS NULL);
CREATE POLICY sees ON export_request FOR SELECT TO omah_api
    USING (actor = (SELECT omah_actor()) OR (SELECT omah_role()) IN ('supervisor', 'head_of_uptd', 'auditor'));
CREATE POLICY decides ON export_request FOR UPDATE TO omah_api
    USING (decided_at IS NULL AND actor <> (SELECT omah_actor())
           AND (SELECT omah_role()) IN ('supervisor', 'head_of_uptd'))
    WITH CHECK (decided_by = (SELECT omah_actor()));

-- A file carries the number of its access record, so whoever takes it away has to be told that number.
CREATE POLICY reads_own ON access_record FOR SELECT TO omah_api USING (actor = (SELECT omah_actor()));
