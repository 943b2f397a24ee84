import { given } from "@ballast/contracts";
import { z } from "zod";
import { checkRetention, held, retentionSettings } from "../shared/common.ts";
import type { OnlyOnce } from "../shared/onlyOnce.ts";
import type { SettingsDefinition } from "../shared/settings.ts";

/** The component says what is wrong with these; here only their shape counts. */
const repository = z.strictObject({
  owner: z.string().describe("Who owns it."),
  name: z.string().describe("Its name, without the owner."),
  ownerId: z.string().describe("A number, in quotes: `gh api repos/{owner}/{repo} --jq .owner.id`."),
  id: z.string().describe("A number, in quotes: `gh api repos/{owner}/{repo} --jq .id`."),
});

const provider = held(z.string(), (faults, path, value) => {
  if (
    value !== "make" &&
    !/^arn:[a-z-]+:iam::\d{12}:oidc-provider\/token\.actions\.githubusercontent\.com$/.test(value)
  )
    faults.add(path, `${given(value)} is neither "make" nor the ARN of an identity provider for GitHub.`);
});

const shape = z.strictObject({
  ...retentionSettings({ states: "the stacks' states" }),
  repository: repository.describe("The GitHub repository whose workflows assume the roles."),
  branch: z.string().default("main").describe("The branch that is deployed, and whose workflows run."),
  identityProvider: provider.describe(
    "An account has one identity provider for GitHub. Set `make` in one environment to create it, and its ARN in the account's other environments.",
  ),
  oldVersionDays: z.number().optional().meta({
    description: "Days for which an overwritten state can be restored.",
    without: "365",
  }),
  accessLogBucketName: z.string().optional().meta({
    description: "Bucket for server access logs.",
    without: "none are kept",
  }),
});
const schema = shape.superRefine(checkRetention(() => ["states"]));

export type Settings = z.infer<typeof schema>;

export const settings: SettingsDefinition<Settings> = { schema, onlyOnce };

function onlyOnce({ identityProvider }: Settings): OnlyOnce[] {
  if (identityProvider !== "make") return [];
  return [
    {
      path: ["identityProvider"],
      id: "provider",
      within: "account",
      what: "the identity provider for GitHub",
      advice: "Write that stack's output providerArn here.",
    },
  ];
}
