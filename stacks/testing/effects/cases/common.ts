export const account = "123456789012";
export const region = "eu-central-1";
export const site = { accountId: account, partition: "aws", region };
export const arn = (service: string, resource: string): string =>
  ["arn", "aws", service, region, account, resource].join(":");
export const secretArn = (name: string): string => arn("secretsmanager", `secret:${name}-AbCdEf`);
export const roleArn = (name: string): string => ["arn", "aws", "iam", "", account, `role/${name}`].join(":");
export const kmsKeyArn = arn("kms", "key/0");
export const copyKeyArn = ["arn", "aws", "kms", "eu-west-1", account, "key/1"].join(":");
const copyVaultArn = ["arn", "aws", "backup", "eu-west-1", account, "backup-vault:copies"].join(":");

/** A store with a vault, copies and drills, and what else could be said of them. @param path Of the argument. */
export const backedUp = {
  schedule: "cron(0 2 ? * * *)",
  days: 14,
  copyTo: { region: "eu-west-1", kmsKeyArn: copyKeyArn },
  drill: { schedule: "cron(0 4 1 * ? *)" },
};
export const copiedElsewhere = { copyTo: { region: "eu-west-1", vaultArn: copyVaultArn } };
export const notBackedUp = { enabled: false, reason: "copied every hour", expires: "2027-03-31" };
export const backups = (path: string): Record<string, unknown[]> => ({
  [path]: [backedUp],
  [`${path}.schedule`]: ["cron(0 3 ? * * *)"],
  [`${path}.days`]: [30],
  [`${path}.copyTo`]: [{ region: "eu-west-1", kmsKeyArn: copyKeyArn, days: 3 }],
  [`${path}.copyTo.days`]: [5],
  [`${path}.copyTo.kmsKeyArn`]: [copyKeyArn.replace("key/1", "key/2")],
  [`${path}.copyTo.vaultArn`]: [`${copyVaultArn}-2`],
  [`${path}.reason`]: ["copied every day"],
  [`${path}.expires`]: ["2027-05-31"],
  [`${path}.drill`]: [{ validationHours: 2 }],
  [`${path}.drill.validate`]: [{ functionArn: arn("lambda", "function:looks-at-data") }],
  [`${path}.drill.validate.functionArn`]: [arn("lambda", "function:looks-at-data:2")],
  [`${path}.drill.schedule`]: ["cron(0 4 ? * SUN *)"],
  [`${path}.drill.validationHours`]: [3],
});
export const withoutBackups = (path: string): Record<string, string> => ({
  [`${path}.enabled`]: "is refused without a reason, and with one beside what it switches off",
});
export const image = `registry.example.com/plugin@sha256:${"0a".repeat(32)}`;
export const subnetIds = { a: "subnet-0a", b: "subnet-0b" };
export const securityGroupIds = { own: "sg-0own" };
