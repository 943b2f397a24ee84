import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { claimOfTag, claimsOfPlan, type Claims } from "./claims.ts";
import { installedPlugins } from "./pluginInstall.ts";

/** What a plan says of one capacity and one task definition. */
function plan(
  script: string,
  volume: { name: string; driver: string; scope?: string; backing?: string },
  more: { type: string; inputs: Record<string, unknown> }[] = [],
): Claims {
  const { name, driver, scope = "shared", backing } = volume;
  const docker = { driver, scope, ...(backing !== undefined && { driverOpts: { backing } }) };
  const resources = [
    { type: "aws:ec2/launchTemplate:LaunchTemplate", inputs: { userData: base64(script) } },
    {
      type: "aws:ecs/taskDefinition:TaskDefinition",
      inputs: { family: "web", volumes: [{ name, dockerVolumeConfiguration: docker }] },
    },
    ...more,
  ];
  return claimsOfPlan(
    "files-dev",
    resources.map((one) => ({ ...one, urn: "", name: "", custom: true, dependsOn: [] })),
  );
}

const base64 = (text: string | Buffer): string => Buffer.from(text).toString("base64");
const named = (Name: string) => [{ Key: "Name", Value: Name }];
const image = `registry.example.com/some-plugin@sha256:${"0a".repeat(32)}`;
/** As @ballast/ecs writes it; packages/cli/src/volumes/claims.test.ts reads whole plans. */
function installScript(alias: string, settings: Record<string, string>): string {
  const options = Object.entries(settings).map(([key, value]) => ` ${key}='${value}'`);
  return `for attempt in 1 2; do\n  docker plugin install --grant-all-permissions --alias '${alias}' '${image}'${options.join("")} && break\ndone\n`;
}

const word = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,12}$/);

describe("what a plan claims", () => {
  it("is the name with the tag that the boot script gives the plugin, and nothing like it", () => {
    fc.assert(
      fc.property(word, fc.option(word), fc.constantFrom("EBS", "EFS"), word, (name, tag, kind, other) => {
        const settings = { [`${kind}_REGION`]: "x", ...(tag !== null && { [`${kind}_TAG`]: tag }) };
        const script = installScript("files", settings);
        const { claims, unclear } = plan(script, { name, driver: "files" });
        const full = tag === null ? (kind === "EBS" ? name : `/${name}`) : `${tag}/${name}`;
        expect(unclear).toEqual([]);
        expect(claims).toMatchObject([{ text: full, kind, by: "the plan of files-dev", families: ["web"] }]);
        expect(claims[0]?.matches(named(full))).toBe(true);
        for (const foreign of [
          `${other}/${full}`,
          `${full}-${other}`,
          `${tag ?? ""}${other}/${name}`,
          `x${full}`,
        ])
          expect(claims[0]?.matches(named(foreign))).toBe(false);
        if (full !== name) expect(claims[0]?.matches(named(name))).toBe(false);
        // Cloudstor's volumes can have such a Name tag as well.
        expect(claims[0]?.matches([...named(full), { Key: "CloudstorVolumeName", Value: name }])).toBe(false);
      }),
    );
  });

  it("is Cloudstor's name with the digest of its stack", () => {
    fc.assert(
      fc.property(word, word, word, (name, stack, other) => {
        const script = `docker plugin install --alias cloudstor:aws --grant-all-permissions docker4x/cloudstor:1 CLOUD_PLATFORM=AWS AWS_STACK_ID=${stack} DEBUG=1\n`;
        const digest = createHash("md5").update(stack).digest("hex");
        const { claims } = plan(script, { name, driver: "cloudstor:aws", backing: "relocatable" });
        const tags = (value: string) => [
          { Key: "CloudstorVolumeName", Value: name },
          { Key: "StackID", Value: value },
        ];
        expect(claims.map(({ text }) => text)).toEqual([`CloudstorVolumeName=${name},StackID=${digest}`]);
        expect(claims[0]?.matches(tags(digest))).toBe(true);
        expect(claims[0]?.matches(tags(createHash("md5").update(`${stack}${other}`).digest("hex")))).toBe(
          false,
        );
        expect(claims[0]?.matches(tags(digest).slice(0, 1))).toBe(false);
        // Its shared volumes are folders of a file system.
        expect(plan(script, { name, driver: "cloudstor:aws", backing: "shared" }).claims).toEqual([]);
      }),
    );
  });

  it("is a pattern where the agent gives the names", () => {
    const script = installScript("rexray/ebs", { EBS_TAG: "files-dev" });
    const { claims } = plan(script, { name: "scratch", driver: "rexray/ebs", scope: "task" });
    const isOwn = (name: string): boolean => claims[0]?.matches(named(name)) ?? false;
    expect(isOwn("files-dev/ecs-web-12-scratch-0a9f")).toBe(true);
    for (const name of [
      "ecs-web-12-scratch-0a9f",
      "files-prod/ecs-web-12-scratch-0a9f",
      "files-dev/ecs-webx-1-scratch-0a",
    ])
      expect(isOwn(name)).toBe(false);
  });

  it("leaves out what the stack declares as a resource of its own", () => {
    const declared = { type: "aws:ebs/volume:Volume", inputs: { tags: { Name: "files-dev-mysql" } } };
    const script = installScript("rexray/ebs", { EBS_REGION: "x" });
    const volume = { name: "files-dev-mysql", driver: "rexray/ebs" };
    expect(plan(script, volume).claims).toHaveLength(1);
    expect(plan(script, volume, [declared]).claims).toEqual([]);
  });

  it.each([
    ["no boot script installs the plugin", "echo none", "rexray/efs", "no boot script of the plan installs"],
    [
      "a variable is the tag",
      "docker plugin install --alias d img EFS_TAG=$TAG",
      "d",
      "does not contain the plugin's EFS_TAG",
    ],
    ["the plan masks the tag", "docker plugin install --alias d img EFS_TAG='[secret]'", "d", "EFS_TAG"],
    [
      "Cloudstor has no stack",
      "docker plugin install --alias d docker4x/cloudstor:1 DEBUG=1",
      "d",
      "AWS_STACK_ID",
    ],
    [
      "the plugin is another one",
      "docker plugin install --alias d vieux/sshfs DEBUG=1",
      "d",
      "neither REX-Ray",
    ],
  ])("is nothing where %s, and it says so", (_what, script, driver, why) => {
    const { claims, unclear } = plan(script, { name: "files", driver });
    expect(claims).toEqual([]);
    expect(unclear).toEqual([expect.stringContaining(why)]);
    expect(unclear[0]).toMatch(/^files \(.*\): .* Name it with --tag\.$/);
  });
});

describe("installations in a boot script", () => {
  it.each([
    ["docker plugin install rexray/efs EFS_TAG=a", { alias: "rexray/efs", settings: { EFS_TAG: "a" } }],
    ["docker plugin install rexray/efs:latest", { alias: "rexray/efs", settings: {} }],
    [
      `if true; then docker  plugin install --alias="x y" img A='b c' B="d\\"e" ; fi`,
      { alias: "x y", settings: { A: "b c", B: 'd"e' } },
    ],
    [
      "docker plugin install --grant-all-permissions \\\n  --alias d \\\n  img A=b && break",
      { alias: "d", settings: { A: "b" } },
    ],
    ["docker plugin install --alias d img A=b=c > /dev/null 2>&1", { alias: "d", settings: { A: "b=c" } }],
  ])("are read: %s", (script, expected) => {
    expect(installedPlugins(base64(script))).toMatchObject([expected]);
    expect(installedPlugins(base64(gzipSync(script)))).toMatchObject([expected]);
  });
});

describe("--tag", () => {
  it("claims one whole Name tag", () => {
    const claim = claimOfTag("files-prod/files");
    expect(claim.matches(named("files-prod/files"))).toBe(true);
    expect(
      ["files", "/files", "x/files-prod/files", "files-prod/files2"].some((name) =>
        claim.matches(named(name)),
      ),
    ).toBe(false);
  });

  it("claims Cloudstor's tags as the list shows them", () => {
    const tags = [
      { Key: "CloudstorVolumeName", Value: "data" },
      { Key: "StackID", Value: "s" },
    ];
    expect(claimOfTag("CloudstorVolumeName=data,StackID=s").matches(tags)).toBe(true);
    expect(claimOfTag("CloudstorVolumeName=data").matches(tags)).toBe(false);
    expect(claimOfTag("CloudstorVolumeName=data").matches(tags.slice(0, 1))).toBe(true);
    expect(claimOfTag("CloudstorVolumeName=data,StackID=t").matches(tags)).toBe(false);
    expect(claimOfTag("data").matches(tags)).toBe(false);
  });
});
