"""The desk's database on its embedded server, and what any server must have."""

import psycopg
from psycopg import sql

from amberdesk.start.configuration import Wrong
from amberdesk.start.database import embedded_url
from amberdesk.start.postgres import SUPERUSER, Server

ROLE = DATABASE = "amberdesk"
EXTENSIONS = ("pg_trgm", "unaccent")
OLDEST_SERVER = 150000


def make_database(server: Server, *, may_create_databases: bool = False) -> str:
    """Make the desk's role, which is no superuser, and its database, where missing; return the address."""
    with psycopg.connect(embedded_url(server.data, SUPERUSER, "postgres"), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
            rights = sql.SQL("login createdb" if may_create_databases else "login")
            connection.execute(sql.SQL("create role {} {}").format(sql.Identifier(ROLE), rights))
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("create database {0} owner {0}").format(sql.Identifier(DATABASE)))
    with psycopg.connect(embedded_url(server.data, SUPERUSER, DATABASE), autocommit=True) as connection:
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
    return embedded_url(server.data)


def check_server(url: str) -> None:
    """Return if the desk can work on this server. Raises Wrong."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            found = connection.info.server_version
            encoding = connection.execute("show server_encoding").fetchone()
    except psycopg.Error as error:
        raise Wrong(
            f"The database of DATABASE_URL does not answer: {str(error).strip().splitlines()[0]}"
        ) from error
    if found < OLDEST_SERVER:
        raise Wrong(f"DATABASE_URL is a PostgreSQL {found // 10000}; Amberdesk needs 15 or newer.")
    if encoding != ("UTF8",):
        raise Wrong("The database of DATABASE_URL is not in UTF8: create it with ENCODING 'UTF8'.")
