-- Two roles on an own PostgreSQL: `amberdesk_owner` changes the tables (amberdesk migrate, upgrade, restore),
-- `amberdesk_app` is what web, worker and lines run as: to it the journal is append-only, trigger or no trigger.
-- Run as a superuser in the desk's database, before the first `amberdesk migrate`; give both passwords afterwards.
CREATE ROLE amberdesk_owner LOGIN;
CREATE ROLE amberdesk_app LOGIN;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
GRANT CREATE, USAGE ON SCHEMA public TO amberdesk_owner;
GRANT CREATE, USAGE ON SCHEMA public TO amberdesk_app; -- a new network gets a sequence for its order numbers
ALTER DEFAULT PRIVILEGES FOR ROLE amberdesk_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO amberdesk_app;
ALTER DEFAULT PRIVILEGES FOR ROLE amberdesk_owner IN SCHEMA public
  GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO amberdesk_app;
ALTER DEFAULT PRIVILEGES FOR ROLE amberdesk_app IN SCHEMA public
  GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO amberdesk_owner; -- so that backups read what the app has made
