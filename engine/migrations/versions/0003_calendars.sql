-- A calendar is a value with versions. `edition` numbers the changes of all calendars in the order in which they came
-- into force; `standing` says which version of each holds as of that edition, so that one row answers every reader.

CREATE TABLE calendar (
    edition integer PRIMARY KEY CHECK (edition > 0),
    name text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    canonical text NOT NULL,
    standing jsonb NOT NULL,
    from_at timestamptz NOT NULL,
    actor uuid,
    role text NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    UNIQUE (name, version)
);
CREATE TRIGGER calendar_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON calendar
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE calendar ENABLE ALWAYS TRIGGER calendar_append_only;

-- No secret: everybody who counts time reads it. Who may write is said twice, here and by the command.
GRANT SELECT, INSERT ON calendar TO omah_api, omah_worker;
GRANT SELECT (edition, name, version, digest, canonical, standing) ON calendar TO omah_door;
ALTER TABLE calendar ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON calendar TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY everybody_counts ON calendar FOR SELECT TO omah_api, omah_worker, omah_door USING (true);
CREATE POLICY api_changes ON calendar FOR INSERT TO omah_api WITH CHECK (
    role = (SELECT omah_role()) AND role IN ('supervisor', 'admin', 'system')
    AND actor IS NOT DISTINCT FROM (SELECT omah_actor())
);
CREATE POLICY worker_seeds ON calendar FOR INSERT TO omah_worker WITH CHECK (role = 'system' AND actor IS NULL);

CREATE FUNCTION omah_calendars() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT standing::text FROM calendar ORDER BY edition DESC LIMIT 1 $$;

-- By which edition a clock was counted: NULL where it hangs on no calendar, 0 where that is not known yet.
ALTER TABLE deadline ADD COLUMN calendar integer, ADD COLUMN course jsonb;
UPDATE deadline SET calendar = 0 WHERE status = 'armed';
CREATE INDEX deadline_by_calendar ON deadline (calendar) WHERE status = 'armed' AND calendar IS NOT NULL;

DROP FUNCTION omah_family(uuid);
CREATE FUNCTION omah_family(target uuid) RETURNS TABLE (
    id uuid, parent_id uuid, number text, workflow text, definition text, state text, facts jsonb, audience text[],
    excluded uuid[], region text, owner uuid, version integer, writes bigint, seq integer, head bytea, opened_at timestamptz,
    entered_at timestamptz, ended_at timestamptz, last_at timestamptz, pending jsonb, clocks jsonb, moment timestamptz,
    calendars text
) LANGUAGE sql STABLE SECURITY DEFINER ROWS 2 SET search_path = public, pg_temp AS $$
    SELECT f.id, f.parent_id, f.number, f.workflow, f.definition, f.state, f.facts, f.audience, f.excluded, f.region, f.owner,
           f.version, f.writes, f.seq, f.head, f.opened_at, f.entered_at, f.ended_at, f.last_at, f.pending,
           (SELECT jsonb_agg(jsonb_build_array(d.id, d.name, d.rung, d.level, d.armed_seq, d.anchor_at, d.due_at, d.breach_at,
                                               d.failures > 0, d.calendar, d.course,
                                               d.dead OR coalesce(d.retry_at > clock_timestamp(), false))
                             ORDER BY d.id)
              FROM deadline d WHERE d.case_id = f.id AND d.status = 'armed'),
           omah_now(),
           (SELECT standing::text FROM calendar ORDER BY edition DESC LIMIT 1)
      FROM cases t JOIN cases f ON f.root_id = t.root_id
     WHERE t.id = target
       AND (omah_role() = 'system'
            OR (t.audience && omah_audience() AND NOT t.excluded @> ARRAY[omah_actor()]))
     ORDER BY f.opened_at, f.id
$$;
REVOKE ALL ON FUNCTION omah_family(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION omah_family(uuid) TO omah_api, omah_worker;
