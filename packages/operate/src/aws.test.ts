import { connect, explained } from "./aws.ts";

function error(name: string, message = "", more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

/** The names that AWS's references of common errors have, and the SDK's own. */
describe("what went wrong, in one message", () => {
  const key = "the access key …ABCD (profile dev)";
  const told = (fault: Error, action = "ecs:DescribeClusters"): string =>
    explained(fault, action, key, "eu-central-1").message;

  it.each([
    [
      "AccessDeniedException",
      "User: u is not authorized to perform: ecs:DescribeClusters\n on resource: main",
      "AWS does not allow ecs:DescribeClusters. The call used the access key …ABCD (profile dev) in eu-central-1. Give these " +
        "credentials the permission ecs:DescribeClusters. AWS responded: User: u is not authorized to perform: " +
        "ecs:DescribeClusters on resource: main",
    ],
    [
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
      "AWS rejects the credentials for ecs:DescribeClusters: they are invalid or disabled, or eu-central-1 is not " +
        "enabled for their account. The call used the access key …ABCD (profile dev) in eu-central-1. AWS responded: The security " +
        "token included in the request is invalid.",
    ],
    [
      "ExpiredTokenException",
      "",
      "The credentials have expired; sign in again. The call used the access key …ABCD (profile dev) in eu-central-1. " +
        "(ecs:DescribeClusters)",
    ],
    [
      "CredentialsProviderError",
      "Could not load credentials from any providers",
      "There are no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in (aws sso " +
        "login). Could not load credentials from any providers",
    ],
    [
      "ThrottlingException",
      "Rate exceeded",
      "ecs:DescribeClusters failed with ThrottlingException. The call used the access key …ABCD (profile dev) in " +
        "eu-central-1. AWS responded: Rate exceeded",
    ],
  ])("%s", (name, message, expected) => {
    expect(told(error(name, message))).toBe(expected);
  });

  it("says that something else than AWS answered", () => {
    const fault = error("SyntaxError", "Unexpected token '<'");
    expect(explained(fault, "servicequotas:GetServiceQuota", key, "eu-central-1").message).toBe(
      "AWS in eu-central-1 does not respond to servicequotas:GetServiceQuota as AWS does: it may be a proxy, or an emulator " +
        "that does not support this call.",
    );
  });

  it("says that a region does not answer", () => {
    const fault = error("Error", "getaddrinfo ENOTFOUND ecs.eu-centrl-1.amazonaws.com", {
      code: "ENOTFOUND",
      hostname: "ecs.eu-centrl-1.amazonaws.com",
    });
    expect(explained(fault, "ecs:DescribeClusters", key, "eu-centrl-1").message).toBe(
      "ecs.eu-centrl-1.amazonaws.com does not respond (ENOTFOUND, ecs:DescribeClusters). Check that eu-centrl-1 is a region " +
        "and can be reached from this machine.",
    );
  });
});

describe("connecting", () => {
  const environment = { ...process.env };
  afterEach(() => {
    process.env = { ...environment };
  });

  function without(...names: string[]): void {
    for (const name of names) delete process.env[name];
    process.env["AWS_CONFIG_FILE"] = "/nowhere";
    process.env["AWS_SHARED_CREDENTIALS_FILE"] = "/nowhere";
    process.env["AWS_EC2_METADATA_DISABLED"] = "true";
  }

  it("asks for a region where none is named", async () => {
    without("AWS_REGION", "AWS_DEFAULT_REGION");
    await expect(connect()).rejects.toThrow(
      "No region is set. Give --region, set AWS_REGION, or use a profile with a region (AWS_PROFILE).",
    );
  });

  it("takes the region that the AWS command line takes", async () => {
    without("AWS_REGION");
    process.env["AWS_DEFAULT_REGION"] = "eu-west-1";
    expect((await connect()).region).toBe("eu-west-1");
    expect((await connect({ region: "us-east-2" })).region).toBe("us-east-2");
  });
});
