-- pg-boss makes its tables itself; two that start together would stumble over one another only in making their schema.
create schema if not exists pgboss;
