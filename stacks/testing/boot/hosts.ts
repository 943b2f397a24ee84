import { aws } from "@ballast/aws";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import type { Project } from "@ballast/plan";
import { record, type Recording } from "@ballast/testing";
import run from "../../index.ts";
import { settingsOf } from "../scenarioTests.ts";
import type { Association } from "./windows.ts";

/** A host as a stack or a component launches it. */
export interface Host {
  name: string;
  userData: string;
  associations: Association[];
  /** The shortest time that a state machine of the stack's patching waits for new hosts. */
  patchSeconds: number | undefined;
}

const network = {
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetIds: {
    a: "subnet-0123456789abcdef0",
    b: "subnet-0123456789abcdef1",
    c: "subnet-0123456789abcdef2",
  },
  publicSubnetIds: {
    a: "subnet-0123456789abcdef3",
    b: "subnet-0123456789abcdef4",
    c: "subnet-0123456789abcdef5",
  },
};

/** What a stack registers, with other top-level settings, on a network of its user's: less work than its plan. */
export async function recordStack(
  project: Project,
  stack: string,
  changed: Record<string, unknown> = {},
): Promise<Recording<unknown>> {
  const { values } = project.configurationOf(stack);
  const settings = { ...(settingsOf(values) as object), network, ...changed };
  const declared = await project.declaredSecrets(stack, settings);
  const secrets = Object.fromEntries(
    Object.entries(declared).map(([key, { standIn }]) => [`${project.name}:${key}`, standIn]),
  );
  return record(run, {
    stack,
    config: { ...values, ...secrets, "ballast:settings": JSON.stringify(settings) },
    secretConfigKeys: Object.keys(secrets),
    lookups: siteLookups(standInSite(values["aws:region"] ?? "")),
  });
}

/** The hosts among what was registered; those inside of CloudFormation templates included. */
export function hostsIn(name: string, recording: Pick<Recording<unknown>, "resources">): Host[] {
  const associations = recording.resources
    .filter(({ type }) => type === aws.association)
    .flatMap(({ inputs }): Association[] => {
      const document = recording.resources.find(
        (one) => one.type === aws.document && one.state["name"] === inputs["name"],
      );
      // An automation runs elsewhere.
      if (document?.inputs["documentType"] !== "Command") return [];
      const minutes = /^rate\((\d+) minutes?\)$/.exec(String(inputs["scheduleExpression"]))?.[1];
      if (minutes === undefined)
        throw new Error(`the schedule ${String(inputs["scheduleExpression"])} cannot be read`);
      return [{ document: String(document.inputs["content"]), everyMinutes: Number(minutes) }];
    });
  const limits = recording.resources
    .filter(({ type, name: machine }) => type === aws.stateMachine && machine.endsWith("-patch"))
    .map(({ inputs }) => {
      const [, limit] = /StartTime\) > (\d+)/.exec(String(inputs["definition"])) ?? [];
      if (limit === undefined) throw new Error("a state machine of patching has no limit that can be read");
      return Number(limit) / 1000;
    });
  const patchSeconds = limits.length > 0 ? Math.min(...limits) : undefined;
  return recording.resources.flatMap(({ inputs, name: resource }) =>
    [...JSON.stringify(inputs).matchAll(/\\*"userData\\*":\s*\\*"([A-Za-z0-9+/=]+)\\*"/g)].map(
      ([, encoded = ""]): Host => ({
        name: `${name}, ${resource}`,
        userData: Buffer.from(encoded, "base64").toString(),
        associations,
        patchSeconds,
      }),
    ),
  );
}
