import { domainOf, type Site, type Statement } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** Reading one secret, and its own key on the way through Secrets Manager alone. */
export function readSecret(
  site: Site,
  secretArn: pulumi.Input<string>,
  kmsKeyArn: pulumi.Input<string> | undefined,
): Statement[] {
  return [
    { actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
    ...(kmsKeyArn === undefined ? [] : [decrypt(site, "secretsmanager", kmsKeyArn)]),
  ];
}

/** @param service By whose calls alone the key may be used. */
export function decrypt(site: Site, service: string, kmsKeyArn: pulumi.Input<string>): Statement {
  const through = pulumi
    .all([site.region, site.partition])
    .apply(([region, partition]) => `${service}.${region}.${domainOf(partition)}`);
  return {
    actions: ["kms:Decrypt"],
    resources: [kmsKeyArn],
    conditions: { StringEquals: { "kms:ViaService": [through] } },
  };
}
