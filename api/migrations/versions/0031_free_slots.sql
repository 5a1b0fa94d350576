-- Whoever books also empties; everybody else who may end a case can only empty the slot that it held.

DROP POLICY house_books ON slot;
CREATE POLICY house_books ON slot FOR UPDATE TO omah_api
    USING (omah_role() IN ('kader', 'coordinator', 'psychologist', 'system'))
    WITH CHECK (omah_role() IN ('kader', 'coordinator', 'psychologist', 'system'));
CREATE POLICY others_empty ON slot FOR UPDATE TO omah_api
    USING (omah_role() IN ('supervisor', 'head_of_uptd', 'uptd_officer', 'puspaga_officer'))
    WITH CHECK (case_id IS NULL);

UPDATE slot SET case_id = NULL FROM cases
 WHERE cases.id = slot.case_id AND slot.starts_at > omah_now()
   AND (cases.ended_at IS NOT NULL OR cases.state = 'resolved-locally');
