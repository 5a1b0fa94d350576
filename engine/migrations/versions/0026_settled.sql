-- Whoever settles a line of the outbox proves it: HMAC, under a key that is not in the database, of the line, of when it
-- was paid and of who was told. Whoever audits reads the notices beside it.

ALTER TABLE outbox ADD COLUMN proof bytea CHECK (length(proof) = 32);
CREATE POLICY system_verifies ON notice FOR SELECT TO omah_api USING ((SELECT omah_role()) = 'system');
