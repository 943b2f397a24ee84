import { anInstance, anything, ownChoice, stranger } from "./askers.ts";
import { isGlob, isWide } from "./globs.ts";
import type { PolicyStatement } from "./policy.ts";
import { mayAsk, type Askers } from "./reach.ts";

const cognito = "cognito-identity.amazonaws.com";

/**
 * Whether a role's trust lets in guests of an identity pool of Cognito's: anyone on the internet, who has not signed in (Amazon Cognito
 * developer guide, "Role trust and permissions", 2026-11).
 *
 * @param isClosed Whether the pool of this id is known to have no guests.
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
      // A pool that no condition names is somebody's.
      return {
        values: [...pools, "eu-central-1:00000000-0000-0000-0000-00000000000f"],
        mayLack: false,
        isChosen: true,
      };
    }
    // Which identity one gets as a guest is not theirs to choose.
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

/** A guest who asks with the role: it is one of the account's roles, without tags and a second factor, and asks from anywhere. */
export const guest: Askers = (key, family, expected) => {
  if (/^aws:(principaltag\/|multifactorauth)/.test(key)) return { values: [], mayLack: true, isChosen: true };
  if (/^aws:(source|vpce|ec2)/.test(key)) return stranger(key, family, expected);
  return ownChoice(key, expected) ?? anything(family, expected);
};
