import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { updatesPath } from "../delivery/buildspec.ts";
import { gateProgram } from "../gate/gateProgram.ts";
import { healthCommand, prepareScript, renderConfig, type ClairConfig } from "../scanner/config.ts";
import { startPostgres, type Postgres } from "./postgres.ts";
import { freePort, Processes, program, statusOf, until } from "./processes.ts";
import { RealRegistry } from "./realRegistry.ts";

/** As Secrets Manager makes it: 32 letters and digits. */
const sharedKey = "abcdefghijklmnopqrstuvwxyz012345";
const issuer = "ballast-delivery";

/** A proxy, and the certificate file of the server behind it. */
export interface Vendors {
  address: string;
  certificate: string;
}

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
  readonly #processes = new Processes();
  readonly #database = new Processes();
  readonly registry = new RealRegistry(join(this.#folder, "images"));
  #databasePassword = "";
  apiUrl = "";
  introspectionUrl = "";

  /**
   * @param more Of its configuration: by itself it loads nothing from the internet.
   * @param vendors Where the internet is. @default - nowhere
   */
  static async start(more: Partial<ClairConfig> = {}, vendors?: Vendors): Promise<RealClair> {
    const clair = new RealClair();
    try {
      const database = await startPostgres(clair.#folder, clair.#database);
      await clair.registry.start(clair.#processes);
      await clair.#startClair(database, more, vendors);
      return clair;
    } catch (error) {
      await clair.close();
      throw new Error(`${(error as Error).message}\n${clair.#processes.log.slice(-4000)}`, { cause: error });
    }
  }

  async #startClair(
    { password, certificate, ...database }: Postgres,
    more: Partial<ClairConfig>,
    vendors: Vendors | undefined,
  ): Promise<void> {
    const [api, introspection] = [await freePort(), await freePort()];
    this.#databasePassword = password;
    this.apiUrl = `http://127.0.0.1:${api}/`;
    this.introspectionUrl = `http://127.0.0.1:${introspection}`;
    const config = renderConfig({
      connection: {
        ...database,
        rootCertificate: this.#path("/config/database-ca.pem"),
      },
      issuer,
      logLevel: "info",
      updatePeriodHours: 6,
      // There is no way out of here, which is what this mode is for.
      airGapped: true,
      folder: this.#path("/config"),
      apiAddress: `127.0.0.1:${api}`,
      introspectionAddress: `127.0.0.1:${introspection}`,
      ...more,
    });
    mkdirSync(this.#path("/config"));
    mkdirSync(this.#path("/var/tmp"), { recursive: true });
    this.#prepare(config, certificate);
    this.#processes.keep(program("clair"), [], {
      cwd: this.#folder,
      env: {
        CLAIR_CONF: this.#path("/config/config.yaml"),
        CLAIR_MODE: "combo",
        TMPDIR: this.#path("/var/tmp"),
        PGPASSWORD: password,
        // Nothing outside of this machine answers, whatever network it has.
        HTTPS_PROXY: vendors?.address ?? "http://127.0.0.1:9",
        HTTP_PROXY: "http://127.0.0.1:9",
        ...(vendors && { SSL_CERT_FILE: vendors.certificate }),
        NO_PROXY: "127.0.0.1,localhost",
      },
    });
    await until("Clair", async () => (await statusOf(`${this.introspectionUrl}/readyz`)) === 200);
  }

  /** The check of Clair's container, which ECS calls; it asks this Clair's address. */
  checkHealth(): Outcome {
    const [kind, , ...words] = healthCommand(issuer);
    if (kind !== "CMD") throw new Error(`The health check is ${String(kind)}`);
    return this.#clairctl(
      words.map((word) =>
        word
          .replace(/^\/config\b/, (path) => this.#path(path))
          .replace("http://localhost:6060/", this.apiUrl),
      ),
    );
  }

  /** Nobody answers at the database's address any more. */
  loseDatabase(): Promise<void> {
    return this.#database.close();
  }

  /** What the prepare container does, in this folder; whose the files are matters on AWS Fargate only. */
  #prepare(config: string, certificates: string): void {
    const script = prepareScript.replaceAll(/(?<!\w)\/(config|var\/tmp)\b/g, (path) => this.#path(path));
    execFileSync("bash", ["-c", `chown() { :; }\n${script}`], {
      env: {
        PATH: process.env["PATH"] ?? "",
        CLAIR_CONFIGURATION: config,
        CLAIR_PSK: sharedKey,
        DATABASE_CERTIFICATES: certificates,
      },
    });
  }

  #path(inside: string): string {
    return join(this.#folder, inside);
  }

  /** Loads data as `clairctl import-updaters` does where there is no internet. */
  importData(lines: object[]): Outcome {
    const file = join(this.#folder, "updates.json");
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    return this.#clairctl(["--config", this.#path("/config/config.yaml"), "import-updaters", file]);
  }

  /** As the buildspec asks for a report, with the key that it is given. */
  report(image: string, key = sharedKey): Outcome {
    return this.#asClient(key, "report", "--host", this.apiUrl, "--out", "json", image);
  }

  /** Of what Clair has indexed under the digest of an image. */
  delete(image: string): Outcome {
    return this.#asClient(sharedKey, "delete", "--host", this.apiUrl, image.replace(/.*@/, ""));
  }

  #asClient(key: string, ...words: string[]): Outcome {
    const config = join(this.#folder, "clairctl.yaml");
    writeFileSync(config, `auth:\n  psk:\n    key: "${key}"\n    iss: ["${issuer}"]\n`);
    return this.#clairctl(["--config", config, "--issuer", issuer, ...words]);
  }

  /** What its matcher knows, asked for as the buildspec does it: with the header that the gate's program makes. */
  async updates(kind: "vulnerability" | "enrichment"): Promise<string> {
    const answer = await fetch(`${this.apiUrl}${updatesPath}${kind}`, { headers: this.#header() });
    if (answer.status !== 200) throw new Error(`${updatesPath}${kind}: ${answer.status}`);
    return answer.text();
  }

  /** As any client with the key can: has Clair index these layers under whatever digest. @returns Clair's status and answer */
  async index(digest: string, layers: { hash: string; uri: string }[]): Promise<[number, string]> {
    const answer = await fetch(`${this.apiUrl}indexer/api/v1/index_report`, {
      method: "POST",
      headers: { ...this.#header(), "content-type": "application/json" },
      body: JSON.stringify({ hash: digest, layers: layers.map((one) => ({ ...one, headers: {} })) }),
    });
    return [answer.status, await answer.text()];
  }

  #header(): Record<string, string> {
    const gate = join(this.#folder, "gate.mjs");
    writeFileSync(gate, gateProgram);
    const header = execFileSync(process.execPath, [gate, "token"], {
      encoding: "utf8",
      env: { CLAIR_PSK: sharedKey, CLAIR_ISSUER: issuer },
    });
    const [name = "", value = ""] = header.trim().split(": ");
    return { [name]: value };
  }

  #clairctl(words: string[]): Outcome {
    const { status, stdout, stderr } = spawnSync(program("clairctl"), words, {
      encoding: "utf8",
      timeout: 240_000,
      env: { HOME: this.#folder, PGPASSWORD: this.#databasePassword, TMPDIR: this.#path("/var/tmp") },
    });
    return { status, stdout, stderr };
  }

  /**
   * What a build needs to reach this Clair: its variables, and the programs in place of stand-ins. `docker run` runs the real
   * clairctl, on the files that the build mounts; curl is the machine's own.
   */
  forBuild(): { variables: Record<string, string>; programs: Record<string, string> } {
    return {
      variables: { CLAIR_API: this.apiUrl, CLAIR_ISSUER: issuer, CLAIR_PSK: sharedKey },
      programs: {
        curl: 'PATH="${PATH#*:}" exec curl "$@"',
        node: `exec "${process.execPath}" "$@"`,
        docker: `[ "$1" = run ] || { [ "$1" != login ] || cat > /dev/null; exit 0; }
          for word; do case "$word" in *:/clairctl:ro) config="\${word%:/clairctl:ro}" ;; esac; done
          while [ "$1" != "$CLAIR_IMAGE" ]; do shift; done; shift
words=()
          for word; do [ "$word" != /clairctl/config.yaml ] || word="$config/config.yaml"; words+=("$word"); done
          exec "${program("clairctl")}" "\${words[@]}"`,
      },
    };
  }

  /** What its processes have printed. */
  get log(): string {
    return this.#processes.log;
  }

  get processIds(): number[] {
    return [...this.#database.ids, ...this.#processes.ids];
  }

  async close(): Promise<void> {
    await this.#processes.close();
    await this.#database.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
