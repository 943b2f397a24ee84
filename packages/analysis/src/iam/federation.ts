import { anInstance, anything } from "./askers.ts";
import { isWide } from "./globs.ts";
import type { PolicyStatement, Principal } from "./policy.ts";
import { mayAsk, type Askers } from "./reach.ts";
import { describe, hostOf, otherSubjects } from "./subjects.ts";

/** Which identities and tokens, beyond those intended, a role's trust in an identity provider accepts. */
export interface OpenFederation {
  provider: string;
  /** Identities that can assume the role although its trust policy does not name them. @default - none */
  toSubjects: string | undefined;
  /** Whether tokens that were issued for another audience than AWS can assume the role. */
  toAudiences: boolean;
}

const actions = ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML", "sts:AssumeRole"];

/**
 * The identity providers that a trust policy trusts without restricting the subject or the audience of their
 * tokens.
 */
export function openFederations(statements: readonly PolicyStatement[]): OpenFederation[] {
  const providers = statements
    .filter(({ effect, principals }) => effect === "Allow" && principals?.not === false)
    .flatMap(({ principals }) => principals?.values ?? [])
    .filter(({ kind, value }) => kind === "Federated" && !isWide(value));
  return [...new Set(providers.map(({ value }) => value))].flatMap((value) => {
    const about = statements.filter((one) => isAboutProvider(one, { kind: "Federated", value }));
    const toSubjects = hasSubjects(value) ? admittedOthers(value, about) : undefined;
    const toAudiences = actions.some((action) => mayAsk(about, { action, resource: "" }, otherAudiences));
    return toSubjects !== undefined || toAudiences ? [{ provider: value, toSubjects, toAudiences }] : [];
  });
}

function isAboutProvider({ principals }: PolicyStatement, provider: Principal): boolean {
  if (principals === undefined) return true;
  return principals.values.some(({ value }) => isWide(value) || value === provider.value) !== principals.not;
}

/**
 * Whether trust must restrict subjects: not for SAML, whose assertions name roles, and not for Cognito, whose
 * audience is an identity pool of this account.
 */
function hasSubjects(provider: string): boolean {
  return !provider.includes(":saml-provider/") && provider !== "cognito-identity.amazonaws.com";
}

/** A description of the other identities that are accepted; undefined if there are none. */
function admittedOthers(provider: string, about: readonly PolicyStatement[]): string | undefined {
  const isOpen = (subjects: (expected: readonly string[]) => readonly string[]): boolean =>
    actions.some((action) =>
      mayAsk(about, { action, resource: "" }, (key, family, expected) =>
        key.endsWith(":sub")
          ? { values: subjects(expected), mayLack: false, isChosen: true }
          : anything(family, expected),
      ),
    );
  const expected = about.flatMap(({ conditions }) =>
    Object.values(conditions).flatMap((keys) =>
      Object.entries(keys).flatMap(([key, values]) => (key.toLowerCase().endsWith(":sub") ? values : [])),
    ),
  );
  const others = otherSubjects(provider, expected).filter(({ subject }) => isOpen(() => [subject]));
  if (others.length > 0) return describe(others);
  const isOpenToAny = isOpen((all) => [
    ...all.filter((pattern) => /^[*?]/.test(pattern)).map(anInstance),
    ...all.flatMap(accountsLike),
    ...strangers,
  ]);
  return isOpenToAny ? `every identity of ${hostOf(provider)}` : undefined;
}

const otherAudiences: Askers = (key, family, expected) =>
  /:(aud|app_id)$/.test(key)
    ? { values: ["stranger", "https://stranger.example", "0stranger"], mayLack: false, isChosen: true }
    : anything(family, expected);

/** Subjects of unknown identities, in the formats of providers that many customers share, and in others. */
const strangers = [
  "repo:stranger/thing:ref:refs/heads/main",
  "repo:stranger/thing:environment:prod",
  "repo:stranger/thing:pull_request",
  "project_path:stranger/thing:ref_type:branch:ref:main",
  "organization:stranger:project:thing:workspace:thing:run_phase:apply",
  "org/stranger/project/thing/user/them",
  "system:serviceaccount:stranger:stranger",
  "10769150350006150715113082367",
  "stranger@example.com",
];

/** A Kubernetes service account of the same name in another namespace. */
function accountsLike(pattern: string): string[] {
  const [, name] = /^system:serviceaccount:[^:]*:(.*)$/.exec(pattern) ?? [];
  return name === undefined ? [] : [`system:serviceaccount:stranger:${anInstance(name)}`];
}
