import * as aws from "@pulumi/aws";
import { isDiscarded, retentionOptions, whenReady, type Retention } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** A secret that holds a login to a registry. */
interface StoredLogin extends Pick<aws.secretsmanager.SecretArgs, "description" | "kmsKeyId" | "namePrefix"> {
  /** Keyed as the reader of the secret expects. */
  login: Record<string, pulumi.Output<string>>;
  retention: Retention | undefined;
}

/** @returns the secret's ARN, known once it holds the login. */
export function storeLogin(
  name: string,
  { login, retention, ...args }: StoredLogin,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  const secret = new aws.secretsmanager.Secret(
    name,
    // A deleted secret keeps its name; a throw-away stack must be able to come back tomorrow.
    { ...args, recoveryWindowInDays: isDiscarded(retention) ? 0 : 30 },
    { ...child, ...retentionOptions(retention) },
  );
  const version = new aws.secretsmanager.SecretVersion(
    name,
    { secretId: secret.id, secretString: pulumi.secret(pulumi.jsonStringify(login)) },
    child,
  );
  return whenReady(secret.arn, [version.versionId]);
}
