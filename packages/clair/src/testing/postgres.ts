import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, until, type Processes } from "./processes.ts";

/** A database of Clair's own, and how to reach it: by TLS only. */
export interface Postgres {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  /** Its own, which nobody else signed. */
  certificate: string;
}

/** @param folder for the database, handed over to whoever runs it. */
export async function startPostgres(folder: string, processes: Processes): Promise<Postgres> {
  const home = join(folder, "postgres");
  const files = {
    password: join(home, "password"),
    key: join(home, "server.key"),
    certificate: join(home, "server.crt"),
  };
  const connection = {
    host: "127.0.0.1",
    port: await freePort(),
    database: "clair",
    user: "clair",
    password: "only-for-this-test",
  };
  mkdirSync(home);
  writeFileSync(files.password, connection.password);
  makeCertificate(connection.host, files);
  const user = userToRunAs();
  if (user !== undefined) {
    for (const path of [folder, home, ...Object.values(files)]) chownSync(path, user.uid, user.gid);
  }
  const data = join(home, "data");
  execFileSync(
    program("initdb"),
    ["-D", data, "-U", connection.user, "-A", "scram-sha-256", `--pwfile=${files.password}`, "--no-sync"],
    { ...user, cwd: home, stdio: "ignore" },
  );
  const settings = {
    listen_addresses: connection.host,
    port: connection.port,
    unix_socket_directories: home,
    ssl: "on",
    ssl_cert_file: files.certificate,
    ssl_key_file: files.key,
    fsync: "off",
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  processes.keep(program("postgres"), ["-D", data, ...words], { ...user, cwd: home });
  await until("PostgreSQL", () => Promise.resolve(makesDatabase(connection)));
  return { ...connection, certificate: readFileSync(files.certificate, "utf8") };
}

/** Where tools/testClair.ts found PostgreSQL. */
function program(name: string): string {
  return join(process.env["BALLAST_POSTGRES_FOLDER"] ?? "", name);
}

function makeCertificate(address: string, { key, certificate }: { key: string; certificate: string }): void {
  const subject = ["-subj", `/CN=${address}`, "-addext", `subjectAltName=IP:${address}`];
  const files = ["-keyout", key, "-out", certificate];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...subject, ...files],
    { stdio: "ignore" },
  );
}

/** PostgreSQL refuses to run as root, so then it is the user that its package makes. */
function userToRunAs(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string): number =>
    Number(execFileSync("id", [option, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** initdb made one named postgres; the user has none of its own until this succeeds. */
function makesDatabase({ host, port, database, user, password }: Omit<Postgres, "certificate">): boolean {
  const { status } = spawnSync(program("createdb"), ["-h", host, "-p", String(port), "-U", user, database], {
    env: { PGPASSWORD: password, PATH: process.env["PATH"] ?? "" },
    stdio: "ignore",
  });
  return status === 0;
}
