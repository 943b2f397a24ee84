import { SignatureV4 } from "@smithy/signature-v4";
import { explained, type Aws } from "./aws.ts";

/** An AWS service with a JSON protocol. */
interface JsonService {
  endpoint: string;
  /** The service name in the request signature. */
  signingName: string;
  /** The service prefix of IAM actions. */
  permission: string;
  /** The prefix of the operation in the header `x-amz-target`. */
  target: string;
}

/** Services of which only a few operations are used, so their SDK clients are not installed. */
const services = {
  codebuild: {
    endpoint: "codebuild",
    signingName: "codebuild",
    permission: "codebuild",
    target: "CodeBuild_20161006",
  },
  codecommit: {
    endpoint: "codecommit",
    signingName: "codecommit",
    permission: "codecommit",
    target: "CodeCommit_20150413",
  },
  codepipeline: {
    endpoint: "codepipeline",
    signingName: "codepipeline",
    permission: "codepipeline",
    target: "CodePipeline_20150709",
  },
  tagging: {
    endpoint: "tagging",
    signingName: "tagging",
    permission: "tag",
    target: "ResourceGroupsTaggingAPI_20170126",
  },
} satisfies Record<string, JsonService>;

/**
 * Calls an operation of a service with the credentials of the other clients.
 *
 * @throws {AwsError} with AWS's error code.
 */
export async function callJson<Answer>(
  aws: Aws,
  service: keyof typeof services,
  operation: string,
  input: object,
): Promise<Answer> {
  const { ssm, region } = aws;
  const { endpoint, signingName, permission, target } = services[service];
  const key = await ssm.config.credentials();
  const url = addressOf(aws, endpoint);
  const body = JSON.stringify(input);
  try {
    const signer = new SignatureV4({
      credentials: key,
      region,
      service: signingName,
      sha256: ssm.config.sha256,
    });
    const signed = await signer.sign({
      method: "POST",
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== "" && { port: Number(url.port) }),
      path: "/",
      headers: {
        host: url.host,
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `${target}.${operation}`,
      },
      body,
    });
    const answer = await fetch(url, { method: "POST", headers: signed.headers, body });
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text) as Answer;
    throw fault(answer.status, text);
  } catch (error) {
    throw explained(
      error,
      `${permission}:${operation}`,
      `the access key …${key.accessKeyId.slice(-4)}`,
      region,
    );
  }
}

/** Creates an error as the SDK does, named by AWS's error code. */
function fault(status: number, text: string): Error {
  const { __type = "Error", message, Message } = readJson(text) as Record<string, string | undefined>;
  const error = new Error(message ?? Message ?? text.slice(0, 200));
  error.name = __type.replace(/^.*#/, "");
  return Object.assign(error, { $metadata: { httpStatusCode: status } });
}

function readJson(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}

/** The service's endpoint: that of Systems Manager in the same region, with another first label. */
function addressOf({ ssm, region }: Aws, endpoint: string): URL {
  const own = process.env["AWS_ENDPOINT_URL"];
  if (own !== undefined) return new URL(own);
  const { url } = ssm.config.endpointProvider({ Region: region, UseFIPS: false, UseDualStack: false });
  url.hostname = url.hostname.replace(/^ssm\./, `${endpoint}.`);
  return url;
}
