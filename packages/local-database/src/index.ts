export { APP, type LocalDatabase, type LocalDatabaseOptions, OWNER, openLocalDatabase } from './local-database.ts';
