-- The psychologist's visits. Which case takes a slot follows the case's own record; the row is there so that two cases
-- cannot take one, and so that her calendar needs to read no case.

CREATE TABLE visit (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    psychologist uuid NOT NULL REFERENCES staff (id),
    on_day date NOT NULL,
    place text NOT NULL DEFAULT '',
    kelurahan text[] NOT NULL DEFAULT '{}',
    cancelled_at timestamptz
);
CREATE UNIQUE INDEX visit_once ON visit (psychologist, on_day) WHERE cancelled_at IS NULL;
CREATE INDEX visit_by_day ON visit (on_day);

CREATE TABLE slot (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    visit_id uuid NOT NULL REFERENCES visit (id),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    case_id uuid UNIQUE REFERENCES cases (id),
    CONSTRAINT slot_once UNIQUE (visit_id, starts_at)
);

-- Her own notes: each under a key of its own, read by nobody else.
CREATE TABLE clinical_note (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    author uuid NOT NULL REFERENCES staff (id),
    at timestamptz NOT NULL DEFAULT omah_now(),
    sealed bytea NOT NULL
);
CREATE INDEX clinical_note_of_case ON clinical_note (case_id, at);
CREATE TRIGGER clinical_note_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON clinical_note
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE clinical_note ENABLE ALWAYS TRIGGER clinical_note_append_only;

-- An address under which a calendar is fetched: only its digest is known here.
CREATE TABLE feed (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    staff_id uuid NOT NULL REFERENCES staff (id),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at timestamptz
);
CREATE UNIQUE INDEX feed_one_each ON feed (staff_id) WHERE revoked_at IS NULL;

-- Awareness sessions: planned, then held; nothing in them is about a case.
CREATE TABLE awareness_session (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    on_day date NOT NULL,
    starts time,
    kelurahan text NOT NULL,
    place text NOT NULL DEFAULT '',
    topics text[] NOT NULL CHECK (topics <> '{}'),
    held_by text[] NOT NULL CHECK (held_by <> '{}'),
    public boolean NOT NULL DEFAULT false,
    status text NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'held', 'cancelled')),
    women integer NOT NULL DEFAULT 0 CHECK (women >= 0),
    men integer NOT NULL DEFAULT 0 CHECK (men >= 0),
    girls integer NOT NULL DEFAULT 0 CHECK (girls >= 0),
    boys integer NOT NULL DEFAULT 0 CHECK (boys >= 0),
    notes text NOT NULL DEFAULT '',
    made_by uuid NOT NULL REFERENCES staff (id)
);
CREATE INDEX awareness_by_day ON awareness_session (on_day DESC, id);

-- A picture is ciphertext under a key of its own.
CREATE TABLE awareness_picture (
    id uuid PRIMARY KEY,
    session_id uuid NOT NULL UNIQUE REFERENCES awareness_session (id),
    sealed bytea NOT NULL
);

-- What somebody who left still holds is counted on the first page.
CREATE INDEX cases_of_owner ON cases (owner) WHERE owner IS NOT NULL AND ended_at IS NULL AND parent_id IS NULL;

GRANT SELECT, INSERT ON visit, slot, clinical_note, feed, awareness_session TO omah_api;
GRANT UPDATE (cancelled_at) ON visit TO omah_api;
GRANT UPDATE (case_id) ON slot TO omah_api;
GRANT UPDATE (revoked_at) ON feed TO omah_api;
GRANT UPDATE ON awareness_session TO omah_api;
GRANT SELECT, INSERT, DELETE ON awareness_picture TO omah_api;

ALTER TABLE visit ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON visit TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON visit FOR SELECT TO omah_api USING (omah_role() <> '');
CREATE POLICY planner_adds ON visit FOR INSERT TO omah_api WITH CHECK (
    omah_role() IN ('supervisor', 'coordinator') OR (omah_role() = 'psychologist' AND psychologist = omah_actor())
);
CREATE POLICY planner_cancels ON visit FOR UPDATE TO omah_api USING (
    omah_role() IN ('supervisor', 'coordinator') OR (omah_role() = 'psychologist' AND psychologist = omah_actor())
) WITH CHECK (true);

ALTER TABLE slot ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON slot TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON slot FOR SELECT TO omah_api USING (omah_role() <> '');
CREATE POLICY planner_adds ON slot FOR INSERT TO omah_api WITH CHECK (
    omah_role() IN ('supervisor', 'coordinator', 'psychologist')
);
CREATE POLICY house_books ON slot FOR UPDATE TO omah_api
    USING (omah_role() IN ('kader', 'coordinator', 'psychologist', 'system'))
    WITH CHECK (true);

ALTER TABLE clinical_note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON clinical_note TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY own ON clinical_note TO omah_api
    USING (omah_role() = 'psychologist' AND author = omah_actor()
           AND EXISTS (SELECT FROM cases WHERE cases.id = case_id))
    WITH CHECK (omah_role() = 'psychologist' AND author = omah_actor()
                AND EXISTS (SELECT FROM cases WHERE cases.id = case_id));
-- Whoever sweeps keys that belong to nothing has to know that these belong to something.
CREATE FUNCTION omah_keeps_key(key uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases WHERE id = key) OR EXISTS (SELECT FROM clinical_note WHERE id = key)
        OR EXISTS (SELECT FROM awareness_picture WHERE id = key)
$$;
REVOKE ALL ON FUNCTION omah_keeps_key(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION omah_keeps_key(uuid) TO omah_api, omah_worker;

ALTER TABLE feed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON feed TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY own_or_asked_for ON feed FOR SELECT TO omah_api
    USING (staff_id = omah_actor() OR omah_role() = 'nobody');
CREATE POLICY own_adds ON feed FOR INSERT TO omah_api WITH CHECK (staff_id = omah_actor());
CREATE POLICY own_revokes ON feed FOR UPDATE TO omah_api USING (staff_id = omah_actor())
    WITH CHECK (staff_id = omah_actor());

ALTER TABLE awareness_session ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON awareness_session TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON awareness_session FOR SELECT TO omah_api USING (omah_role() <> '');
CREATE POLICY holder_adds ON awareness_session FOR INSERT TO omah_api WITH CHECK (
    made_by = omah_actor() AND omah_role() IN ('kader', 'coordinator', 'forum_anak', 'supervisor')
);
CREATE POLICY holder_changes ON awareness_session FOR UPDATE TO omah_api USING (
    omah_role() = 'supervisor' OR made_by = omah_actor()
    OR (omah_role() IN ('kader', 'coordinator') AND omah_audience() @> ARRAY['kelurahan/' || kelurahan])
) WITH CHECK (true);

ALTER TABLE awareness_picture ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON awareness_picture TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY holders ON awareness_picture TO omah_api
    USING (omah_role() IN ('kader', 'coordinator', 'forum_anak', 'supervisor'))
    WITH CHECK (omah_role() IN ('kader', 'coordinator', 'forum_anak', 'supervisor'));

-- Writing a note of one's own is on record like a look.
ALTER TABLE access_record DROP CONSTRAINT access_record_what_check;
ALTER TABLE access_record ADD CONSTRAINT access_record_what_check
    CHECK (what IN ('view', 'reveal', 'history', 'search', 'export', 'note'));
