import { aws } from "@ballast/aws";
import { isFalse, isTrue, fields, list, text, type Resource } from "@ballast/model";
import type { Rule } from "../rule.ts";

/** Certificate authorities that RDS issues new certificates from (Amazon RDS user guide, "Using SSL/TLS"). */
const currentAuthority = /^rds-ca-(rsa2048|rsa4096|ecc384)-g1$/;

/** Parameters by which engines accept only encrypted connections. Engines without one are not listed. */
const forcesTls: [engine: RegExp, parameter: string, on: string[]][] = [
  [/^(aurora-)?postgres/, "rds.force_ssl", ["1"]],
  [/^sqlserver/, "rds.force_ssl", ["1"]],
  [/^(aurora-mysql|mysql|mariadb)/, "require_secure_transport", ["1", "ON"]],
];

/** Default ports of database engines. */
const defaultPorts: [engine: RegExp, port: number][] = [
  [/^(aurora-)?postgres/, 5432],
  [/^sqlserver/, 1433],
  [/^(aurora-mysql|mysql|mariadb)/, 3306],
  [/^oracle/, 1521],
];

/**
 * Logs that Aurora MySQL can export (Amazon Aurora user guide, "Publishing Amazon Aurora MySQL logs to
 * CloudWatch Logs").
 */
const auroraLogs = ["audit", "error", "general", "slowquery"];

export const databaseSettingsRules: Rule[] = [
  {
    id: "rds-tls",
    severity: "error",
    sentence: "A database accepts only encrypted connections.",
    why: "A client without TLS sends its password, and receives all data, in clear text.",
    fix: "Assign a parameter group with rds.force_ssl = 1, or require_secure_transport = ON.",
    types: [aws.databaseInstance, aws.databaseCluster],
    *check(resource, stack) {
      const engine = text(resource.inputs["engine"]);
      const [, parameter, on] = forcesTls.find(([engines]) => engines.test(engine)) ?? [];
      if (parameter === undefined) return;
      const [type, name] = parameterGroupOf(resource);
      // The values of AWS's default parameter groups are known, but not those of another stack's group.
      if (stack.isElsewhere(type, name) && !text(name).startsWith("default.")) return;
      const group = stack.referred(type, name);
      const value = list(group?.inputs["parameters"])
        .map(fields)
        .find(({ name }) => name === parameter)?.["value"];
      if (!on?.includes(text(value))) yield `does not set ${parameter}`;
    },
  },
  {
    id: "rds-certificate",
    severity: "error",
    sentence: "A database's certificate is from a certificate authority that RDS still uses.",
    why: "When a certificate authority expires, all clients reject the server at once.",
    fix: "Set caCertIdentifier to rds-ca-rsa2048-g1, rds-ca-rsa4096-g1 or rds-ca-ecc384-g1, or leave it to RDS.",
    covers: ["CKV_AWS_211"],
    types: [aws.databaseInstance, aws.databaseClusterInstance],
    *check(resource) {
      const authority = text(resource.inputs["caCertIdentifier"]);
      if (authority && !currentAuthority.test(authority)) yield `has a certificate of ${authority}`;
    },
  },
  {
    id: "rds-minor-version",
    severity: "warning",
    sentence: "A database installs minor versions of its engine automatically.",
    why: "Minor versions contain the security updates.",
    fix: "Keep autoMinorVersionUpgrade on, and choose the maintenance window.",
    covers: ["CKV_AWS_226"],
    types: [aws.databaseInstance, aws.databaseClusterInstance],
    *check(resource) {
      if (isFalse(resource.inputs["autoMinorVersionUpgrade"])) yield "is not updated automatically";
    },
  },
  {
    id: "rds-log-exports",
    severity: "warning",
    sentence: "A database exports its logs to CloudWatch Logs.",
    why: "The server deletes them after some days.",
    fix: "Set enabledCloudwatchLogsExports, and create the log groups with a retention.",
    covers: ["AwsSolutions-RDS16", "CKV_AWS_129"],
    types: [aws.databaseInstance, aws.databaseCluster],
    *check({ inputs }) {
      const exported = list(inputs["enabledCloudwatchLogsExports"]).map((log) => text(log).toLowerCase());
      // Aurora Serverless v1 has no instance whose log files could be downloaded.
      const isServerless =
        text(inputs["engineMode"]).toLowerCase() === "serverless" &&
        /^aurora(-mysql)?$/i.test(text(inputs["engine"]));
      const missing = isServerless ? auroraLogs.filter((log) => !exported.includes(log)) : [];
      if (exported.length === 0) yield "exports no logs";
      else if (missing.length > 0) yield `does not export its logs ${missing.join(", ")}`;
    },
  },
  {
    id: "rds-monitoring",
    severity: "warning",
    optional: true,
    sentence: "A database server has Enhanced Monitoring.",
    why: "CloudWatch's own metrics do not show which process uses the memory.",
    fix: "Set monitoringInterval and monitoringRoleArn.",
    covers: ["CKV_AWS_118"],
    types: [aws.databaseInstance, aws.databaseClusterInstance],
    *check(resource) {
      if (!(Number(resource.inputs["monitoringInterval"] ?? 0) > 0)) yield "has no Enhanced Monitoring";
    },
  },
  {
    id: "rds-iam-authentication",
    severity: "warning",
    optional: true,
    sentence: "People and programs log in to a database by IAM.",
    why: "A leaked token is valid for fifteen minutes only, unlike a password, and the log shows who requested it.",
    fix: "Set iamDatabaseAuthenticationEnabled, if the engine supports it.",
    covers: ["AwsSolutions-RDS6", "CKV_AWS_161"],
    types: [aws.databaseInstance, aws.databaseCluster],
    *check(resource) {
      const able = /^(aurora|postgres|mysql|mariadb)/.test(text(resource.inputs["engine"]));
      if (able && !isTrue(resource.inputs["iamDatabaseAuthenticationEnabled"]))
        yield "accepts only passwords";
    },
  },
  {
    id: "rds-default-port",
    severity: "warning",
    optional: true,
    sentence: "A database listens on a port other than its engine's default.",
    why: "Some organizations require it; it hides the server from scanners that check only the default port.",
    fix: "Set port.",
    covers: ["AwsSolutions-RDS11"],
    types: [aws.databaseInstance, aws.databaseCluster],
    *check(resource) {
      const engine = text(resource.inputs["engine"]);
      const [, usual] = defaultPorts.find(([engines]) => engines.test(engine)) ?? [];
      const port = Number(resource.inputs["port"] ?? usual);
      if (usual !== undefined && port === usual) yield `listens on ${port}`;
    },
  },
];

/** The type and name of a database's parameter group. */
function parameterGroupOf({ type, inputs }: Resource): [type: string, name: unknown] {
  return type === aws.databaseCluster
    ? [aws.databaseClusterParameterGroup, inputs["dbClusterParameterGroupName"]]
    : [aws.databaseParameterGroup, inputs["parameterGroupName"]];
}
