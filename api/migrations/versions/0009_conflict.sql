-- Conflict of interest: whoever is excluded from a case sees nothing of it, not even that they were told of it before.

-- As whom the exclusion is judged: whoever acts, or, while a step is written that keeps its own writer out, nobody.
CREATE FUNCTION omah_looker() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(nullif(current_setting('app.looker', true), ''), nullif(current_setting('app.actor', true), ''))::uuid
$$;

DROP POLICY api_sees ON cases;
CREATE POLICY api_sees ON cases FOR SELECT TO omah_api USING (
    (SELECT omah_role()) = 'system'
    OR (audience && (SELECT omah_audience()) AND NOT excluded @> ARRAY[(SELECT omah_looker())])
);
DROP POLICY api_moves ON cases;
CREATE POLICY api_moves ON cases FOR UPDATE TO omah_api USING (
    (SELECT omah_role()) = 'system'
    OR (audience && (SELECT omah_audience()) AND NOT excluded @> ARRAY[(SELECT omah_looker())])
) WITH CHECK ((SELECT omah_role()) <> '');

-- A case and what belongs to it keep out the same persons; the workers write both when they move one.
GRANT UPDATE (excluded) ON cases TO omah_worker;

-- Whether a case keeps out whoever asks; said of no other case, and to nobody else.
CREATE FUNCTION omah_kept_out(target uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases WHERE id = target AND excluded @> ARRAY[omah_actor()])
$$;
REVOKE ALL ON FUNCTION omah_kept_out(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION omah_kept_out(uuid) TO omah_api;

DROP POLICY own ON notice;
CREATE POLICY own ON notice TO omah_api USING (staff_id = (SELECT omah_actor()) AND NOT omah_kept_out(case_id));
