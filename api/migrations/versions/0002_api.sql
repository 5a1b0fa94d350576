-- What the shell keeps: staff, sessions, access records, receipts, notices. The grants are the point: the API can add
-- to the access records and never change them, the workers see of the staff only what a notice needs, and the public
-- door can file a receipt and not find out whose case it opens.

CREATE TABLE staff (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '%_@_%'),
    name text NOT NULL CHECK (name <> ''),
    role text NOT NULL CHECK (role IN ('kader', 'coordinator', 'psychologist', 'puspaga_officer', 'uptd_officer',
                                        'head_of_uptd', 'supervisor', 'auditor', 'admin', 'forum_anak')),
    kelurahan text[] NOT NULL DEFAULT '{}',
    active boolean NOT NULL DEFAULT true,
    language text NOT NULL DEFAULT 'id' CHECK (language IN ('id', 'en')),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE credential (
    staff_id uuid PRIMARY KEY REFERENCES staff (id),
    hash text NOT NULL CHECK (hash LIKE '$argon2id$%'),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE session (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    staff_id uuid NOT NULL REFERENCES staff (id),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_staff ON session (staff_id);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE login_delay (
    account bytea PRIMARY KEY CHECK (length(account) = 32),
    failures integer NOT NULL CHECK (failures > 0),
    until timestamptz NOT NULL
);

CREATE TABLE access_record (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor uuid NOT NULL REFERENCES staff (id),
    role text NOT NULL CHECK (role IN ('kader', 'coordinator', 'psychologist', 'puspaga_officer', 'uptd_officer',
                                        'head_of_uptd', 'supervisor', 'auditor', 'admin', 'forum_anak')),
    case_id uuid REFERENCES cases (id),
    what text NOT NULL CHECK (what IN ('view', 'reveal', 'history', 'search', 'export')),
    fields text[] NOT NULL DEFAULT '{}',
    reason bytea,
    CHECK (what <> 'reveal' OR (reason IS NOT NULL AND case_id IS NOT NULL))
);
CREATE INDEX access_record_case ON access_record (case_id, id);

CREATE TABLE idempotency (
    actor uuid NOT NULL REFERENCES staff (id),
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    request text NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32),
    status smallint NOT NULL CHECK (status BETWEEN 200 AND 299),
    headers text NOT NULL DEFAULT '{}',
    body bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE notice (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    outbox_id bigint NOT NULL REFERENCES outbox (id),
    staff_id uuid NOT NULL REFERENCES staff (id),
    case_id uuid NOT NULL REFERENCES cases (id),
    topic text NOT NULL,
    level integer NOT NULL DEFAULT 0 CHECK (level >= 0),
    at timestamptz NOT NULL,
    seen_at timestamptz,
    UNIQUE (outbox_id, staff_id)
);
CREATE INDEX notice_unseen ON notice (staff_id, at DESC) WHERE seen_at IS NULL;

CREATE TABLE mail (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    notice_id uuid NOT NULL UNIQUE REFERENCES notice (id),
    message_id text NOT NULL UNIQUE,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    sent_at timestamptz,
    problem text
);
CREATE INDEX mail_owed ON mail (due_at) WHERE sent_at IS NULL;

CREATE TABLE receipt (
    locator text PRIMARY KEY CHECK (locator ~ '^[0-9]{8}$'),
    secret text NOT NULL CHECK (secret LIKE '$argon2id$%'),
    digest bytea NOT NULL CHECK (length(digest) = 32),
    case_id uuid NOT NULL UNIQUE REFERENCES cases (id)
);

-- Who reads and writes what

GRANT SELECT, INSERT, UPDATE ON staff TO omah_api;
GRANT SELECT, INSERT, UPDATE ON credential TO omah_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO omah_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON login_delay TO omah_api;
GRANT SELECT, INSERT ON access_record TO omah_api;
GRANT SELECT, INSERT, DELETE ON idempotency TO omah_api;
GRANT SELECT ON notice TO omah_api;
GRANT UPDATE (seen_at) ON notice TO omah_api;
GRANT SELECT ON mail TO omah_api;
GRANT SELECT ON receipt TO omah_api;

GRANT SELECT (id, email, role, kelurahan, active, language) ON staff TO omah_worker;
GRANT SELECT, INSERT ON notice TO omah_worker;
GRANT SELECT, INSERT ON mail TO omah_worker;
GRANT UPDATE (due_at, attempts, sent_at, problem) ON mail TO omah_worker;
GRANT SELECT, DELETE ON session TO omah_worker;
GRANT SELECT, DELETE ON idempotency TO omah_worker;

GRANT INSERT ON receipt TO omah_door;
GRANT SELECT (locator, secret, digest) ON receipt TO omah_door;

-- An access record is read by who may see the case, and by those who audit. Its case is looked up in the table of
-- cases, whose own policy then decides: one wall behind the other, and neither repeats the other's rule.

ALTER TABLE access_record ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON access_record TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY writes_own ON access_record FOR INSERT TO omah_api
    WITH CHECK (actor = (SELECT omah_actor()) AND role = (SELECT omah_role()));
CREATE POLICY audits ON access_record FOR SELECT TO omah_api
    USING ((SELECT omah_role()) IN ('supervisor', 'auditor'));
CREATE POLICY reads_of_own_cases ON access_record FOR SELECT TO omah_api
    USING (EXISTS (SELECT FROM cases WHERE cases.id = access_record.case_id));

CREATE TRIGGER access_record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_record
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE access_record ENABLE ALWAYS TRIGGER access_record_append_only;

ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON idempotency TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY own ON idempotency TO omah_api
    USING (actor = (SELECT omah_actor())) WITH CHECK (actor = (SELECT omah_actor()));
CREATE POLICY worker_clears ON idempotency TO omah_worker USING (true);

ALTER TABLE notice ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON notice TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY own ON notice TO omah_api USING (staff_id = (SELECT omah_actor()));
CREATE POLICY worker_writes ON notice TO omah_worker USING (true) WITH CHECK (true);
