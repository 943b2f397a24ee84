/**
 * What SQL Server does with logins, users and roles, in place of `connect.mjs`. It reads statements, and refuses those that it does not know.
 * A plan of faults, one for each time that it is asked, loses connections before or after a statement takes effect.
 */
export const loginsText = `
export class LoginRefused extends Error {}
export const server = { logins: new Map(), databases: new Map(), creating: new Set(), refused: 0, statements: [] };
/** @type {string[]} */
export let faults = [];
export const setFaults = (all) => { faults = all; };
/** Before each connection and each statement. */
let moment = async () => {};
export const setServerMoment = (act) => { moment = act; };
export const bracketed = (name) => "[" + name.replaceAll("]", "]]") + "]";
export const quoted = (text) => "N'" + text.replaceAll("'", "''") + "'";
const lost = (when) => Object.assign(new Error("Connection lost " + when + "."), { code: "ESOCKET" });
export const numberOf = (error) => error.number ?? 0;
const numbered = (number, words) => Object.assign(new Error(words), { number });
const systemDatabases = ["master", "model", "msdb", "tempdb", "rdsadmin"];
// Another call may go on here.
const turn = () => new Promise((resolve) => setImmediate(resolve));

function tokens(text) {
  const found = [];
  let rest = text.replace(/;$/, "");
  while (rest !== "") {
    const [all, space, name, string, word] =
      /^(?:(\\s+)|\\[((?:[^\\]]|\\]\\])*)\\]|N'((?:[^']|'')*)'|([A-Z_]+|[,=;]))/.exec(rest) ?? [];
    if (all === undefined) throw new Error("Incorrect syntax near " + rest);
    rest = rest.slice(all.length);
    if (name !== undefined) found.push({ name: name.replaceAll("]]", "]") });
    else if (string !== undefined) found.push({ string: string.replaceAll("''", "'") });
    else if (space === undefined) found.push(word);
  }
  return found;
}

const forms = {
  "ALTER LOGIN n WITH PASSWORD = s OLD_PASSWORD = s": ([login], [next, old], who) => {
    const it = server.logins.get(login);
    if (login !== who || it?.password !== old) throw new Error("Cannot alter the login " + login + ".");
    it.password = next;
  },
  "ALTER LOGIN n WITH PASSWORD = s": ([login], [next], who) => {
    admin(who);
    server.logins.get(login).password = next;
  },
  "CREATE LOGIN n WITH PASSWORD = s , DEFAULT_DATABASE = n": ([login, database], [password], who) => {
    admin(who);
    if (server.logins.has(login) || !server.databases.has(database)) throw new Error("Cannot create " + login + ".");
    server.logins.set(login, { password, roles: [] });
  },
  // It takes its time; model is locked meanwhile.
  "CREATE DATABASE n": async ([database], _, who) => {
    admin(who);
    if (server.databases.has(database) || server.creating.has(database)) throw numbered(1801, "There is a database " + database + ".");
    if (server.creating.size > 0) throw numbered(1807, "Could not obtain exclusive lock on database 'model'.");
    server.creating.add(database);
    for (let turns = 0; turns < 50; turns += 1) await turn();
    server.creating.delete(database);
    server.databases.set(database, new Map());
  },
  "CREATE USER n FOR LOGIN n": ([user, login], _, who, users) => {
    admin(who);
    if (users.has(user) || !server.logins.has(login)) throw new Error("Cannot create " + user + ".");
    users.set(user, { login, roles: new Set(), permissions: new Set() });
  },
  "ALTER USER n WITH LOGIN = n": ([user, login], _, who, users) => { admin(who); users.get(user).login = login; },
  "ALTER ROLE n ADD MEMBER n": ([role, user], _, who, users) => { admin(who); users.get(user).roles.add(role); },
  "ALTER ROLE n DROP MEMBER n": ([role, user], _, who, users) => { admin(who); users.get(user).roles.delete(role); },
};
const admin = (who) => { if (who !== "admin") throw new Error("Permission denied."); };

/** @param within Whether the connection is lost between two statements of the batch. */
function execute(text, who, database, within) {
  server.statements.push(text);
  const statements = [[]];
  for (const one of tokens(text)) if (one === ";") statements.push([]); else statements.at(-1).push(one);
  if (statements.length === 1) return statement(statements[0], who, database);
  const [first, second, last] = [0, 1, -1].map((index) => statements.at(index).join(" "));
  const transaction = first === "SET XACT_ABORT ON" && second === "BEGIN TRAN" && last === "COMMIT";
  const inside = transaction ? statements.slice(2, -1) : statements;
  const saved = structuredClone(server.databases.get(database));
  try {
    for (const [index, one] of inside.entries()) {
      if (one.some(({ string }) => string !== undefined)) throw new Error("A password that SQL Server does not mask.");
      if (within && index === Math.ceil(inside.length / 2)) throw lost("within a batch");
      statement(one, who, database);
    }
  } catch (error) {
    if (transaction) server.databases.set(database, saved);
    throw error;
  }
}

function statement(all, who, database) {
  const [names, strings] = ["name", "string"].map((kind) => all.flatMap((one) => (one[kind] === undefined ? [] : [one[kind]])));
  const form = all.map((one) => (one.name !== undefined ? "n" : one.string !== undefined ? "s" : one)).join(" ");
  const users = server.databases.get(database);
  const act = forms[form];
  const [, verb, permission] = /^(GRANT|REVOKE) (.+) (?:TO n|FROM n CASCADE)$/.exec(form) ?? [];
  if (verb !== undefined) {
    admin(who);
    users.get(names[0]).permissions[verb === "GRANT" ? "add" : "delete"](permission);
  } else if (act === undefined) throw new Error("Not a statement that it knows: " + form);
  else return act(names, strings, who, users);
}

function ask(text, values, database) {
  const user = server.databases.get(database)?.get(values.username);
  if (text === "SELECT N'1'") return ["1"];
  if (text.includes("sys.server_role_members")) return server.logins.get(values.username)?.roles ?? [];
  // The server compares without regard to case, width and spaces at the end.
  if (text.includes("database_id <= 4"))
    return systemDatabases.includes(values.database.normalize("NFKC").trimEnd().toLowerCase()) ? [values.database] : [];
  if (text.includes("sys.databases")) return server.databases.has(values.database) ? [values.database] : [];
  if (text.includes("sys.server_principals WHERE")) return server.logins.has(values.username) ? [values.username] : [];
  if (text.includes("sys.database_principals WHERE")) return user ? [values.username] : [];
  if (text.includes("sys.database_role_members")) return [...(user?.roles ?? [])];
  if (text.includes("sys.database_permissions")) return [...(user?.permissions ?? [])];
  throw new Error("Not a query that it knows: " + text);
}

export async function withConnection(_, { username, password }, database, act) {
  await moment();
  const fault = faults.shift();
  await turn();
  if (fault === "unreachable") throw lost("before the login");
  if (server.logins.get(username)?.password !== password) {
    server.refused += 1;
    throw new LoginRefused(username + " cannot log in.");
  }
  if (!["master", "tempdb"].includes(database) && username !== "admin") {
    const users = server.databases.get(database);
    if (![...(users?.values() ?? [])].some(({ login }) => login === username)) throw new Error("Cannot open database.");
  }
  return act({
    query: async (text, values = {}) => {
      await turn();
      return ask(text, values, database);
    },
    run: async (text) => {
      await moment();
      const again = faults.shift();
      await turn();
      if (again === "before") throw lost("before the statement");
      await execute(text, username, database, again === "within");
      await turn();
      if (again === "after") throw lost("after the statement");
    },
  });
}

export async function canLogIn(to, login, database = "master") {
  try {
    await withConnection(to, login, database, ({ query }) => query("SELECT N'1'"));
    return true;
  } catch (error) {
    if (error instanceof LoginRefused) return false;
    throw error;
  }
}
`;
