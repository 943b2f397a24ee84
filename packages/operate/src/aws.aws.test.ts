import { createHash } from "node:crypto";
import { DescribeVolumesCommand } from "@aws-sdk/client-ec2";
import { connect, type Aws } from "./aws.ts";
import { planDrain } from "./drain/plan.ts";
import { moto } from "./testing/moto.ts";
import { Stage } from "./testing/stage.ts";
import { claimOfTag } from "./volumes/claims.ts";
import { findVolumes } from "./volumes/find.ts";

/*
 * Moto can judge each call by IAM's policies, as AWS does. What it refuses it says in XML, which EC2 and Auto Scaling
 * speak; what ECS and EFS say, aws.test.ts has from AWS's reference. IAM has no client here: any HTTP client does.
 */
interface Key {
  AccessKeyId: string;
  SecretAccessKey: string;
}

async function iam(parameters: Record<string, string>): Promise<string> {
  const answer = await fetch(process.env["AWS_ENDPOINT_URL"] ?? "", {
    method: "POST",
    body: new URLSearchParams({ Version: "2010-05-08", ...parameters }),
    headers: {
      // Moto tells services apart by it, and looks no further while it allows everything.
      authorization: `AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=${createHash("sha256").digest("hex")}`,
    },
  });
  return answer.text();
}

/** A user who may do these things and nothing else. */
async function userAllowed(...actions: string[]): Promise<Key> {
  await iam({ Action: "CreateUser", UserName: "operator" });
  await iam({
    Action: "PutUserPolicy",
    UserName: "operator",
    PolicyName: "allowed",
    PolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
    }),
  });
  const answer = await iam({ Action: "CreateAccessKey", UserName: "operator" });
  const field = (name: string): string => new RegExp(`<${name}>(.*)</${name}>`).exec(answer)?.[1] ?? "";
  return { AccessKeyId: field("AccessKeyId"), SecretAccessKey: field("SecretAccessKey") };
}

describe("what AWS does not allow", () => {
  const environment = { ...process.env };

  afterEach(async () => {
    process.env = { ...environment };
    await moto("reset-auth", "Infinity");
    await moto("reset");
  });

  async function as(key: Key): Promise<Aws> {
    process.env["AWS_ACCESS_KEY_ID"] = key.AccessKeyId;
    process.env["AWS_SECRET_ACCESS_KEY"] = key.SecretAccessKey;
    const aws = await connect();
    await moto("reset-auth", "0");
    return aws;
  }

  it("names the permission that is missing, the key and the region", async () => {
    await Stage.open();
    const key = await userAllowed("ecs:*");
    const aws = await as(key);
    await expect(
      findVolumes(aws, { cluster: "main", families: ["web"], claims: [claimOfTag("a")], unclear: [] }),
    ).rejects.toThrow(
      `AWS does not allow ec2:DescribeVolumes. The call used the access key …${key.AccessKeyId.slice(-4)} (from ` +
        "AWS_ACCESS_KEY_ID) in eu-central-1. Give these credentials the permission ec2:DescribeVolumes. AWS responded: ",
    );
  });

  it("names it for Auto Scaling, whose word for it is another", async () => {
    const stage = await Stage.open();
    const { ec2InstanceId } = await stage.instance("a", { "ballast.volume": "vol-0" });
    const aws = await as(await userAllowed("ecs:*"));
    await expect(planDrain(aws, "main", { instance: ec2InstanceId })).rejects.toThrow(
      "AWS does not allow autoscaling:DescribeAutoScalingInstances. ",
    );
  });

  it("says that AWS does not accept the credentials", async () => {
    await Stage.open();
    const { ec2 } = await as({ AccessKeyId: "AKIANOBODYSKEY000000", SecretAccessKey: "wrong" });
    await expect(ec2.send(new DescribeVolumesCommand({}))).rejects.toThrow(
      /^AWS rejects the credentials for ec2:DescribeVolumes: .* The call used the access key …0000 /,
    );
  });
});
