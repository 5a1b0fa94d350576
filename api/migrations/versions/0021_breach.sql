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

-- R27. A file that leaves carries many cases: which, is on record too.
ALTER TABLE access_record ADD COLUMN cases uuid[] NOT NULL DEFAULT '{}';

-- What was opened of whose case, by whom, when: for those who work on a breach, also of cases that they do not see. A
-- file of which is not on record what it carried, has no case. `glass` are the steps that unmask.
CREATE FUNCTION omah_opened(who uuid, since timestamptz, until timestamptz, glass text[])
RETURNS TABLE (at timestamptz, actor uuid, what text, fields text[], root uuid, number text, workflow text, excluded uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.at, o.actor, o.what, o.fields, r.id, r.number, c.workflow, coalesce(r.excluded, '{}') FROM (
        SELECT a.at, a.actor, a.what, a.fields, k.of FROM access_record a CROSS JOIN LATERAL (
            SELECT a.case_id AS of WHERE a.what <> 'export' AND a.case_id IS NOT NULL
            UNION ALL SELECT unnest(a.cases) WHERE a.what = 'export'
            UNION ALL SELECT NULL WHERE a.what = 'export' AND a.cases = '{}'
        ) k WHERE a.what <> 'note'
        UNION ALL
        SELECT h.at, h.actor, 'glass', '{}', h.case_id FROM history h WHERE h.act = ANY(glass) AND h.kind = 'changed'
    ) o LEFT JOIN cases c ON c.id = o.of LEFT JOIN cases r ON r.id = c.root_id
     WHERE omah_role() IN ('supervisor', 'auditor') AND (who IS NULL OR o.actor = who) AND o.at BETWEEN since AND until
     ORDER BY o.at, o.actor, o.what, r.id
$$;
REVOKE ALL ON FUNCTION omah_opened(uuid, timestamptz, timestamptz, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION omah_opened(uuid, timestamptz, timestamptz, text[]) TO omah_api;

-- The list of what was opened in a breach, as it was when it was assessed. The chain keeps its fingerprint.
CREATE TABLE breach_opening (
    breach_id uuid NOT NULL REFERENCES cases (id),
    fingerprint text NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
    place integer NOT NULL CHECK (place > 0),
    at timestamptz NOT NULL,
    actor uuid NOT NULL REFERENCES staff (id),
    what text NOT NULL,
    case_id uuid REFERENCES cases (id),
    number text NOT NULL,
    workflow text NOT NULL,
    field text NOT NULL,
    PRIMARY KEY (breach_id, fingerprint, place)
);
CREATE INDEX ix_breach_opening_case_id ON breach_opening (case_id);
CREATE TRIGGER breach_opening_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON breach_opening
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE breach_opening ENABLE ALWAYS TRIGGER breach_opening_append_only;
GRANT SELECT, INSERT ON breach_opening TO omah_api;
ALTER TABLE breach_opening ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON breach_opening TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY keeps ON breach_opening FOR INSERT TO omah_api
    WITH CHECK ((SELECT omah_role()) IN ('supervisor', 'auditor'));
CREATE POLICY sees ON breach_opening FOR SELECT TO omah_api USING (
    (SELECT omah_role()) IN ('supervisor', 'auditor') AND EXISTS (SELECT FROM cases WHERE cases.id = breach_id)
);

-- R28. Whether a breach of this family's data is still being worked on; also for whoever does not see that breach.
CREATE FUNCTION omah_in_open_breach(of_case uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM breach_opening o JOIN cases b ON b.id = o.breach_id WHERE o.case_id = of_case AND b.ended_at IS NULL
    )
$$;
REVOKE ALL ON FUNCTION omah_in_open_breach(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION omah_in_open_breach(uuid) TO omah_api;
