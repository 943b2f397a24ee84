/**
 * The function that creates a login with its user in a database, and gives the user what it is to have there and nothing else. The only one
 * that has the administrator's password; a deployment calls it when a user's definition changes.
 */
export const loginText = `// @ts-check
import { createHash } from "node:crypto";
import {
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { bracketed, canLogIn, quoted, withConnection } from "./connect.mjs";

/**
 * @typedef {object} User
 * @property {string} secretId
 * @property {string} username
 * @property {string} database
 * @property {boolean} createDatabase
 * @property {string[]} roles
 * @property {string[]} permissions
 * @typedef {import("./connect.mjs").Login} Login
 * @typedef {import("./connect.mjs").Sql} Sql
 */

const secrets = new SecretsManagerClient({});
/** @type {import("./connect.mjs").Server} */
const server = JSON.parse(process.env.SERVER ?? "{}");
const masterSecret = process.env.MASTER_SECRET ?? "";

/** @param {User} user */
export async function handler(user) {
  const master = (await read(masterSecret)).login;
  if (master === undefined) throw new Error("The administrator's secret has no value yet. Deploy again.");
  if (master.username.toLowerCase() === user.username.toLowerCase())
    throw new Error(user.username + " is the administrator, not an application's user.");
  const login = await loginOf(user);
  /** @type {string[]} */
  const changes = [];
  await withConnection(server, master, "master", (sql) => onServer(sql, user, login, changes));
  await withConnection(server, master, user.database, (sql) => inDatabase(sql, user, changes));
  return { username: user.username, database: user.database, changes };
}

/** @param {string} id @returns {Promise<{ login?: Login & { database?: string }, version?: string }>} */
async function read(id) {
  try {
    const { SecretString: text, VersionId: version } = await secrets.send(new GetSecretValueCommand({ SecretId: id }));
    return text === undefined || version === undefined ? {} : { login: JSON.parse(text), version };
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return {};
    throw error;
  }
}

/** What the secret says, which is its first value where it has none of this user. @param {User} user @returns {Promise<Login>} */
async function loginOf({ secretId, username, database }) {
  const { login, version = "none" } = await read(secretId);
  if (login?.username === username && login.database === database) return login;
  const { RandomPassword = "" } = await secrets.send(new GetRandomPasswordCommand({ PasswordLength: 40, ExcludePunctuation: true }));
  const password = login?.username === username ? login.password : RandomPassword;
  try {
    await secrets.send(
      new PutSecretValueCommand({
        SecretId: secretId,
        // Of two calls at the same time, one has its value; the other reads it.
        ClientRequestToken: createHash("sha256").update(JSON.stringify([version, username, database])).digest("hex"),
        SecretString: JSON.stringify({ username, password, database }),
      }),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === "ResourceExistsException")) throw error;
  }
  const after = (await read(secretId)).login;
  if (after?.username !== username) throw new Error("The secret has another user's login. Deploy again.");
  return after;
}

/** @param {Sql} sql @param {User} user @param {Login} login @param {string[]} changes */
async function onServer({ query, run }, user, login, changes) {
  const { username, database } = user;
  const [name, target, password] = [bracketed(username), bracketed(database), quoted(login.password)];
  const roles = await query(
    "SELECT role.name FROM sys.server_role_members AS held " +
      "JOIN sys.server_principals AS role ON role.principal_id = held.role_principal_id " +
      "JOIN sys.server_principals AS member ON member.principal_id = held.member_principal_id WHERE member.name = @username",
    { username },
  );
  if (roles.length > 0)
    throw new Error(username + " is in the server's roles " + roles.join(", ") + ": an application's login is in none.");
  if ((await query("SELECT name FROM sys.databases WHERE name = @database", { database })).length === 0) {
    if (!user.createDatabase) throw new Error("There is no database " + database + ". Restore or create it, and deploy again.");
    await run("CREATE DATABASE " + target + ";");
    changes.push("database created");
  }
  const known = await query("SELECT name FROM sys.server_principals WHERE name = @username", { username });
  if (known.length === 0) {
    await run("CREATE LOGIN " + name + " WITH PASSWORD = " + password + ", DEFAULT_DATABASE = " + target + ";");
    changes.push("login created");
  } else if (!(await canLogIn(server, login))) {
    await run("ALTER LOGIN " + name + " WITH PASSWORD = " + password + ";");
    changes.push("password set");
  }
}

/** @param {Sql} sql @param {User} user @param {string[]} changes */
async function inDatabase({ query, run }, { username, roles, permissions }, changes) {
  const name = bracketed(username);
  const known = await query("SELECT name FROM sys.database_principals WHERE name = @username", { username });
  // A database that comes from another server has users whose logins stayed there.
  await run(known.length === 0 ? "CREATE USER " + name + " FOR LOGIN " + name + ";" : "ALTER USER " + name + " WITH LOGIN = " + name + ";");
  if (known.length === 0) changes.push("user created");
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
  const each = async (what, statement, from, without) => {
    const there = new Set(without.map((one) => one.toLowerCase()));
    for (const one of from.filter((each) => !there.has(each.toLowerCase()))) {
      await run(statement(one));
      changes.push(what + " " + one);
    }
  };
  // What is no longer granted goes first.
  await each("left", (role) => "ALTER ROLE " + bracketed(role) + " DROP MEMBER " + name + ";", hasRoles, roles);
  await each("revoked", (one) => "REVOKE " + permission(one) + " FROM " + name + " CASCADE;", hasPermissions, permissions);
  await each("joined", (role) => "ALTER ROLE " + bracketed(role) + " ADD MEMBER " + name + ";", roles, hasRoles);
  await each("granted", (one) => "GRANT " + permission(one) + " TO " + name + ";", permissions, hasPermissions);
}

/** A permission is words of the language, which nothing quotes. @param {string} words */
function permission(words) {
  if (!/^[A-Z]+(?: [A-Z]+)*$/.test(words)) throw new Error(JSON.stringify(words) + " is not a permission.");
  return words;
}
`;
