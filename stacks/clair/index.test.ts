import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Decision, decide, parsePolicy, type Request } from "@ballast/analysis";
import { clientBuildspec, gateProgram } from "@ballast/clair";
import { golden, record, type Recording } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import { parse } from "yaml";
import run from "../index.ts";
import { itIsAScenario, refusalOf } from "../testing/scenarioTests.ts";

itIsAScenario("clair");

const network = {
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
  publicSubnetIds: { a: "subnet-0123456789abcdef2", b: "subnet-0123456789abcdef3" },
};
const good = {
  retention: "retain",
  network,
  gate: { kind: "clair", image: "quay.io/projectquay/clair:4.9.0" },
  source: { kind: "codecommit", repository: "site" },
  site: { startImage: "registry.example.com/nginx:1.28", clients: { vpn: "10.8.0.0/16" } },
};

const deploy = (settings: unknown = good) =>
  record(run, {
    stack: "clair-dev",
    config: { "aws:region": "eu-central-1", "ballast:settings": JSON.stringify(settings) },
    lookups: siteLookups(standInSite("eu-central-1")),
  });

const projectOf = (recording: Recording<unknown>, name = "release") =>
  recording.the("aws:codebuild/project:Project", `site-delivery-${name}`).inputs as {
    source: { buildspec: string };
    vpcConfig: { securityGroupIds: string[] };
    environment: { environmentVariables: { name: string; value: string }[] };
  };

it("runs the buildspecs that a reader finds beside the site, and not the site's own (F.2.12)", async () => {
  const recording = await deploy();
  for (const [name, file] of Object.entries({
    build: "image-buildspec",
    release: "buildspec",
    "rescan-build": "rescan-buildspec",
  })) {
    const { buildspec } = projectOf(recording, name).source;
    expect(buildspec).toBe(golden(join(__dirname, "app", `${file}.golden.yml`), buildspec));
  }
});

it("lets the builds that judge, and nobody else, ask Clair (F.2.8, F.0.45)", async () => {
  const recording = await deploy();
  const builds = recording.the("aws:ec2/securityGroup:SecurityGroup", "builds-group").id;
  expect(projectOf(recording).vpcConfig.securityGroupIds).toEqual([builds]);
  // The build that runs what a commit says has a group of its own, which no rule of the scanner names.
  const suspects = recording.the("aws:ec2/securityGroup:SecurityGroup", "image-builds-group").id;
  expect(projectOf(recording, "build").vpcConfig.securityGroupIds).toEqual([suspects]);
  const api = Object.values(
    recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"),
  ).filter(({ inputs }) => inputs["fromPort"] === 6060);
  const balancer = recording.the("aws:ec2/securityGroup:SecurityGroup", "clair-balancer").id;
  expect(api.map(({ inputs }) => inputs["referencedSecurityGroupId"]).sort()).toEqual(
    [builds, balancer].sort(),
  );
});

describe("other CodeBuild projects as clients of the scanner (F.2.21)", () => {
  const clients = {
    shop: { securityGroupId: "sg-0123456789abcdef0" },
    partner: { cidrBlock: "10.9.0.0/16" },
  };
  const withClients = (given: unknown = clients) => ({ ...good, gate: { ...good.gate, clients: given } });

  it("reach its API by their group or range, and nothing else of it, and nobody else does", async () => {
    const recording = await deploy(withClients());
    const balancer = recording.the("aws:ec2/securityGroup:SecurityGroup", "clair-balancer").id;
    const rules = Object.entries(
      recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"),
    ).filter(([, { inputs }]) => inputs["securityGroupId"] === balancer);
    expect(
      rules
        .map(([name, { inputs }]) => [
          name,
          inputs["fromPort"],
          inputs["cidrIpv4"] ?? inputs["referencedSecurityGroupId"],
        ])
        .sort(),
    ).toEqual([
      [
        "clair-from-builds-api",
        6060,
        recording.the("aws:ec2/securityGroup:SecurityGroup", "builds-group").id,
      ],
      ["clair-from-partner-api", 6060, "10.9.0.0/16"],
      ["clair-from-shop-api", 6060, "sg-0123456789abcdef0"],
    ]);
    const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
    expect(recording.the(egress, "clair-from-shop-api").inputs["securityGroupId"]).toBe(
      "sg-0123456789abcdef0",
    );
  });

  it("run the snippet that a reader finds beside the site, on what the outputs name", async () => {
    const path = join(__dirname, "app", "client-buildspec.golden.yml");
    expect(clientBuildspec()).toBe(golden(path, clientBuildspec()));
    const { result } = await deploy(withClients());
    const environment = Object.keys((result as { clientEnvironment: object }).clientEnvironment);
    const own = ["QUARANTINE_NAME", "QUARANTINE_URL", "REPOSITORY_NAME", "REPOSITORY_URL", "DELIVERY_ID"];
    const given = [
      "CODEBUILD_RESOLVED_SOURCE_VERSION",
      "CODEBUILD_BUILD_NUMBER",
      "CODEBUILD_BUILD_SUCCEEDING",
    ];
    const used = [...clientBuildspec().matchAll(/\$\{?([A-Z][A-Z0-9_]+)/g)].map(([, name]) => name ?? "");
    const others = used.filter((name) => ![...own, ...given, "HOME", "TMPDIR"].includes(name));
    expect([...new Set(others)].sort()).toEqual(environment.sort());
  });

  it("read the key of requests and the gate by the policy of the outputs, and no report or artifact", async () => {
    const recording = await deploy(withClients());
    const resolved = (value: unknown): Promise<string> =>
      new Promise((resolve) => (value as { apply(use: (text: string) => void): void }).apply(resolve));
    const outputs = recording.result as { clientPolicy: unknown; clientEnvironment: Record<string, unknown> };
    const policy = parsePolicy(await resolved(outputs.clientPolicy));
    const gate = (await resolved(outputs.clientEnvironment["GATE_LOCATION"])).replace(
      "s3://",
      "arn:aws:s3:::",
    );
    const psk = await resolved(outputs.clientEnvironment["CLAIR_PSK"]);
    const key = recording.the("aws:kms/key:Key", "site-delivery-key").state["arn"] as string;
    const through = (service: string) => ({ "kms:ViaService": `${service}.eu-central-1.amazonaws.com` });
    const needed: Request[] = [
      { action: "secretsmanager:GetSecretValue", resource: psk },
      { action: "s3:GetObject", resource: `${gate}/${"ab".repeat(32)}.mjs` },
      { action: "kms:Decrypt", resource: key, context: through("s3") },
    ];
    for (const request of needed) {
      expect(decide([policy], request)).toBe(Decision.Allowed);
      // Each statement is for one of them.
      const others = policy.statements.filter(
        (statement) => decide([{ ...policy, statements: [statement] }], request) !== Decision.Allowed,
      );
      expect(others.length).toBe(policy.statements.length - 1);
    }
    const never: Request[] = [
      { action: "s3:GetObject", resource: gate.replace(/gate$/, "reports/1.json") },
      { action: "s3:PutObject", resource: `${gate}/${"ab".repeat(32)}.mjs` },
      { action: "kms:Decrypt", resource: key },
      { action: "kms:Decrypt", resource: key, context: through("secretsmanager") },
      { action: "secretsmanager:GetSecretValue", resource: psk.replace("clair-psk", "another") },
    ];
    for (const request of never) expect(decide([policy], request)).toBe(Decision.NotAllowed);
  });

  it.each([
    [
      { builds: { cidrBlock: "10.9.0.0/16" } },
      "gate.clients.builds: is the name of this pipeline's own builds",
    ],
    [{ shop: {} }, "gate.clients.shop: names 0 sources"],
    [{ shop: { ...clients.shop, ...clients.partner } }, "gate.clients.shop: names 2 sources"],
    [{ shop: { securityGroupId: "shop" } }, "gate.clients.shop.securityGroupId: "],
    [{ all: { cidrBlock: "0.0.0.0/0" } }, "gate.clients.all: "],
    [
      { one: { cidrBlock: "0.0.0.0/1" }, two: { cidrBlock: "128.0.0.0/1" } },
      "gate.clients: together are the whole internet",
    ],
  ])("are refused as %j, before anything is registered", async (given, line) => {
    const { message, registered } = await refusalOf("clair-dev", withClients(given));
    expect(message).toContain(`ballast:settings.${line}`);
    expect(registered).toEqual([]);
  });

  it("are refused where Amazon Inspector judges, and there is no scanner", async () => {
    const { message } = await refusalOf("clair-dev", { ...good, gate: { kind: "inspector", clients } });
    expect(message).toContain("ballast:settings.gate.clients: ");
  });
});

it("gives one key to Clair's task and to the build, made by AWS and seen by nobody (F.2.4)", async () => {
  const recording = await deploy();
  const outputs = recording.the("aws:cloudformation/stack:Stack").state["outputs"] as Record<string, string>;
  const psk = outputs["SecretArn"] ?? "";
  expect(projectOf(recording).environment.environmentVariables.at(-1)).toEqual({
    name: "CLAIR_PSK",
    type: "SECRETS_MANAGER",
    value: psk,
  });
  const readers = Object.entries(recording.ofType("aws:iam/rolePolicy:RolePolicy")).filter(([, { inputs }]) =>
    (inputs["policy"] as string).includes(psk),
  );
  expect(readers.map(([name]) => name).sort()).toEqual([
    "clair-execution",
    "site-delivery-release",
    "site-delivery-rescan-build",
  ]);
});

it("starts the site on a public image, and leaves what comes then to the pipeline (F.2.14, F.2.18)", async () => {
  const recording = await deploy();
  const service = recording.the("aws:ecs/service:Service", "site-service");
  expect(service.ignoreChanges).toEqual(["taskDefinition"]);
  const definition = recording.the("aws:ecs/taskDefinition:TaskDefinition", "site-task").inputs;
  const containers = JSON.parse(definition["containerDefinitions"] as string) as Record<string, unknown>[];
  expect(containers.map(({ name, image }) => [name, image])).toEqual([["site", good.site.startImage]]);
  const variables = projectOf(recording).environment.environmentVariables;
  expect(variables.find(({ name }) => name === "CONTAINER_NAME")?.value).toBe("site");
});

it("lets the site's execution role pull the releases, and the pipeline hand on its two roles alone (F.2.16)", async () => {
  const recording = await deploy();
  const policy = (name: string) =>
    recording.the("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"] as string;
  const arnOf = (type: string, name: string) => recording.the(type, name).state["arn"] as string;
  expect(policy("site-execution")).toContain(arnOf("aws:ecr/repository:Repository", "site-repository"));
  const { Statement } = JSON.parse(policy("site-delivery-pipeline")) as {
    Statement: { Action: string[]; Resource: string[] }[];
  };
  expect(Statement.find(({ Action }) => Action.includes("iam:PassRole"))?.Resource).toEqual([
    arnOf("aws:iam/role:Role", "site-execution"),
    arnOf("aws:iam/role:Role", "site-task"),
  ]);
});

it("puts everything on one cluster, as in the post", async () => {
  const recording = await deploy();
  expect(Object.keys(recording.ofType("aws:ecs/cluster:Cluster"))).toEqual(["main-cluster"]);
  expect(Object.keys(recording.ofType("aws:ecs/service:Service")).sort()).toEqual([
    "clair-service",
    "site-service",
  ]);
});

it("needs no Clair where Amazon Inspector judges (F.2.19)", async () => {
  const recording = await deploy({ ...good, gate: { kind: "inspector", high: 5 } });
  expect(recording.identity().filter((line) => /ClairScanner|aws:rds/.test(line))).toEqual([]);
  const stages = recording.the("aws:codepipeline/pipeline:Pipeline").inputs["stages"] as { name: string }[];
  expect(stages.map(({ name }) => name)).toEqual(["Source", "Build", "Scan", "Release", "Deploy"]);
});

it("names Clair 4 in every committed environment, and nothing of Clair 2 (F.2.1)", () => {
  for (const environment of ["dev", "prod"]) {
    const text = readFileSync(
      join(__dirname, "..", "environments", `Pulumi.clair-${environment}.yaml`),
      "utf8",
    );
    expect(text).toMatch(/image: quay\.io\/projectquay\/clair:4\.\d+\.\d+\n/);
    expect(text).not.toMatch(/coreos|klar/);
  }
});

describe.each(["dev", "prod"])(
  "the committed settings of clair-%s judge their own sample (F.2.13)",
  (environment) => {
    const path = join(__dirname, "..", "environments", `Pulumi.clair-${environment}.yaml`);
    const { config } = parse(readFileSync(path, "utf8")) as {
      config: { "ballast:settings": { gate: { updaterSets?: string[] } } };
    };
    const committed = config["ballast:settings"];
    const folder = mkdtempSync(join(tmpdir(), "clair-sample-"));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    // Data of Alpine's last change, 20 days ago, as far as the committed updater sets load it.
    const verdictOn = async (sets: string[]): Promise<string> => {
      const recording = await deploy({ ...committed, network });
      const updates = (names: string[]) =>
        JSON.stringify(
          Object.fromEntries(
            names.map((name) => [name, [{ date: new Date(Date.now() - 20 * 86_400_000).toISOString() }]]),
          ),
        );
      const release = ["alpine-main-v3.23-updater", "alpine-community-v3.23-updater"];
      const files = {
        "gate.mjs": gateProgram,
        report: JSON.stringify({
          manifest_hash: `sha256:${"ab".repeat(32)}`,
          packages: { 1: { name: "nginx", version: "1.28.0-r1" } },
          distributions: {
            2: { did: "alpine", name: "Alpine Linux", version: "3.23", pretty_name: "Alpine Linux v3.23" },
          },
          repository: {},
          environments: {
            1: [{ package_db: "lib/apk/db/installed", distribution_id: "2", repository_ids: null }],
          },
          vulnerabilities: {},
          package_vulnerabilities: {},
          enrichments: {},
        }),
        policy: recording.the("aws:s3/bucketObjectv2:BucketObjectv2", "site-delivery-policy").inputs[
          "content"
        ],
        vulnerabilities: updates(sets.includes("alpine") ? release : []),
        enrichments: updates(sets.includes("clair.cvss") ? ["clair.cvss"] : []),
        sources: readdirSync(join(__dirname, "app"), { recursive: true })
          .map((file) => `./${String(file)}\0`)
          .join(""),
      };
      const paths = Object.entries(files).map(([name, text]) => {
        writeFileSync(join(folder, name), text as string);
        return join(folder, name);
      });
      const [gate = "", ...inputs] = paths;
      const words = [gate, "judge", ...inputs, `sha256:${"ab".repeat(32)}`];
      return spawnSync(process.execPath, words, { encoding: "utf8" }).stdout;
    };

    it("with the updater sets that they name", async () => {
      expect(readFileSync(join(__dirname, "app", "Dockerfile"), "utf8")).toMatch(/^FROM \S+-alpine$/m);
      const sets = committed.gate.updaterSets ?? ["alpine", "clair.cvss"];
      expect(await verdictOn(sets)).toContain("PASSED: 0 of 0 findings count");
      for (const set of ["alpine", "clair.cvss"])
        expect(await verdictOn(sets.filter((one) => one !== set))).toContain("NOT JUDGED");
    });
  },
);

it("refuses settings with every fault at once, each by its key", async () => {
  const { message, registered } = await refusalOf("clair-dev", {
    ...good,
    gate: {
      kind: "clair",
      image: "quay.io/coreos/clair:v2.0.3",
      minimumSeverity: "Defcon1",
      threshold: -1,
      allow: [{ vulnerability: "CVE-2026-1", expires: "2027-02-30", reason: "no" }],
      maximumDataAgeDays: 91,
      unrated: { severity: "Unknown", reason: "nobody has looked at them", expires: "2027-01-31" },
      unscanned: [{ ecosystem: "node", reason: "scanned elsewhere", expires: "2027-01-31" }],
    },
    source: { kind: "svn" },
    site: { startImage: "nginx", clients: { everyone: "anyone" } },
  });
  for (const key of [
    "gate.image",
    "gate.minimumSeverity",
    "gate.threshold",
    "gate.allow[0].reason",
    "gate.allow[0].expires",
    "gate.maximumDataAgeDays",
    "gate.unrated.severity",
    "gate.unscanned[0].ecosystem",
    "source.kind",
    "site.startImage",
    "site.clients.everyone",
  ])
    expect(message).toContain(`  ballast:settings.${key}: `);
  expect(registered).toEqual([]);
});

it("refuses to open an internal site to the internet", async () => {
  const { message } = await refusalOf("clair-dev", {
    ...good,
    site: { ...good.site, clients: { everyone: "0.0.0.0/0" } },
  });
  expect(message).toContain("ballast:settings.site.clients.everyone: ");
});

it("refuses basic scans of the registry where Amazon Inspector judges (F.2.19)", async () => {
  const { message } = await refusalOf("clair-dev", {
    ...good,
    gate: { kind: "inspector" },
    registryScan: "basic",
  });
  expect(message).toContain("ballast:settings.registryScan: ");
});
