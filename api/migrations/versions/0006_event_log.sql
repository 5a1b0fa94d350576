-- What may be asked for with a second person: the event log, too.
ALTER TABLE export_request DROP CONSTRAINT export_request_what_check;
ALTER TABLE export_request ADD CONSTRAINT export_request_what_check
    CHECK (what IN ('cases.csv', 'history.jsonl', 'cases.ocel.json', 'tidy.zip', 'tidy.xlsx'));
