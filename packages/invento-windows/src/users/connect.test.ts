import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runModule, typeErrors } from "@ballast/testing/modules";
import { functionsFolder } from "../testing/place.ts";
import { tdsServer, type TdsServer } from "../testing/tdsServer.ts";

// connect.mjs with the driver that is shipped, against a server that speaks SQL Server's protocol.

let folder: string;
let server: TdsServer;
beforeAll(async () => {
  folder = functionsFolder();
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync("openssl", args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  };
  const key = ["-newkey", "rsa:2048", "-nodes", "-days", "1"];
  openssl(
    "req",
    "-x509",
    ...key,
    "-subj",
    "/CN=authority",
    "-keyout",
    "authority.key",
    "-out",
    "authority.pem",
  );
  openssl("req", ...key.slice(0, 3), "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr");
  writeFileSync(join(folder, "names"), "subjectAltName=DNS:localhost");
  openssl(
    ...[
      "x509",
      "-req",
      "-in",
      "server.csr",
      "-CA",
      "authority.pem",
      "-CAkey",
      "authority.key",
      "-CAcreateserial",
    ],
    ...["-days", "1", "-extfile", "names", "-out", "server.pem"],
  );
  const [serverKey, cert] = ["server.key", "server.pem"].map((file) =>
    readFileSync(join(folder, file), "utf8"),
  );
  server = await tdsServer(
    { key: serverKey ?? "", cert: cert ?? "" },
    { wrong: [18456], "no database": [4060, 18456], locked: [18486] },
  );
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  server.seen.logins.length = 0;
  server.seen.batches.length = 0;
  server.seen.calls.length = 0;
});

async function run(program: string, { host = "localhost", trusted = true } = {}): Promise<unknown> {
  const text = `import { bracketed, canLogIn, LoginRefused, numberOf, quoted, withConnection } from "./connect.mjs";
const server = { host: ${JSON.stringify(host)}, port: ${server.port} };
const told = await (async () => { ${program} })().catch((error) => ({ name: error.constructor.name, refused: error instanceof LoginRefused, code: error.code, message: error.message }));
process.stdout.write(JSON.stringify(told));`;
  writeFileSync(join(folder, "run.mjs"), text);
  return JSON.parse(
    await runModule(join(folder, "run.mjs"), {
      NODE_EXTRA_CA_CERTS: trusted ? join(folder, "authority.pem") : "",
    }),
  );
}
const logIn = (password: string, database = "shop"): string =>
  `return await canLogIn(server, { username: "app", password: ${JSON.stringify(password)} }, ${JSON.stringify(database)});`;

it("logs in over TLS, and runs statements with parameters and batches (F.0.61)", async () => {
  const [name, value] = ["a]b'c;--😀", "x'; DROP DATABASE shop; --"];
  const told = await run(`
    return await withConnection(server, { username: "app", password: "p'w;d" }, "shop", async ({ query, run }) => {
      await run("ALTER LOGIN " + bracketed(${JSON.stringify(name)}) + " WITH PASSWORD = " + quoted("it's"));
      return await query("SELECT n FROM t WHERE n = @n", { n: ${JSON.stringify(value)} });
    });`);
  expect(told).toEqual(["held"]);
  expect(server.seen.logins).toEqual([{ username: "app", password: "p'w;d", database: "shop" }]);
  expect(server.seen.batches).toEqual(["ALTER LOGIN [a]]b'c;--😀] WITH PASSWORD = N'it''s'"]);
  expect(server.seen.calls.join("")).toContain("SELECT n FROM t WHERE n = @n");
  expect(server.seen.calls.join("")).toContain(value);
  expect(server.seen.encrypted).toBe(true);
});

it.each<[string, { host?: string; trusted?: boolean }]>([
  ["of an authority that it does not know", { trusted: false }],
  ["for another host", { host: "127.0.0.1" }],
])("sends no password to a server with a certificate %s (F.0.61)", async (_, where) => {
  expect(await run(logIn("secret"), where)).toMatchObject({ refused: false, code: "ESOCKET" });
  expect(server.seen.logins).toEqual([]);
});

it("tells a wrong password from a database that is not there, a login that is locked and a server that is away (F.0.61)", async () => {
  expect(await run(logIn("right"))).toBe(true);
  expect(await run(logIn("wrong"))).toBe(false);
  expect(await run(logIn("no database"))).toMatchObject({ refused: false, code: "ELOGIN" });
  expect(await run(logIn("locked"))).toMatchObject({ refused: false, code: "ELOGIN" });
  expect(await run(`server.port = 1; ${logIn("right")}`)).toMatchObject({ refused: false, code: "ESOCKET" });
});

it.each([1801, 1807])("tells error %d of a statement by its number (F.0.61)", async (number) => {
  expect(
    await run(`
    return await withConnection(server, { username: "app", password: "right" }, "master", ({ run }) =>
      run("CREATE DATABASE [${number}];").catch(numberOf));`),
  ).toBe(number);
});

it("uses SDK and driver as their types say", () => {
  // The driver's own types are with its sources; of them the functions use these.
  const types = `
type Column = { value: unknown } | undefined;
export class Request {
  constructor(text: string, done: (error: Error | null | undefined) => void);
  on(event: "row", act: (columns: Column[]) => void): this;
  addParameter(name: string, type: unknown, value: string): void;
}
export class Connection {
  constructor(config: { server: string; authentication: object; options: object });
  on(event: "errorMessage", act: (message: { number: number }) => void): this;
  on(event: "error", act: (error: Error) => void): this;
  connect(done: (error?: Error) => void): void;
  execSql(request: Request): void;
  execSqlBatch(request: Request): void;
  close(): void;
}
export const TYPES: Record<string, unknown>;`;
  writeFileSync(join(folder, "tedious.d.mts"), types);
  const modules = ["connect.mjs", "secrets.mjs", "logins.mjs", "rotation.mjs"].map((file) =>
    join(folder, file),
  );
  expect(typeErrors(modules)).toEqual([]);
});
