import { parse } from "yaml";
import { Build, quarantine, repository, type Buildspec, type TaskOfTest } from "../testing/build.ts";
import { digest, report } from "../testing/gateInputs.ts";
import { coverageBuildspec, rescanBuildspec } from "./rescanBuildspec.ts";

// What runs besides the service's own revision, by either gate.

const specs = {
  clair: parse(rescanBuildspec()) as Buildspec,
  inspector: parse(coverageBuildspec()) as Buildspec,
};
const older = `sha256:${"0b".repeat(32)}`;
const own = `${repository}@${digest}`;
const before = `${repository}@${older}`;
const reportOf = (image: string, severity: string): string =>
  JSON.stringify({ ...report({ name: "CVE-1", severity, fixedIn: "3.0.2" }), manifest_hash: image });
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const covered = (code: string, reason: string, scanned = ago(0.01)) => `${code}\t${reason}\t${scanned}\n`;

/** A registry and a scanner that know two releases. */
const aws = `case "$1 $2 $*" in
    "ecr describe-images "*imageDigest=${older}*) [ -z "$OLDER_TAGS" ] || printf '${older}\\n%b\\n' "$OLDER_TAGS"; exit ;;
    "inspector2 list-coverage "*${older}*) printf '%b' "$OLDER_COVERAGE"; exit ;;
    "inspector2 list-findings "*${older}*) printf '%b' "$OLDER_SEVERITIES"; exit ;;
  esac
  ${Build.aws}`;
const node = `case "$2 $3" in
    "images "*${older}) cat > /dev/null; echo ${older}; exit ;;
    "images "*) cat > /dev/null; echo ${digest}; exit ;;
    "layers "*) cat > /dev/null; exit 2 ;;
  esac
  exec "${process.execPath}" "$@"`;

let build: Build;
afterEach(() => build.close());
function run(gate: keyof typeof specs, tasks: TaskOfTest[], variables: Record<string, string> = {}): Build {
  const known = {
    ...{ RUNNING: own, OLDER_TAGS: "release-6", OLDER_COVERAGE: covered("ACTIVE", "SUCCESSFUL") },
    ...{ OLDER_SEVERITIES: "", OLDER_REPORT: reportOf(older, "Low"), ...variables },
  };
  build = new Build(reportOf(digest, "Low"), known, ["Dockerfile"], { aws, node })
    .reports(older, known.OLDER_REPORT)
    .runs(tasks);
  return build.runAll(specs[gate]);
}
const status = () => build.phases.find(([name]) => name === "build")?.[1];
const verdict = (name = "running.json"): unknown => JSON.parse(build.kept(name) ?? "null");
const asked = (what: string) => build.calls.filter((call) => call.startsWith(`aws ${what}`));

const both = [
  { image: own, imageDigest: digest },
  { image: before, imageDigest: older },
];

describe.each(["clair", "inspector"] as const)("with the gate %s", (gate) => {
  it("passes where all that runs passes, and tells nobody (F.0.45)", () => {
    run(gate, both);
    expect(build.output).toContain(`Release ${before}:`);
    expect([status(), build.message]).toEqual([0, undefined]);
  });

  it.each<[string, TaskOfTest]>([
    ["an older deployment of the service", { image: before }],
    ["another service of the cluster", { image: before, service: "other", container: "web" }],
  ])("rejects what %s runs, by its own name (F.0.45)", (_what, task) => {
    run(gate, [{ image: own, imageDigest: digest }, task], {
      ...{ OLDER_REPORT: reportOf(older, "High"), OLDER_SEVERITIES: "CRITICAL\n" },
    });
    expect(status()).toBe(1);
    expect(build.message).toContain(`shop on main runs ${own} (${digest}).`);
    expect(build.message).toContain(`Tasks of the cluster also run ${before}\n`);
    expect(build.message).toMatch(/^REJECTED: 1 /m);
  });

  it.each<[string, TaskOfTest[], Record<string, string>, string]>([
    ["tasks cannot be listed", both, { TASKS_HIDDEN: "1" }, "ended early, with exit status 254"],
    [
      "ECS does not describe all",
      both,
      { TASK_FAILURES: '{"reason":"OTHER"}' },
      "does not describe all tasks (OTHER)",
    ],
    ["a task runs something else", [{ image: "nginx:1" }], {}, "was not released by this delivery"],
    ["a task runs what is in the quarantine", [{ image: `${quarantine}@${digest}` }], {}, "was not released"],
    [
      "a task has no such container",
      [{ image: own, container: "web" }],
      {},
      "does not have the container site",
    ],
    [
      "a task runs what has no release's tag",
      both,
      { OLDER_TAGS: "evidence-0a" },
      "was not released by this",
    ],
    ["the registry has lost what a task runs", both, { OLDER_TAGS: "" }, "registry does not have the image"],
    [
      "ECS has pulled another image",
      [{ image: own, imageDigest: older }],
      {},
      `run ${older}, which is not in`,
    ],
  ])("does not vouch for what runs where %s (F.0.45)", (_what, tasks, variables, line) => {
    run(gate, tasks, variables);
    expect(status()).toBe(2);
    expect(build.message).toContain(line);
    expect(build.message).toMatch(/^NOT JUDGED: /m);
    // What can be judged is judged all the same.
    if (variables["TASKS_HIDDEN"] === undefined) expect(build.output).toContain(`Release ${own}:`);
  });

  it("reads all tasks, a hundred at a time (F.0.45)", () => {
    run(gate, [
      ...Array.from({ length: 249 }, () => ({ image: own, imageDigest: digest })),
      { image: before },
    ]);
    expect(status()).toBe(0);
    expect(asked("ecs list-tasks")).toHaveLength(1);
    expect(asked("ecs describe-tasks").map((call) => call.split(":task/").length - 1)).toEqual([
      100, 100, 50,
    ]);
    expect(build.output).toContain(`Release ${before}:`);
  });
});

describe("Clair's verdicts on several releases", () => {
  it("are one for the service, and each one's own by its digest (F.0.50)", () => {
    run("clair", both, { OLDER_REPORT: reportOf(older, "High") });
    expect(verdict()).toMatchObject({
      digest,
      running: own,
      status: 1,
      images: [{ image: digest }, { image: older }],
    });
    expect(verdict(`${digest.slice(7)}.json`)).toMatchObject({ digest, running: own, status: 0 });
    expect(verdict(`${older.slice(7)}.json`)).toMatchObject({ digest: older, running: before, status: 1 });
  });

  it("are made of one release although another one cannot be scanned (F.0.50)", () => {
    run("clair", both, { OLDER_REPORT: "null" });
    expect(status()).toBe(2);
    expect(verdict()).toMatchObject({ status: 2, images: [{ image: digest, exitCode: 0 }, { exitCode: 2 }] });
    expect(verdict(`${digest.slice(7)}.json`)).toMatchObject({ status: 0 });
    expect(build.kept(`${older.slice(7)}.json`)).toBeUndefined();
  });
});

describe("Amazon Inspector still scans what runs", () => {
  const inspect = (variables: Record<string, string>) => run("inspector", [{ image: own }], variables);

  it("by its own record of the repository of releases, within the limits", () => {
    inspect({ SEVERITIES: "HIGH\n", LIMIT_HIGH: "1" });
    expect(status()).toBe(0);
    expect(asked("inspector2 list-coverage").join()).toContain('"value":"site"');
    expect(
      build.calls.filter((call) => /^docker|put-metric-data|s3:\/\/reports\/reports/.test(call)),
    ).toEqual([]);
  });

  it.each([
    ["its re-scan duration has ended", covered("INACTIVE", "SCAN_ELIGIBILITY_EXPIRED")],
    ["scanning is being disabled", covered("INACTIVE", "PENDING_DISABLE")],
    ["scanning is disabled", ""],
    ["its system is not supported", covered("INACTIVE", "UNSUPPORTED_OS")],
    ["its form is not supported", covered("INACTIVE", "UNSUPPORTED_MEDIA_TYPE")],
    ["the repository is scanned on push only", covered("INACTIVE", "SCAN_FREQUENCY_SCAN_ON_PUSH")],
    ["the repository is scanned by hand", covered("INACTIVE", "SCAN_FREQUENCY_MANUAL")],
    ["it is in the archive", covered("INACTIVE", "IMAGE_ARCHIVED")],
    ["it cannot be decrypted", covered("ACTIVE", "ACCESS_DENIED_TO_ENCRYPTION_KEY")],
    ["its last scan is too old", covered("ACTIVE", "SUCCESSFUL", ago(31))],
    ["its last scan is to come", covered("ACTIVE", "SUCCESSFUL", ago(-1))],
    ["it was never scanned", covered("ACTIVE", "SUCCESSFUL", "None")],
    ["there are two records", covered("ACTIVE", "SUCCESSFUL") + covered("ACTIVE", "SUCCESSFUL")],
    ["the status is of a later version", covered("PAUSED", "SUCCESSFUL")],
  ])("or people are told: %s", (_what, COVERAGE) => {
    inspect({ COVERAGE });
    expect(status()).toBe(2);
    expect(build.message).toMatch(/^NOT JUDGED: Amazon Inspector .*[^]*sha256:/m);
  });

  it("within the days that the delivery accepts", () => {
    const COVERAGE = covered("ACTIVE", "SUCCESSFUL", ago(31));
    for (const [SCAN_DAYS, expected] of [
      ["32", 0],
      ["30", 2],
      ["", 2],
      ["x", 2],
      ["-1", 2],
    ] as const) {
      inspect({ COVERAGE, SCAN_DAYS });
      expect([SCAN_DAYS, status()]).toEqual([SCAN_DAYS, expected]);
      build.close();
    }
    inspect({});
  });

  it("also where it does not answer", () => {
    inspect({ INSPECTOR_DOWN: "1" });
    expect(status()).toBe(2);
    expect(build.message).toContain("NOT JUDGED: the build ended early, with exit status 254");
    inspect({ SEVERITIES: "refused" });
    expect(build.message).toContain("does not list the findings");
  });
});

describe("old data of an updater", () => {
  it("is told by the updater's name, before the gate closes (F.0.50)", () => {
    run("clair", [], { LOADED: ago(6) });
    expect(status()).toBe(0);
    const told = asked("sns publish");
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("--subject Vulnerability data is old: shop --message");
    expect(build.message).toMatch(/^debian\/updater: 6(\.\d+)? days$/m);
    expect(build.message).toMatch(/^clair\.cvss: 6(\.\d+)? days$/m);
    expect(build.message).not.toContain("Release an image");
  });

  it("is told with what does not pass, and not below the limit (F.0.50)", () => {
    run("clair", [], { LOADED: ago(20) });
    expect(status()).toBe(2);
    expect(build.message).toMatch(/^debian\/updater: 20(\.\d+)? days$/m);
    expect(asked("sns publish")).toHaveLength(1);
    run("clair", [], { LOADED: ago(4) });
    expect([status(), build.message]).toEqual([0, undefined]);
  });

  it("is told where its age is not known (F.0.50)", () => {
    run("clair", [], { LOADED: "some day" });
    expect(build.message).toMatch(/^debian\/updater: of an unknown age$/m);
  });
});
