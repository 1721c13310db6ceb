import type pg from 'pg';

/** What a query needs: the pool, or one connection of it inside a transaction. */
export type Queries = Pick<pg.ClientBase, 'query'>;
