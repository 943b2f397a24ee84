import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { RuleTester } from "eslint";
import plugin from "./index.ts";

const tester = new RuleTester({
  languageOptions: {
    parser,
    parserOptions: {
      projectService: { allowDefaultProject: ["*.ts"] },
      tsconfigRootDir: join(__dirname, ".."),
    },
  },
});

const imports = 'import * as aws from "@pulumi/aws"; import * as pulumi from "@pulumi/pulumi";';

/** Cases whose code needs the SDKs' types; `errors` are message ids. */
function cases(list: Record<string, { code: string; errors?: string[] }>) {
  const all = Object.entries(list).map(([name, { code, errors = [] }]) => ({
    name,
    code: `${imports}\n${code}`,
    filename: "file.ts",
    errors,
  }));
  return {
    valid: all.filter(({ errors }) => errors.length === 0).map(({ errors: _none, ...one }) => one),
    invalid: all
      .filter(({ errors }) => errors.length > 0)
      .map(({ errors, ...one }) => ({ ...one, errors: errors.map((messageId) => ({ messageId })) })),
  };
}

function run(name: keyof typeof plugin.rules, list: Parameters<typeof cases>[0]): void {
  tester.run(name, plugin.rules[name] as never, cases(list));
}

run("no-resource-in-apply", {
  "a resource beside apply": { code: 'new aws.s3.Bucket("a").id.apply((id) => id.length);' },
  "something that is not a resource": { code: 'pulumi.output("a").apply((a) => new Set([a]));' },
  "a resource inside apply": {
    code: 'pulumi.output("a").apply((a) => new aws.s3.Bucket(a));',
    errors: ["inApply"],
  },
  "a resource inside all, in a function of its own": {
    code: 'pulumi.all(["a"]).apply(([a]) => [1].map(() => { const b = () => new aws.s3.Bucket(a ?? ""); return b(); }));',
    errors: ["inApply"],
  },
  "a component inside apply": {
    code: 'class C extends pulumi.ComponentResource {} pulumi.output("a").apply((a) => new C("t:i:C", a));',
    errors: ["inApply"],
  },
});

const names = "declare const names: Record<string, string>; declare const key: string;";
run("no-empty-fallback", {
  "a part of a text": { code: '"a.b".split(".")[0] ?? ""; /(?<a>.)/.exec("a")?.groups?.["a"] ?? "";' },
  "the last part of a text": { code: '"a.b".split(".").at(-1) ?? "";' },
  "what a pattern alone sees": { code: 'declare const args: { tag?: string }; /^v/.test(args.tag ?? "");' },
  "an argument that may be left out": {
    code: 'declare const args: { prefix?: string }; args.prefix ?? "";',
    errors: ["fallback"],
  },
  "a property of an argument that may be left out": {
    code: 'declare const args: { login?: { secretArn: string } }; args.login?.secretArn ?? "";',
    errors: ["fallback"],
  },
  "a variable": {
    code: 'declare const id: pulumi.Output<string> | undefined; id ?? "";',
    errors: ["fallback"],
  },
  "what a call has not found": {
    code: 'declare const names: Map<string, string>; names.get("a") ?? ""; ["a"].find((one) => one === "b") ?? "";',
    errors: ["fallback", "fallback"],
  },
  "an item that a call has not found": {
    code: 'declare function ids(): string[]; ids()[1] ?? "";',
    errors: ["fallback"],
  },
  "another default": { code: `${names} names[key] ?? "main";` },
  "a literal key": { code: `${names} names["general"] ?? "";`, errors: ["fallback"] },
  "a key of a variable, in a template": { code: `${names} \`x\${names[key] ?? ""}\`;`, errors: ["fallback"] },
  "an optional record": {
    code: 'declare const a: { n?: Record<string, string> }; a.n?.["b"] ?? "";',
    errors: ["fallback"],
  },
  "an item of a list": { code: 'pulumi.output(["a"]).apply((ids) => ids[1] ?? "");', errors: ["fallback"] },
  "other spellings": {
    code: `${names} names[key] || ""; names[key] ?? \`\`;`,
    errors: ["fallback", "fallback"],
  },
});

run("resource-has-parent", {
  "options of the component": {
    code: "declare const child: pulumi.CustomResourceOptions; new aws.s3.Bucket('a', {}, child);",
  },
  "a parent": { code: "declare const parent: pulumi.Resource; new aws.s3.Bucket('a', {}, { parent });" },
  "options spread": {
    code: "declare const child: pulumi.CustomResourceOptions; new aws.s3.Bucket('a', {}, { ...child, protect: true });",
  },
  "something that is not a resource": { code: "new Set(['a']);" },
  "no options": { code: "new aws.s3.Bucket('a', {});", errors: ["noOptions"] },
  "options without a parent": {
    code: "new aws.s3.Bucket('a', {}, { protect: true });",
    errors: ["noParent"],
  },
});

const constructor = (parameters: string, body: string) => ({
  code: `export interface ThingArgs { size: number } export class Thing extends pulumi.ComponentResource { constructor(${parameters}) { ${body} } }`,
});
const parameters = "name: string, args: ThingArgs, opts?: pulumi.ComponentResourceOptions";
const good = 'super("ballast-things:index:Thing", name, {}, opts); this.registerOutputs({});';

run("component-constructor", {
  "the shape of every component": constructor(parameters, good),
  "arguments that may be left out": constructor(
    parameters.replace("ThingArgs,", "ThingArgs = { size: 1 },"),
    good,
  ),
  "a class that is not a component": {
    code: "export class Thing extends Set { constructor() { super(); } }",
  },
  "another parameter": { ...constructor(`${parameters}, more?: string`, good), errors: ["parameters"] },
  "no constructor": {
    code: "export class Thing extends pulumi.ComponentResource {}",
    errors: ["parameters"],
  },
  "the token of another class": {
    ...constructor(parameters, good.replace(":Thing", ":Other")),
    errors: ["token"],
  },
  "a token that is computed": {
    ...constructor(
      parameters,
      good.replace('"ballast-things:index:Thing"', "`ballast-things:index:${name}`"),
    ),
    errors: ["token"],
  },
  "arguments that end up in the state": {
    ...constructor(parameters, good.replace("{}, opts", "args, opts")),
    errors: ["inputs"],
  },
  "outputs that are not registered": {
    ...constructor(parameters, good.replace("this.registerOutputs({});", "")),
    errors: ["outputs"],
  },
  "outputs that are registered before the end": {
    ...constructor(parameters, `${good} void 0;`),
    errors: ["outputs"],
  },
});

run("documented-default", {
  "a default": { code: "export interface A { /** Size. @default 3 */ size?: number }" },
  "a required property": { code: "export interface A { size: number }" },
  "an interface of the file's own": { code: "interface A { size?: number } export type B = A;" },
  "no default": { code: "export interface A { /** Size. */ size?: number }", errors: ["missing"] },
  "no comment": { code: "export interface A { size?: number }", errors: ["missing"] },
});

it.each(Object.entries(plugin.rules))("%s is explained by a decision record", (name, rule) => {
  const record = readFileSync(join(__dirname, "../../..", rule.meta.docs?.url ?? ""), "utf8");
  expect(record).toContain(`ballast/${name}`);
});
