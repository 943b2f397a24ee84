import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { actionFacts, actionsLike, supports } from "./actions.ts";
import { Decision, decide } from "./evaluate.ts";
import { haveCommonText, tokensOf } from "./globPairs.ts";
import { parsePolicy } from "./policy.ts";

// The evaluator and the facts of actions against moto and parliament, which share no code with them (tools/aws-emulator/second_opinion.py).
// Each is asked only what it implements: moto knows neither conditions nor NotResource, no "?" and no other case; parliament knows no "?"
// in pairs of patterns. The rest is in truthTable.test.ts.

interface Questions {
  decisions: [policy: object, action: string, resource: string][];
  globs: [string, string][];
  expansions: string[];
  resources: [action: string, arn: string][];
}
interface Answers {
  decisions: ("PERMITTED" | "DENIED" | "NEUTRAL")[];
  globs: boolean[];
  expansions: string[][];
  resources: ({ arns: string[]; matches: boolean } | null)[];
  /** All that are in parliament's table, which is of April 2025. */
  actions: string[];
}

function ask(questions: Partial<Questions>): Answers {
  const input = JSON.stringify({ decisions: [], globs: [], expansions: [], resources: [], ...questions });
  const { status, stdout, stderr } = spawnSync(
    process.env["BALLAST_PYTHON"] ?? "python3",
    ["-B", "tools/aws-emulator/second_opinion.py"],
    { input, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answers;
}

const runs = { numRuns: 3000, seed: 17 };
const some = <T>(values: readonly T[], maxLength: number) =>
  fc.subarray([...values], { minLength: 1, maxLength }).map((all) => (all.length === 1 ? all[0] : all));

it("decides as moto does: Allow, Deny, several statements, NotAction, patterns of actions and resources", () => {
  const actions = [
    "ec2:AttachVolume",
    "ec2:DetachVolume",
    "ec2:DescribeVolumes",
    "s3:GetObject",
    "s3:PutObject",
  ];
  const patterns = [...actions, "*", "ec2:*", "ec2:*Volume", "s3:*Object", "ec2:Describe*", "ec2:*tach*"];
  const account = "arn:aws:ec2:eu-central-1:123456789012:";
  const resources = [
    `${account}volume/vol-0a`,
    `${account}volume/vol-0b`,
    `${account}instance/i-0a`,
    "arn:aws:s3:::files/a/b",
  ];
  const named = [
    ...resources,
    "*",
    `${account}volume/*`,
    `${account}*/*-0a`,
    "arn:aws:s3:::files/*",
    "arn:aws:s3:::*/b",
  ];
  const statement = fc
    .record({
      Effect: fc.constantFrom("Allow", "Allow", "Deny"),
      element: fc.constantFrom("Action", "Action", "NotAction"),
      actions: some(patterns, 3),
      Resource: some(named, 2),
    })
    .map(({ element, actions: of, ...rest }) => ({ ...rest, [element]: of }));
  const policy = fc.record({ Statement: fc.array(statement, { minLength: 1, maxLength: 4 }) });
  const decisions = fc.sample(
    fc.tuple(policy, fc.constantFrom(...actions), fc.constantFrom(...resources)),
    runs,
  );
  const theirs = ask({ decisions }).decisions;
  const words = {
    [Decision.Allowed]: "PERMITTED",
    [Decision.Denied]: "DENIED",
    [Decision.NotAllowed]: "NEUTRAL",
  };
  const ours = decisions.map(
    ([document, action, resource]) =>
      words[decide([parsePolicy(JSON.stringify(document))], { action, resource })],
  );
  expect(ours).toEqual(theirs);
  for (const word of Object.values(words))
    expect(theirs.filter((one) => one === word).length).toBeGreaterThan(300);
});

it("finds a common text of two patterns where parliament does", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "/", "*"), maxLength: 7 });
  const globs = fc.sample(fc.tuple(pattern, pattern), runs);
  const ours = globs.map(([one, other]) => haveCommonText(tokensOf(one), tokensOf(other)));
  expect(ours).toEqual(ask({ globs }).globs);
  expect(ours.filter(Boolean).length).toBeGreaterThan(500);
  expect(ours.filter((one) => !one).length).toBeGreaterThan(500);
});

it("expands patterns of actions, in any case, as parliament does", () => {
  const all = new Set(actionsLike("*"));
  const known = ask({}).actions.filter((action) => all.has(action));
  expect(known.length).toBeGreaterThan(10_000);
  const both = new Set(known);
  const pattern = fc
    .tuple(fc.constantFrom(...known), fc.nat(), fc.nat({ max: 6 }), fc.constantFrom("*", "?"), fc.boolean())
    .map(([action, from, length, glob, isUpper]) => {
      const [service = "", name = ""] = action.split(":");
      const at = from % name.length;
      const text = `${name.slice(0, at)}${glob}${name.slice(at + (glob === "?" ? 1 : length))}`;
      return `${service}:${isUpper ? text.toUpperCase() : text}`;
    });
  const expansions = fc.sample(pattern, { ...runs, numRuns: 1000 });
  const theirs = ask({ expansions }).expansions;
  const shared = (names: readonly string[]) => [...new Set(names)].filter((name) => both.has(name)).sort();
  expect(expansions.map((one) => [one, shared(actionsLike(one))])).toEqual(
    expansions.map((one, index) => [one, shared(theirs[index] ?? [])]),
  );
});

it("knows which ARNs an action can be asked about as parliament does, where their references agree", () => {
  const known = ask({}).actions.filter((action) => (actionFacts(action)?.resources.length ?? 0) > 0);
  const byService = Map.groupBy(known, (action) => action.split(":")[0]);
  const question = fc
    .tuple(fc.constantFrom(...known), fc.boolean(), fc.nat(), fc.nat(), fc.boolean())
    .map(([action, isOwn, which, type, isWide]): [string, string] => {
      const others = byService.get(action.split(":")[0]) ?? [];
      const from = isOwn ? action : (others[which % others.length] ?? action);
      const forms = actionFacts(from)?.resources ?? [];
      const arn = (forms[type % forms.length]?.arn ?? "").replaceAll(
        /\$\{(\w+)\}|\*/g,
        (_all, name?: string) =>
          name === "Partition"
            ? "aws"
            : name === "Region"
              ? "eu-central-1"
              : name?.startsWith("Account") === true
                ? "123456789012"
                : "x0y",
      );
      return [action, isWide ? arn.replace(/x0y$/, "*") : arn];
    });
  const resources = fc.sample(question, runs);
  const theirs = ask({ resources }).resources;
  const written = (arns: readonly string[]) =>
    JSON.stringify([...new Set(arns.map((arn) => arn.replaceAll(/\$\{[^}]*\}/g, "*")))].sort());
  let compared = 0;
  for (const [index, [action, arn]] of resources.entries()) {
    const { arns, matches } = theirs[index] ?? { arns: [], matches: false };
    const own = actionFacts(action)?.resources.map((one) => one.arn) ?? [];
    if (written(own) !== written(arns)) continue;
    const ours = supports(action, arn);
    // A name that another type's ARN goes on behind has no slash and no colon here: tables and buckets, of which parliament knows buckets.
    // AWS's naming rules: dynamodb "Naming rules" (letters, digits, _ - .), lambda CreateFunction, and so on.
    const isLonger = own.some((form) => arn.split(/[:/]/).length > form.split(/[:/]/).length);
    if (!ours && isLonger) continue;
    // parliament takes a slash for the end of any service's bucket; AWS's ARNs of S3 on Outposts, tables and vectors have some before it.
    if (ours && own.some((form) => /\/bucket\/|:bucket\//.test(form))) continue;
    compared += 1;
    expect([action, arn, ours]).toEqual([action, arn, matches]);
  }
  expect(compared).toBeGreaterThan(2000);
});

it("has the documents of AWS's managed policies that moto has", () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, ["tools/managedPolicies.ts", "--check"], {
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^\d+ of \d+ policies\.$/m);
});
