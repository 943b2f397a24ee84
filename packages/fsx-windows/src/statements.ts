import {
  decryptStatement,
  KeyService,
  regionOf,
  type Site,
  type Statement,
  fromComputed,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** Reading one secret, and its own key on the way through Secrets Manager alone. */
export function readSecret(
  site: Site,
  secretArn: pulumi.Input<string>,
  kmsKeyArn: pulumi.Input<string> | undefined,
): Statement[] {
  const region = fromComputed(pulumi.output(secretArn), regionOf);
  return [
    { actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
    ...(kmsKeyArn === undefined ? [] : [decryptStatement(site, KeyService.Secrets, kmsKeyArn, region)]),
  ];
}
