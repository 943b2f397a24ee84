import { bashSyntax } from "@ballast/testing/scripts";
import { parse } from "yaml";
import { Build, deliveryId, quarantine, repository, type Buildspec } from "../testing/build.ts";
import { digest, report } from "../testing/gateInputs.ts";
import { clairBuildspec, clientBuildspec, releaseBuildspec, verifyBuildspec } from "./buildspec.ts";
import { imageBuildspec } from "./imageBuildspec.ts";
import { rescanBuildspec } from "./rescanBuildspec.ts";

const specs = {
  clair: parse(clairBuildspec()) as Buildspec,
  client: parse(clientBuildspec()) as Buildspec,
  image: parse(imageBuildspec()) as Buildspec,
  release: parse(releaseBuildspec()) as Buildspec,
  rescan: parse(rescanBuildspec()) as Buildspec,
  verify: parse(verifyBuildspec()) as Buildspec,
};

const copied = `node copy ${quarantine}@${digest} ${repository}:release-0123456789ab-7`;
const copies = ({ calls }: Build) =>
  calls.filter((call) => / copy /.test(call)).map((call) => call.replace(/\S+gate\.mjs /, ""));

const reportWith = (severity: string): string =>
  JSON.stringify(report({ name: "CVE-2026-1", severity, fixedIn: "3.0.2" }));

it.each(["clair", "release"] as const)(
  "%s has the gate compare the image with the platforms of the delivery (F.0.66)",
  (name) => {
    // The stand-in for the gate's command ends with 2 if it is told other platforms, as the command does of other images.
    for (const [variables, isReleased] of [
      [{}, true],
      [{ NO_IMAGES: "1" }, false],
    ] as const) {
      const build = new Build(reportWith("Low"), { PLATFORMS: "linux/arm64", ...variables }).runAll(
        specs[name],
      );
      const made = copies(build);
      build.close();
      expect(made).toEqual(isReleased ? [copied] : []);
    }
  },
);

describe("the judge of another team, by the snippet for clients (F.2.21)", () => {
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
    expect(copies(build)).toEqual([copied]);
    expect(build.output).toContain("PASSED: 0 of 1 findings count");
    expect(build.file("clair-report.json")).toBe(reportWith("Low"));
    expect(specs.client.artifacts?.files).toEqual(["clair-report*.json"]);
  });

  it("asks AWS for nothing but the gate, a login and its own repositories", () => {
    const calls = run(reportWith("Low")).calls.filter((call) => call.startsWith("aws "));
    const asked = calls.map((call) => call.split(" ").slice(1, 3).join(" "));
    expect([...new Set(asked)]).toEqual(["s3 cp", "ecr get-login-password", "ecr describe-images"]);
    const files = calls.filter((call) => call.startsWith("aws s3 cp"));
    for (const call of files)
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
    expect(build.images).toEqual([]);
  });

  it("runs no gate but the one that was reviewed", () => {
    run(reportWith("Low"), { GATE: "process.exitCode = 0;" });
    expect(build.phases[0]).toEqual(["install", 2]);
  });
});

describe("the build that runs what the source says", () => {
  const run = (variables: Record<string, string> = {}): Build => new Build("", variables).runAll(specs.image);

  it("pushes into the quarantine, and says and calls nothing else (F.0.45)", () => {
    const build = run();
    expect(build.phases).toEqual([
      ["pre_build", 0],
      ["build", 0],
    ]);
    expect(build.images).toEqual([`quarantine:quarantine-${deliveryId}`]);
    // Those of one pipe come in any order.
    expect([...build.calls].sort()).toEqual([
      "aws ecr get-login-password",
      `docker build --pull --tag ${quarantine}:quarantine-${deliveryId} .`,
      "docker login --username AWS --password-stdin 123456789012.dkr.ecr.eu-central-1.amazonaws.com",
      `docker push ${quarantine}:quarantine-${deliveryId}`,
    ]);
    expect(specs.image.env).toEqual({ shell: "bash" });
    expect(specs.image.artifacts).toBeUndefined();
    build.close();
  });

  it("knows no name of the repository of releases, of the scanner or of the gate (F.0.45)", () => {
    expect(JSON.stringify(specs.image)).not.toMatch(/REPOSITORY|CLAIR|GATE|POLICY|REPORT|release|gate/);
  });

  it("fails where the push is refused", () => {
    const build = run({ PUSH_REFUSED: "1" });
    expect(build.phases[1]).toEqual(["build", 1]);
    expect(build.output).toContain("denied");
    build.close();
  });
});

describe.each(["image", "clair", "client", "release"] as const)("the build %s and its delivery", (name) => {
  it.each(["", "7\n8", "0a;id", "0a$(id)", "0A", "0g", "*", "?", "0a/../../release:1", '0a","type":"x'])(
    "takes %j for no execution of a pipeline, and reaches no registry (F.0.45)",
    (id) => {
      const build = new Build(reportWith("Low"), { DELIVERY_ID: id }).runAll(specs[name]);
      expect(build.phases.filter(([, status]) => status === 2)).toHaveLength(1);
      expect(build.output).toContain("The pipeline does not name its execution.");
      expect(build.calls.filter((call) => /describe-images| copy |docker (run|push)/.test(call))).toEqual([]);
      build.close();
    },
  );
});

describe.each(["clair", "client", "release"] as const)("the judge %s and what was built", (name) => {
  it("reads what the same execution pushed, by the registry's digest, and names the release itself (F.0.45)", () => {
    const other = "9d2c1b0a-0000-4f3e-9d2c-1b0a9f8e7d6c";
    const build = new Build(reportWith("Low"), {
      DELIVERY_ID: other,
      CODEBUILD_BUILD_NUMBER: "1234",
      // Whatever a build said: nothing asks for it.
      DELIVERY_VERSION: "fedcba987654-9",
    }).runAll(specs[name]);
    expect(build.calls.find((call) => call.includes("describe-images"))).toContain(
      `--repository-name quarantine --image-ids imageTag=quarantine-${other}`,
    );
    expect(copies(build)).toEqual([copied.replace(/7$/, "1234")]);
    build.close();
  });

  it("releases by another tag each time that its stage is tried again, because tags never move", () => {
    const tags = ["7", "8"].map((number) => {
      const build = new Build(reportWith("Low"), { CODEBUILD_BUILD_NUMBER: number }).runAll(specs[name]);
      const released = build.images;
      build.close();
      return released;
    });
    expect(tags).toEqual([["site:release-0123456789ab-7"], ["site:release-0123456789ab-8"]]);
  });

  it("builds nothing, runs no image but the scanner's, and pushes nothing by Docker (F.0.45)", () => {
    const build = new Build(reportWith("Low")).runAll(specs[name]);
    const words = build.calls.filter((call) => call.startsWith("docker "));
    for (const call of words) expect(call).toMatch(/^docker (login|pull --quiet quay|run .* quay)/);
    build.close();
  });
});

describe("the build that scans", () => {
  let build: Build;
  afterEach(() => build.close());
  const run = (answer: string, variables: Record<string, string> = {}, sources?: string[]): Build => {
    build = new Build(answer, variables, sources).runAll(specs.clair);
    return build;
  };

  it("releases a good image: the scan, and only then the copy by its digest (F.2.12, F.2.14)", () => {
    run(reportWith("Low"));
    expect(build.phases).toEqual([
      ["install", 0],
      ["pre_build", 0],
      ["build", 0],
      ["post_build", 0],
    ]);
    expect(build.images).toEqual(["site:release-0123456789ab-7"]);
    expect(copies(build)).toEqual([copied]);
    const order = build.calls.findIndex((call) => call.startsWith("docker run --rm"));
    expect(build.calls.findIndex((call) => / copy /.test(call))).toBeGreaterThan(order);
    expect(build.file("imagedefinitions.json")).toBe(
      JSON.stringify([{ name: "site", imageUri: `${repository}@${digest}` }]),
    );
    expect(build.output).toContain("PASSED: 0 of 1 findings count");
  });

  it("scans what lies in the registry, by its digest, with clairctl of Clair's own image (F.2.1)", () => {
    const [deletion = "", scan = ""] = run(reportWith("Low")).calls.filter((one) =>
      one.startsWith("docker run"),
    );
    expect(deletion).toMatch(new RegExp(` delete --host http://clair\\.example\\.com:6060/ ${digest}$`));
    expect(scan).toContain("--entrypoint /usr/bin/clairctl");
    expect(scan).toContain(
      "quay.io/projectquay/clair:4.9.0 --config /clairctl/config.yaml --issuer ballast-delivery report " +
        `--host http://clair.example.com:6060/ --out json ${quarantine}@${digest}`,
    );
    expect(build.calls.join()).not.toContain("klar");
  });

  it("logs in by a token that no command line shows, and leaves no trace of the key (F.2.12)", () => {
    run(reportWith("Low"));
    expect(build.calls).toContain(
      "docker login --username AWS --password-stdin 123456789012.dkr.ecr.eu-central-1.amazonaws.com",
    );
    expect(build.calls.join() + build.output).not.toMatch(/log-me-in|c2VjcmV0/);
  });

  it.each([
    ["a bad image", reportWith("High"), {}, 1, "REJECTED: 1 of 1 findings count"],
    ["a scanner that is down", "", { SCANNER_DOWN: "1" }, 2, "NOT JUDGED: the report is missing."],
    [
      "a scanner that keeps what others indexed",
      reportWith("Low"),
      { KEEPS_INDEXES: "1" },
      2,
      "NOT JUDGED: the report is missing.",
    ],
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
  ])("releases nothing after %s (F.2.12, F.2.13)", (_what, answer, variables, status, line) => {
    run(answer, variables);
    expect(build.phases[2]).toEqual(["build", status]);
    expect(build.phases[3]).toEqual(["post_build", 1]);
    expect(build.output).toContain(line);
    expect(build.images).toEqual([]);
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
    expect(build.images).toEqual([]);
  });

  it("hands on no image that the registry did not copy (F.2.12)", () => {
    run(reportWith("Low"), { COPY_REFUSED: "1" });
    expect(build.phases[3]).toEqual(["post_build", 1]);
    expect(build.file("imagedefinitions.json")).toBeUndefined();
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

  it("says what is new against what runs, and which layer brought it, and judges all the same without (F.2.20)", () => {
    const layer = `sha256:${"01".repeat(32)}`;
    run(reportWith("High"), { LAYERS: JSON.stringify([{ digest: layer, madeBy: "RUN apk add openssl" }]) });
    expect(build.output).toMatch(
      /PACKAGE +VERSION +FIXED IN +FINDINGS +WORST +LAYER\nopenssl +3\.0\.1 +3\.0\.2 +1 +High/,
    );
    const none = { status: 0, images: [] };
    build = new Build(reportWith("High")).keeps("running.json", JSON.stringify(none)).runAll(specs.clair);
    expect(build.phases[2]).toEqual(["build", 1]);
    expect(build.output).toMatch(/High +CVE-2026-1 +openssl +3\.0\.1 +3\.0\.2 +new +yes/);
    expect(build.output).toContain("1 of 1 findings that count are not in what runs now.");
    build = new Build(reportWith("Low")).keeps("running.json", "{").runAll(specs.clair);
    expect(build.phases.map(([, status]) => status)).toEqual([0, 0, 0, 0]);
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
    expect(specs.clair.artifacts?.files).toEqual(["imagedefinitions.json", "clair-report*.json"]);
  });

  it("hands on no file that a commit has by the name of an artifact, and lists it as a source all the same", () => {
    const planted = ["clair-report-9.json", "imagedefinitions.json", "clair-report-x.json/package-lock.json"];
    run(reportWith("Low"), {}, ["Dockerfile", ...planted.slice(0, 2)]);
    expect(build.file("clair-report.json")).toBe(reportWith("Low"));
    expect(build.file("clair-report-9.json")).toBeUndefined();
    expect(build.file("imagedefinitions.json")).toContain(digest);
    run(reportWith("Low"), {}, ["Dockerfile", ...planted]);
    expect(build.output).toContain("./clair-report-x.json/package-lock.json");
    expect(build.images).toEqual([]);
    expect(build.file("imagedefinitions.json")).toBeUndefined();
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

describe.each([
  ["the judge", specs.clair],
  ["the judge of another team", specs.client],
  ["what judges again", specs.rescan],
])("%s of an index", (_name, spec) => {
  const images = ["0a", "0b", "0c"].map((byte) => `sha256:${byte.repeat(32)}`);
  const of = (image: string, severity: string) =>
    JSON.stringify({ ...report({ name: "CVE-2026-1", severity, fixedIn: "3.0.2" }), manifest_hash: image });
  const run = (answers: Record<string, string>, variables: Record<string, string> = {}) => {
    const build = new Build("", { IMAGES: images.join("\n"), ...variables });
    for (const [image, answer] of Object.entries(answers)) build.reports(image, answer);
    build.runAll(spec);
    build.close();
    return { ...build, status: build.phases.find(([phase]) => phase === "build")?.[1] };
  };
  const good = Object.fromEntries(images.map((image) => [image, of(image, "Low")]));

  it("passes where each image passes (F.0.45)", () => {
    expect(run(good).status).toBe(0);
  });

  it.each(images)("takes the worst verdict for all, whichever image it is of: %s (F.0.45)", (image) => {
    expect(run({ ...good, [image]: of(image, "High") }).status).toBe(1);
    expect(run({ ...good, [image]: "null" }).status).toBe(2);
    // The report of another image of the same index.
    expect(run({ ...good, [image]: of(images.find((one) => one !== image) ?? "", "Low") }).status).toBe(2);
    expect(
      run({ ...good, [image]: "", ...{ [images[0] ?? ""]: of(images[0] ?? "", "High") } }).status,
    ).not.toBe(0);
  });

  it("closes where nothing is said which images it has (F.0.45)", () => {
    expect(run(good, { NO_IMAGES: "1" }).status).toBeGreaterThan(0);
    for (const IMAGES of [" ", `${images.join("\n")}\nsha256:0a`, `${images[0]} ${images[1]}`]) {
      const { status, output } = run(good, { IMAGES });
      expect(status).toBe(2);
      expect(output).toContain("NOT JUDGED: the list of its images is not whole.");
    }
    const silent = run(good, { IMAGES_SILENT: "1" });
    expect(silent.status).toBe(2);
    expect(silent.output).toContain("NOT JUDGED: the list of its images is not whole.");
  });
});

describe("what runs is judged again", () => {
  let build: Build;
  afterEach(() => build.close());
  const run = (answer: string, variables: Record<string, string> = {}): Build => {
    build = new Build(answer, variables).runAll(specs.rescan);
    return build;
  };
  const status = () => build.phases.find(([name]) => name === "build")?.[1];

  it("by the digest of the release that the service runs, and tells nobody where it passes (F.0.45)", () => {
    run(reportWith("Low"));
    expect(status()).toBe(0);
    expect(build.calls).toContain(
      "aws ecr describe-images --repository-name site --image-ids imageTag=release-0123456789ab-7 " +
        "--query imageDetails[0].[imageDigest,imageTags] --output text",
    );
    expect(build.calls.findLast((call) => call.startsWith("docker run"))).toContain(
      `${repository}@${digest}`,
    );
    expect(build.message).toBeUndefined();
    expect(build.kept("0123456789ab-7-running.json")).toBe(reportWith("Low"));
    expect(build.images).toEqual([]);
  });

  it("and people read image, service, vulnerability and fixed version of what does not pass (F.0.45)", () => {
    run(reportWith("High"));
    expect(status()).toBe(1);
    const lines = (build.message ?? "").split("\n");
    expect(lines[0]).toBe(`shop on main runs ${repository}:release-0123456789ab-7 (${digest}).`);
    expect(lines.find((line) => line.startsWith("High"))?.split(/ {2,}/)).toEqual([
      "High",
      "CVE-2026-1",
      "openssl",
      "3.0.1",
      "3.0.2",
      "yes",
    ]);
    expect(build.message).toContain("REJECTED: 1 of 1 findings count");
    expect(build.message).not.toContain("Clair cannot see");
    const told = build.calls.filter((call) => call.startsWith("aws sns publish"));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("--topic-arn arn:aws:sns:eu-central-1:123456789012:failures");
  });

  it.each([
    ["the scanner is down", "", { SCANNER_DOWN: "1" }, "NOT JUDGED: the report is missing."],
    [
      "the scanner keeps what others indexed",
      reportWith("Low"),
      { KEEPS_INDEXES: "1" },
      "NOT JUDGED: the report is missing.",
    ],
    ["the report is null", "null", {}, "NOT JUDGED: the report is null"],
    [
      "the scanner's data is old",
      reportWith("Low"),
      { LOADED: "2025-06-01T00:00:00Z" },
      "NOT JUDGED: Debian 12",
    ],
    [
      "somebody runs another image",
      reportWith("Low"),
      { RUNNING: "docker.io/library/nginx:1.28" },
      "was not released by this delivery",
    ],
    [
      "somebody runs what is not released",
      reportWith("Low"),
      { RUNNING: `${quarantine}:quarantine-1` },
      "was not released",
    ],
    ...["None", "evidence-0a", "quarantine-release-7\\tevidence-release-7"].map(
      (TAGS): [string, string, Record<string, string>, string] => [
        `somebody runs by its digest what has the tags ${TAGS}`,
        reportWith("Low"),
        { RUNNING: `${repository}@${digest}`, TAGS },
        "was not released by this delivery",
      ],
    ),
    ["the service has no such container", reportWith("Low"), { RUNNING: "" }, "was not released"],
  ])("and people are told where %s (F.0.45)", (_what, answer, variables, line) => {
    run(answer, variables);
    expect(status()).toBe(2);
    expect(build.message).toContain(line);
    expect(build.message).toContain("shop on main runs ");
  });

  it.each([
    ["passes", "Low", 0],
    ["has findings above the policy", "High", 1],
  ])("and programs find the verdict later by the digest of what %s (F.0.50)", (_what, severity, exitCode) => {
    run(reportWith(severity));
    const own = `${digest.slice("sha256:".length)}.json`;
    expect(JSON.parse(build.kept(own) ?? "null")).toMatchObject({ digest, status: exitCode });
    const dateless = (name: string): unknown => ({ ...JSON.parse(build.kept(name) ?? "null"), date: "" });
    expect(dateless(own)).toEqual(dateless("running.json"));
    expect(build.calls.find((call) => call.includes(`/${own}`))).toContain(
      ` s3://reports/reports/verdicts/${own}`,
    );
  });

  it("and by that of each image of an index (F.0.50)", () => {
    const [one = "", other = ""] = ["0a", "0b"].map((byte) => `sha256:${byte.repeat(32)}`);
    build = new Build("", { IMAGES: `${one}\n${other}` });
    const severities = { [one]: "Low", [other]: "High" };
    for (const [image, severity] of Object.entries(severities))
      build.reports(image, JSON.stringify({ ...report({ name: "CVE-1", severity }), manifest_hash: image }));
    build.runAll(specs.rescan);
    for (const image of [digest, one, other])
      expect(JSON.parse(build.kept(`${image.slice(7)}.json`) ?? "null")).toMatchObject({ digest, status: 1 });
  });

  it("and what could not be judged does not replace the verdict on a digest (F.0.50)", () => {
    run("null");
    expect(build.kept("running.json")).toBeDefined();
    expect(build.calls.join("\n")).not.toContain("/verdicts/");
    run(reportWith("Low"), { BUCKET_FULL: digest.slice(7) });
    expect(status()).toBe(2);
    expect(build.message).toContain("NOT JUDGED: the verdict could not be kept for later.");
  });

  const ended = "NOT JUDGED: the build ended early, with exit status";
  it.each([
    ["the service is gone", { SERVICE_GONE: "1" }, `${ended} 254`, ""],
    ["the release is gone", { RELEASE_GONE: "1" }, "NOT JUDGED: the registry does not have the image.", ""],
    ["the release has no digest", { FOUND: "None" }, "NOT JUDGED: the registry does not have the image.", ""],
    ["nothing says which images it has", { NO_IMAGES: "1" }, `${ended} 1`, digest],
    ["the gate's program does not write a verdict", { VERDICTS: "crash" }, "NOT JUDGED: ", ""],
    ["the verdicts on its images are cut off", { VERDICTS: '{"image"' }, "are not whole.", digest],
    ["the verdict on an image is missing", { VERDICTS: "\\n" }, "are not whole.", digest],
  ])(
    "and people and programs are told, whatever ended it early: %s (F.0.50)",
    (_what, variables, line, known) => {
      run(reportWith("Low"), variables);
      expect(status()).toBe(2);
      expect(build.message).toContain(line);
      expect(build.message).toContain("shop on main runs ");
      expect(verdict()).toMatchObject({
        ...{ cluster: "main", service: "shop", container: "site", status: 2, digest: known },
        running: "SERVICE_GONE" in variables ? "" : `${repository}:release-0123456789ab-7`,
        says: expect.arrayContaining([expect.stringMatching(/^NOT JUDGED: /)]) as string[],
      });
      const { date } = verdict() as { date: string };
      expect(Math.abs(Date.parse(date) - Date.now())).toBeLessThan(60_000);
    },
  );

  it.each([
    ["the gate is not the one that was reviewed", { GATE: "console.log('{\"status\":0}');" }, {}],
    ["the login fails", {}, { docker: '[ "$1" != login ]' }],
    ["Clair's image cannot be pulled", {}, { docker: 'cat > /dev/null; [ "$1" != pull ]' }],
    [
      "the gate cannot be read",
      { GATE_LOCATION: "s3://reports/nowhere" },
      { aws: `case "$4" in */nowhere/*) exit 1 ;; esac\n${Build.aws}` },
    ],
  ] as [string, Record<string, string>, Record<string, string>][])(
    "and no verdict of before stays where %s (F.0.50)",
    (_what, variables, programs) => {
      build = new Build(reportWith("Low"), variables, ["Dockerfile"], programs).runAll(specs.rescan);
      expect(build.phases).toEqual([["build", 2]]);
      expect(build.message).toContain("NOT JUDGED: the build ended early");
      expect(verdict()).toMatchObject({ service: "shop", status: 2 });
    },
  );

  const verdict = (): unknown => JSON.parse(build.kept("running.json") ?? "null");
  const finding = { vulnerability: "CVE-2026-1", package: "openssl", version: "3.0.1", fixedIn: "3.0.2" };
  const data = ["debian/updater", "clair.cvss"].map((updater) => ({
    updater,
    days: expect.closeTo(0, 1) as number,
  }));
  it.each([
    ["passes", "Low", 0, "PASSED: 0 of 1", []],
    ["has findings above the policy", "High", 1, "REJECTED: 1 of 1", [{ ...finding, severity: "High" }]],
  ])("and programs read the verdict on what %s (F.0.50)", (_what, severity, exitCode, says, above) => {
    const before = Date.now();
    run(reportWith(severity));
    expect(verdict()).toEqual({
      date: expect.any(String) as string,
      cluster: "main",
      service: "shop",
      container: "site",
      running: `${repository}:release-0123456789ab-7`,
      digest,
      rescanHours: 24,
      status: exitCode,
      says: [expect.stringContaining(says)],
      images: [{ image: digest, exitCode, data, ageless: [], findings: 1, counted: above.length, above }],
    });
    expect(Date.parse((verdict() as { date: string }).date)).toBeGreaterThanOrEqual(before);
    expect(build.calls.find((call) => call.includes("running.json s3:"))).toMatch(
      / s3:\/\/reports\/reports\/running\.json$/,
    );
  });

  it("and programs read that it could not be judged, too (F.0.50)", () => {
    run(reportWith("Low"), { RUNNING: "docker.io/library/nginx:1.28" });
    expect(verdict()).toMatchObject({
      running: "docker.io/library/nginx:1.28",
      digest: "",
      status: 2,
      says: [expect.stringContaining("was not released by this delivery")],
      images: [],
    });
    run("null");
    expect(verdict()).toMatchObject({
      digest,
      status: 2,
      images: [{ image: digest, exitCode: 2, above: [] }],
    });
  });

  it("and an alarm can tell how old the data is that the image needs (F.0.50)", () => {
    const loaded = new Date(Date.now() - 6.5 * 86_400_000).toISOString();
    run(reportWith("Low"), { LOADED: loaded });
    expect(status()).toBe(0);
    const told = build.calls.filter((call) => call.startsWith("aws cloudwatch put-metric-data"));
    expect(told).toEqual([
      "aws cloudwatch put-metric-data --namespace Ballast --metric-name ScannerDataAgeDays " +
        "--dimensions ProjectName=site-rescan-build-0a1b2c3 --value 6.5",
    ]);
    expect(build.output).toContain(
      "The oldest data that this image needs is 6.5 days old, of the updater debian/updater (limit: 7).",
    );
    // An updater that has no age is not silent.
    run(reportWith("Low"), { KNOWS_NOTHING: "1" });
    expect(build.calls.filter((call) => call.startsWith("aws cloudwatch")).join()).toMatch(/ --value 1000$/);
    run(reportWith("Low"), { LOADED: "some day" });
    expect(build.calls.filter((call) => call.startsWith("aws cloudwatch")).join()).toMatch(/ --value 1000$/);
    // Where nothing is known of the image, nothing is told.
    run("null");
    expect(build.calls.join()).not.toContain("put-metric-data");
    run(reportWith("Low"), { NO_METRICS: "1" });
    expect(status()).toBe(0);
  });

  it("and people are told, and the build fails, where the verdict cannot be kept (F.0.50)", () => {
    run(reportWith("Low"), { BUCKET_FULL: "running" });
    expect(status()).toBe(2);
    expect(build.message).toContain("NOT JUDGED: the verdict could not be kept.");
  });

  it("in a message that Amazon SNS takes, however many findings there are", () => {
    const names = Array.from({ length: 3000 }, (_, at) => ({ name: `CVE-2026-${at}`, severity: "High" }));
    run(JSON.stringify(report(...names)), { SERVICE_NAME: "s".repeat(255) });
    expect(status()).toBe(1);
    // API reference of Publish, 2026-11: at most 262,144 bytes, and subjects of up to 100 characters.
    expect(Buffer.byteLength(build.message ?? "")).toBeLessThan(262_144);
    expect(build.message).toContain("… and 2000 more findings, which are in the report.");
    const call = build.calls.find((line) => line.startsWith("aws sns publish")) ?? "";
    expect(/--subject (.*) --message/.exec(call)?.[1]?.length).toBe(100);
  });
});

describe("the release after Amazon Inspector", () => {
  it("copies by digest what it judged (F.2.19)", () => {
    const release = new Build("").runAll(specs.release);
    expect(release.phases).toEqual([
      ["install", 0],
      ["build", 0],
    ]);
    expect(copies(release)).toEqual([copied]);
    expect(release.file("imagedefinitions.json")).toContain(`${repository}@${digest}`);
    release.close();
  });

  it("runs no copy but the one that was reviewed (F.2.12)", () => {
    const release = new Build("", { GATE: "process.exitCode = 0;" }).runAll(specs.release);
    expect(release.phases[0]).toEqual(["install", 2]);
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
