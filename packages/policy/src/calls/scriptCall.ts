/** An AWS API call in a script. */
export interface ScriptCall {
  /**
   * `ec2:AttachVolume`; `unknown` for a command whose calls are not known, which makes the list of calls
   * incomplete.
   */
  action: string;
  /**
   * Values, keyed by option name such as `volume-id`; undefined for a value that is known only at run time.
   * Flags are "true".
   */
  parameters: Record<string, string | undefined>;
  /** The command as written, for messages, with secrets removed. */
  text: string;
  /**
   * False for a call that a program makes only in some cases, such as when a task uses a volume. @default
   * true
   */
  isCertain?: boolean;
  /**
   * Whether the call is under a condition that is known only on the machine, or its failure is ignored.
   * @default false
   */
  isConditional?: boolean;
}

export function conditional(call: ScriptCall): ScriptCall {
  return call.action === unknownAction ? call : { ...call, isCertain: false, isConditional: true };
}

/** The action of a call that cannot be resolved. */
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

/** The first line of a command, shortened, without secrets. */
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

/** The calls without duplicates. */
export function distinctCalls(calls: ScriptCall[]): ScriptCall[] {
  const byKey = new Map<string, ScriptCall>();
  for (const call of calls) {
    const parameters = Object.entries(call.parameters).map(([name, value]) => [name, value ?? null]);
    const key = JSON.stringify([call.action, parameters.sort(), call.action === unknownAction && call.text]);
    const known = byKey.get(key);
    // A call that is certain in one place is certain.
    if (known === undefined || (known.isCertain === false && call.isCertain !== false)) byKey.set(key, call);
  }
  return [...byKey.values()];
}

/**
 * The part of a command that messages may show: its name and subcommands. Other words may contain secrets.
 */
export function nameOf({ text }: ScriptCall): string {
  const all = text.trim().split(/\s+/);
  const [program = ""] = all;
  const count = /(?:^|\/)aws$/.test(program) ? 3 : /(?:^|\/)docker$/.test(program) ? 2 : 1;
  const plain = all.slice(0, count).filter((word) => /^[A-Za-z][A-Za-z0-9:-]*$/.test(word));
  return plain.join(" ") || "a command";
}
