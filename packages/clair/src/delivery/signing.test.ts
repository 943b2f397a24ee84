import { parse } from "yaml";
import { Build, quarantine, repository, type Buildspec } from "../testing/build.ts";
import { digest, report } from "../testing/gateInputs.ts";
import { clairBuildspec, clientBuildspec, releaseBuildspec, verifyBuildspec } from "./buildspec.ts";
import { rescanBuildspec } from "./rescanBuildspec.ts";

const spec = (text: string) => parse(text) as Buildspec;
const good = JSON.stringify(report({ name: "CVE-2026-1", severity: "Low" }));
const image = `${repository}@${digest}`;
const definitions = (uri: string, name = "site") => JSON.stringify([{ name, imageUri: uri }]);

const builds: Build[] = [];
afterEach(() => {
  for (const build of builds.splice(0)) build.close();
});
const run = (text: string, variables: Record<string, string> = {}, answer = good): Build => {
  const build = new Build(answer, variables);
  builds.push(build);
  return build.runAll(spec(text));
};
/** What goes into the registry of releases and to the key, in its order. */
const evidenceOf = ({ calls }: Build) =>
  calls
    .filter((call) => / (copy|attach|sign) /.test(call) && !/get-login/.test(call))
    .map((call) => call.replaceAll(/\S*\/(?=[\w-]+(\.\w+)*\.(json|mjs)|signature|to-sign)/g, ""));
const key = "arn:aws:kms:eu-central-1:123456789012:key/0a";
const signing = [
  `aws kms sign --key-id ${key} --message-type RAW --signing-algorithm ECDSA_SHA_256 --message to-sign --query Signature --output text`,
  `node gate.mjs sign ${image} signature ${key}`,
];
const copied = `node gate.mjs copy ${quarantine}@${digest} ${repository}:release-0123456789ab-7`;

describe("a release (F.0.57)", () => {
  it("is copied, gets its lists of packages, is signed, and only then named by its digest", () => {
    const build = run(clairBuildspec());
    expect(evidenceOf(build)).toEqual([
      copied,
      ...["cdx", "spdx"].map((list) => `node gate.mjs attach ${image} clair-report.${list}.json`),
      ...signing,
    ]);
    expect(build.file("imagedefinitions.json")).toBe(definitions(image));
  });

  it("after Amazon Inspector is signed as well", () => {
    expect(evidenceOf(run(releaseBuildspec()))).toEqual([copied, ...signing]);
  });

  it("of another team has its lists, and no signature by a key that it does not have", () => {
    const calls = evidenceOf(run(clientBuildspec(), { SIGNING_KEY: "", REPORT_LOCATION: "" }));
    expect(calls.map((call) => call.split(" ")[2])).toEqual(["copy", "attach", "attach"]);
  });

  it("of an index has the lists of each image with that image, and one signature", () => {
    const images = ["0a", "0b"].map((byte) => `sha256:${byte.repeat(32)}`);
    const build = new Build("", { IMAGES: images.join("\n") });
    builds.push(build);
    for (const one of images)
      build.reports(
        one,
        JSON.stringify({ ...report({ name: "CVE-1", severity: "Low" }), manifest_hash: one }),
      );
    const calls = evidenceOf(build.runAll(spec(clairBuildspec())));
    expect(calls.filter((call) => call.includes(" attach "))).toEqual(
      images.flatMap((one, index) =>
        ["cdx", "spdx"].map(
          (list) =>
            `node gate.mjs attach ${repository}@${one} clair-report${index === 0 ? "" : "-2"}.${list}.json`,
        ),
      ),
    );
    expect(calls.slice(-2)).toEqual(signing);
  });

  it.each([
    ["the registry takes no evidence", { REFERRERS_REFUSED: "1" }],
    ["the key does not sign", { NO_SIGNATURE: "1" }],
    ["the registry does not copy", { COPY_REFUSED: "1" }],
  ])("is not handed on where %s", (_what, variables) => {
    for (const text of [clairBuildspec(), releaseBuildspec()]) {
      const build = run(text, variables);
      expect(build.phases.at(-1)?.[1]).not.toBe(0);
      expect(build.file("imagedefinitions.json")).toBeUndefined();
    }
  });

  it.each([
    ["rejected", JSON.stringify(report({ name: "CVE-2026-1", severity: "High" }))],
    ["not judged", "null"],
  ])("is not signed where it is %s", (_what, answer) => {
    expect(evidenceOf(run(clairBuildspec(), {}, answer))).toEqual([]);
  });
});

describe("reports (F.0.56)", () => {
  const kept = ["", ".sarif", ".cdx", ".spdx"].map((end) => `${end}.json`);

  it.each([
    ["released", clairBuildspec(), "0123456789ab-7", "Low", kept],
    ["rejected", clairBuildspec(), "0123456789ab-7", "High", kept],
    ["running", rescanBuildspec(), "0123456789ab-7-running", "High", kept],
  ])("of an image that is %s lie in the bucket", (_what, text, name, severity, ends) => {
    const build = run(text, {}, JSON.stringify(report({ name: "CVE-2026-1", severity })));
    for (const end of ends) expect([end, build.kept(`${name}${end}`)]).toEqual([end, expect.any(String)]);
  });

  it("say of an image that was not judged why, and list none of its packages", () => {
    const build = run(clairBuildspec(), {}, "null");
    expect(build.kept("0123456789ab-7.sarif.json")).toContain("NOT JUDGED: the report is null");
    expect(build.kept("0123456789ab-7.spdx.json")).toBeUndefined();
  });

  it("are artifacts of the build that released it", () => {
    for (const text of [clairBuildspec(), clientBuildspec()]) {
      const build = run(text);
      for (const end of kept) expect(build.file(`clair-report${end}`)).toBeDefined();
      expect(spec(text).artifacts?.files).toContain("clair-report*.json");
    }
  });
});

describe("the verification before a deployment (F.0.57)", () => {
  const verify = (text: string | undefined, variables: Record<string, string> = {}): Build => {
    const build = new Build("", { CLAIMS: "valid", ...variables });
    builds.push(build);
    if (text !== undefined) build.gets("imagedefinitions.json", text);
    return build.runAll(spec(verifyBuildspec()));
  };

  it.each(["valid", "odd wrong valid", "wrong valid wrong"])(
    "hands on an image with the signatures %s",
    (CLAIMS) => {
      const build = verify(definitions(image), { CLAIMS });
      expect(build.phases.at(-1)).toEqual(["build", 0]);
      expect(build.file("imagedefinitions.json")).toBe(definitions(image));
      expect(build.output).toContain(`Verified: ${image}`);
    },
  );

  it.each([
    ["no signature", { CLAIMS: "" }, definitions(image)],
    ["signatures by others alone", { CLAIMS: "wrong odd wrong" }, definitions(image)],
    ["a tag", {}, definitions(`${repository}:release-0123456789ab-7`)],
    ["a digest of another repository", {}, definitions(`${quarantine}@${digest}`)],
    ["a name that ends the repository's", {}, definitions(`${repository}x@${digest}`)],
    ["another container", {}, definitions(image, "shop")],
    [
      "two images",
      {},
      JSON.stringify([...JSON.parse(definitions(image)), ...JSON.parse(definitions(image))]),
    ],
    ["a digest that is none", {}, definitions(`${image}"`)],
    ["no image", {}, "[]"],
    ["a name twice", {}, `[{"name":"site","imageUri":"${image}","imageUri":"evil"}]`],
    ["no file", {}, undefined],
    ["another gate's program", { GATE: "process.exitCode = 0;" }, undefined],
  ])("hands on nothing of %s", (_what, variables, text) => {
    const build = verify(text, variables);
    expect(build.phases.at(-1)?.[1]).not.toBe(0);
    expect(build.file("imagedefinitions.json")).toBeUndefined();
  });

  it("asks AWS for the gate, a login and the key's word, and runs no container", () => {
    const build = verify(definitions(image));
    const asked = build.calls
      .filter((call) => /^(aws|docker|curl) /.test(call))
      .map((call) => call.split(" ").slice(0, 3).join(" "));
    expect(asked).toEqual(["aws s3 cp", "aws ecr get-login-password", "aws kms verify"]);
  });
});

it("what judges again reads a release by its digest (F.0.45)", () => {
  const build = run(rescanBuildspec(), { RUNNING: image });
  expect(build.phases.at(-1)).toEqual(["build", 0]);
  expect(build.calls.find((call) => call.includes("describe-images"))).toContain(
    `--image-ids imageDigest=${digest} `,
  );
  expect(build.kept("abababababab-running.json")).toBe(good);
  for (const RUNNING of [`${repository}x@${digest}`, `${quarantine}@${digest}`, `x${image}`]) {
    const other = run(rescanBuildspec(), { RUNNING });
    expect(other.phases.at(-1)).toEqual(["build", 2]);
    expect(other.message).toContain("was not released by this delivery");
  }
});
