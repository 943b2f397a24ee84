/** A call of AWS's API that a script makes. */
export interface ScriptCall {
  /** `ec2:AttachVolume`; `unknown` for a call, or a program, of which it is unknown what it calls: then the list is not complete. */
  action: string;
  /** By the option's name, `volume-id`; undefined for a value that is not known before the script runs. Flags are "true". */
  parameters: Record<string, string | undefined>;
  /** The command as written, for readers; no secret. */
  text: string;
  /** False for what a program calls in some case, such as where tasks ask for a volume. @default true */
  isCertain?: boolean;
  /** Whether the script makes it only under a condition that only the machine knows, or goes on where it fails. @default false */
  isConditional?: boolean;
}

export function conditional(call: ScriptCall): ScriptCall {
  return call.action === unknownAction ? call : { ...call, isCertain: false, isConditional: true };
}

/** The action of what cannot be resolved. */
export const unknownAction = "unknown";

export function certaintyOf({
  isCertain = true,
  isConditional = false,
}: ScriptCall): Pick<ScriptCall, "isCertain" | "isConditional"> {
  return { isCertain, isConditional };
}

const longestText = 300;
const secretName =
  /passw|secret-?(?:string|binary|value|key)|^token$|(?:auth|session|security|access|github)-?token|credential|private-?key|access-?key|auth-?code/i;

export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

export function unknownCall(text: string): ScriptCall {
  return { action: unknownAction, parameters: {}, text: shortened(text) };
}

/** A command for readers. */
export function shortened(text: string): string {
  const [line = ""] = text
    .replaceAll(/[\uE000\uE001]/g, "")
    .trim()
    .split("\n");
  const hidden = line.replaceAll(
    /(?<![\w-])(--?[\w-]+|\w+(?==))(=|:\s*|\s+)("[^"]*"|'[^']*'|[^\s]+)/g,
    (whole, name: string, sign: string) =>
      isSecretName(name.replace(/^-+/, "")) ? `${name}${sign}***` : whole,
  );
  return hidden.length > longestText ? `${hidden.slice(0, longestText)}…` : hidden;
}

/** The same call once. */
export function distinctCalls(calls: ScriptCall[]): ScriptCall[] {
  const byKey = new Map<string, ScriptCall>();
  for (const call of calls) {
    const parameters = Object.entries(call.parameters).map(([name, value]) => [name, value ?? null]);
    const key = JSON.stringify([call.action, parameters.sort(), call.action === unknownAction && call.text]);
    const known = byKey.get(key);
    // What is made in one place for certain is certain.
    if (known === undefined || (known.isCertain === false && call.isCertain !== false)) byKey.set(key, call);
  }
  return [...byKey.values()];
}

/** What of a command a message may show: its name, and the words with which it says what it does. Others may hold anything. */
export function nameOf({ text }: ScriptCall): string {
  const all = text.trim().split(/\s+/);
  const [program = ""] = all;
  const count = /(?:^|\/)aws$/.test(program) ? 3 : /(?:^|\/)docker$/.test(program) ? 2 : 1;
  const plain = all.slice(0, count).filter((word) => /^[A-Za-z][A-Za-z0-9:-]*$/.test(word));
  return plain.join(" ") || "a command";
}
