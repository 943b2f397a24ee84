/* eslint-disable no-restricted-syntax -- Types that only this file looks at, of which the catalogue knows nothing more. */
import { contentsOf } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { templateParameters } from "@ballast/aws/templates";
import { plainSecret, secretsInDocument, secretsInText } from "@ballast/contracts";
import { containers, fields, list, parsed, text, type Fields, type Resource } from "@ballast/model";
import { bootScriptOf } from "./userData.ts";

/** A secret that everyone can read who may describe a resource; nothing here quotes it. */
export interface PlainSecret {
  /** The part of the resource: `DB_PASSWORD`, `command`. */
  part: string;
  /** In words that go on from "its": `variable DB_PASSWORD sounds like a secret`. */
  what: string;
}

type Place = (inputs: Fields, resource: Resource) => Iterable<PlainSecret>;

/** Of names with their values: those that are secret, and how one sees that: `sounds like a secret`. */
export function* secretsAmong(
  entries: Iterable<readonly [string, unknown]>,
): Iterable<{ name: string; found: string }> {
  for (const [name, value] of entries) {
    const found = plainSecret(name, value);
    if (found !== undefined) yield { name, found };
  }
}

function* inNamed(word: string, entries: Iterable<readonly [string, unknown]>): Iterable<PlainSecret> {
  for (const { name, found } of secretsAmong(entries)) yield { part: name, what: `${word} ${name} ${found}` };
}

/** `[{ name, value }]` as entries. */
export function namesAndValues(given: unknown): [string, unknown][] {
  return list(given)
    .map(fields)
    .map(({ name, value }) => [text(name), value]);
}

function* inRecord(word: string, record: unknown): Iterable<PlainSecret> {
  yield* inNamed(word, Object.entries(fields(record)));
}

/** A script, a command, a document. */
function* inText(part: string, given: unknown): Iterable<PlainSecret> {
  for (const found of secretsInDocument(given)) yield { part, what: `${part}: ${found}` };
}

function* inScript(part: string, userData: unknown): Iterable<PlainSecret> {
  for (const found of secretsInText(bootScriptOf(userData))) yield { part, what: `${part}: ${found}` };
}

/** What of a container everyone can read, beside its environment. */
export function* inContainer(container: Fields): Iterable<PlainSecret> {
  yield* inText("command", container["command"]);
  yield* inText("entryPoint", container["entryPoint"]);
  yield* inRecord("label", container["dockerLabels"]);
  yield* inText("healthCheck", fields(container["healthCheck"])["command"]);
  yield* inRecord("log option", fields(container["logConfiguration"])["options"]);
}

/** Options of the volumes of a task definition, such as a share's password. */
export function* inVolumes(volumes: unknown): Iterable<PlainSecret> {
  for (const volume of list(volumes).map(fields)) {
    const options = fields(fields(volume["dockerVolumeConfiguration"])["driverOpts"]);
    for (const { what } of inRecord("driver option", options)) yield { part: text(volume["name"]), what };
  }
}

/**
 * A build specification without what names secrets elsewhere: `env.secrets-manager`, `env.parameter-store` (CodeBuild user guide,
 * "Build specification reference", November 2026).
 */
export function* inBuildSpecification(given: unknown): Iterable<PlainSecret> {
  const document = typeof given === "string" && /^\s*\{/.test(given) ? fields(parsed(given)) : undefined;
  if (document !== undefined) {
    const { "secrets-manager": _secrets, "parameter-store": _parameters, ...env } = fields(document["env"]);
    yield* inText("buildspec", { ...document, env });
    return;
  }
  const elsewhere =
    /^([ \t]*)["']?(?:secrets-manager|parameter-store)["']?:.*\n(?:(?:\1[ \t]+.*|[ \t]*)(?:\n|$))*/gm;
  yield* inText("buildspec", `${text(given)}\n`.replace(elsewhere, "\n"));
}

function* inStages(stages: unknown): Iterable<PlainSecret> {
  for (const action of list(stages).flatMap((stage) => list(fields(stage)["actions"]).map(fields))) {
    const variables = list(parsed(fields(action["configuration"])["EnvironmentVariables"])).map(fields);
    yield* inNamed(`action ${text(action["name"])}: variable`, namesAndValues(variables.filter(isPlain)));
  }
}

/** Whether a variable of a build holds the value itself. */
export function isPlain({ type }: Fields): boolean {
  return ["", "PLAINTEXT"].includes(text(type).toUpperCase());
}

/** CloudFormation shows parameters, unless they have `NoEcho`, their defaults, and outputs. */
function* inTemplate(inputs: Fields, resource: Resource): Iterable<PlainSecret> {
  const declared = templateParameters(inputs["templateBody"]);
  const given = fields(inputs["parameters"]);
  yield* inNamed(
    "parameter",
    Object.entries(given).filter(([name]) => text(declared[name]?.["NoEcho"]) !== "true"),
  );
  yield* inNamed(
    "default of parameter",
    Object.entries(declared).flatMap(([name, { Default }]) =>
      Default === undefined ? [] : [[name, Default]],
    ),
  );
  // References have other values than their names.
  const outputs = contentsOf(resource, inputs, () => "${}")?.outputs ?? {};
  yield* inRecord("output", outputs);
}

const userData: Place = function* (inputs) {
  yield* inScript("user data", inputs["userData"] ?? inputs["userDataBase64"]);
};

/** Where resources of these types hold what everyone reads, beside task definitions and builds. */
export const plainPlaces: Readonly<Record<string, Place>> = {
  [aws.launchTemplate]: userData,
  [aws.instance]: userData,
  [aws.launchConfiguration]: userData,
  [aws.spotInstanceRequest]: userData,
  *[aws.spotFleetRequest](inputs) {
    for (const one of list(inputs["launchSpecifications"]).map(fields))
      yield* inScript("user data", one["userData"]);
  },
  *"Spot::Elastigroup::Group"(inputs) {
    const compute = fields(fields(inputs["group"])["compute"]);
    yield* inScript("user data", fields(compute["launchSpecification"])["userData"]);
  },
  *"aws:lambda/function:Function"(inputs) {
    yield* inRecord("variable", fields(inputs["environment"])["variables"]);
  },
  *"aws:batch/jobDefinition:JobDefinition"(inputs) {
    const container = fields(parsed(inputs["containerProperties"]));
    yield* inNamed("variable", namesAndValues(container["environment"]));
    yield* inContainer(container);
  },
  *"aws:apprunner/service:Service"(inputs) {
    const { imageRepository, codeRepository } = fields(inputs["sourceConfiguration"]);
    const { codeConfigurationValues } = fields(fields(codeRepository)["codeConfiguration"]);
    for (const one of [fields(imageRepository)["imageConfiguration"], codeConfigurationValues])
      yield* inRecord("variable", fields(one)["runtimeEnvironmentVariables"]);
  },
  *"aws:elasticbeanstalk/environment:Environment"(inputs) {
    yield* inNamed("setting", namesAndValues(inputs["settings"]));
  },
  *"aws:amplify/app:App"(inputs) {
    yield* inRecord("variable", inputs["environmentVariables"]);
  },
  *"aws:glue/job:Job"(inputs) {
    yield* inRecord("argument", inputs["defaultArguments"]);
  },
  *[aws.pipeline](inputs) {
    yield* inStages(inputs["stages"]);
  },
  *[aws.parameter](inputs, { name }) {
    if (inputs["type"] === "SecureString") return;
    const value = inputs["insecureValue"] ?? inputs["value"];
    for (const { what } of inNamed("parameter", [[text(inputs["name"]) || name, value]]))
      yield { part: "value", what };
  },
  *[aws.association](inputs) {
    for (const [name, value] of Object.entries(fields(inputs["parameters"])))
      yield* inText(name, { [name]: value });
  },
  *"aws:ssm/document:Document"(inputs) {
    yield* inText("content", inputs["content"]);
  },
  *"aws:cloudwatch/eventTarget:EventTarget"(inputs) {
    yield* inText("input", inputs["input"]);
    yield* inText("inputTransformer", fields(inputs["inputTransformer"])["inputTemplate"]);
  },
  *"aws:scheduler/schedule:Schedule"(inputs) {
    yield* inText("input", fields(inputs["target"])["input"]);
  },
  *"aws:sfn/stateMachine:StateMachine"(inputs) {
    yield* inText("definition", inputs["definition"]);
  },
  [aws.stack]: inTemplate,
  "aws:cloudformation/stackSet:StackSet": inTemplate,
};

/** Everyone who lists resources reads their tags. */
export function* inTags({ inputs }: Resource): Iterable<PlainSecret> {
  yield* inRecord("tag", inputs["tags"]);
}

/** Containers of a task definition with their names. */
export function namedContainers(inputs: Fields): [string, Fields][] {
  return containers(inputs).map((container) => [text(container["name"]), container]);
}
