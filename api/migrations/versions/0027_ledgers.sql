-- What is only ever added to beside the history is sealed into the log, row by row.

ALTER TABLE breach_opening ADD COLUMN entry bigint GENERATED ALWAYS AS IDENTITY UNIQUE;

-- A worker seals what it may not read: it is told the digest of a row, and nothing else of it. Whoever audits does not
-- believe this view, and works the digests out from the tables.
CREATE VIEW sealable AS
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
  FROM (SELECT id, at, actor, role, case_id, what, fields, reason, cases
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
  FROM (SELECT entry, breach_id, fingerprint, place, at, actor, what, case_id, number, workflow, field
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
GRANT SELECT ON sealable TO omah_worker;

CREATE POLICY system_verifies ON change_record FOR SELECT TO omah_api USING ((SELECT omah_role()) = 'system');
CREATE POLICY system_verifies ON access_record FOR SELECT TO omah_api USING ((SELECT omah_role()) = 'system');
CREATE POLICY system_verifies ON attempt FOR SELECT TO omah_api USING ((SELECT omah_role()) = 'system');
CREATE POLICY system_verifies ON breach_opening FOR SELECT TO omah_api USING ((SELECT omah_role()) = 'system');
