import type { ClusterSpec } from "@ballast/placement";
import { openAccount, type Account } from "./account/account.ts";
import type { Check } from "./check.ts";
import { diagnose } from "./diagnose.ts";
import { needsOf, type Needs } from "./needs/needs.ts";
import type { NeedyResource } from "./needs/resource.ts";

/** A stack that needs nothing. */
export const noNeeds: Needs = {
  stack: "demo-dev",
  roles: [],
  quotas: [],
  imageParameters: [],
  zones: [],
  instanceTypes: [],
  trunking: "none",
  accountDecidesInsights: false,
  directories: 0,
  databases: [],
  references: [],
  names: [],
  builds: [],
  associations: [],
  stackReferences: [],
  placeholders: [],
};

/** A planned resource. */
export function resource(
  type: string,
  inputs: Record<string, unknown> = {},
  { name = "one", dependsOn = [] }: { name?: string; dependsOn?: NeedyResource[] } = {},
): NeedyResource {
  const urn = `urn:pulumi:demo-dev::demo::${type}::${name}`;
  return { urn, type, name, custom: true, inputs, dependsOn: dependsOn.map((one) => one.urn) };
}

/** The requirements of a stack with these resources. */
export function needsFor(
  resolved: NeedyResource[],
  more: { clusters?: ClusterSpec[]; settings?: object } = {},
): Needs {
  return needsOf({
    stack: "demo-dev",
    resolved,
    clusters: more.clusters ?? [],
    settings: { ...more.settings },
  });
}

/** Checks an account for a stack's needs, without the checks of credentials. */
export async function checksOf(account: Account, needs: Partial<Needs>): Promise<Check[]> {
  const [, , ...checks] = await diagnose(account, [{ ...noNeeds, ...needs }]);
  return checks;
}

/** As `checksOf`, for exactly one check. */
export async function checkOf(account: Account, needs: Partial<Needs>): Promise<Check> {
  const checks = await checksOf(account, needs);
  const [check] = checks;
  if (check === undefined || checks.length !== 1) throw new Error("One check was expected.");
  return check;
}

/** Response to each API operation: an output, or an error to throw. */
export type Answers = Record<string, (input: Record<string, unknown>) => object>;

interface Client {
  middlewareStack: {
    add(
      middleware: (
        next: unknown,
        context: { commandName?: string },
      ) => (args: { input: Record<string, unknown> }) => Promise<{ output: object; response: object }>,
      options: { step: "initialize"; name: string },
    ): void;
  };
}

/**
 * A simulated account: real SDK clients without network. Each call gets the response that the test defines for its
 * operation (`GetServiceQuota`); a call without one fails the test.
 */
export function playedAccount(answers: Answers, asked: string[] = []): Account {
  const account = openAccount("eu-central-1");
  for (const client of Object.values(account)) {
    if (typeof client === "string") continue;
    (client as unknown as Client).middlewareStack.add(
      (_next, { commandName = "" }) =>
        (args) => {
          const command = commandName.replace(/Command$/, "");
          const answer = answers[command];
          if (answer === undefined) throw new Error(`The test did not expect ${command}.`);
          asked.push(command);
          return Promise.resolve({ output: { $metadata: {}, ...answer(args.input) }, response: {} });
        },
      { step: "initialize", name: "plays" },
    );
  }
  return account;
}

/** Response of STS for valid credentials. */
export const identity: Answers = {
  GetCallerIdentity: () => ({ Account: "210987654321", Arn: "arn:aws:iam::210987654321:user/me" }),
};

/** As `checkOf`, for a simulated account with valid credentials and these responses. */
export function checked(needs: Partial<Needs>, answers: Answers): Promise<Check> {
  return checkOf(playedAccount({ ...identity, ...answers }), needs);
}

/** An error as the SDK throws it. */
export function fault(name: string, message = "", httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}
