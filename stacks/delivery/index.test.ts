import { record } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import run from "../index.ts";
import { itIsAScenario, refusalOf } from "../testing/scenarioTests.ts";
import { isHarmlessNote } from "../testing/pasted.ts";

itIsAScenario("delivery");

const good = {
  retention: "retain",
  repository: { owner: "acme", name: "ballast", ownerId: "17", id: "4711" },
  identityProvider: "make",
};

function deploy(settings: unknown, stack = "delivery-prod") {
  return record(run, {
    stack,
    config: { "aws:region": "eu-central-1", "ballast:settings": JSON.stringify(settings) },
    lookups: siteLookups(standInSite("eu-central-1")),
  });
}

describe("settings", () => {
  it("are refused with every fault at once, each by its key", async () => {
    const { message, registered } = await refusalOf("delivery-prod", {
      ...good,
      repository: { owner: "acme", ownerId: 17, id: "4711" },
      identityProvider: "arn:aws:iam::123456789012:oidc-provider/example.com",
    });
    expect(message).toBe(
      [
        "The configuration of delivery-prod (stacks/environments/Pulumi.delivery-prod.yaml) is refused, and nothing was registered. 3 errors:",
        "  ballast:settings.repository.name: is missing; expected: string. Add it.",
        "  ballast:settings.repository.ownerId: is 17; expected: string. Put it in quotes: without them YAML reads a number or a Boolean, and 1.0 becomes 1.",
        '  ballast:settings.identityProvider: "arn:aws:iam::123456789012:oidc-provider/example.com" is neither "make" nor the ARN of an identity provider for GitHub.',
      ].join("\n"),
    );
    expect(registered).toEqual([]);
  });

  it("that the component refuses end in its words", async () => {
    const { message } = await refusalOf("delivery-prod", { ...good, branch: "*" });
    expect(message).toContain('branch: "*" is not in GitHub\'s form');
  });
});

it("gives an account's second environment the provider that the first one made", async () => {
  const identityProvider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
  const recording = await deploy({ ...good, identityProvider });
  expect(recording.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider")).toEqual({});
  const { assumeRolePolicy } = recording.the("aws:iam/role:Role", "delivery-deploy").inputs;
  expect(assumeRolePolicy).toContain(identityProvider);
});

it("says which variables each GitHub environment gets", async () => {
  const recording = await deploy(good);
  const { githubEnvironments } = recording.result as { githubEnvironments: Record<string, object> };
  expect(Object.keys(githubEnvironments)).toEqual(["prod", "preview-prod", "drift-prod"]);
  for (const variables of Object.values(githubEnvironments))
    expect(Object.keys(variables)).toEqual(["AWS_REGION", "AWS_ROLE_ARN", "PULUMI_BACKEND_URL"]);
});

it("says that the committed repository is nobody's, and is silent about one's own", async () => {
  const example = { owner: "octo-org", name: "octo-repo", ownerId: "123456", id: "456789" };
  const stepOf = async (repository: unknown): Promise<unknown> =>
    ((await deploy({ ...good, repository })).result as { nextStep: unknown }).nextStep;
  const text = (await stepOf(example)) as string;
  expect(text).toContain("no job can take these roles on");
  expect(text.split("\n").filter((line) => !isHarmlessNote(line))).toEqual([]);
  expect(await stepOf(good.repository)).toBeUndefined();
});
