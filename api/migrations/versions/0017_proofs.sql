-- Who somebody is, shown again and shown in two ways.

ALTER TABLE session ADD COLUMN confirmed_at timestamptz NOT NULL DEFAULT clock_timestamp();

CREATE TABLE second_factor (
    staff_id uuid PRIMARY KEY REFERENCES staff (id),
    secret bytea,
    pending bytea,
    last_step bigint NOT NULL DEFAULT 0
);

CREATE TABLE recovery_code (
    digest bytea PRIMARY KEY CHECK (length(digest) = 32),
    staff_id uuid NOT NULL REFERENCES staff (id),
    used_at timestamptz
);
CREATE INDEX recovery_code_staff ON recovery_code (staff_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON second_factor TO omah_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_code TO omah_api;
