import type { Account } from "./account/account.ts";
import { openAccount } from "./account/account.ts";
import type { Needs } from "./needs/needs.ts";
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
  stackReferences: [],
  placeholders: [],
};

/** A resource as a plan has it. */
export function resource(
  type: string,
  inputs: Record<string, unknown> = {},
  { name = "one", dependsOn = [] }: { name?: string; dependsOn?: NeedyResource[] } = {},
): NeedyResource {
  const urn = `urn:pulumi:demo-dev::demo::${type}::${name}`;
  return { urn, type, name, custom: true, inputs, dependsOn: dependsOn.map((one) => one.urn) };
}

/** What AWS answers to a call: an output, or an error that is thrown. */
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
 * An account whose clients are AWS's own, but for the wire: each call has the answer that the test names for its command
 * (`GetServiceQuota`), and a call without one fails the test.
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
          if (answer === undefined) throw new Error(`Nobody expected ${command}.`);
          asked.push(command);
          return Promise.resolve({ output: { $metadata: {}, ...answer(args.input) }, response: {} });
        },
      { step: "initialize", name: "plays" },
    );
  }
  return account;
}

/** An error as the SDK throws it. */
export function fault(name: string, message = "", httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}
