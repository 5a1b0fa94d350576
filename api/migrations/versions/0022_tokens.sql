-- What a program sends instead of signing in: only its digest is known here. Times are real, never the demo clock's.

CREATE TABLE api_token (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    name text NOT NULL,
    scope text NOT NULL CHECK (scope IN ('metrics', 'statistics', 'event-log')),
    made_by uuid NOT NULL REFERENCES staff (id),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL CHECK (expires_at < made_at + interval '366 days'),
    last_used_at timestamptz,
    allowed_by uuid REFERENCES staff (id) CHECK (allowed_by <> made_by),
    revoked_at timestamptz
);

GRANT SELECT, INSERT ON api_token TO omah_api;
GRANT UPDATE (allowed_by, revoked_at) ON api_token TO omah_api;

ALTER TABLE api_token ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON api_token TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY keepers_read ON api_token FOR SELECT TO omah_api USING (omah_role() IN ('admin', 'supervisor'));
CREATE POLICY admin_makes ON api_token FOR INSERT TO omah_api
    WITH CHECK (omah_role() = 'admin' AND made_by = omah_actor() AND allowed_by IS NULL);
CREATE POLICY keepers_change ON api_token FOR UPDATE TO omah_api
    USING (omah_role() IN ('admin', 'supervisor'))
    WITH CHECK (omah_role() = 'supervisor' OR allowed_by IS DISTINCT FROM omah_actor());

-- Whoever comes with a token reads no row: it is found, judged and noted as used in one statement. What counts cases is
-- open only while whoever allowed it is a supervisor.
CREATE FUNCTION omah_use_token(digest bytea) RETURNS TABLE (name text, scope text, allowed_by uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE api_token t SET last_used_at = clock_timestamp()
     WHERE t.token_hash = digest AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp()
       AND (t.scope = 'metrics'
            OR EXISTS (SELECT FROM staff s WHERE s.id = t.allowed_by AND s.active AND s.role = 'supervisor'))
    RETURNING t.name, t.scope, t.allowed_by
$$;
REVOKE ALL ON FUNCTION omah_use_token(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION omah_use_token(bytea) TO omah_api;
