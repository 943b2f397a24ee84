/**
 * How both functions reach SQL Server, as Lambda runs it: `connect.mjs` beside their text, with the driver (tedious.mjs). TLS with RDS's
 * certificate authorities, which the function's environment names.
 */
export const connectText = `// @ts-check
import { Connection, Request, TYPES } from "./tedious.mjs";

/**
 * @typedef {{ host: string, port: number }} Server
 * @typedef {{ username: string, password: string }} Login
 * @typedef {object} Sql
 * @property {(text: string, values?: Record<string, string>) => Promise<string[]>} query The first column; values are parameters by their names.
 * @property {(text: string) => Promise<void>} run
 */

/** SQL Server does not know the login, or not by this password. */
export class LoginRefused extends Error {}

/** Microsoft, "Database engine events and errors": the login failed; its database cannot be opened. */
const failed = 18456;
const noDatabase = 4060;

/**
 * @template T @param {Server} server @param {Login} login @param {string} database @param {(sql: Sql) => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function withConnection({ host, port }, { username, password }, database, act) {
  const connection = new Connection({
    server: host,
    authentication: { type: "default", options: { userName: username, password } },
    options: {
      port,
      database,
      encrypt: true,
      trustServerCertificate: false,
      cryptoCredentialsDetails: { minVersion: "TLSv1.2" },
      connectTimeout: 15_000,
      requestTimeout: 60_000,
    },
  });
  /** @type {number[]} */
  const errors = [];
  connection.on("errorMessage", ({ number }) => errors.push(number));
  // One that ends while a request waits fails the request.
  connection.on("error", () => undefined);
  try {
    await new Promise((resolve, reject) => {
      connection.connect((error) => (error ? reject(error) : resolve(undefined)));
    });
  } catch (error) {
    connection.close();
    if (errors.includes(failed) && !errors.includes(noDatabase)) throw new LoginRefused(username + " cannot log in.");
    throw error;
  }
  try {
    return await act({
      query: (text, values = {}) => ask(connection, text, values),
      run: async (text) => {
        await ask(connection, text, undefined);
      },
    });
  } finally {
    connection.close();
  }
}

/** @param {Server} server @param {Login} login @param {string} [database] */
export async function canLogIn(server, login, database = "master") {
  try {
    await withConnection(server, login, database, ({ query }) => query("SELECT N'1'"));
    return true;
  } catch (error) {
    if (error instanceof LoginRefused) return false;
    throw error;
  }
}

/** Of an error of the server; otherwise 0. @param {unknown} error @returns {number} */
export const numberOf = (error) => (error instanceof Error && "number" in error ? Number(error.number) : 0);

/** @param {string} name */
export const bracketed = (name) => "[" + name.replaceAll("]", "]]") + "]";
/** @param {string} text */
export const quoted = (text) => "N'" + text.replaceAll("'", "''") + "'";

/** @param {import("./tedious.mjs").Connection} connection @param {string} text @param {Record<string, string> | undefined} values @returns {Promise<string[]>} */
function ask(connection, text, values) {
  return new Promise((resolve, reject) => {
    /** @type {string[]} */
    const rows = [];
    const request = new Request(text, (error) => (error ? reject(error) : resolve(rows)));
    request.on("row", ([first]) => rows.push(String(first?.value ?? "")));
    for (const [name, value] of Object.entries(values ?? {})) request.addParameter(name, TYPES.NVarChar, value);
    // A statement with a password is a batch of its own: SQL Server blanks it out in its traces.
    if (values === undefined) connection.execSqlBatch(request);
    else connection.execSql(request);
  });
}
`;
