"""The journal's walls in the database, applied by a migration: numbering, hash chain, no change, no removal."""

# The text of an event `e` whose SHA-256 is its hash. Applied by a landed migration: it never changes.
HASHED = """concat_ws('|', e.subject, e.seq, e.kind, e.version, extract(epoch FROM e.at),
    extract(epoch FROM e.recorded_at), e.actor_kind, coalesce(e.actor_id::text, '-'), e.acting_as, e.origin,
    e.data::text, coalesce(encode(e.previous, 'hex'), '-'))"""
INSTALL = f"""
CREATE OR REPLACE FUNCTION outbox_event_hash(e outbox_event) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to({HASHED}, 'UTF8'))
$$;
CREATE OR REPLACE FUNCTION outbox_event_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
  IF NEW.subject NOT LIKE 'order:%' THEN  -- orders are locked by their row
    PERFORM pg_advisory_xact_lock(7461, hashtext(NEW.subject));
  END IF;
  SELECT seq, hash INTO last FROM outbox_event WHERE subject = NEW.subject ORDER BY seq DESC LIMIT 1;
  NEW.seq := coalesce(last.seq, 0) + 1;
  NEW.previous := last.hash;
  NEW.recorded_at := clock_timestamp();
  NEW.hash := outbox_event_hash(NEW);
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION outbox_event_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only';
END $$;
CREATE TRIGGER outbox_event_chain BEFORE INSERT ON outbox_event
  FOR EACH ROW EXECUTE FUNCTION outbox_event_chain();
CREATE TRIGGER outbox_event_keep BEFORE UPDATE OR DELETE ON outbox_event
  FOR EACH ROW EXECUTE FUNCTION outbox_event_keep();
CREATE TRIGGER outbox_event_keep_all BEFORE TRUNCATE ON outbox_event EXECUTE FUNCTION outbox_event_keep();
"""
REMOVE = """
DROP TRIGGER outbox_event_keep_all ON outbox_event;
DROP TRIGGER outbox_event_keep ON outbox_event;
DROP TRIGGER outbox_event_chain ON outbox_event;
DROP FUNCTION outbox_event_keep, outbox_event_chain;
DROP FUNCTION outbox_event_hash(outbox_event);
"""
BROKEN_LINKS = """
SELECT e.id FROM outbox_event e LEFT JOIN outbox_event p ON p.subject = e.subject AND p.seq = e.seq - 1
WHERE (e.hash IS DISTINCT FROM outbox_event_hash(e) OR e.previous IS DISTINCT FROM p.hash
  OR (e.seq > 1 AND p.id IS NULL))
"""
