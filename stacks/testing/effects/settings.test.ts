import { openThisProject, refusalOf } from "../scenarioTests.ts";

type Settings = Record<string, unknown>;

/** So that no other stack is asked. */
const network = {
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
};

/** A stack's committed settings, with others in place of some. */
async function withSettings(stack: string, changes: Record<string, unknown>): Promise<Settings> {
  const { values } = (await openThisProject()).configurationOf(stack);
  const settings = JSON.parse(values["ballast:settings"] ?? "{}") as Settings;
  if (!stack.startsWith("network-")) settings["network"] = network;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    const holder = keys.reduce<Settings>((inner, key) => (inner[key] ??= {}) as Settings, settings);
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  }
  return settings;
}

const image = `registry.example.com/rexray@sha256:${"0a".repeat(32)}`;
const plugin = { image, autoprovision: true };
const key = "arn:aws:kms:eu-central-1:123456789012:key/0";

/** What would have no effect, by stack; and which setting the refusal names. */
const ineffective: [string, Record<string, unknown>, string][] = [
  [
    "rexray-ebs-dev",
    { "retentionReason.volume": undefined, volume: { sizeGiB: 9, mode: "plugin", plugin, backupDays: 30 } },
    "backupDays",
  ],
  [
    "rexray-ebs-dev",
    { "retentionReason.volume": undefined, volume: { sizeGiB: 9, mode: "plugin", plugin, throughput: 500 } },
    "throughput",
  ],
  [
    "rexray-ebs-prod",
    { volume: { sizeGiB: 9, mode: "managed", ephemeralReason: "a cache of ours", backupDays: 30 } },
    "backupDays",
  ],
  ["rexray-efs-dev", { compute: "fargate", instanceTypes: ["t3.medium"] }, "instanceTypes"],
  [
    "fsx-windows-dev",
    { "files.auditOffReason": "nobody asks for it", "files.auditLevel": "all" },
    "auditLevel",
  ],
  ["fsx-windows-dev", { "share.mode": "native", "share.driveLetter": "H" }, "driveLetter"],
  [
    "invento-windows-dev",
    { "database.backup": { enabled: false, reason: "an example" }, "database.backupDays": 14 },
    "backupDays",
  ],
  [
    "invento-windows-dev",
    { "database.snapshotIdentifier": "a-snapshot", "database.kmsKeyArn": key },
    "database.kmsKeyArn",
  ],
  [
    "invento-windows-dev",
    { restartOnRotation: { enabled: true, reason: "an example" } },
    "restartOnRotation",
  ],
  [
    "clair-dev",
    { "gate.airGapped": true, "gate.updaterSets": undefined, "gate.updatePeriodHours": 12 },
    "updatePeriodHours",
  ],
  [
    "clair-dev",
    { "gate.database": { mode: "provisioned", instanceClass: "db.r6g.large", minimumCapacity: 1 } },
    "database.minimumCapacity",
  ],
  ["clair-dev", { source: { kind: "s3", branch: "main" } }, "source.branch"],
  ["network-prod", { retentionReason: "an example of a reason" }, "retentionReason"],
  [
    "private-registry-dev",
    { registry: { mode: "pullThroughCache", upstream: "quay", prefix: "quay", kmsKeyArn: key } },
    "kmsKeyArn",
  ],
  ["private-registry-dev", { "image.build": true }, "image.build"],
];

it.each(ineffective)("%s refuses %j", async (stack, changes, setting) => {
  const { values } = (await openThisProject()).configurationOf(stack);
  const { ["ballast:settings"]: _settings, ["ballast:exceptions"]: _exceptions, ...others } = values;
  const secrets = Object.fromEntries(Object.entries(others).filter(([name]) => name.startsWith("ballast:")));
  const { message } = await refusalOf(stack, await withSettings(stack, changes), secrets);
  expect(message).toContain(setting);
});
