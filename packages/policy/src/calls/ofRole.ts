import { unknownAction, type ScriptCall } from "./scriptCall.ts";

/** Options with which the command line calls as somebody else, as nobody, or calls something else. */
const elsewhere = ["profile", "no-sign-request", "endpoint-url"];
/** What makes every call after it one of somebody else. */
const otherCredentials =
  /\bAWS_(?:ACCESS_KEY_ID|PROFILE|SESSION_TOKEN|WEB_IDENTITY_TOKEN_FILE|ROLE_ARN)\b|assume-role|\bawslocal\b/;
/** With these, the one who calls hands on roles, or has others do what is said elsewhere. */
export const handing =
  /^(?:ecs:(?:RunTask|StartTask|CreateService|RegisterTaskDefinition)|lambda:CreateFunction|cloudformation:\w+|ssm:(?:StartAutomationExecution|SendCommand)|sts:AssumeRole)$/;

/** The calls of scripts that are made as a role, and whether they are all that is made as it. */
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
