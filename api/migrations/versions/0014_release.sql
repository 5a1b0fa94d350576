-- Figures released to the public (R34). A year is released once; each release is chained to the one before.

CREATE TABLE release (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year integer NOT NULL UNIQUE CHECK (year BETWEEN 2000 AND 9999),
    at timestamptz NOT NULL,
    actor uuid NOT NULL REFERENCES staff (id),
    body bytea NOT NULL,
    previous bytea NOT NULL UNIQUE CHECK (length(previous) = 32),
    hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32)
);

GRANT SELECT, INSERT ON release TO omah_api;

ALTER TABLE release ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON release TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY anybody_reads ON release FOR SELECT TO omah_api USING (true);
CREATE POLICY supervisor_publishes ON release FOR INSERT TO omah_api
    WITH CHECK (actor = (SELECT omah_actor()) AND (SELECT omah_role()) = 'supervisor');

CREATE TRIGGER release_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE release ENABLE ALWAYS TRIGGER release_append_only;

-- A year is counted over all its cases, also those that the supervisor who publishes may not see: a gap in the figures
-- would tell of them. Whoever may call this learns counts, and of nobody where he lives.
CREATE FUNCTION omah_year_figures(of_workflow text, since timestamptz, until timestamptz, never text[])
RETURNS TABLE (dimension text, value text, n integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH counted AS (
        SELECT facts FROM cases
         WHERE parent_id IS NULL AND workflow = of_workflow AND omah_role() = 'supervisor'
           AND (facts ->> 'first_report_at')::timestamptz >= since AND (facts ->> 'first_report_at')::timestamptz < until
           AND NOT coalesce(facts ->> 'end_reason' = ANY (never), false)
    ), victim AS (
        SELECT one FROM counted CROSS JOIN LATERAL jsonb_array_elements(facts -> 'victims') AS one
    ), told AS (
        SELECT 'total' AS dimension, 'cases' AS value FROM counted
        UNION ALL SELECT 'total', 'victims' FROM victim
        UNION ALL SELECT 'category', facts ->> 'category' FROM counted
        UNION ALL SELECT 'age', one ->> 'age_at_incident' FROM victim
        UNION ALL SELECT 'sex', one ->> 'sex' FROM victim
        UNION ALL SELECT 'form', form FROM victim CROSS JOIN LATERAL jsonb_array_elements_text(one -> 'forms') AS form
    )
    SELECT dimension, value, count(*)::integer FROM told GROUP BY 1, 2
$$;
REVOKE ALL ON FUNCTION omah_year_figures(text, timestamptz, timestamptz, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION omah_year_figures(text, timestamptz, timestamptz, text[]) TO omah_api;
