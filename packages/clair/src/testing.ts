import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { updatesPath } from "./delivery/buildspec.ts";
import { gateProgram } from "./gate/program.golden.ts";
import { prepareScript, renderConfig } from "./scanner/config.ts";

/** Where tools/testClair.ts put the programs. */
const programs = {
  clair: () => join(process.env["BALLAST_CLAIR_FOLDER"] ?? "", "clair"),
  clairctl: () => join(process.env["BALLAST_CLAIR_FOLDER"] ?? "", "clairctl"),
  crane: () => join(process.env["BALLAST_CLAIR_FOLDER"] ?? "", "crane"),
  postgres: (name: string) => join(process.env["BALLAST_POSTGRES_FOLDER"] ?? "", name),
};

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/**
 * For tests: the real Clair, from the rendered configuration as the prepare container leaves it, with a PostgreSQL and a
 * registry beside it, all on 127.0.0.1, in one folder that `close` removes.
 */
export class RealClair {
  readonly #folder = mkdtempSync(join(tmpdir(), "clair-"));
  readonly #processes: ChildProcess[] = [];
  readonly #password = "only-for-this-test";
  /** As Secrets Manager makes it: 32 letters and digits. */
  readonly key = "abcdefghijklmnopqrstuvwxyz012345";
  readonly issuer = "ballast-delivery";
  apiUrl = "";
  introspectionUrl = "";
  registry = "";
  log = "";

  static async start(): Promise<RealClair> {
    const clair = new RealClair();
    try {
      const database = await clair.#startPostgres();
      await clair.#startRegistry();
      await clair.#startClair(database);
      return clair;
    } catch (error) {
      await clair.close();
      throw new Error(`${(error as Error).message}\n${clair.log.slice(-4000)}`, { cause: error });
    }
  }

  /** PostgreSQL refuses to run as root, so then as the user that its package makes; TLS only, with a certificate of its own. */
  async #startPostgres(): Promise<number> {
    const port = await freePort();
    const home = join(this.#folder, "postgres");
    const as = process.getuid?.() === 0 ? userOf("postgres") : {};
    mkdirSync(home);
    writeFileSync(join(home, "password"), this.#password);
    const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
    const files = ["-keyout", join(home, "server.key"), "-out", join(home, "server.crt")];
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...subject, ...files],
      {
        stdio: "ignore",
      },
    );
    writeFileSync(join(this.#folder, "certificates.pem"), readFileSync(join(home, "server.crt")));
    if (as.uid !== undefined) {
      for (const path of [
        this.#folder,
        home,
        ...["password", "server.key", "server.crt"].map((name) => join(home, name)),
      ])
        chownSync(path, as.uid, as.gid ?? as.uid);
    }
    const data = join(home, "data");
    const options = { ...as, cwd: home, stdio: "ignore" } as const;
    execFileSync(
      programs.postgres("initdb"),
      ["-D", data, "-U", "clair", "-A", "scram-sha-256", `--pwfile=${join(home, "password")}`, "--no-sync"],
      options,
    );
    const settings = {
      listen_addresses: "127.0.0.1",
      port,
      unix_socket_directories: home,
      ssl: "on",
      ssl_cert_file: join(home, "server.crt"),
      ssl_key_file: join(home, "server.key"),
      fsync: "off",
    };
    const words = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    this.#keep(spawn(programs.postgres("postgres"), ["-D", data, ...words], { ...as, cwd: home }));
    const environment = { PGPASSWORD: this.#password, PATH: process.env["PATH"] ?? "" };
    await until("PostgreSQL", () => {
      const { status } = spawnSync(
        programs.postgres("createdb"),
        ["-h", "127.0.0.1", "-p", String(port), "-U", "clair", "clair"],
        { env: environment, stdio: "ignore" },
      );
      // initdb made one named postgres; clair is a user until this succeeds.
      return Promise.resolve(status === 0);
    });
    return port;
  }

  async #startRegistry(): Promise<void> {
    this.registry = `127.0.0.1:${await freePort()}`;
    this.#keep(spawn(programs.crane(), ["registry", "serve", "--address", this.registry]));
    await until("the registry", async () => (await statusOf(`http://${this.registry}/v2/`)) === 200);
  }

  async #startClair(databasePort: number): Promise<void> {
    const [api, introspection] = [await freePort(), await freePort()];
    this.apiUrl = `http://127.0.0.1:${api}/`;
    this.introspectionUrl = `http://127.0.0.1:${introspection}`;
    const config = renderConfig({
      connection: {
        host: "127.0.0.1",
        port: databasePort,
        database: "clair",
        user: "clair",
        sslMode: "verify-full",
        rootCertificate: this.#path("/config/database-ca.pem"),
      },
      issuer: this.issuer,
      logLevel: "info",
      updatePeriodHours: 6,
      // There is no way out of here, which is what this mode is for.
      airGapped: true,
      folder: this.#path("/config"),
      apiAddress: `127.0.0.1:${api}`,
      introspectionAddress: `127.0.0.1:${introspection}`,
    });
    mkdirSync(this.#path("/config"));
    mkdirSync(this.#path("/var/tmp"), { recursive: true });
    this.#prepare(config);
    this.#keep(
      spawn(programs.clair(), [], {
        cwd: this.#folder,
        env: {
          CLAIR_CONF: this.#path("/config/config.yaml"),
          CLAIR_MODE: "combo",
          TMPDIR: this.#path("/var/tmp"),
          PGPASSWORD: this.#password,
        },
      }),
    );
    await until("Clair", async () => (await statusOf(`${this.introspectionUrl}/readyz`)) === 200);
  }

  /** What the prepare container does, in this folder; whose the files are matters on AWS Fargate only. */
  #prepare(config: string): void {
    const script = prepareScript.replaceAll(/(?<!\w)\/(config|var\/tmp)\b/g, (path) => this.#path(path));
    execFileSync("bash", ["-c", `chown() { :; }\n${script}`], {
      env: {
        PATH: process.env["PATH"] ?? "",
        CLAIR_CONFIGURATION: config,
        CLAIR_PSK: this.key,
        DATABASE_CERTIFICATES: readFileSync(join(this.#folder, "certificates.pem"), "utf8"),
      },
    });
  }

  #path(inside: string): string {
    return join(this.#folder, inside);
  }

  /** An image with one package of Alpine's. @returns its address by digest */
  pushImage(name: string, packageVersion: string): string {
    const root = join(this.#folder, name);
    const files = {
      "etc/os-release":
        'ID=alpine\nVERSION_ID=3.20.1\nPRETTY_NAME="Alpine Linux v3.20"\nNAME="Alpine Linux"\n',
      "lib/apk/db/installed": `P:openssl\nV:${packageVersion}\nA:x86_64\no:openssl\nL:Apache-2.0\n\n`,
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, path, ".."), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const layer = join(this.#folder, `${name}.tar`);
    execFileSync("tar", ["-cf", layer, "-C", root, "."]);
    const reference = `${this.registry}/${name}:1`;
    const pushed = execFileSync(programs.crane(), ["append", "-f", layer, "-t", reference], {
      encoding: "utf8",
    });
    const digest = /sha256:[0-9a-f]{64}/.exec(pushed)?.[0] ?? "";
    return `${this.registry}/${name}@${digest}`;
  }

  /** Loads vulnerabilities as `clairctl import-updaters` does where there is no internet. */
  importVulnerabilities(lines: object[]): Outcome {
    const file = join(this.#folder, "updates.json");
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    return this.#clairctl(["--config", this.#path("/config/config.yaml"), "import-updaters", file]);
  }

  /** As the buildspec asks for a report, with the key that it is given. */
  report(image: string, key = this.key): Outcome {
    const config = join(this.#folder, "clairctl.yaml");
    writeFileSync(config, `auth:\n  psk:\n    key: "${key}"\n    iss: ["${this.issuer}"]\n`);
    return this.#clairctl([
      ...["--config", config, "--issuer", this.issuer, "report"],
      ...["--host", this.apiUrl, "--out", "json", image],
    ]);
  }

  /** What its matcher knows, asked for as the buildspec does it: with the header that the gate's program makes. */
  async updates(): Promise<string> {
    const program = join(this.#folder, "gate.mjs");
    writeFileSync(program, gateProgram);
    const header = execFileSync(process.execPath, [program, "token"], {
      encoding: "utf8",
      env: { CLAIR_PSK: this.key, CLAIR_ISSUER: this.issuer },
    });
    const [name = "", value = ""] = header.trim().split(": ");
    const answer = await fetch(`${this.apiUrl}${updatesPath}`, { headers: { [name]: value } });
    if (answer.status !== 200) throw new Error(`${updatesPath}: ${answer.status}`);
    return answer.text();
  }

  #clairctl(words: string[]): Outcome {
    const { status, stdout, stderr } = spawnSync(programs.clairctl(), words, {
      encoding: "utf8",
      timeout: 60_000,
      env: { HOME: this.#folder, PGPASSWORD: this.#password, TMPDIR: this.#path("/var/tmp") },
    });
    return { status, stdout, stderr };
  }

  #keep(child: ChildProcess): void {
    this.#processes.push(child);
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (text: Buffer) => {
        this.log += text.toString();
      });
  }

  /** Ends what was started, the last first, and waits for it. */
  async close(): Promise<void> {
    for (const child of this.#processes.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      // PostgreSQL's fast shutdown; the others end by it as well.
      child.kill("SIGINT");
      const impatient = setTimeout(() => child.kill("SIGKILL"), 20_000);
      await ended;
      clearTimeout(impatient);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get processIds(): number[] {
    return this.#processes.flatMap(({ pid }) => pid ?? []);
  }
}

function userOf(name: string): { uid?: number; gid?: number } {
  const id = (option: string): number => Number(execFileSync("id", [option, name], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

export async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  try {
    return (await fetch(url, { headers })).status;
  } catch {
    return 0;
  }
}

async function until(what: string, ready: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!(await ready())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come up.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
