import { aws } from "@ballast/aws";
import { Doubt, text, type Resource } from "@ballast/model";
import { stackOfPlans, type Project } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { checkStack, rules } from "@ballast/policy";
import { stackOf } from "@ballast/analysis";
import fc from "fast-check";
import { stackNames } from "../scenarios.ts";
import { openThisProject } from "./scenarioTests.ts";

// Every prod stack is planned, and judged with one value after another unknown.
jest.setTimeout(600_000);

const numRuns = 100;
const judged = rules.filter(({ id }) => ["iam-missing", "iam-unneeded"].includes(id));

/** A right that nothing in any stack calls. */
const unneeded = { Effect: "Allow", Action: ["kinesis:MergeShards"], Resource: ["*"] };

/** Each role lacks the rights of its first statement, and has one that it does not need; and no topic lets anyone in. */
function planted(resources: readonly Resource[]): Resource[] {
  return resources.map((resource) => {
    if (resource.type === aws.topicPolicy)
      return { ...resource, inputs: { ...resource.inputs, policy: JSON.stringify({ Statement: [] }) } };
    if (resource.type !== aws.rolePolicy) return resource;
    const document = JSON.parse(text(resource.inputs["policy"])) as { Statement: unknown[] };
    const policy = JSON.stringify({ ...document, Statement: [unneeded, ...document.Statement.slice(1)] });
    return { ...resource, inputs: { ...resource.inputs, policy }, state: { ...resource.state, policy } };
  });
}

/** Something whose value is not known yet. */
type Hidden = [urn: string, where: "inputs" | "state", property: string];

/** What an engine's preview shows of these resources, as the policy pack opens it. */
function previewed(
  resources: readonly Resource[],
  hidden: readonly Hidden[],
  isNew?: string,
): [Resource[], Doubt] {
  const doubt = new Doubt();
  const all = resources.map((resource) => {
    const own = hidden.filter(([urn]) => urn === resource.urn);
    if (own.length === 0 && resource.urn !== isNew) return resource;
    const copy = { ...resource, inputs: { ...resource.inputs }, state: { ...resource.state } };
    for (const [, where, property] of own) hide(copy[where], property, doubt);
    if (resource.urn === isNew) hide(copy, "id", doubt);
    return copy;
  });
  return [all, doubt];
}

function hide(of: object, property: string, doubt: Doubt): void {
  Object.defineProperty(of, property, {
    enumerable: true,
    get: () => {
      doubt.raised = true;
      return undefined;
    },
  });
}

function findingsIn(resources: readonly Resource[], doubt = new Doubt()): Map<string, string> {
  const findings = checkStack(stackOf(resources, {}, doubt), [], { rules: judged, today: "2026-11-21" });
  return new Map(findings.map(({ rule, urn, part = "" }) => [`${rule} ${urn} ${part}`, urn]));
}

/** What hangs together with a role: by whom it is used, what its policies and users rest on, and the policies of what they name. */
function surroundings(role: string, resources: readonly Resource[]): Set<string> {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const dependentsOf = (urn: string): string[] =>
    resources.filter(({ dependsOn }) => dependsOn.includes(urn)).map((one) => one.urn);
  const namedBy = (urn: string): string[] => byUrn.get(urn)?.dependsOn ?? [];
  const users = closure([role], dependentsOf);
  const named = [...users].flatMap(namedBy);
  return new Set([...closure([...users], namedBy), ...named.flatMap(dependentsOf)]);
}

function closure(from: readonly string[], next: (urn: string) => string[]): Set<string> {
  const all = new Set(from);
  for (const urn of all) for (const one of next(urn)) all.add(one);
  return all;
}

/** Findings about roles that a value does not concern; and those, of all, that it silences. */
const counts = { kept: 0, silent: 0 };

describe("with a value that is not known yet", () => {
  let project: Project;
  beforeAll(async () => (project = await openThisProject()));
  afterAll(() => console.log(JSON.stringify(counts)));

  it.each(stackNames().filter((name) => name.endsWith("-prod") && !/^delivery-/.test(name)))(
    "%s shows what is wrong with other roles, and nothing that is not wrong (F.0.30)",
    async (name) => {
      const stack = stackOfPlans([await new Planner(project, "2026-11-21").plan(name)]);
      const good = [...stack.resources];
      const bad = planted(good);
      const all = findingsIn(bad);
      const rolesOf = new Map(
        bad.map(({ urn, type, dependsOn }) => [
          urn,
          [aws.role, aws.topic].some((one) => one === type)
            ? [urn]
            : dependsOn.filter((one) => stack.byUrn(one)?.type === aws.role),
        ]),
      );
      const around = new Map(
        stack.ofType(aws.role, aws.topic).map(({ urn }) => [urn, surroundings(urn, good)]),
      );
      const custom = good.filter((one) => one.custom);
      /** A resource that is not created yet: its id and ARN, and what others have of them, are unknown. */
      const unborn = (urn: string): Hidden[] => {
        const { id = "", state = {} } = stack.byUrn(urn) ?? {};
        const names = [id, text(state["arn"])].filter((one) => one.length > 4);
        return [
          [urn, "state", "arn"],
          ...bad.flatMap((other) =>
            Object.entries(other.inputs)
              .filter(([, value]) => names.some((one) => JSON.stringify(value ?? "").includes(one)))
              .map(([property]): Hidden => [other.urn, "inputs", property]),
          ),
        ];
      };
      const isFair = (hidden: readonly Hidden[], isNew?: string): void => {
        const concerned = [...hidden.map(([urn]) => urn), ...(isNew === undefined ? [] : [isNew])]
          // What a template creates is its stack's.
          .flatMap((urn) => [urn, urn.replace(/#.*$/, "")]);
        const found = findingsIn(...previewed(bad, hidden, isNew));
        expect([...found.keys()].filter((one) => !all.has(one))).toEqual([]);
        expect([hidden, findingsIn(...previewed(good, hidden, isNew))]).toEqual([hidden, new Map()]);
        const ofOthers = [...all].flatMap(([key, urn]) => {
          const roles = rolesOf.get(urn) ?? [];
          const isNear = roles.some((role) => concerned.some((one) => around.get(role)?.has(one)));
          return isNear ? [] : [key];
        });
        counts.kept += ofOthers.length;
        counts.silent += all.size - found.size;
        expect(ofOthers.filter((key) => !found.has(key))).toEqual([]);
      };
      expect(findingsIn(good)).toEqual(new Map());
      for (const { urn } of all.size === 0 ? [] : custom) isFair(unborn(urn), urn);
      const values = custom.flatMap(({ urn, inputs }) =>
        Object.keys(inputs).map((property): Hidden => [urn, "inputs", property]),
      );
      if (all.size > 0)
        fc.assert(
          fc.property(fc.constantFrom(...values), (value) => isFair([value])),
          { numRuns },
        );
    },
  );
});
