import { anInstance, anything } from "./askers.ts";
import { isGlob, isWide } from "./globs.ts";
import type { PolicyStatement, Principal } from "./policy.ts";
import { mayAsk, type Askers } from "./reach.ts";

/** What a role's trust in an identity provider leaves open. */
export interface OpenFederation {
  provider: string;
  /** Identities that the role does not mean can assume it. */
  toSubjects: boolean;
  /** Tokens can, that were issued for another service than AWS. */
  toAudiences: boolean;
}

const actions = ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML", "sts:AssumeRole"];

/** The providers that a trust policy trusts without saying whom of theirs, or for whom their tokens are. */
export function openFederations(statements: readonly PolicyStatement[]): OpenFederation[] {
  const providers = statements
    .filter(({ effect, principals }) => effect === "Allow" && principals?.not === false)
    .flatMap(({ principals }) => principals?.values ?? [])
    .filter(({ kind, value }) => kind === "Federated" && !isWide(value));
  return [...new Set(providers.map(({ value }) => value))].flatMap((value) => {
    const about = statements.filter((one) => isAboutProvider(one, { kind: "Federated", value }));
    const isOpen = (askers: Askers): boolean =>
      actions.some((action) => mayAsk(about, { action, resource: "" }, askers));
    const toSubjects = hasSubjects(value) && isOpen(otherSubjects);
    const toAudiences = isOpen(otherAudiences);
    return toSubjects || toAudiences ? [{ provider: value, toSubjects, toAudiences }] : [];
  });
}

function isAboutProvider({ principals }: PolicyStatement, provider: Principal): boolean {
  if (principals === undefined) return true;
  return principals.values.some(({ value }) => isWide(value) || value === provider.value) !== principals.not;
}

/** SAML's assertions name roles themselves, and an identity pool of Cognito, its audience, is one of this account. */
function hasSubjects(provider: string): boolean {
  return !provider.includes(":saml-provider/") && provider !== "cognito-identity.amazonaws.com";
}

const otherSubjects: Askers = (key, family, expected) =>
  key.endsWith(":sub")
    ? { values: expected.flatMap(subjectsLike).concat(strangers), mayLack: false, isChosen: true }
    : anything(family, expected);

const otherAudiences: Askers = (key, family, expected) =>
  /:(aud|app_id)$/.test(key)
    ? { values: ["stranger", "https://stranger.example", "0stranger"], mayLack: false, isChosen: true }
    : anything(family, expected);

/** Subjects as providers write them that many customers share, and others. */
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

/** Subjects of others that are as like to the expected one as they can be: another repository of the same owner, for example. */
function subjectsLike(pattern: string): string[] {
  const [, kind, owner = ""] = /^(repo|project_path):([^/:]*)/.exec(pattern) ?? [];
  if (kind !== undefined) {
    // Of whatever owner: they are one.
    if (isGlob(owner)) return [anInstance(pattern)];
    const rest = kind === "repo" ? "ref:refs/heads/main" : "ref_type:branch:ref:main";
    return [`${kind}:${owner}/stranger:${rest}`, `${kind}:${owner}/stranger:environment:prod`];
  }
  const [, name] = /^system:serviceaccount:[^:]*:(.*)$/.exec(pattern) ?? [];
  if (name !== undefined) return [`system:serviceaccount:stranger:${anInstance(name)}`];
  return /^[*?]/.test(pattern) ? [anInstance(pattern)] : [];
}
