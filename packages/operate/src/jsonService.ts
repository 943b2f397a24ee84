import { SignatureV4 } from "@smithy/signature-v4";
import { explained, type Aws } from "./aws.ts";

/** A service whose calls are JSON, by the name of its endpoint and the names of its API. */
interface JsonService {
  endpoint: string;
  /** With which requests are signed. */
  signingName: string;
  /** Before a call's name in policies of IAM. */
  permission: string;
  /** Before a call's name, in the header `x-amz-target`. */
  target: string;
}

/** Services that are asked for a few calls only: no client of the SDK is installed for them. */
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
 * Calls one of them with the credentials of the other clients.
 *
 * @throws {AwsError} with AWS's own word for what is wrong.
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

/** As the SDK's clients have errors: named by AWS's word. */
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

/** Where the region's partition has the service: as it has Systems Manager, by another first word. */
function addressOf({ ssm, region }: Aws, endpoint: string): URL {
  const own = process.env["AWS_ENDPOINT_URL"];
  if (own !== undefined) return new URL(own);
  const { url } = ssm.config.endpointProvider({ Region: region, UseFIPS: false, UseDualStack: false });
  url.hostname = url.hostname.replace(/^ssm\./, `${endpoint}.`);
  return url;
}
