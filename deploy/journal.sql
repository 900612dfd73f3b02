-- After `amberdesk migrate` or `amberdesk restore` as amberdesk_owner: nobody who runs the desk may change its journal.
REVOKE UPDATE, DELETE, TRUNCATE ON outbox_event FROM amberdesk_app;
