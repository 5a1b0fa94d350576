-- The engine's storage. Roles omah_api, omah_worker and omah_door exist (engine.migrate makes them); none of them owns
-- a table, so that row-level security and the append-only grants bind them.

-- Who acts, set per transaction ------------------------------------------------------------------------------------

CREATE FUNCTION omah_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.actor', true), '')::uuid $$;

CREATE FUNCTION omah_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('app.role', true), '') $$;

CREATE FUNCTION omah_audience() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('app.audience', true), ''), '{}')::text[] $$;

-- The one clock of deadlines and history ------------------------------------------------------------------------------

CREATE TABLE clock (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    shift interval NOT NULL DEFAULT '0',
    stopped_at timestamptz
);
INSERT INTO clock DEFAULT VALUES;

CREATE FUNCTION omah_now() RETURNS timestamptz LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT coalesce(stopped_at, clock_timestamp() + shift) FROM clock $$;

CREATE FUNCTION omah_advance_clock(by_how_much interval) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF by_how_much < interval '0' THEN
        RAISE EXCEPTION 'the clock never goes back' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE clock SET shift = shift + by_how_much, stopped_at = stopped_at + by_how_much;
    RETURN omah_now();
END $$;
REVOKE ALL ON FUNCTION omah_advance_clock(interval) FROM PUBLIC;

-- Cases -------------------------------------------------------------------------------------------------------------------

CREATE TABLE cases (
    id uuid PRIMARY KEY,
    root_id uuid NOT NULL REFERENCES cases (id),
    parent_id uuid REFERENCES cases (id),
    number text NOT NULL UNIQUE,
    workflow text NOT NULL,
    definition text NOT NULL,
    state text NOT NULL,
    facts jsonb NOT NULL,
    sealed bytea,
    audience text[] NOT NULL DEFAULT '{}',
    excluded uuid[] NOT NULL DEFAULT '{}',
    region text,
    owner uuid,
    version integer NOT NULL CHECK (version > 0),
    writes bigint NOT NULL CHECK (writes > 0),
    seq integer NOT NULL CHECK (seq > 0),
    head bytea NOT NULL CHECK (length(head) = 32),
    opened_at timestamptz NOT NULL,
    entered_at timestamptz NOT NULL,
    ended_at timestamptz,
    last_at timestamptz NOT NULL,
    breach_at timestamptz,
    pending jsonb,
    CHECK ((parent_id IS NULL) = (id = root_id))
);
CREATE INDEX ix_cases_root_id ON cases (root_id);
CREATE INDEX cases_by_urgency ON cases (breach_at, id) WHERE parent_id IS NULL;
CREATE INDEX cases_by_region ON cases (region, breach_at, id) WHERE parent_id IS NULL;

CREATE TABLE history (
    case_id uuid NOT NULL REFERENCES cases (id),
    seq integer NOT NULL CHECK (seq > 0),
    root_id uuid NOT NULL REFERENCES cases (id),
    at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('opened', 'moved', 'changed', 'escalated', 'followed', 'proposed', 'approved',
                                       'rejected', 'withdrawn', 'ended', 'reopened')),
    act text NOT NULL,
    actor uuid,
    role text NOT NULL,
    from_state text,
    to_state text NOT NULL,
    deadline_id bigint UNIQUE,
    body bytea NOT NULL,
    sealed bytea,
    prev bytea NOT NULL CHECK (length(prev) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    mac bytea NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (case_id, seq),
    CONSTRAINT history_never_forks UNIQUE (case_id, prev)
);
CREATE INDEX history_by_time ON history (at, case_id, seq);

CREATE TABLE deadline (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    root_id uuid NOT NULL REFERENCES cases (id),
    name text NOT NULL,
    armed_seq integer NOT NULL,
    rung smallint NOT NULL,
    level smallint NOT NULL,
    anchor_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    breach_at timestamptz NOT NULL,
    status text NOT NULL DEFAULT 'armed' CHECK (status IN ('armed', 'fired', 'cancelled')),
    fired_at timestamptz,
    failures smallint NOT NULL DEFAULT 0,
    retry_at timestamptz,
    dead boolean NOT NULL DEFAULT false,
    CONSTRAINT deadline_armed_once UNIQUE (case_id, name, armed_seq),
    CHECK ((status = 'fired') = (fired_at IS NOT NULL)),
    CHECK (fired_at >= due_at)
);
CREATE UNIQUE INDEX deadline_runs_once ON deadline (case_id, name) WHERE status = 'armed';
CREATE INDEX deadline_due ON deadline (due_at) WHERE status = 'armed' AND NOT dead;
CREATE INDEX deadline_of_family ON deadline (root_id) WHERE status = 'armed';

CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    root_id uuid NOT NULL REFERENCES cases (id),
    seq integer NOT NULL,
    place smallint NOT NULL,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    paid_at timestamptz,
    failures smallint NOT NULL DEFAULT 0,
    retry_at timestamptz,
    dead boolean NOT NULL DEFAULT false,
    CONSTRAINT outbox_owed_once UNIQUE (case_id, seq, place)
);
CREATE INDEX outbox_owed ON outbox (id) WHERE paid_at IS NULL AND NOT dead;

CREATE TABLE attempt (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    at timestamptz NOT NULL,
    actor uuid,
    role text NOT NULL,
    act text NOT NULL,
    state text NOT NULL,
    codes text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX attempt_of_case ON attempt (case_id, at);

CREATE TABLE definition (
    version text PRIMARY KEY,
    workflow text NOT NULL,
    canonical text NOT NULL,
    first_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE heartbeat (
    name text PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    detail jsonb NOT NULL DEFAULT '{}'
);

-- Nobody rewrites the past ----------------------------------------------------------------------------------------------------

CREATE FUNCTION omah_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON history
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE history ENABLE ALWAYS TRIGGER history_append_only;
CREATE TRIGGER attempt_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON attempt
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE attempt ENABLE ALWAYS TRIGGER attempt_append_only;
CREATE TRIGGER definition_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON definition
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE definition ENABLE ALWAYS TRIGGER definition_append_only;

-- Who reads and writes what ------------------------------------------------------------------------------------------------------

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE ON cases TO omah_api;
GRANT SELECT, INSERT ON history, attempt, definition TO omah_api;
GRANT SELECT, INSERT, UPDATE ON deadline TO omah_api;
GRANT SELECT, INSERT ON outbox TO omah_api;
GRANT SELECT ON heartbeat, clock TO omah_api;

GRANT SELECT (id, root_id, parent_id, number, workflow, definition, state, facts, audience, excluded, region, owner, version,
              writes, seq, head, opened_at, entered_at, ended_at, last_at, breach_at, pending),
      INSERT (id, root_id, parent_id, number, workflow, definition, state, facts, audience, excluded, region, owner, version,
              writes, seq, head, opened_at, entered_at, ended_at, last_at, breach_at, pending),
      UPDATE (state, facts, audience, region, owner, version, writes, seq, head, entered_at, ended_at, last_at, breach_at,
              pending)
   ON cases TO omah_worker;
GRANT SELECT (case_id, seq, root_id, at, kind, act, actor, role, from_state, to_state, deadline_id, body, prev, hash, mac),
      INSERT ON history TO omah_worker;
GRANT SELECT, INSERT, UPDATE ON deadline, outbox TO omah_worker;
GRANT SELECT, INSERT ON definition TO omah_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON heartbeat TO omah_worker;
GRANT SELECT ON clock TO omah_worker;

GRANT INSERT ON cases, history, deadline, outbox TO omah_door;

ALTER TABLE cases ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE history ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE deadline ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE attempt ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- The owner migrates and backs up; no process runs as owner.
CREATE POLICY owner_all ON cases TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY owner_all ON history TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY owner_all ON deadline TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY owner_all ON outbox TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY owner_all ON attempt TO CURRENT_USER USING (true) WITH CHECK (true);

-- A person sees a case whose audience meets the person's own, unless excluded from it. An update may hand a case on:
-- what it becomes need not stay in its writer's sight, but its audience only grows.
CREATE POLICY api_sees ON cases FOR SELECT TO omah_api USING (
    (SELECT omah_role()) = 'system'
    OR (audience && (SELECT omah_audience()) AND NOT excluded @> ARRAY[(SELECT omah_actor())])
);
CREATE POLICY api_opens ON cases FOR INSERT TO omah_api WITH CHECK ((SELECT omah_role()) <> '');
CREATE POLICY api_moves ON cases FOR UPDATE TO omah_api USING (
    (SELECT omah_role()) = 'system'
    OR (audience && (SELECT omah_audience()) AND NOT excluded @> ARRAY[(SELECT omah_actor())])
) WITH CHECK ((SELECT omah_role()) <> '');

-- History and clocks follow their case. The auditor reads every history, and no case.
CREATE POLICY api_sees ON history FOR SELECT TO omah_api USING (
    (SELECT omah_role()) IN ('system', 'auditor')
    OR EXISTS (SELECT FROM cases WHERE cases.id = history.case_id)
);
CREATE POLICY api_records ON history FOR INSERT TO omah_api WITH CHECK (
    (SELECT omah_role()) <> '' AND (role = (SELECT omah_role()) OR role = 'system')
    AND (actor IS NOT DISTINCT FROM (SELECT omah_actor()) OR role = 'system')
);
CREATE POLICY api_sees ON deadline FOR SELECT TO omah_api USING (
    (SELECT omah_role()) = 'system' OR EXISTS (SELECT FROM cases WHERE cases.id = deadline.root_id)
);
CREATE POLICY api_arms ON deadline FOR INSERT TO omah_api WITH CHECK ((SELECT omah_role()) <> '');
CREATE POLICY api_meets ON deadline FOR UPDATE TO omah_api USING (
    (SELECT omah_role()) = 'system' OR EXISTS (SELECT FROM cases WHERE cases.id = deadline.root_id)
) WITH CHECK ((SELECT omah_role()) <> '');
CREATE POLICY api_owes ON outbox FOR INSERT TO omah_api WITH CHECK ((SELECT omah_role()) <> '');
CREATE POLICY api_sees ON outbox FOR SELECT TO omah_api USING (
    (SELECT omah_role()) = 'system' OR EXISTS (SELECT FROM cases WHERE cases.id = outbox.case_id)
);
CREATE POLICY api_sees ON attempt FOR SELECT TO omah_api USING (
    (SELECT omah_role()) IN ('supervisor', 'auditor') AND EXISTS (SELECT FROM cases WHERE cases.id = attempt.case_id)
);
CREATE POLICY api_notes ON attempt FOR INSERT TO omah_api WITH CHECK (
    role = (SELECT omah_role()) AND actor IS NOT DISTINCT FROM (SELECT omah_actor())
);

-- The worker needs every case and no identity: the columns above leave out all ciphertext.
CREATE POLICY worker_all ON cases TO omah_worker USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON history TO omah_worker USING (true) WITH CHECK (role = 'system');
CREATE POLICY worker_all ON deadline TO omah_worker USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON outbox TO omah_worker USING (true) WITH CHECK (true);

-- The public door puts a report in and reads nothing back.
CREATE POLICY door_reports ON cases FOR INSERT TO omah_door WITH CHECK (parent_id IS NULL AND seq = 1);
CREATE POLICY door_reports ON history FOR INSERT TO omah_door WITH CHECK (seq = 1 AND kind = 'opened' AND actor IS NULL);
CREATE POLICY door_reports ON deadline FOR INSERT TO omah_door WITH CHECK (armed_seq = 1);
CREATE POLICY door_reports ON outbox FOR INSERT TO omah_door WITH CHECK (seq = 1);

-- A family is decided on as a whole: whoever may see one of its cases has the engine read all of it (no ciphertext).
CREATE FUNCTION omah_family(target uuid) RETURNS TABLE (
    id uuid, parent_id uuid, number text, workflow text, definition text, state text, facts jsonb, audience text[],
    excluded uuid[], region text, owner uuid, version integer, writes bigint, seq integer, head bytea, opened_at timestamptz,
    entered_at timestamptz, ended_at timestamptz, last_at timestamptz, pending jsonb, clocks jsonb, moment timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER ROWS 2 SET search_path = public, pg_temp AS $$
    SELECT f.id, f.parent_id, f.number, f.workflow, f.definition, f.state, f.facts, f.audience, f.excluded, f.region, f.owner,
           f.version, f.writes, f.seq, f.head, f.opened_at, f.entered_at, f.ended_at, f.last_at, f.pending,
           (SELECT jsonb_agg(jsonb_build_array(d.id, d.name, d.rung, d.level, d.armed_seq, d.anchor_at, d.due_at, d.breach_at,
                                               d.failures > 0)
                             ORDER BY d.id)
              FROM deadline d WHERE d.case_id = f.id AND d.status = 'armed'),
           omah_now()
      FROM cases t JOIN cases f ON f.root_id = t.root_id
     WHERE t.id = target
       AND (omah_role() = 'system'
            OR (t.audience && omah_audience() AND NOT t.excluded @> ARRAY[omah_actor()]))
     ORDER BY f.opened_at, f.id
$$;
REVOKE ALL ON FUNCTION omah_family(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION omah_family(uuid) TO omah_api, omah_worker;
