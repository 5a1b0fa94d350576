-- Messages under a receipt (see api/talk/thread.py). The database keeps what it cannot open: it needs the code, which is
-- stored nowhere, and the key of the case, which is outside. A receipt of before has no thread, and no messages.

ALTER TABLE receipt ADD COLUMN thread bytea UNIQUE CHECK (length(thread) = 32);

CREATE TABLE message (
    id uuid PRIMARY KEY,
    thread bytea NOT NULL REFERENCES receipt (thread) ON DELETE CASCADE,
    case_id uuid NOT NULL REFERENCES cases (id),
    from_office boolean NOT NULL,
    at timestamptz NOT NULL DEFAULT omah_now(),
    sealed bytea NOT NULL,
    owed bytea,
    waits boolean GENERATED ALWAYS AS (owed IS NOT NULL) STORED,
    CHECK (owed IS NULL OR NOT from_office)
);
CREATE INDEX message_thread ON message (thread, at);
CREATE INDEX message_case ON message (case_id);
CREATE INDEX message_waits ON message (at) WHERE owed IS NOT NULL;

-- The thread whose code somebody has shown: set for the transaction, and nobody can guess it.
CREATE FUNCTION omah_thread() RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT decode(nullif(current_setting('app.thread', true), ''), 'hex')
$$;

-- The door learns of no message but those under the code that was shown, and of none whose case it is. The house adds
-- its own where it sees the case; what a reporter wrote is handed over once, as her own step on the case.
GRANT INSERT (id, thread, case_id, from_office, sealed, owed) ON message TO omah_door;
GRANT SELECT (id, thread, from_office, at, sealed) ON message TO omah_door;
GRANT SELECT ON message TO omah_api;
GRANT INSERT (id, thread, case_id, from_office, sealed) ON message TO omah_api;
GRANT UPDATE (owed) ON message TO omah_api;
GRANT SELECT (at, waits), DELETE ON message TO omah_worker;

ALTER TABLE message ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON message TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY door_reads ON message FOR SELECT TO omah_door USING (thread = (SELECT omah_thread()));
CREATE POLICY door_writes ON message FOR INSERT TO omah_door
    WITH CHECK (thread = (SELECT omah_thread()) AND NOT from_office AND owed IS NOT NULL);
CREATE POLICY office_writes ON message FOR INSERT TO omah_api
    WITH CHECK (from_office AND EXISTS (SELECT FROM cases WHERE cases.id = message.case_id));
CREATE POLICY carrier_reads ON message FOR SELECT TO omah_api
    USING ((SELECT omah_role()) IN ('system', 'reporter'));
CREATE POLICY carrier_hands_over ON message FOR UPDATE TO omah_api
    USING ((SELECT omah_role()) IN ('system', 'reporter')) WITH CHECK (owed IS NULL);
CREATE POLICY worker_forgets ON message TO omah_worker USING (true);

-- R28. With a case go its messages, also those of another receipt that it took up with a duplicate.
CREATE OR REPLACE FUNCTION omah_erase(erased uuid) RETURNS SETOF uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE outbox SET paid_at = clock_timestamp() WHERE case_id = erased AND topic = 'erasure';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no record says that this case is erased' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM identity_mark WHERE case_id IN (SELECT id FROM cases WHERE root_id = erased);
    DELETE FROM message WHERE case_id = erased;
    DELETE FROM receipt WHERE case_id = erased;
    DELETE FROM idempotency WHERE EXISTS (
        SELECT FROM cases WHERE root_id = erased AND position(cases.id::text IN idempotency.request || idempotency.headers) > 0
    );
    RETURN QUERY SELECT erased
        UNION ALL SELECT n.id FROM clinical_note n JOIN cases c ON c.id = n.case_id WHERE c.root_id = erased;
END $$;
