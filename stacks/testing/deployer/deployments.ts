import { contentsOf } from "@ballast/analysis";
import { text, type Fields } from "@ballast/model";
import { type Project } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { siteLookups } from "@ballast/recording/cloud";
import { record, type RecordOptions } from "@ballast/testing";
import * as pulumi from "@pulumi/pulumi";
import run from "../../index.ts";
import { stackNames } from "../../scenarios.ts";
import { boundRoles } from "../../shared/roles.ts";
import { compute } from "../effects/cases/compute.ts";
import { scenarios } from "../effects/cases/scenarios.ts";
import { storage } from "../effects/cases/storage.ts";
import { modesOf, variantsOf } from "../effects/effects.ts";
import { openThisProject, settingsOf } from "../scenarioTests.ts";
import { choicesOf } from "./settingChoices.ts";
import { region, site, type DeliveryRoles } from "./roles.ts";

/** A resource that a deployment creates. */
export interface Deployed {
  /** `clair-dev`, or `Cluster, with sessions, capacities.*.spot`. */
  where: string;
  type: string;
  name: string;
  inputs: Fields;
  /** Empty where AWS gives none, and of what a template creates. */
  arn: string;
  /** True of what CloudFormation creates for a template. */
  isNested: boolean;
  /** The roles of its stack, by name: their ARNs, and their boundaries. */
  roles: ReadonlyMap<string, { arn: string; boundary: string }>;
}

interface Made {
  type: string;
  name: string;
  urn: string;
  custom: boolean;
  inputs: Fields;
  arn: string;
}

/** Where a person deploys, and no workflow. */
const byPeople = /^(delivery-|StateBucket|GitHubDelivery)/;
const stacks = stackNames().filter((name) => !byPeople.test(name));

/**
 * Every resource of every stack, and of every component in every mode.
 *
 * @param isEveryArgument Whether every value of stacks' settings that have a list of them, and every example of each optional argument
 * of components, are tried as well, which takes minutes.
 */
export async function deployments(
  { path, boundaryArn }: Pick<DeliveryRoles, "path" | "boundaryArn">,
  isEveryArgument: boolean,
): Promise<Deployed[]> {
  const roles = JSON.stringify({ path, permissionsBoundary: boundaryArn });
  return [
    ...(await ofStacks(roles)),
    ...(isEveryArgument ? await ofSettings(roles) : []),
    ...(await ofComponents(roles, isEveryArgument)),
  ];
}

async function ofStacks(roles: string): Promise<Deployed[]> {
  const project = await openThisProject();
  const withRoles: Project = {
    ...project,
    configurationOf: (stack) => {
      const { values, ...configuration } = project.configurationOf(stack);
      return { ...configuration, values: { ...values, "ballast:roles": roles } };
    },
  };
  const planner = new Planner(withRoles, "2026-11-21");
  const all: Deployed[] = [];
  for (const stack of stacks) {
    const { resolved } = await planner.plan(stack);
    const arnIn = (identifiers: Record<string, string>): string =>
      Object.entries(identifiers).find(([, property]) => property === "arn")?.[0] ?? "";
    const made = resolved.map(({ identifiers, ...resource }) => ({ ...resource, arn: arnIn(identifiers) }));
    all.push(...deployedIn(stack, made));
  }
  return all;
}

/** A network of its own, so that no other stack is asked. */
const network = {
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
};

/** Of dev stacks: those of prod differ in their values, not in their settings. */
async function ofSettings(roles: string): Promise<Deployed[]> {
  const project = await openThisProject();
  const all: Deployed[] = [];
  for (const stack of stacks.filter((name) => name.endsWith("-dev"))) {
    const { values } = project.configurationOf(stack);
    const committed = {
      ...(settingsOf(values) as Record<string, unknown>),
      ...(stack !== "network-dev" && { network }),
    };
    for (const { label, settings } of await choicesOf(stack, committed)) {
      const secrets = await project.declaredSecrets(stack, settings).catch(() => ({}));
      const standIns = Object.entries(secrets).map(([key, { standIn }]) => [`ballast:${key}`, standIn]);
      const config = {
        ...values,
        ...(Object.fromEntries(standIns) as Record<string, string>),
        "ballast:settings": JSON.stringify(settings),
        "ballast:roles": roles,
      };
      const secretConfigKeys = standIns.map(([key = ""]) => key);
      all.push(
        ...(await recorded(label, run, { stack, config, secretConfigKeys, lookups: siteLookups(site) })),
      );
    }
  }
  return all;
}

/** Nothing where the program refuses its settings or arguments. */
async function recorded(where: string, build: () => unknown, options: RecordOptions): Promise<Deployed[]> {
  const recording = await record(build, options).catch((error: unknown) => {
    if (pulumi.InputPropertiesError.isInstance(error) || pulumi.RunError.isInstance(error)) return undefined;
    throw error;
  });
  const made = recording?.resources.map((one) => ({ ...one, arn: text(one.state["arn"]) }));
  return deployedIn(where, made ?? []);
}

async function ofComponents(roles: string, isEveryArgument: boolean): Promise<Deployed[]> {
  const config = { "aws:region": region, "ballast:roles": roles };
  const all: Deployed[] = [];
  for (const subject of [...storage, ...compute, ...scenarios]) {
    if (byPeople.test(subject.component)) continue;
    for (const { label, args } of isEveryArgument ? variantsOf(subject) : modesOf(subject)) {
      const build = (): void => {
        boundRoles();
        subject.build(args as never);
      };
      all.push(...(await recorded(label, build, { config })));
    }
  }
  return all;
}

function deployedIn(where: string, made: readonly Made[]): Deployed[] {
  const roles = new Map(
    made
      .filter(({ type }) => type === "aws:iam/role:Role")
      .map(({ inputs, arn }) => [
        arn.split("/").at(-1) ?? "",
        { arn, boundary: text(inputs["permissionsBoundary"]) },
      ]),
  );
  return made
    .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
    .flatMap((resource): Deployed[] => {
      const { type, name, inputs, arn } = resource;
      const nested = contentsOf(resource, inputs)?.nested ?? [];
      return [
        { where, type, name, inputs, arn, isNested: false, roles },
        ...nested.map((inner) => ({
          where,
          type: inner.type,
          name: inner.name,
          inputs: inner.properties,
          arn: "",
          isNested: true,
          roles,
        })),
      ];
    });
}
