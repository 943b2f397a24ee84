import { bashSyntax } from "@ballast/testing/scripts";
import { parse } from "yaml";
import { Build, repository, type Buildspec } from "../testing/build.ts";
import { digest, report } from "../testing/gateInputs.ts";
import { clairBuildspec, clientBuildspec, quarantineBuildspec, releaseBuildspec } from "./buildspec.ts";

const specs = {
  clair: parse(clairBuildspec()) as Buildspec,
  client: parse(clientBuildspec()) as Buildspec,
  quarantine: parse(quarantineBuildspec()) as Buildspec,
  release: parse(releaseBuildspec()) as Buildspec,
};

const reportWith = (severity: string): string =>
  JSON.stringify(report({ name: "CVE-2026-1", severity, fixedIn: "3.0.2" }));

describe("the build of another team, by the snippet for clients (F.2.21)", () => {
  let build: Build;
  afterEach(() => build.close());
  /** What a client has: the two names of its repository, and the delivery's outputs; no bucket for reports, no service. */
  const run = (answer: string, variables: Record<string, string> = {}): Build => {
    const none = { REPORT_LOCATION: "", CONTAINER_NAME: "" };
    build = new Build(answer, { ...none, ...variables }).runAll(specs.client);
    return build;
  };

  it("scans, and releases what passes, in its own repository", () => {
    run(reportWith("Low"));
    expect(build.phases.map(([, status]) => status)).toEqual([0, 0, 0, 0]);
    expect(build.tags).toEqual(["quarantine-0123456789ab-7", "release-0123456789ab-7"]);
    expect(build.output).toContain("PASSED: 0 of 1 findings count");
    expect(build.file("clair-report.json")).toBe(reportWith("Low"));
    expect(specs.client.artifacts?.files).toEqual(["clair-report.json"]);
  });

  it("asks AWS for nothing but the gate, a login and its own repository", () => {
    const calls = run(reportWith("Low")).calls.filter((call) => call.startsWith("aws "));
    const asked = calls.map((call) => call.split(" ").slice(1, 3).join(" "));
    expect([...new Set(asked)]).toEqual([
      "s3 cp",
      "ecr get-login-password",
      "ecr describe-images",
      "ecr batch-get-image",
      "ecr put-image",
    ]);
    const copies = calls.filter((call) => call.startsWith("aws s3 cp"));
    for (const call of copies)
      expect(call).toMatch(/^aws s3 cp --only-show-errors s3:\/\/reports\/gate\/\w+\./);
    expect(calls.join() + build.output).not.toMatch(/c2VjcmV0/);
  });

  it.each([
    ["a bad image", reportWith("High"), {}, 1, "REJECTED: 1 of 1 findings count"],
    ["a scanner that does not let it in", "", { SCANNER_DOWN: "1" }, 2, "NOT JUDGED: the report is missing."],
    ["a report that is null", "null\n", {}, 2, "NOT JUDGED: the report is null"],
    ["a registry without the image", reportWith("Low"), { FOUND: "None" }, 2, "does not have the image."],
  ])("releases nothing after %s", (_what, answer, variables, status, line) => {
    run(answer, variables);
    expect(build.phases[2]).toEqual(["build", status]);
    expect(build.phases[3]).toEqual(["post_build", 1]);
    expect(build.output).toContain(line);
    expect(build.tags.filter((tag) => !tag.startsWith("quarantine-"))).toEqual([]);
  });

  it("runs no gate but the one that was reviewed", () => {
    run(reportWith("Low"), { GATE: "process.exitCode = 0;" });
    expect(build.phases[0]).toEqual(["install", 2]);
  });
});

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
