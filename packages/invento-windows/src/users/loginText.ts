import { permissionForm, systemDatabases } from "./databaseUser.ts";

/**
 * The function that creates a login with its user in a database, and gives the user what it is to have there and nothing else. The only one
 * that has the administrator's password; a deployment calls it when a user's definition changes. Its own configuration says what it does; the caller chooses one of its keys.
 */
export const loginText = `// @ts-check
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { PutSecretValueCommand, UpdateSecretVersionStageCommand } from "@aws-sdk/client-secrets-manager";
import { bracketed, canLogIn, numberOf, quoted, withConnection } from "./connect.mjs";
import { nameOf, newPassword, pause, readLogin, retried, retryMs, secrets } from "./secrets.mjs";

/**
 * @typedef {object} User
 * @property {string} username
 * @property {string} database
 * @property {boolean} createDatabase
 * @property {string[]} roles
 * @property {string[]} permissions
 * @typedef {import("./connect.mjs").Login} Login
 * @typedef {import("./connect.mjs").Sql} Sql
 *
 * @typedef {object} Wanted
 * @property {Login} login
 * @property {string} version
 * @property {string} [before] The version in whose place it is to be; none where it is the current one.
 */

/** @type {import("./connect.mjs").Server} */
const server = JSON.parse(process.env.SERVER ?? "{}");
const masterSecret = process.env.MASTER_SECRET ?? "";
const systemDatabases = ${JSON.stringify(systemDatabases)};
/** Of a value that is not yet valid on the server. */
const nextStage = "BALLASTNEXT";
/** Each time, another rotation or call has to end meanwhile. */
const mostTries = 5;
/** Microsoft, "Database engine events and errors": the database exists; model is locked, by a database that is being created. */
const [exists, modelLocked] = [1801, 1807];

/** @param {{ key: string }} event */
export async function handler({ key }) {
  const { user, secretId } = configured(key);
  const master = (await readLogin(masterSecret))?.login;
  if (master === undefined) throw new Error("The administrator's secret has no value yet. Deploy again.");
  if (master.username.toLowerCase() === user.username.toLowerCase())
    throw new Error(user.username + " is the administrator, not an application's user.");
  /** @type {string[]} */
  const changes = [];
  for (let tries = 1; ; tries += 1) {
    const wanted = await withConnection(server, master, "master", async (sql) => {
      await check(sql, user);
      const found = await loginOf(secretId, user);
      await onServer(sql, user, found.login, changes, secretId);
      return found;
    });
    await withConnection(server, master, user.database, (sql) => inDatabase(sql, user, changes));
    // A rotation or another call may have given the secret another value meanwhile, and a rotation may have set its password until now.
    if (await isPublished(secretId, wanted)) break;
    if (tries === mostTries) throw new Error("The secret of " + user.username + " was changed at the same time. Deploy again.");
  }
  return { username: user.username, database: user.database, changes };
}

/** @param {string} key @returns {{ user: User, secretId: string }} */
function configured(key) {
  /** @type {Record<string, User>} */
  const users = JSON.parse(readFileSync(new URL("users.json", import.meta.url), "utf8"));
  /** @type {Record<string, string>} */
  const secretIds = JSON.parse(process.env.USERS ?? "{}");
  const [user, secretId] = Object.hasOwn(users, key) ? [users[key], secretIds[key]] : [];
  if (user === undefined || secretId === undefined) throw new Error(JSON.stringify(key) + " is not the key of a user.");
  for (const words of user.permissions)
    if (!${String(permissionForm)}.test(words)) throw new Error(JSON.stringify(words) + " is not a permission.");
  return { user, secretId };
}

/** Before anything changes. @param {Sql} sql @param {User} user */
async function check({ query }, { username, database, createDatabase }) {
  // The server's own comparison decides which names are the same.
  const system = await query("SELECT name FROM sys.databases WHERE name = @database AND (database_id <= 4 OR name = N'rdsadmin')", { database });
  if (system.length > 0 || systemDatabases.includes(database.normalize("NFKC").trim().toLowerCase()))
    throw new Error(database + " is a database of the system.");
  const roles = await query(
    "SELECT role.name FROM sys.server_role_members AS held " +
      "JOIN sys.server_principals AS role ON role.principal_id = held.role_principal_id " +
      "JOIN sys.server_principals AS member ON member.principal_id = held.member_principal_id WHERE member.name = @username",
    { username },
  );
  if (roles.length > 0)
    throw new Error(username + " is in the server's roles " + roles.join(", ") + ": an application's login is in none.");
  if (!createDatabase && !(await isOnline(query, database)))
    throw new Error("There is no database " + database + " that is online. Restore or create it, and deploy again.");
}

/**
 * What the secret says, or, where it has none of this user for this database, a value that waits beside it. Of two calls at the same time, and
 * of one after the other, one has its value; the others read it.
 *
 * @param {string} secretId @param {User} user @returns {Promise<Wanted>}
 */
async function loginOf(secretId, { username, database }) {
  const now = await readLogin(secretId);
  if (now?.login.username === username && now.login.database === database) return { login: now.login, version: now.version };
  const password = now?.login.username === username ? now.login.password : await newPassword();
  const version = createHash("sha256").update(JSON.stringify([now?.version ?? "none", username, database])).digest("hex");
  try {
    await retried(() =>
      secrets.send(
        new PutSecretValueCommand({
          SecretId: secretId,
          ClientRequestToken: version,
          SecretString: JSON.stringify({ username, password, database }),
          // No task logs in with a secret that has no value yet.
          VersionStages: [now === undefined ? "AWSCURRENT" : nextStage],
        }),
      ),
    );
  } catch (error) {
    if (nameOf(error) !== "ResourceExistsException") throw error;
  }
  const next = await readLogin(secretId, { VersionId: version });
  if (next?.login.username !== username) throw new Error("The secret has another user's login. Deploy again.");
  return { login: next.login, version, ...(now && { before: now.version }) };
}

/** @param {string} secretId @param {Wanted} wanted @returns {Promise<boolean>} Whether it was the secret's current value before; now it is, unless another call was first. */
async function isPublished(secretId, { version, before }) {
  const now = (await readLogin(secretId))?.version;
  if (now === version || now !== before) return now === version;
  try {
    await retried(() =>
      secrets.send(
        new UpdateSecretVersionStageCommand({
          SecretId: secretId,
          VersionStage: "AWSCURRENT",
          MoveToVersionId: version,
          RemoveFromVersionId: before,
        }),
      ),
    );
  } catch (error) {
    // Another call or a rotation was first.
    if ((await readLogin(secretId))?.version === before) throw error;
  }
  return false;
}

/**
 * Whether a rotation has set its password already. The rotation publishes it, and would otherwise publish one that is no longer valid.
 *
 * @param {string} secretId @param {Login & { database?: string }} login
 */
async function isRotating(secretId, login) {
  const pending = (await readLogin(secretId, { VersionStage: "AWSPENDING" }))?.login;
  return (
    pending !== undefined &&
    pending.username === login.username &&
    // A rotation of another database's cannot end.
    pending.database === login.database &&
    pending.password !== login.password &&
    (await canLogIn(server, pending))
  );
}

/** @param {Sql["query"]} query @param {string} database */
const isOnline = async (query, database) =>
  (await query("SELECT name FROM sys.databases WHERE name = @database AND state = 0", { database })).length > 0;

/** Another call may create it, or one of another name, at the same time. @param {Sql} sql @param {string} database @param {string[]} changes */
async function haveDatabase({ query, run }, database, changes) {
  const until = Date.now() + retryMs;
  for (let tries = 0; !(await isOnline(query, database)); tries += 1)
    try {
      await run("CREATE DATABASE " + bracketed(database) + ";");
      changes.push("database created");
    } catch (error) {
      if (![exists, modelLocked].includes(numberOf(error)) || Date.now() >= until) throw error;
      await pause(tries);
    }
}

/** @param {Sql} sql @param {User} user @param {Login} login @param {string[]} changes @param {string} secretId */
async function onServer(sql, { username, database }, login, changes, secretId) {
  await haveDatabase(sql, database, changes);
  const [name, password] = [bracketed(username), quoted(login.password)];
  const known = await sql.query("SELECT name FROM sys.server_principals WHERE name = @username", { username });
  if (known.length === 0) {
    await sql.run("CREATE LOGIN " + name + " WITH PASSWORD = " + password + ", DEFAULT_DATABASE = " + bracketed(database) + ";");
    changes.push("login created");
  } else if (!(await canLogIn(server, login))) {
    if (await isRotating(secretId, login)) return;
    await sql.run("ALTER LOGIN " + name + " WITH PASSWORD = " + password + ";");
    changes.push("password set");
  }
}

/** @param {Sql} sql @param {User} user @param {string[]} changes */
async function inDatabase({ query, run }, { username, roles, permissions }, changes) {
  const name = bracketed(username);
  const known = await query("SELECT name FROM sys.database_principals WHERE name = @username", { username });
  // A database that comes from another server has users whose logins stayed there.
  const statements = [known.length === 0 ? "CREATE USER " + name + " FOR LOGIN " + name : "ALTER USER " + name + " WITH LOGIN = " + name];
  const done = known.length === 0 ? ["user created"] : [];
  const hasRoles = await query(
    "SELECT role.name FROM sys.database_role_members AS held " +
      "JOIN sys.database_principals AS role ON role.principal_id = held.role_principal_id " +
      "JOIN sys.database_principals AS member ON member.principal_id = held.member_principal_id WHERE member.name = @username",
    { username },
  );
  const hasPermissions = await query(
    "SELECT held.permission_name FROM sys.database_permissions AS held " +
      "JOIN sys.database_principals AS member ON member.principal_id = held.grantee_principal_id " +
      "WHERE member.name = @username AND held.class = 0 AND held.state IN ('G', 'W') AND held.permission_name <> N'CONNECT'",
    { username },
  );
  /** @param {string} what @param {(one: string) => string} statement @param {string[]} from @param {string[]} without */
  const each = (what, statement, from, without) => {
    const there = new Set(without.map((one) => one.toLowerCase()));
    for (const one of from.filter((each) => !there.has(each.toLowerCase()))) {
      statements.push(statement(one));
      done.push(what + " " + one);
    }
  };
  // What is no longer granted goes first.
  each("left", (role) => "ALTER ROLE " + bracketed(role) + " DROP MEMBER " + name, hasRoles, roles);
  each("revoked", (one) => "REVOKE " + one + " FROM " + name + " CASCADE", hasPermissions, permissions);
  each("joined", (role) => "ALTER ROLE " + bracketed(role) + " ADD MEMBER " + name, roles, hasRoles);
  each("granted", (one) => "GRANT " + one + " TO " + name, permissions, hasPermissions);
  // All of it or nothing.
  await run("SET XACT_ABORT ON; BEGIN TRAN; " + statements.join("; ") + "; COMMIT;");
  changes.push(...done);
}
`;
