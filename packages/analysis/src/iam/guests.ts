import { anInstance, anything, ownChoice, stranger } from "./askers.ts";
import { isGlob, isWide } from "./globs.ts";
import type { PolicyStatement } from "./policy.ts";
import { mayAsk, type Askers } from "./reach.ts";

const cognito = "cognito-identity.amazonaws.com";

/**
 * Whether a role's trust policy accepts unauthenticated identities of a Cognito identity pool: anyone on the
 * internet (Amazon Cognito developer guide, "Role trust and permissions", 2026-11).
 *
 * @param isClosed Whether the pool with this id is known not to allow unauthenticated identities.
 */
export function admitsGuests(
  trust: readonly PolicyStatement[],
  isClosed: (pool: string) => boolean,
): boolean {
  const about = trust.filter(
    ({ principals }) =>
      principals !== undefined &&
      principals.values.some(
        ({ kind, value }) => (kind === "Federated" && (value === cognito || isGlob(value))) || isWide(value),
      ) !== principals.not,
  );
  const request = { action: "sts:AssumeRoleWithWebIdentity", resource: "" };
  return mayAsk(about, request, guestsOf(isClosed));
}

function guestsOf(isClosed: (pool: string) => boolean): Askers {
  return (key, family, expected) => {
    if (key === `${cognito}:amr`) return { values: ["unauthenticated"], mayLack: false, isChosen: true };
    if (key === `${cognito}:aud`) {
      const pools = expected.map(anInstance).filter((pool) => !isClosed(pool));
      // An unknown pool, which no condition names, may belong to any account.
      return {
        values: [...pools, "eu-central-1:00000000-0000-0000-0000-00000000000f"],
        mayLack: false,
        isChosen: true,
      };
    }
    // An unauthenticated user cannot choose the identity that Cognito assigns.
    if (key === `${cognito}:sub`)
      return {
        values: [
          ...expected.filter(isGlob).map(anInstance),
          "eu-central-1:00000000-0000-0000-0000-00000000000e",
        ],
        mayLack: false,
        isChosen: true,
      };
    return key.startsWith(cognito) ? anything(family, expected) : stranger(key, family, expected);
  };
}

/**
 * An unauthenticated user with the role: a role session of the account without tags or multi-factor
 * authentication, from any network.
 */
export const guest: Askers = (key, family, expected) => {
  if (/^aws:(principaltag\/|multifactorauth)/.test(key)) return { values: [], mayLack: true, isChosen: true };
  if (/^aws:(source|vpce|ec2)/.test(key)) return stranger(key, family, expected);
  return ownChoice(key, expected) ?? anything(family, expected);
};
