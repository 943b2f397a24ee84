import { anInstance } from "./askers.ts";
import { isGlob } from "./globs.ts";

/** An identity that matches a trust policy's subject pattern although the pattern does not name it. */
export interface OtherSubject {
  subject: string;
  /** Owner, for messages: `any repository of acme`. */
  whose: string;
  /** What issued the token: `any branch`. */
  what: string;
  /** How many parts of the subject equal those that the trust policy names. */
  kept: number;
}

/**
 * The format of token subjects of a provider that many customers share. The parts after the one that
 * identifies a project or repository only describe when or by which event the token was issued.
 */
interface Form {
  host: RegExp;
  /** Subject with parts such as `{owner}`; the last part may contain any text. */
  subject: string;
  /** The part that a trust policy must name, together with every part before it. */
  unit: string;
  /** Values for the last part in subjects of unknown identities, keyed by their description. */
  rest: Readonly<Record<string, string>>;
  /** The owner in the provider's URL. @default - the URL does not identify an owner */
  owner?: RegExp;
}

const gitLab = {
  subject: "project_path:{group}/{project}:{rest}",
  unit: "project",
  rest: { "any branch": "ref_type:branch:ref:stranger", "any tag": "ref_type:tag:ref:stranger" },
};

/** GitHub, "OpenID Connect reference"; GitLab, "OpenID Connect in AWS"; HCP Terraform, "Workload identity tokens"; CircleCI, "Using OpenID Connect tokens"; Buildkite, "OIDC"; Bitbucket, "Deploy on AWS using OpenID Connect" (all 2026-11). */
const forms: readonly Form[] = [
  {
    host: /githubusercontent\.com|github/,
    subject: "repo:{owner}/{repository}:{rest}",
    unit: "repository",
    rest: {
      "any branch": "ref:refs/heads/stranger",
      "any tag": "ref:refs/tags/stranger",
      "any pull request": "pull_request",
      "any environment": "environment:stranger",
    },
  },
  { host: /gitlab/, ...gitLab },
  {
    host: /terraform/,
    subject: "organization:{organization}:project:{project}:workspace:{workspace}:run_phase:{rest}",
    unit: "workspace",
    rest: { "any plan": "plan", "any apply": "apply" },
  },
  {
    host: /circleci/,
    subject: "org/{organization}/project/{project}/user/{rest}",
    unit: "project",
    rest: { "any user": "stranger" },
    owner: /\/org\/([^/]+)/,
  },
  {
    host: /buildkite/,
    subject: "organization:{organization}:pipeline:{pipeline}:ref:{rest}",
    unit: "pipeline",
    rest: {
      "any branch": "refs/heads/stranger:commit:0:step:x",
      "any tag": "refs/tags/stranger:commit:0:step:x",
    },
  },
  {
    host: /bitbucket/,
    subject: "{repository}:{rest}",
    unit: "repository",
    rest: { "any step": "{00000000-0000-0000-0000-00000000000f}" },
    owner: /\/workspaces\/([^/]+)/,
  },
  {
    host: /oidc\.eks\./,
    subject: "system:serviceaccount:{namespace}:{rest}",
    unit: "namespace",
    rest: { "any service account": "stranger" },
  },
];

/** Value for a part that the trust policy does not name. */
const strange = (part: string, host: string): string =>
  part === "repository" && /bitbucket/.test(host) ? "{00000000-0000-0000-0000-000000000000}" : "stranger";

/**
 * Subjects of other identities at a provider, from those least similar to what the trust policy expects to
 * those most similar.
 */
export function otherSubjects(provider: string, expected: readonly string[]): OtherSubject[] {
  const form =
    forms.find(({ host }) => host.test(provider)) ??
    forms.find(({ subject }) =>
      // A self-hosted server can have any host name.
      expected.some(
        (pattern) => /^\w/.test(subject) && pattern.startsWith(/^[^{]+/.exec(subject)?.[0] ?? subject),
      ),
    );
  if (form === undefined) return [];
  return [...expected, ""]
    .flatMap((pattern) => likeIt(form, provider, pattern))
    .sort((one, other) => one.kept - other.kept);
}

function likeIt(form: Form, provider: string, pattern: string): OtherSubject[] {
  const parts = partsOf(form.subject);
  const before = parts.slice(0, parts.indexOf(form.unit) + 1);
  const named = valuesIn(form.subject, pattern);
  const given = before.map((part) => named[part] ?? "");
  const rests = [
    ...Object.entries(form.rest),
    ...(named["rest"] ? [[`${exactly}${named["rest"]}`, anInstance(named["rest"])] as const] : []),
  ];
  const subjects = (values: readonly string[], kept: number, whose: string): OtherSubject[] =>
    rests.map(([what, rest]) => ({
      subject: before
        .reduce((text, part, at) => text.replace(`{${part}}`, values[at] ?? ""), form.subject)
        .replace("{rest}", rest),
      whose,
      what,
      kept,
    }));
  // From an unknown owner to another project of the same owner.
  const strangers = before.flatMap((_part, kept) => {
    const names = given.slice(0, kept);
    if (names.some((name) => /^[*?]*$/.test(name))) return [];
    const values = before.map((part, at) =>
      at < kept ? anInstance(given[at] ?? "") : strange(part, provider),
    );
    const [, owner = hostOf(provider)] = form.owner?.exec(provider) ?? [];
    return subjects(values, kept, `any ${form.unit} of ${names.join("/") || owner}`);
  });
  const open = before.findIndex((_part, at) => at < before.length - 1 && isGlob(given[at] ?? ""));
  if (open < 0 || given.includes("")) return strangers;
  const namesake = `${form.unit} ${given.at(-1) ?? ""} of any ${before[open] ?? ""} like ${given[open] ?? ""}`;
  return [...strangers, ...subjects(given.map(anInstance), before.length, namesake)];
}

/** Prefix of a description that is taken from the trust policy's own last part. */
const exactly = "as ";

function partsOf(form: string): string[] {
  return [...form.matchAll(/\{(\w+)\}/g)].map(([, part = ""]) => part);
}

/** The parts of a subject pattern; parts after its last wildcard may be missing. */
function valuesIn(form: string, pattern: string): Record<string, string> {
  const texts = form.split(/\{\w+\}/);
  const values: Record<string, string> = {};
  // A wildcard in the owner's place also matches all repositories.
  let rest = pattern.replace(/^(\w+:)([^/:]*[*?][^/:]*)(?=:|$)/, form.includes("}/{") ? "$1$2/*" : "$1$2");
  for (const [at, part] of partsOf(form).entries()) {
    const before = texts[at] ?? "";
    if (!rest.startsWith(before)) return values;
    rest = rest.slice(before.length);
    const after = texts[at + 1] ?? "";
    // Nested GitLab groups are separated by slashes.
    const end =
      after === "/" ? (rest.split(":")[0] ?? "").lastIndexOf("/") : after === "" ? -1 : rest.indexOf(after);
    if (end < 0) {
      values[part] = after === "" ? rest : (rest.split(after.charAt(0))[0] ?? rest);
      return values;
    }
    values[part] = rest.slice(0, end);
    rest = rest.slice(end);
  }
  return values;
}

/**
 * A description of all accepted identities: the least similar owner, with the token sources that are not
 * restricted.
 */
export function describe(all: readonly OtherSubject[]): string | undefined {
  const whose = all[0]?.whose;
  if (whose === undefined) return undefined;
  const what = new Set(all.filter((one) => one.whose === whose).map((one) => one.what));
  const free = [...what].filter((one) => !one.startsWith(exactly));
  return free.length > 0 ? `${whose}, from ${listed(free)}` : `${whose}, ${listed([...what])}`;
}

function listed(all: readonly string[]): string {
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1) ?? ""}`;
}

export function hostOf(provider: string): string {
  return provider.replace(/^.*:(oidc|saml)-provider\//, "").replace(/\/.*$/, "");
}
