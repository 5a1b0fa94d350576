-- What the office sets by itself. A proposal, a decision and a policy are each an act that nobody rewrites. `in_force` is
-- all that is set as of a policy, so that one row answers every reader; it holds from `from_at` on.

CREATE TABLE policy_proposal (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    actor uuid NOT NULL,
    role text NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    changes jsonb NOT NULL,
    wanted_from timestamptz
);
CREATE TABLE policy_decision (
    proposal integer PRIMARY KEY REFERENCES policy_proposal (id),
    at timestamptz NOT NULL,
    actor uuid NOT NULL,
    role text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('approved', 'rejected', 'withdrawn')),
    reason text
);
CREATE TABLE policy (
    number integer PRIMARY KEY CHECK (number > 0),
    proposal integer NOT NULL UNIQUE REFERENCES policy_decision (proposal),
    in_force jsonb NOT NULL,
    from_at timestamptz NOT NULL
);
CREATE TRIGGER policy_proposal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE policy_proposal ENABLE ALWAYS TRIGGER policy_proposal_append_only;
CREATE TRIGGER policy_decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_decision
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE policy_decision ENABLE ALWAYS TRIGGER policy_decision_append_only;
CREATE TRIGGER policy_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE policy ENABLE ALWAYS TRIGGER policy_append_only;

-- No secret. Who proposes and who decides is said twice, here and by the command: nobody decides on her own proposal, and
-- a policy is written by whoever has just approved it.
GRANT SELECT, INSERT ON policy_proposal, policy_decision, policy TO omah_api;
GRANT SELECT ON policy TO omah_worker, omah_door;
ALTER TABLE policy_proposal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE policy_decision ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE policy ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON policy_proposal TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY owner_all ON policy_decision TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY owner_all ON policy TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON policy_proposal FOR SELECT TO omah_api USING (true);
CREATE POLICY everybody_reads ON policy_decision FOR SELECT TO omah_api USING (true);
CREATE POLICY everybody_reads ON policy FOR SELECT TO omah_api, omah_worker, omah_door USING (true);
CREATE POLICY api_proposes ON policy_proposal FOR INSERT TO omah_api WITH CHECK (
    role = (SELECT omah_role()) AND role = 'supervisor' AND actor = (SELECT omah_actor())
);
CREATE POLICY api_decides ON policy_decision FOR INSERT TO omah_api WITH CHECK (
    role = (SELECT omah_role()) AND role IN ('supervisor', 'head_of_uptd') AND actor = (SELECT omah_actor())
    AND (outcome = 'withdrawn') = (actor = (SELECT p.actor FROM policy_proposal p WHERE p.id = proposal))
);
CREATE POLICY api_puts_in_force ON policy FOR INSERT TO omah_api WITH CHECK (EXISTS (
    SELECT FROM policy_decision d WHERE d.proposal = policy.proposal AND d.outcome = 'approved'
       AND d.actor = (SELECT omah_actor())
));

-- What a reader of a case has to know beside it: the calendars as of the last edition, and what is set at this moment.
CREATE FUNCTION omah_standing() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p.in_force IS NULL THEN c.standing::text
                ELSE (coalesce(c.standing, '{"edition": 0, "calendars": {}}') || jsonb_build_object('values', p.in_force))::text
           END
      FROM (SELECT) AS one
      LEFT JOIN (SELECT standing FROM calendar ORDER BY edition DESC LIMIT 1) c ON true
      LEFT JOIN (SELECT in_force FROM policy WHERE from_at <= omah_now() ORDER BY number DESC LIMIT 1) p ON true
$$;

CREATE OR REPLACE FUNCTION omah_family(target uuid) RETURNS TABLE (
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
           (SELECT omah_standing())
      FROM cases t JOIN cases f ON f.root_id = t.root_id
     WHERE t.id = target
       AND (omah_role() = 'system'
            OR (t.audience && omah_audience() AND NOT t.excluded @> ARRAY[omah_actor()]))
     ORDER BY f.opened_at, f.id
$$;
