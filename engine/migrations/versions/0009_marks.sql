-- Two cases of one person have a mark in common (HMAC under a key that is not in the database). Not unique: it tells
-- that something is equal, to whoever may see both cases.

CREATE TABLE identity_mark (
    case_id uuid NOT NULL REFERENCES cases (id),
    person text NOT NULL,
    kind text NOT NULL,
    mark bytea NOT NULL CHECK (length(mark) = 32),
    PRIMARY KEY (case_id, person, kind, mark)
);
CREATE INDEX identity_mark_equal ON identity_mark (mark);

GRANT SELECT, INSERT, DELETE ON identity_mark TO omah_api;
GRANT INSERT ON identity_mark TO omah_door;
ALTER TABLE identity_mark ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON identity_mark TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY api_sees ON identity_mark FOR SELECT TO omah_api USING (
    (SELECT omah_role()) = 'system' OR EXISTS (SELECT FROM cases WHERE cases.id = identity_mark.case_id)
);
CREATE POLICY api_drops ON identity_mark FOR DELETE TO omah_api USING (
    (SELECT omah_role()) = 'system' OR EXISTS (SELECT FROM cases WHERE cases.id = identity_mark.case_id)
);
CREATE POLICY api_marks ON identity_mark FOR INSERT TO omah_api WITH CHECK ((SELECT omah_role()) <> '');
CREATE POLICY door_marks ON identity_mark FOR INSERT TO omah_door WITH CHECK (true);
