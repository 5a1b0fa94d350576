-- Filters that people keep, each for itself alone.

CREATE TABLE saved_filter (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    staff_id uuid NOT NULL REFERENCES staff (id),
    query text NOT NULL CHECK (length(query) BETWEEN 1 AND 400),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (staff_id, query)
);

GRANT SELECT, INSERT, DELETE ON saved_filter TO omah_api;

ALTER TABLE saved_filter ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON saved_filter TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY own ON saved_filter TO omah_api
    USING (staff_id = (SELECT omah_actor())) WITH CHECK (staff_id = (SELECT omah_actor()));
