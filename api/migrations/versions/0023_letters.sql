-- Workers know which agencies are reached by letter; what is printed is on record like every other look.

GRANT SELECT (name, reached_by) ON agency TO omah_worker;
CREATE POLICY worker_reads ON agency FOR SELECT TO omah_worker USING (true);

ALTER TABLE access_record DROP CONSTRAINT access_record_what_check;
ALTER TABLE access_record ADD CONSTRAINT access_record_what_check
    CHECK (what IN ('view', 'reveal', 'history', 'search', 'export', 'note', 'print'));
