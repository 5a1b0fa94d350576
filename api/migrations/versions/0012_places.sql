-- Places and people of the office: nothing here is about a case. Everybody of the staff may read it, and the public
-- pages show when a house is open; who may change what is said by the API and again by these policies.

CREATE TABLE house (
    kelurahan text PRIMARY KEY CHECK (kelurahan ~ '^\d{2}\.\d{2}\.\d{2}\.\d{4}$'),
    name text NOT NULL CHECK (name <> ''),
    address text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    hours jsonb NOT NULL DEFAULT '[]',
    open boolean NOT NULL DEFAULT true
);

CREATE TABLE duty (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    kelurahan text NOT NULL,
    staff_id uuid NOT NULL REFERENCES staff (id),
    on_day date NOT NULL,
    opens time NOT NULL,
    closes time NOT NULL CHECK (closes > opens),
    CONSTRAINT duty_once UNIQUE (staff_id, on_day, opens)
);
CREATE INDEX duty_of_house ON duty (kelurahan, on_day);

CREATE TABLE absence (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    staff_id uuid NOT NULL REFERENCES staff (id),
    from_on date NOT NULL,
    until_on date NOT NULL,
    CHECK (until_on >= from_on)
);
CREATE INDEX absence_of_person ON absence (staff_id, until_on);

CREATE TABLE agency (
    name text PRIMARY KEY CHECK (name <> ''),
    reached_by text NOT NULL CHECK (reached_by IN ('system', 'letter')),
    phone text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT ''
);
INSERT INTO agency (name, reached_by) VALUES ('PUSPAGA', 'system'), ('UPTD', 'system');

CREATE TABLE setting (
    name text PRIMARY KEY,
    value text NOT NULL
);

-- Who changed what, from what, to what. Nobody rewrites it.
CREATE TABLE change_record (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT omah_now(),
    actor uuid,
    role text NOT NULL,
    subject text NOT NULL,
    key text NOT NULL,
    act text NOT NULL CHECK (act IN ('made', 'changed', 'removed')),
    old jsonb NOT NULL DEFAULT '{}',
    new jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX change_record_of ON change_record (subject, key, id);
CREATE TRIGGER change_record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON change_record
    FOR EACH STATEMENT EXECUTE FUNCTION omah_append_only();
ALTER TABLE change_record ENABLE ALWAYS TRIGGER change_record_append_only;

GRANT SELECT, INSERT, UPDATE ON house TO omah_api;
GRANT SELECT, INSERT, DELETE ON duty, absence TO omah_api;
GRANT SELECT, INSERT, UPDATE ON agency, setting TO omah_api;
GRANT SELECT, INSERT ON change_record TO omah_api;
-- Whoever is away is not told: the workers see when, and nothing else.
GRANT SELECT (kelurahan, staff_id, on_day) ON duty TO omah_worker;
GRANT SELECT (staff_id, from_on, until_on) ON absence TO omah_worker;

CREATE FUNCTION omah_keeps(place text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT omah_role() = 'supervisor'
        OR (omah_role() = 'coordinator' AND omah_audience() @> ARRAY['kelurahan/' || place])
$$;

ALTER TABLE house ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON house TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON house FOR SELECT TO omah_api USING (true);
CREATE POLICY keeper_makes ON house FOR INSERT TO omah_api WITH CHECK (omah_keeps(kelurahan));
CREATE POLICY keeper_changes ON house FOR UPDATE TO omah_api USING (omah_keeps(kelurahan))
    WITH CHECK (omah_keeps(kelurahan));

ALTER TABLE duty ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON duty TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON duty FOR SELECT TO omah_api, omah_worker USING (true);
CREATE POLICY keeper_adds ON duty FOR INSERT TO omah_api WITH CHECK (omah_keeps(kelurahan));
CREATE POLICY keeper_removes ON duty FOR DELETE TO omah_api USING (omah_keeps(kelurahan));

ALTER TABLE absence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON absence TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON absence FOR SELECT TO omah_api, omah_worker USING (true);
CREATE POLICY keeper_adds ON absence FOR INSERT TO omah_api WITH CHECK (EXISTS (
    SELECT FROM staff WHERE staff.id = staff_id
       AND (omah_role() = 'supervisor' OR EXISTS (SELECT FROM unnest(staff.kelurahan) AS p WHERE omah_keeps(p)))
));
CREATE POLICY keeper_removes ON absence FOR DELETE TO omah_api USING (EXISTS (
    SELECT FROM staff WHERE staff.id = staff_id
       AND (omah_role() = 'supervisor' OR EXISTS (SELECT FROM unnest(staff.kelurahan) AS p WHERE omah_keeps(p)))
));

ALTER TABLE agency ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON agency TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON agency FOR SELECT TO omah_api USING (true);
CREATE POLICY admin_adds ON agency FOR INSERT TO omah_api WITH CHECK (omah_role() = 'admin');
CREATE POLICY admin_changes ON agency FOR UPDATE TO omah_api USING (omah_role() = 'admin')
    WITH CHECK (omah_role() = 'admin');

ALTER TABLE setting ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON setting TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON setting FOR SELECT TO omah_api USING (true);
CREATE POLICY admin_adds ON setting FOR INSERT TO omah_api WITH CHECK (omah_role() = 'admin');
CREATE POLICY admin_changes ON setting FOR UPDATE TO omah_api USING (omah_role() = 'admin')
    WITH CHECK (omah_role() = 'admin');

ALTER TABLE change_record ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON change_record TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY writes_own ON change_record FOR INSERT TO omah_api WITH CHECK (
    role = (SELECT omah_role()) AND role <> '' AND actor IS NOT DISTINCT FROM (SELECT omah_actor())
);
CREATE POLICY audited ON change_record FOR SELECT TO omah_api
    USING ((SELECT omah_role()) IN ('supervisor', 'auditor'));
