import { spawn } from "node:child_process";
import { OperateError } from "@ballast/operate";
import { redacted } from "../redact.ts";
import type { StepContext } from "../step.ts";

/** Errors of AWS if an earlier attempt of the step has already created or deleted the resource. */
export const isThere = /\(\w*AlreadyExists(Fault)?\)/;
export const isGoing = /\((\w*NotFound(Fault)?|InvalidDBInstanceState)\)/;

/**
 * Runs a command that `ballast restore` prints, in bash.
 *
 * @param repeated An AWS error that counts as success. @default none
 * @returns the standard output.
 */
export async function runPrinted(
  { planned: { profile, region }, pace: { signal, timeoutSeconds, say } }: StepContext,
  line: string,
  repeated?: RegExp,
): Promise<string> {
  say?.(line);
  const child = spawn("bash", ["-ec", line], {
    env: {
      ...process.env,
      AWS_REGION: region,
      AWS_PAGER: "",
      ...(profile !== undefined && { AWS_PROFILE: profile }),
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: timeoutSeconds * 1000,
    ...(signal && { signal }),
  });
  const said = { out: "", errors: "" };
  child.stdout.on("data", (text: Buffer) => (said.out += text.toString()));
  child.stderr.on("data", (text: Buffer) => (said.errors += text.toString()));
  const status = await new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, killed) => resolve(code ?? killed ?? "no status"));
  });
  if (status === 0 || repeated?.test(said.errors) === true) return said.out.trim();
  const missing = status === 127 ? " Install the AWS CLI, which the printed commands need." : "";
  throw new OperateError(
    `${line}\nended with ${status}:${missing}\n${redacted(said.errors.trim() || said.out.trim())}`,
  );
}
