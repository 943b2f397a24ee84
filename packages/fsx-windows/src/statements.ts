import { decryptStatement, KeyService, regionOf, type Site, type Statement } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** Reading one secret, and its own key on the way through Secrets Manager alone. */
export function readSecret(
  site: Site,
  secretArn: pulumi.Input<string>,
  kmsKeyArn: pulumi.Input<string> | undefined,
): Statement[] {
  const region = pulumi.output(secretArn).apply(regionOf);
  return [
    { actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
    ...(kmsKeyArn === undefined ? [] : [decryptStatement(site, KeyService.Secrets, kmsKeyArn, region)]),
  ];
}
