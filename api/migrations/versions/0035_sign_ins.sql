-- R27. Through which sign-in something was opened: an account may be her own and the browser somebody else's. The mark
-- stays the same when a session gets a new token, opens nothing, and outlives the session.

ALTER TABLE session ADD COLUMN mark text NOT NULL CHECK (mark ~ '^[0-9a-f]{16}$')
    DEFAULT left(replace(gen_random_uuid()::text, '-', ''), 16);

CREATE TABLE sign_in (
    mark text PRIMARY KEY CHECK (mark ~ '^[0-9a-f]{16}$'),
    staff_id uuid NOT NULL REFERENCES staff (id),
    at timestamptz NOT NULL,
    device text NOT NULL CHECK (length(device) <= 40)
);
CREATE INDEX sign_in_staff ON sign_in (staff_id, at);
INSERT INTO sign_in (mark, staff_id, at, device) SELECT mark, staff_id, created_at, '' FROM session;
GRANT SELECT, INSERT ON sign_in TO omah_api;
ALTER TABLE sign_in ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON sign_in TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY adds ON sign_in FOR INSERT TO omah_api WITH CHECK (true);
CREATE POLICY sees ON sign_in FOR SELECT TO omah_api USING ((SELECT omah_role()) IN ('supervisor', 'auditor'));

ALTER TABLE access_record ADD COLUMN session text;
ALTER TABLE access_record ALTER COLUMN session SET DEFAULT nullif(current_setting('app.session', true), '');
ALTER TABLE breach_opening ADD COLUMN session text;

-- As before, with how its people may be reached, and through one sign-in alone where it is named. To break the glass is a step, whose record names no
-- sign-in: that of its person counts as through hers, within the period that is asked for.
DROP FUNCTION omah_opened(uuid, timestamptz, timestamptz, text[]);
CREATE FUNCTION omah_opened(who uuid, since timestamptz, until timestamptz, glass text[], through text)
RETURNS TABLE (at timestamptz, actor uuid, what text, fields text[], root uuid, number text, workflow text,
               excluded uuid[], session text, contact text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.at, o.actor, o.what, o.fields, r.id, r.number, c.workflow, coalesce(r.excluded, '{}'), o.session,
           r.facts ->> 'contact_how' FROM (
        SELECT a.at, a.actor, a.what, a.fields, k.of, a.session FROM access_record a CROSS JOIN LATERAL (
            SELECT a.case_id AS of WHERE a.what <> 'export' AND a.case_id IS NOT NULL
            UNION ALL SELECT unnest(a.cases) WHERE a.what = 'export'
            UNION ALL SELECT NULL WHERE a.what = 'export' AND a.cases = '{}'
        ) k WHERE a.what <> 'note' AND (through IS NULL OR a.session = through)
        UNION ALL
        SELECT h.at, h.actor, 'glass', '{}', h.case_id, NULL FROM history h
         WHERE h.act = ANY(glass) AND h.kind = 'changed' AND (through IS NULL OR EXISTS (
            SELECT FROM sign_in s WHERE s.mark = through AND s.staff_id = h.actor
        ))
    ) o LEFT JOIN cases c ON c.id = o.of LEFT JOIN cases r ON r.id = c.root_id
     WHERE omah_role() IN ('supervisor', 'auditor') AND (who IS NULL OR o.actor = who) AND o.at BETWEEN since AND until
     ORDER BY o.at, o.actor, o.what, r.id
$$;
REVOKE ALL ON FUNCTION omah_opened(uuid, timestamptz, timestamptz, text[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION omah_opened(uuid, timestamptz, timestamptz, text[], text) TO omah_api;

CREATE OR REPLACE VIEW sealable AS
SELECT 'calendar' AS ledger, r.edition::bigint AS number,
       sha256(convert_to(jsonb_strip_nulls(to_jsonb(r))::text, 'UTF8')) AS digest
  FROM (SELECT edition, name, version, digest, canonical, standing, from_at, actor, role, reason
          FROM calendar) AS r
 UNION ALL
SELECT 'change_record' AS ledger, r.id::bigint AS number,
       sha256(convert_to(jsonb_strip_nulls(to_jsonb(r))::text, 'UTF8')) AS digest
  FROM (SELECT id, at, actor, role, subject, key, act, old::text AS old, new::text AS new
          FROM change_record) AS r
 UNION ALL
SELECT 'access_record' AS ledger, r.id::bigint AS number,
       sha256(convert_to(jsonb_strip_nulls(to_jsonb(r))::text, 'UTF8')) AS digest
  FROM (SELECT id, at, actor, role, case_id, what, fields, reason, cases, session
          FROM access_record) AS r
 UNION ALL
SELECT 'attempt' AS ledger, r.id::bigint AS number,
       sha256(convert_to(jsonb_strip_nulls(to_jsonb(r))::text, 'UTF8')) AS digest
  FROM (SELECT id, case_id, at, actor, role, act, state, codes
          FROM attempt) AS r
 UNION ALL
SELECT 'release' AS ledger, r.number::bigint AS number,
       sha256(convert_to(jsonb_strip_nulls(to_jsonb(r))::text, 'UTF8')) AS digest
  FROM (SELECT number, year, at, actor, body, previous, hash
          FROM release) AS r
 UNION ALL
SELECT 'breach_opening' AS ledger, r.entry::bigint AS number,
       sha256(convert_to(jsonb_strip_nulls(to_jsonb(r))::text, 'UTF8')) AS digest
  FROM (SELECT entry, breach_id, fingerprint, place, at, actor, what, case_id, number, workflow, field, session
          FROM breach_opening) AS r
 UNION ALL
SELECT 'policy_proposal' AS ledger, r.id::bigint AS number,
       sha256(convert_to(jsonb_strip_nulls(to_jsonb(r))::text, 'UTF8')) AS digest
  FROM (SELECT id, at, actor, role, reason, changes::text AS changes, wanted_from
          FROM policy_proposal) AS r
 UNION ALL
SELECT 'policy_decision' AS ledger, r.proposal::bigint AS number,
       sha256(convert_to(jsonb_strip_nulls(to_jsonb(r))::text, 'UTF8')) AS digest
  FROM (SELECT proposal, at, actor, role, outcome, reason
          FROM policy_decision) AS r
 UNION ALL
SELECT 'policy' AS ledger, r.number::bigint AS number,
       sha256(convert_to(jsonb_strip_nulls(to_jsonb(r))::text, 'UTF8')) AS digest
  FROM (SELECT number, proposal, in_force::text AS in_force, from_at
          FROM policy) AS r;
