import { unknownAction, type ScriptCall } from "./scriptCall.ts";

/**
 * Options with which the AWS CLI calls with other credentials, without credentials, or at another endpoint.
 */
const elsewhere = ["profile", "no-sign-request", "endpoint-url"];
/** Words in a script after which calls may use other credentials. */
const otherCredentials =
  /\bAWS_(?:ACCESS_KEY_ID|PROFILE|SESSION_TOKEN|WEB_IDENTITY_TOKEN_FILE|ROLE_ARN)\b|assume-role|\bawslocal\b/;
/** With these actions, a caller passes on roles or starts work that is defined elsewhere. */
export const handing =
  /^(?:ecs:(?:RunTask|StartTask|CreateService|RegisterTaskDefinition)|lambda:CreateFunction|cloudformation:\w+|ssm:(?:StartAutomationExecution|SendCommand)|sts:AssumeRole)$/;

/**
 * The calls that scripts make with a role's credentials, and whether these are all calls made with the role.
 */
export function ofRole(
  all: readonly ScriptCall[],
  scripts: string,
): { calls: ScriptCall[]; isWhole: boolean } {
  const isElsewhere = ({ parameters }: ScriptCall): boolean =>
    elsewhere.some((option) => parameters[option] !== undefined);
  const isOther = otherCredentials.test(scripts);
  const known = all.filter(({ action }) => action !== unknownAction);
  const calls = known
    .filter((call) => !isElsewhere(call))
    .map((call) => (isOther ? { ...call, isCertain: false } : call));
  return {
    calls,
    isWhole: calls.length === all.length && !isOther && !calls.some(({ action }) => handing.test(action)),
  };
}
