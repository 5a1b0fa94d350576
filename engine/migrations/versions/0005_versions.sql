-- A case moves from one version of its workflow to another by an act of its own kind: it is told apart in the history,
-- and so is the moment at which a state was entered, which such an act leaves as it was.

ALTER TABLE history DROP CONSTRAINT history_kind_check;
ALTER TABLE history ADD CONSTRAINT history_kind_check CHECK (
    kind IN ('opened', 'moved', 'changed', 'escalated', 'followed', 'proposed', 'approved', 'rejected', 'withdrawn',
             'ended', 'reopened', 'migrated')
);

-- What a case is pinned to changes with such a record only, and no person or worker does that: the API's role may, and
-- only while it acts as the system.
CREATE FUNCTION omah_pinned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF omah_role() <> 'system' OR NOT EXISTS (SELECT FROM history WHERE case_id = NEW.id AND seq = NEW.seq AND kind = 'migrated') THEN
        RAISE EXCEPTION 'a case is pinned to its version' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_pinned BEFORE UPDATE OF definition ON cases
    FOR EACH ROW WHEN (OLD.definition IS DISTINCT FROM NEW.definition) EXECUTE FUNCTION omah_pinned();
ALTER TABLE cases ENABLE ALWAYS TRIGGER cases_pinned;
