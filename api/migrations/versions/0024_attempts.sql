-- Who audits reads every refused attempt, as every record of the history; who supervises those of the cases in sight.

DROP POLICY api_sees ON attempt;
CREATE POLICY api_sees ON attempt FOR SELECT TO omah_api USING (
    (SELECT omah_role()) = 'auditor'
    OR ((SELECT omah_role()) = 'supervisor' AND EXISTS (SELECT FROM cases WHERE cases.id = attempt.case_id))
);
CREATE INDEX attempt_by_time ON attempt (at);

-- The audit bundle is among what is taken with a second person.
ALTER TABLE export_request DROP CONSTRAINT export_request_what_check;
ALTER TABLE export_request ADD CONSTRAINT export_request_what_check
    CHECK (what IN ('cases.csv', 'history.jsonl', 'bundle.zip', 'cases.ocel.json', 'tidy.zip', 'tidy.xlsx'));

-- What waits for a second person is found without reading every case.
CREATE INDEX cases_pending ON cases (workflow) WHERE pending IS NOT NULL;
