import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bashSyntax } from "@ballast/testing/scripts";
import { parse } from "yaml";
import { gateProgram } from "../gate/program.golden.ts";
import { digest, report, strict } from "../testing/gateInputs.ts";
import { clairBuildspec, quarantineBuildspec, releaseBuildspec } from "./buildspec.ts";

interface Buildspec {
  version: number;
  env: Record<string, unknown>;
  phases: Record<string, { "on-failure": string; commands: string[] }>;
  artifacts?: { files: string[] };
}

const specs = {
  clair: parse(clairBuildspec()) as Buildspec,
  quarantine: parse(quarantineBuildspec()) as Buildspec,
  release: parse(releaseBuildspec()) as Buildspec,
};
const repository = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/site";
const policy = JSON.stringify(strict);

const reportWith = (severity: string): string =>
  JSON.stringify(report({ name: "CVE-2026-1", severity, fixedIn: "3.0.2" }));

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Stand-ins for what a build reaches: a registry, a bucket, a scanner. Everything else is real: bash, node, sha256sum. */
const standIns = {
  docker: `case "$1" in
    login) cat > /dev/null ;;
    push) [ -z "$PUSH_REFUSED" ] || { echo "denied: requested access to the resource is denied" >&2; exit 1; } ;;
    run) [ -z "$SCANNER_DOWN" ] || exit 1; cat "$STATE/answer" ;;
  esac`,
  aws: `case "$1 $2" in
    "ecr get-login-password") echo token ;;
    "ecr describe-images") echo "\${FOUND:-${digest}}" ;;
    "ecr batch-get-image") echo '{"schemaVersion":2}' ;;
    "ecr put-image") echo released ;;
    "s3 cp") case "$4" in s3://*) cp "$STATE/\${4##*/}" "$5" ;; *) cp "$4" "$STATE/kept.json" ;; esac ;;
  esac`,
  curl: `[ -z "$KNOWS_NOTHING" ] || { echo "{}"; exit 0; }
    [ -z "$SCANNER_DOWN" ] || exit 22
    case "$*" in *kind=enrichment) name=clair.cvss ;; *) name=debian/updater ;; esac
    printf '{"%s":[{"kind":"","date":"%s"}]}' "$name" "\${LOADED:-$(date -u +%FT%TZ)}"`,
  sleep: "",
};

class Build {
  readonly #folder = mkdtempSync(join(tmpdir(), "build-"));
  readonly #state = join(this.#folder, "state");
  readonly #source = join(this.#folder, "source");
  readonly #commands = join(this.#folder, "bin");
  readonly #variables: Record<string, string>;
  /** Each phase and how it ended. */
  readonly phases: [string, number | null][] = [];
  output = "";

  constructor(answer: string, variables: Record<string, string> = {}, sources = ["Dockerfile"]) {
    for (const folder of [this.#state, this.#source, this.#commands, join(this.#folder, "tmp")])
      mkdirSync(folder);
    for (const [name, body] of Object.entries(standIns)) {
      const path = join(this.#commands, name);
      writeFileSync(path, `#!/bin/bash\necho "${name} $*" >> "$STATE/calls"\n${body}\n`);
      chmodSync(path, 0o755);
    }
    for (const path of sources) {
      mkdirSync(join(this.#source, path, ".."), { recursive: true });
      writeFileSync(join(this.#source, path), "");
    }
    symlinkSync(process.execPath, join(this.#commands, "node"));
    writeFileSync(join(this.#state, "calls"), "");
    writeFileSync(join(this.#state, "answer"), answer);
    writeFileSync(join(this.#state, `${sha256(gateProgram)}.mjs`), variables["GATE"] ?? gateProgram);
    writeFileSync(join(this.#state, `${sha256(policy)}.json`), policy);
    this.#variables = {
      PATH: `${this.#commands}:${process.env["PATH"] ?? ""}`,
      HOME: this.#folder,
      TMPDIR: join(this.#folder, "tmp"),
      STATE: this.#state,
      PUSH_REFUSED: "",
      SCANNER_DOWN: "",
      KNOWS_NOTHING: "",
      CODEBUILD_RESOLVED_SOURCE_VERSION: "0123456789abcdef0123456789abcdef01234567",
      CODEBUILD_BUILD_NUMBER: "7",
      REPOSITORY_NAME: "site",
      REPOSITORY_URL: repository,
      CONTAINER_NAME: "site",
      GATE_LOCATION: "s3://reports/gate",
      GATE_SHA256: sha256(gateProgram),
      POLICY_SHA256: sha256(policy),
      REPORT_LOCATION: "s3://reports/reports",
      CLAIR_API: "http://clair.example.com:6060/",
      CLAIR_IMAGE: "quay.io/projectquay/clair:4.9.0",
      CLAIR_ISSUER: "ballast-delivery",
      CLAIR_PSK: "c2VjcmV0LXNlY3JldC1zZWNyZXQ=",
      ...variables,
    };
  }

  /** As CodeBuild does it, but that a failed phase ends nothing: the next ones must do no harm even so. */
  runAll(spec: Buildspec): this {
    let succeeding = "1";
    for (const [name, { commands }] of Object.entries(spec.phases)) {
      const { status, stdout, stderr } = spawnSync("bash", ["-c", commands.join("\n")], {
        cwd: this.#source,
        encoding: "utf8",
        timeout: 60_000,
        env: { ...this.#variables, CODEBUILD_BUILD_SUCCEEDING: succeeding },
      });
      this.output += stdout + stderr;
      this.phases.push([name, status]);
      if (status !== 0) succeeding = "0";
    }
    return this;
  }

  get calls(): string[] {
    return readFileSync(join(this.#state, "calls"), "utf8").split("\n").filter(Boolean);
  }

  /** Tags that reached the registry. */
  get tags(): string[] {
    return this.calls.flatMap((call) => {
      const tag =
        /^docker push \S+:(\S+)$/.exec(call)?.[1] ?? /^aws ecr put-image .*--image-tag (\S+)/.exec(call)?.[1];
      return tag === undefined ? [] : [tag];
    });
  }

  file(name: string): string | undefined {
    const path = join(this.#source, name);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }

  kept(): string | undefined {
    const path = join(this.#state, "kept.json");
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

describe("the build that scans", () => {
  let build: Build;
  afterEach(() => build.close());
  const run = (answer: string, variables: Record<string, string> = {}, sources?: string[]): Build => {
    build = new Build(answer, variables, sources).runAll(specs.clair);
    return build;
  };

  it("releases a good image: quarantine first, the scan, and only then the release (F.2.12, F.2.14)", () => {
    run(reportWith("Low"));
    expect(build.phases).toEqual([
      ["install", 0],
      ["pre_build", 0],
      ["build", 0],
      ["post_build", 0],
    ]);
    expect(build.tags).toEqual(["quarantine-0123456789ab-7", "release-0123456789ab-7"]);
    const order = build.calls.map((call) => call.split(" ").slice(0, 3).join(" "));
    const positions = ["docker push", "docker run --rm", "aws ecr put-image"].map((start) =>
      order.findIndex((call) => call.startsWith(start)),
    );
    expect(positions).toEqual([...positions].sort((one, other) => one - other));
    expect(build.file("imagedefinitions.json")).toBe(
      JSON.stringify([{ name: "site", imageUri: `${repository}:release-0123456789ab-7` }]),
    );
    expect(build.output).toContain("PASSED: 0 of 1 findings count");
  });

  it("scans what lies in the registry, by its digest, with clairctl of Clair's own image (F.2.1)", () => {
    const scan = run(reportWith("Low")).calls.find((call) => call.startsWith("docker run")) ?? "";
    expect(scan).toContain("--entrypoint /usr/bin/clairctl");
    expect(scan).toContain(
      "quay.io/projectquay/clair:4.9.0 --config /clairctl/config.yaml --issuer ballast-delivery report " +
        `--host http://clair.example.com:6060/ --out json ${repository}@${digest}`,
    );
    expect(build.calls.join()).not.toContain("klar");
  });

  it("logs in by a token that no command line shows, and leaves no trace of the key (F.2.12)", () => {
    run(reportWith("Low"));
    expect(build.calls).toContain(
      "docker login --username AWS --password-stdin 123456789012.dkr.ecr.eu-central-1.amazonaws.com",
    );
    expect(build.calls.join() + build.output).not.toMatch(/token|c2VjcmV0/);
  });

  it.each([
    ["a bad image", reportWith("High"), {}, 1, "REJECTED: 1 of 1 findings count"],
    ["a scanner that is down", "", { SCANNER_DOWN: "1" }, 2, "NOT JUDGED: the report is missing."],
    [
      "a scanner that knows nothing",
      reportWith("Low"),
      { KNOWS_NOTHING: "1" },
      2,
      "NOT JUDGED: Debian 12: the scanner has no data of the updater debian/updater.",
    ],
    [
      "a scanner whose data is old",
      reportWith("Low"),
      { LOADED: "2025-06-01T00:00:00Z" },
      2,
      "NOT JUDGED: Debian 12: the scanner loaded the data of the updater debian/updater",
    ],
    ["an empty report", "", {}, 2, "NOT JUDGED: the report is empty."],
    ["a report that is null", "null\n", {}, 2, "NOT JUDGED: the report is null"],
    ["half a report", reportWith("Low").slice(0, 90), {}, 2, "NOT JUDGED: the report is not JSON"],
    [
      "a report of another image",
      reportWith("Low"),
      { FOUND: `sha256:${"cd".repeat(32)}` },
      2,
      "NOT JUDGED: the report is about",
    ],
    [
      "a registry without the image",
      reportWith("Low"),
      { FOUND: "None" },
      2,
      "The registry does not have the image.",
    ],
    ["a push that is refused", reportWith("Low"), { PUSH_REFUSED: "1" }, 1, "denied"],
  ])("releases nothing after %s (F.2.12, F.2.13)", (_what, answer, variables, status, line) => {
    run(answer, variables);
    expect(build.phases[2]).toEqual(["build", status]);
    expect(build.phases[3]).toEqual(["post_build", 1]);
    expect(build.output).toContain(line);
    expect(build.tags.filter((tag) => !tag.startsWith("quarantine-"))).toEqual([]);
    expect(build.file("imagedefinitions.json")).toBeUndefined();
  });

  it.each([
    ["web/package-lock.json", "the source uses Node.js (npm) (./web/package-lock.json)"],
    ["a b/Shop.csproj", "the source uses .NET (NuGet) (./a b/Shop.csproj)"],
    ["tools/node_modules/left-pad/index.js", "the source uses Node.js (npm) (./tools/node_modules)"],
  ])("releases nothing from a source with %s, which Clair does not look for (F.2.13)", (path, line) => {
    run(reportWith("Low"), {}, ["Dockerfile", path]);
    expect(build.phases[2]).toEqual(["build", 2]);
    expect(build.output).toContain(`NOT JUDGED: ${line}`);
    expect(build.tags).toEqual(["quarantine-0123456789ab-7"]);
  });

  it("lists no file of packages that lie in the source", () => {
    run(reportWith("Low"), {}, ["Dockerfile", "node_modules/a/Cargo.lock"]);
    expect(build.output).not.toContain("Cargo.lock");
  });

  it("asks the scanner what it knows before it scans: later data may have come too late for the report", () => {
    run(reportWith("Low"));
    const calls = build.calls.filter((call) => /^curl|^docker run/.test(call));
    expect(calls.map((call) => /kind=(\w+)|^docker run/.exec(call)?.[1])).toEqual([
      "vulnerability",
      "enrichment",
      undefined,
    ]);
  });

  it("keeps the report of a rejected image, which people want to read (F.2.20)", () => {
    expect(run(reportWith("Critical")).kept()).toBe(reportWith("Critical"));
    expect(build.calls.find((call) => call.includes("clair-report.json s3://"))).toMatch(
      / s3:\/\/reports\/reports\/0123456789ab-7\.json$/,
    );
    expect(build.output).toContain("CVE-2026-1");
  });

  it("hands the report of a released image on with it (F.2.20)", () => {
    expect(run(reportWith("Low")).file("clair-report.json")).toBe(reportWith("Low"));
    expect(specs.clair.artifacts?.files).toEqual(["imagedefinitions.json", "clair-report.json"]);
  });

  it("runs no gate but the one that was reviewed (F.2.12)", () => {
    run(reportWith("Critical"), { GATE: "process.exitCode = 0;" });
    expect(build.phases[0]).toEqual(["install", 2]);
    expect(build.output).toContain("The gate is not the one that was reviewed.");
  });

  it("asks the scanner again before it gives up", () => {
    run("", { SCANNER_DOWN: "1" });
    expect(build.calls.filter((call) => call.startsWith("docker run"))).toHaveLength(3);
  });
});

describe("the builds around Amazon Inspector", () => {
  it("push under quarantine, and release by the registry's own copy (F.2.19)", () => {
    const build = new Build("").runAll(specs.quarantine);
    expect(build.tags).toEqual(["quarantine-0123456789ab-7"]);
    expect(specs.quarantine.env["exported-variables"]).toEqual(["DELIVERY_VERSION"]);
    build.close();
    const release = new Build("", { DELIVERY_VERSION: "0123456789ab-7" }).runAll(specs.release);
    expect(release.phases).toEqual([["build", 0]]);
    expect(release.tags).toEqual(["release-0123456789ab-7"]);
    expect(release.file("imagedefinitions.json")).toContain(":release-0123456789ab-7");
    release.close();
  });
});

describe.each(Object.entries(specs))("the buildspec %s", (_name, spec) => {
  it("is bash that stops at the first failure, in phases that end the build (F.2.12)", () => {
    expect(spec.version).toBe(0.2);
    expect(spec.env["shell"]).toBe("bash");
    for (const { "on-failure": onFailure, commands } of Object.values(spec.phases)) {
      expect(onFailure).toBe("ABORT");
      expect(commands).toHaveLength(1);
      expect(commands[0]).toMatch(/^set -euo pipefail\n/);
      expect(bashSyntax(commands[0] ?? "")).toBe("fine");
    }
  });

  it("knows no tag that moves, and downloads nothing from the internet (F.2.12)", () => {
    const text = JSON.stringify(spec);
    expect(text).not.toMatch(/:latest|get-login[^-]|https?:|wget|npm |pip /);
  });
});
