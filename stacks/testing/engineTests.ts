import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Project } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import {
  asPlanned,
  EngineSandbox,
  leaves,
  withHashedAssets,
  type EngineStack,
} from "@ballast/testing/engine";
import run from "../index.ts";
import { discarding } from "./discarding.ts";
import { openThisProject } from "./scenarioTests.ts";

/** What the tests of one scenario went through; tools/testEngine.ts adds them up. */
interface Figures {
  stacks: number;
  resources: number;
  faultsSurvived: number;
  secretsSearchedFor: number;
  propertiesCompared: number;
  stacksUnderPolicies: number;
}

/** Creations that each update of the sweep gets through before all others are refused. */
const creationsPerSweep = 6;

/** Longer than any operation takes on a busy machine. */
const patience = 600_000;

/**
 * Runs a scenario's stacks by the real engine on stand-in providers: the plan is the preview; creation survives
 * faults; a second preview is quiet; no secret is in clear anywhere; a destroy leaves nothing, and refuses where data
 * would go.
 */
export function engineTests(scenario: string): void {
  const figures: Figures = {
    stacks: 0,
    resources: 0,
    faultsSurvived: 0,
    secretsSearchedFor: 0,
    propertiesCompared: 0,
    stacksUnderPolicies: 0,
  };
  let project: Project;
  beforeAll(async () => {
    project = await openThisProject();
  });
  afterAll(() => {
    const folder = join(project.root, ".ballast", "engine");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${scenario}.json`), JSON.stringify(figures));
  });

  describe.each(["dev", "prod"])(`${scenario}-%s`, (environment) => {
    const name = `${scenario}-${environment}`;
    let sandbox: EngineSandbox;
    let stack: EngineStack;
    /** What stands of other stacks, which this one must leave alone. */
    let before: string[] = [];
    let secrets: string[];
    /** What packages/policy finds in the engine. What people alone need to see does not count: exceptions that end soon, and what a preview cannot check. */
    const complaints = async (operation: "preview" | "up"): Promise<string[]> => {
      const pack = join(project.root, "packages/policy");
      const { succeeded, violations, log } = await stack.underPolicies(operation, { pack });
      const found = violations
        .filter(
          ({ policyName }) =>
            policyName !== "exception-expiring" && (operation === "up" || policyName !== "rule-unchecked"),
        )
        .map(({ policyName, resourceUrn, message }) => `${policyName} ${resourceUrn}: ${message}`);
      return succeeded || found.length > 0 ? found : [log];
    };
    const own = (): string[] =>
      sandbox.cloud.existing.map(({ urn }) => urn).filter((urn) => !before.includes(urn));

    beforeAll(async () => {
      const { values } = project.configurationOf(name);
      sandbox = await EngineSandbox.open({ project: project.root }, values["aws:region"] ?? "");
      if (scenario !== "network") await (await sandbox.stack(`network-${environment}`, run)).up();
      before = own();
      stack = await sandbox.stack(name, run);
      secrets = await throwAwaySecrets(project, name, stack);
      figures.stacks += 1;
    }, patience);
    afterAll(() => sandbox.close());

    it(
      "previews what the offline plan says: the same resources, inputs, secrets and protection",
      async () => {
        const plan = await new Planner(project).plan(name);
        const planned = plan.resources.map(({ urn, parent, inputs, protect }) => ({
          urn,
          parent,
          inputs: withHashedAssets(inputs),
          protect,
        }));
        const { steps } = await stack.preview();
        expect(asPlanned(steps)).toEqual(planned);
        figures.resources += planned.length;
        figures.propertiesCompared += leaves(planned.map(({ inputs }) => inputs));
      },
      patience,
    );

    it(
      "passes the policy pack before its first deployment, when much is not known yet",
      async () => {
        expect(await complaints("preview")).toEqual([]);
      },
      patience,
    );

    it(
      environment === "dev" ? "comes up through fault after fault" : "comes up after a fault in the middle",
      async () => {
        const limit = creationsPerSweep;
        sandbox.cloud.createFault = (creation) => (creation > limit ? "refuse" : undefined);
        let outcome = await stack.up();
        // In dev every update is refused anew; in prod the first one alone.
        while (!outcome.succeeded && environment === "dev") {
          const stood = own().length;
          outcome = await stack.up();
          // An expectation would not say what the engine said.
          if (own().length <= stood) throw new Error(`This update got nowhere:\n${outcome.log}`);
        }
        sandbox.cloud.createFault = () => undefined;
        if (!outcome.succeeded) outcome = await stack.up();
        expect(outcome.log).not.toContain("rror:");
        // The SDK's warning of an undefined output.
        expect(sandbox.log).not.toContain("will not show as a stack output");
        expect(sandbox.cloud.faults).toBeGreaterThan(0);
        figures.faultsSurvived += sandbox.cloud.faults;
      },
      patience,
    );

    it(
      "is complete then, with nothing left over",
      async () => {
        const inState = (await stack.resources())
          .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
          .map(({ urn }) => urn)
          .sort();
        expect(own().sort()).toEqual(inState);
        expect(inState.length).toBeGreaterThan(0);
      },
      patience,
    );

    it(
      "shows no change to whoever looks again",
      async () => {
        const { changes } = await stack.preview();
        expect(Object.keys(changes)).toEqual(["same"]);
      },
      patience,
    );

    it(
      "passes the policy pack as it stands, with the reasons that the plan shows",
      async () => {
        expect(await complaints("up")).toEqual([]);
        figures.stacksUnderPolicies += 1;
      },
      patience,
    );

    it(
      "keeps every secret out of what is written and said",
      () => {
        const places = { disk: sandbox.everythingWritten(), log: sandbox.log };
        expect(places.disk.length).toBeGreaterThan(10_000);
        const inUse = JSON.stringify(sandbox.cloud.existing);
        for (const secret of secrets) {
          expect(inUse).toContain(secret);
          const found = Object.entries(places).filter(([, text]) => text.includes(secret));
          expect(found.map(([place]) => place)).toEqual([]);
        }
        figures.secretsSearchedFor += secrets.length;
      },
      patience,
    );

    if (environment === "prod") {
      it(
        "refuses to be destroyed while it holds data, and loses nothing by the attempt",
        async () => {
          const stood = own();
          const outcome = await stack.destroy();
          expect(outcome.succeeded).toBe(false);
          expect(outcome.log).toContain("protect");
          expect(own()).toEqual(stood);
        },
        patience,
      );

      it(
        "lets its data go for a reason",
        async () => {
          const { values } = project.configurationOf(name);
          const settings = JSON.parse(values[`${project.name}:settings`] ?? "{}") as Record<string, unknown>;
          stack.changeSettings(await discarding(scenario, settings));
          expect((await stack.up()).succeeded).toBe(true);
        },
        patience,
      );
    }

    it(
      "is destroyed, and leaves nothing",
      async () => {
        const outcome = await stack.destroy();
        expect(outcome.log).not.toContain("rror:");
        expect(outcome.succeeded).toBe(true);
        expect(own()).toEqual([]);
        expect(await stack.resources()).toEqual([]);
      },
      patience,
    );
  });
}

/** Sets each secret that the stack declares, with a value that is found again wherever it went. */
async function throwAwaySecrets(project: Project, name: string, stack: EngineStack): Promise<string[]> {
  const { values } = project.configurationOf(name);
  const declared = await project.declaredSecrets(
    name,
    JSON.parse(values[`${project.name}:settings`] ?? "null"),
  );
  const marks: string[] = [];
  for (const [key, { standIn }] of Object.entries(declared)) {
    const mark = `throw-away-${marks.length}-${Math.random().toString(36).slice(2)}`;
    marks.push(mark);
    await stack.setSecret(key, standIn.replaceAll("stand-in", mark));
  }
  return marks;
}
