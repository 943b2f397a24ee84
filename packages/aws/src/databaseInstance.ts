import { domainOf, isTrue } from "@ballast/model";
import { type Computed, type Tools, uuid } from "./computed.ts";

/**
 * An engine's default port (API reference, CreateDBInstance and CreateDBCluster, `Port`, November 2026).
 * Undefined for an engine that the reference does not list.
 */
export function defaultPort(engine: string): number | undefined {
  const ports: [RegExp, number][] = [
    [/^(aurora-mysql|mariadb|mysql)/, 3306],
    [/^(aurora-)?postgres/, 5432],
    [/^oracle/, 1521],
    [/^sqlserver/, 1433],
    [/^db2/, 50000],
  ];
  return ports.find(([name]) => name.test(engine))?.[1];
}

/** An RDS DB instance, with the secret that RDS creates for its master user. */
export function databaseInstance({ arn, hex, input, name, site }: Tools): Computed {
  const identifier = input("identifier") || name;
  const port = Number(input("port")) || defaultPort(input("engine"));
  const address = `${identifier}.c${hex(11)}.${site.region}.rds.${domainOf(site.partition)}`;
  const secretArn = arn("secretsmanager", `secret:rds!db-${uuid(hex)}-${hex(6)}`);
  return {
    id: `db-${hex(26).toUpperCase()}`,
    state: {
      identifier,
      arn: arn("rds", `db:${identifier}`),
      resourceId: `db-${hex(26).toUpperCase()}`,
      address,
      port,
      endpoint: port && `${address}:${port}`,
      masterUserSecrets: isTrue(input("manageMasterUserPassword"))
        ? [{ secretArn, secretStatus: "active", kmsKeyId: input("masterUserSecretKmsKeyId") }]
        : [],
    },
  };
}
