import { parsedYaml } from "@ballast/aws/templates";
import { plainSecret, secretPlaces, secretPlacesInText, type SecretPlace } from "@ballast/contracts/plain";
import { fields, isFields, list, parsed, text, type Fields, type Resource } from "@ballast/model";
import { nameOf } from "./eachContainer.ts";
import { bootScriptOf } from "./userData.ts";
import { workloadsOf } from "./workloads.ts";

/**
 * A secret in plain text, readable by every principal that may describe the resource. The secret's value is
 * not included.
 */
export interface PlainSecret {
  /** The part of the resource: `DB_PASSWORD`, `command`. */
  part: string;
  /** Text that follows "its": `variable DB_PASSWORD sounds like a secret`. */
  what: string;
}

/** The names with secret values, and the reason: `sounds like a secret`. */
export function* secretsAmong(
  entries: Iterable<readonly [string, unknown]>,
): Iterable<{ name: string; found: string }> {
  for (const [name, value] of entries) {
    const found = plainSecret(name, value);
    if (found !== undefined) yield { name, found };
  }
}

/** @param word - what the names denote: `label`. For variables, the name alone is the part. */
export function* inNamed(word: string, entries: Iterable<readonly [string, unknown]>): Iterable<PlainSecret> {
  for (const { name, found } of secretsAmong(entries))
    yield { part: word === "variable" ? name : `${word} ${name}`, what: `${word} ${name} ${found}` };
}

/** Converts `[{ name, value }]` to entries. */
export function namesAndValues(given: unknown): [string, unknown][] {
  return list(given)
    .map(fields)
    .map((one) => [text(one["name"] ?? one["Name"]), one["value"] ?? one["Value"]]);
}

export function* inRecord(word: string, record: unknown): Iterable<PlainSecret> {
  yield* inNamed(word, Object.entries(fields(record)));
}

/** Secrets in a command or document. */
export function* inText(part: string, given: unknown): Iterable<PlainSecret> {
  yield* inPlaces(part, secretPlaces(given));
}

function* inScript(part: string, userData: unknown): Iterable<PlainSecret> {
  yield* inPlaces(part, secretPlacesInText(bootScriptOf(userData)));
}

/** Each secret is reported separately, so that an exception for one does not cover the next. */
function* inPlaces(part: string, places: SecretPlace[]): Iterable<PlainSecret> {
  for (const { key, found } of places) yield { part: `${part} ${key}`, what: `${part}: ${found}` };
}

/** Secrets in a container's definition, except its environment. */
function* inContainer(container: Fields): Iterable<PlainSecret> {
  yield* inText("command", container["command"]);
  yield* inText("entryPoint", container["entryPoint"]);
  yield* inRecord("label", container["dockerLabels"]);
  yield* inText("healthCheck", fields(container["healthCheck"])["command"]);
  yield* inRecord("log option", fields(container["logConfiguration"])["options"]);
}

/** Secrets in the options of a task definition's volumes, such as a share's password. */
function* inVolumes(volumes: readonly Fields[]): Iterable<PlainSecret & { volume: string }> {
  for (const given of volumes) {
    const volume = text(given["name"]);
    const options = fields(fields(given["dockerVolumeConfiguration"])["driverOpts"]);
    for (const { part, what } of inRecord("driver option", options))
      yield { volume, part: `${volume}/${part}`, what };
  }
}

/**
 * Secrets in a build specification, except its references to secrets: `env.secrets-manager`,
 * `env.parameter-store` (CodeBuild user guide, "Build specification reference", November 2026).
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
  const found = [...inText("buildspec", `${text(given)}\n`.replace(elsewhere, "\n"))];
  yield* found;
  // Variables in YAML's flow style: `env: { variables: { … } }`.
  const { variables } = fields(fields(parsedYaml(text(given)))["env"]);
  for (const { name, found: what } of secretsAmong(Object.entries(fields(variables))))
    if (!found.some(({ part }) => part === `buildspec ${name}`))
      yield { part: `buildspec ${name}`, what: `buildspec: ${name} ${what}` };
}

/** Whether a build's environment variable contains the value itself. */
export function isPlain({ type }: Fields): boolean {
  return ["", "PLAINTEXT"].includes(text(type).toUpperCase());
}

/** Tags are readable by every principal that can list resources. */
export function* inTags({ inputs }: Resource): Iterable<PlainSecret> {
  const tags = list(inputs["tags"] ?? inputs["Tags"]).map(fields);
  yield* inRecord("tag", inputs["tags"]);
  // CloudFormation types that are not converted to the provider's.
  yield* inNamed(
    "tag",
    tags.map((tag) => [text(tag["key"] ?? tag["Key"]), tag["value"] ?? tag["Value"]]),
  );
}

/** The secrets of a workload, with the words that begin the message about each. */
export function* inWorkloads(
  resource: Pick<Resource, "type" | "inputs">,
): Iterable<PlainSecret & { of: string }> {
  for (const { name: node, containers, volumes } of workloadsOf(resource)) {
    const within = (part: string): string => (node === "" ? part : `${node}/${part}`);
    for (const container of containers) {
      const name = within(nameOf(container));
      const of = `container ${name}`;
      for (const { name: part, found } of secretsAmong(namesAndValues(container["environment"])))
        yield { of, part: `${name}/${part}`, what: `environment: ${part} ${found}` };
      for (const { part, what } of inContainer(container)) yield { of, part: `${name}/${part}`, what };
    }
    for (const { volume, part, what } of inVolumes(volumes))
      yield { of: `volume ${within(volume)}`, part: within(part), what };
  }
}

/** Names of properties with environment variables and commands, in any resource type. */
const variables =
  /^(?:\w*[eE]nvironmentVariables?|environments?|envs?|variables|stageVariables|connectionProperties|customHeaders)$/;
const commands =
  /^(?:(?:start|build|run)?[cC]ommands?|\w*[eE]ntry[pP]oints?|args|\w*[aA]rguments|buildSpec|\w*[sS]cript|hadoopJarSteps?)$/;
const scripts = /^(?:userData|userDataBase64|onStart|onCreate)$/;

/** Whether `inAnything` and `inTags` read the properties of a name. */
export function isReadByName(name: string): boolean {
  const one = spelledOnce(name);
  return [variables, commands, scripts, /^tags(?:All)?$/].some((names) => names.test(one));
}

/** CloudFormation's property names start with a capital letter. */
function spelledOnce(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Secrets under such property names at any depth, because no list of types could be complete. */
export function* inAnything(value: unknown, key = "", isNested = false): Iterable<PlainSecret> {
  if (scripts.test(key) && typeof value === "string") {
    yield* inScript(key.startsWith("userData") ? "user data" : key, value);
    return;
  }
  if (
    commands.test(key) &&
    (typeof value === "string" || list(value).every((one) => typeof one === "string"))
  ) {
    const record = isFields(value) ? Object.entries(value) : undefined;
    yield* record === undefined ? inText(key, value) : inNamed("argument", record);
    if (!isFields(value)) return;
  }
  if (variables.test(key))
    yield* inNamed(
      "variable",
      isFields(value) ? Object.entries(value).filter(([, one]) => !isFields(one)) : namesAndValues(value),
    );
  // Tags of what a template or a fleet launches.
  if (key === "tags" && isNested) yield* inRecord("tag", value);
  if (Array.isArray(value)) for (const one of value) yield* inAnything(one, "", true);
  else if (isFields(value))
    for (const [name, inner] of Object.entries(value))
      yield* inAnything(inner, spelledOnce(name), isNested || key !== "");
}
