import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient } from "@aws-sdk/client-ecs";
import { EFSClient } from "@aws-sdk/client-efs";
import { IAMClient } from "@aws-sdk/client-iam";
import { SSMClient } from "@aws-sdk/client-ssm";
import { AwsError, OperateError } from "./operateError.ts";

/** The AWS SDK clients of the commands. */
export type Aws = Awaited<ReturnType<typeof connect>>;

/**
 * Creates clients with credentials from the AWS SDK's default provider chain. The environment variable
 * AWS_ENDPOINT_URL redirects their calls.
 *
 * @throws {OperateError} if no region is set.
 */
export async function connect({ region, profile }: { region?: string; profile?: string } = {}) {
  // The AWS command line reads AWS_DEFAULT_REGION, the SDK does not.
  const named = region ?? process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"];
  const options = {
    ...(named !== undefined && { region: named }),
    ...(profile !== undefined && { profile }),
    // Reading all clusters of a region takes many calls, and ECS throttles.
    maxAttempts: 6,
  };
  const ecs = new ECSClient(options);
  const resolved = await ecs.config.region().catch(() => undefined);
  if (resolved === undefined) {
    throw new OperateError(
      "No region is set. Give --region, set AWS_REGION, or use a profile with a region (AWS_PROFILE).",
    );
  }
  return explaining(resolved, {
    ecs,
    ec2: new EC2Client(options),
    efs: new EFSClient(options),
    autoScaling: new AutoScalingClient(options),
    cloudWatch: new CloudWatchClient(options),
    logs: new CloudWatchLogsClient(options),
    ssm: new SSMClient(options),
  });
}

/** Adds an IAM client with the same credentials. */
export function openIam<T extends { region: string }>(aws: T, profile?: string): T & { iam: IAMClient } {
  const { iam } = explaining(aws.region, {
    iam: new IAMClient({ region: aws.region, ...(profile !== undefined && { profile }) }),
  });
  return { ...aws, iam };
}

/** Adds middleware to the clients, so that their errors name the permission, credentials and region. */
export function explaining<Clients extends object>(
  region: string,
  clients: Clients,
): Clients & { region: string } {
  // ECSClient represents every client: only its middleware stack and signing configuration are used.
  for (const { middlewareStack, config } of Object.values(clients) as ECSClient[]) {
    // The IAM service prefix equals the signing name, except for CloudWatch.
    const service = config.defaultSigningName.replace("monitoring", "cloudwatch");
    middlewareStack.add(
      (next, context) => async (args) => {
        try {
          return await next(args);
        } catch (error) {
          const action = `${service}:${(context.commandName ?? "").replace(/Command$/, "")}`;
          throw explained(error, action, await whose(config), region);
        }
      },
      { step: "initialize", name: "ballastExplainsErrors" },
    );
  }
  return { region, ...clients };
}

/** @returns undefined if AWS responds with an error whose code matches `codes`, because the resource does not exist. */
export async function unless<T>(codes: RegExp, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AwsError && codes.test(error.code)) return undefined;
    throw error;
  }
}

/** Returns the items of all pages of a list. */
export async function every<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...(items(page) ?? []));
  return all;
}

/** Processes items in batches of at most `size`, one batch after the other. */
export async function inBatches<T, R>(all: T[], size: number, ask: (batch: T[]) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let start = 0; start < all.length; start += size)
    answers.push(await ask(all.slice(start, start + size)));
  return answers;
}

/** The last characters of the access key id, which identify the credentials in messages. */
async function whose(config: ECSClient["config"]): Promise<string> {
  try {
    const { accessKeyId } = await config.credentials();
    return `the access key …${accessKeyId.slice(-4)} (${source()})`;
  } catch {
    return "no credentials";
  }
}

function source(): string {
  const { AWS_PROFILE: profile, AWS_ACCESS_KEY_ID: key } = process.env;
  if (profile !== undefined && profile !== "") return `profile ${profile}`;
  if (key !== undefined && key !== "") return "from AWS_ACCESS_KEY_ID";
  return "from the default provider chain";
}

interface Fault {
  name?: string;
  code?: string;
  message?: string;
  hostname?: string;
}

const denied = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)$/;
const notAccepted =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|AuthFailure|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature|MissingAuthenticationToken)$/;
const expired = /^(ExpiredToken|ExpiredTokenException|RequestExpired)$/;
const unreachable =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|TimeoutError)$/;

/** Converts an error of AWS or the SDK to an OperateError. Exported for tests. */
export function explained(error: unknown, action: string, key: string, region: string): OperateError {
  if (error instanceof OperateError) return error;
  const { name = "Error", code: system, message = "" } = error as Fault;
  const code = system !== undefined && unreachable.test(system) ? system : name;
  const asked = `The call used ${key} in ${region}.`;
  const said = message === "" || message === "UnknownError" ? "" : ` AWS responded: ${oneLine(message)}`;
  const text = ((): string => {
    if (denied.test(code))
      return `AWS does not allow ${action}. ${asked} Give these credentials the permission ${action}.${said}`;
    if (expired.test(code)) return `The credentials have expired; sign in again. ${asked} (${action})`;
    if (notAccepted.test(code)) {
      return (
        `AWS rejects the credentials for ${action}: they are invalid or disabled, or ${region} is not enabled for ` +
        `their account. ${asked}${said}`
      );
    }
    if (code === "CredentialsProviderError" || code === "TokenProviderError") {
      return (
        "There are no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in " +
        `(aws sso login). ${oneLine(message)}`
      );
    }
    if (unreachable.test(code)) {
      const where = (error as Fault).hostname ?? process.env["AWS_ENDPOINT_URL"] ?? "AWS";
      return `${where} does not respond (${code}, ${action}). Check that ${region} is a region and can be reached from this machine.`;
    }
    // The response is not in AWS's format.
    if (code === "SyntaxError") {
      const where = process.env["AWS_ENDPOINT_URL"] ?? `AWS in ${region}`;
      return `${where} does not respond to ${action} as AWS does: it may be a proxy, or an emulator that does not support this call.`;
    }
    return `${action} failed with ${code}. ${asked}${said}`;
  })();
  return new AwsError(text, { code, action, cause: error });
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
