import { type Project, type StackPlan } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Plans a program that lives in a test. */
export function planOf(stack: string, program: () => unknown): Promise<StackPlan> {
  const project: Project = {
    root: "/nowhere",
    name: "demo",
    program: async () => ((await program()) ?? {}) as Record<string, unknown>,
    declaredSecrets: () =>
      Promise.resolve({ token: { description: "Of the registry", standIn: "stand-in-token" } }),
    stacks: [stack],
    configurationOf: () => ({ values: { "aws:region": "eu-central-1" }, encrypted: [] }),
  };
  return new Planner(project).plan(stack);
}

export const hostileName = `"><script>alert(1)</script>`;
export const secretText = "hunter2-of-the-test";

/** A stack whose names and properties mean harm, and that holds a secret. */
export function hostile(): Record<string, unknown> {
  const network = new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" });
  const group = new aws.ec2.SecurityGroup("web", {
    vpcId: network.id,
    description: "<img src=x onerror=alert(2)>",
    ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
  });
  new aws.lb.LoadBalancer(hostileName, { securityGroups: [group.id], tags: { "</pre><b>": "</style>" } });
  const secret = new aws.secretsmanager.Secret("login", { tags: { note: "javascript:alert(3)" } });
  new aws.secretsmanager.SecretVersion("login", {
    secretId: secret.id,
    secretString: pulumi.secret(secretText),
  });
  new aws.cloudwatch.LogGroup("logs");
  return { secretArn: secret.arn, token: pulumi.secret(secretText), nextStep: "<u>Push the image</u>" };
}
