-- R28. What leads to the people of a case goes when its record says that it is erased; the keys to destroy are named to
-- whoever holds the key store. The chain stays as it is: its ciphertext cannot be read by anybody any more.

CREATE FUNCTION omah_erase(erased uuid) RETURNS SETOF uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE outbox SET paid_at = clock_timestamp() WHERE case_id = erased AND topic = 'erasure';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no record says that this case is erased' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM identity_mark WHERE case_id IN (SELECT id FROM cases WHERE root_id = erased);
    DELETE FROM receipt WHERE case_id = erased;
    DELETE FROM idempotency WHERE EXISTS (
        SELECT FROM cases WHERE root_id = erased AND position(cases.id::text IN idempotency.request || idempotency.headers) > 0
    );
    RETURN QUERY SELECT erased
        UNION ALL SELECT n.id FROM clinical_note n JOIN cases c ON c.id = n.case_id WHERE c.root_id = erased;
END $$;
REVOKE ALL ON FUNCTION omah_erase(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION omah_erase(uuid) TO omah_api;

-- The nightly list: what is due for erasure, and since when. It decides nothing.
CREATE TABLE erasure_due (
    case_id uuid PRIMARY KEY REFERENCES cases (id),
    due_at timestamptz NOT NULL,
    listed_at timestamptz NOT NULL DEFAULT omah_now()
);
GRANT SELECT ON erasure_due TO omah_api;
GRANT SELECT, INSERT, DELETE ON erasure_due TO omah_worker;
GRANT SELECT ON setting TO omah_worker;
CREATE POLICY worker_reads ON setting FOR SELECT TO omah_worker USING (true);
ALTER TABLE erasure_due ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON erasure_due TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY worker_lists ON erasure_due TO omah_worker USING (true) WITH CHECK (true);
CREATE POLICY sees ON erasure_due FOR SELECT TO omah_api USING (
    (SELECT omah_role()) = 'supervisor' AND EXISTS (SELECT FROM cases WHERE cases.id = erasure_due.case_id)
);
