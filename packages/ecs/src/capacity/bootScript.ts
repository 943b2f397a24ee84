import type { BootPhase } from "@ballast/contracts";

/** A step whose script is known. */
export interface RenderedStep {
  name: string;
  phase: BootPhase;
  script: string;
}

export interface BootScriptInput {
  clusterName: string;
  attributes: Record<string, string>;
  steps: RenderedStep[];
  /** Whether the agent drains its instance when AWS takes it back. @default false */
  spotDraining?: boolean;
}

/** EC2's limit for user data before it is encoded. */
const userDataLimit = 16_384;

/** @throws {Error} if EC2 would refuse the script's length. */
export function encodeUserData(script: string): string {
  const bytes = Buffer.byteLength(script);
  if (bytes > userDataLimit) {
    throw new Error(
      `the boot script has ${bytes} bytes, but EC2 allows ${userDataLimit} bytes of user data; ` +
        "move what its parts do into a machine image, or into a document that an SSM association runs.",
    );
  }
  return Buffer.from(script).toString("base64");
}

/** The steps of each phase, in their order. */
export function byPhase(steps: RenderedStep[]): Record<BootPhase, RenderedStep[]> {
  const inPhase = (phase: BootPhase) => steps.filter((step) => step.phase === phase);
  return { beforeAgent: inPhase("beforeAgent"), afterAgent: inPhase("afterAgent") };
}

/** A script of ours without the lines that are comments, which count towards EC2's limit. It has no text in which such a line matters. */
export function withoutComments(script: string): string {
  return script.replaceAll(/^[ \t]*# .*\n/gm, "");
}
