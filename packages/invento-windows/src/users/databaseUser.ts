/** A login of an application, and what its user may do in one database. */
export interface DatabaseUser {
  /** Name of the database: up to 128 characters, no control characters. */
  database: string;
  /** Name of the login and the user: a letter or underscore, and up to 127 letters, digits and underscores. @default - the user's key */
  username?: string;
  /** Whether the database is created if the server does not have it. Switch it off to restore it from a file first. @default true */
  createDatabase?: boolean;
  /** Its roles in the database. It leaves others. @default ["db_datareader", "db_datawriter"] */
  roles?: string[];
  /** Its permissions for the database as a whole, as `EXECUTE`. Others are revoked. @default ["EXECUTE"] */
  permissions?: string[];
}

/** Databases of the server itself, in which an application has no user. */
export const systemDatabases = ["master", "model", "msdb", "tempdb", "rdsadmin"];
/** Words of a permission. */
export const permissionForm = /^[A-Z]+(?: [A-Z]+)*$/;

/** Of a user, with what goes without saying. */
export interface UserDefinition {
  username: string;
  database: string;
  createDatabase: boolean;
  roles: string[];
  permissions: string[];
}

export function definitionOf(key: string, user: DatabaseUser): UserDefinition {
  return {
    username: user.username ?? key,
    database: user.database,
    createDatabase: user.createDatabase ?? true,
    roles: user.roles ?? ["db_datareader", "db_datawriter"],
    permissions: user.permissions ?? ["EXECUTE"],
  };
}
