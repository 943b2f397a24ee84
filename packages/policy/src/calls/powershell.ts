import { unknown } from "../bootScripts/world.ts";
import { remembered } from "../remembered.ts";
import { actionsOfCmdlet, serviceOfCmdlet } from "./cmdlets.ts";
import { callsOfAws, optionName } from "./commandLine.ts";
import { tokensOf, type Token } from "./powershellTokens.ts";
import { inConditions, isLetPass } from "./powershellConditions.ts";
import {
  conditional,
  distinctCalls,
  isSecretName,
  shortened,
  unknownCall,
  type ScriptCall,
} from "./scriptCall.ts";
import { callsOfCommand } from "./shell.ts";

const deepest = 6;
/** Commands that print their arguments and do not run them. */
const writing =
  /^(?:write-(?:output|host|verbose|warning|error|debug|information|progress|log|eventlog)|say|throw|echo|start-transcript)$/i;
/** Commands that run a text as a command. */
const running =
  /^(?:invoke-expression|iex|powershell(?:\.exe)?|pwsh(?:\.exe)?|start-process|saps|start|cmd(?:\.exe)?|schtasks(?:\.exe)?|new-scheduledtaskaction)$/i;
const keywords =
  /^(?:if|elseif|else|while|for|foreach|until|do|switch|try|catch|finally|return|throw|exit|break|continue|function|filter|param|begin|process|end|in|trap|data|class|using|not)$/i;

/**
 * The AWS API calls of a PowerShell script on every possible path: cmdlets of AWS Tools, `aws`, and texts
 * that it writes as scripts. Unreadable parts give a call whose action is `unknown`. Never throws.
 */
export const callsInPowerShell = remembered((script: string): readonly ScriptCall[] => {
  try {
    return distinctCalls(
      callsIn(script, { variables: valuesIn(script), aliases: aliasesIn(script), whole: script }, 0),
    );
  } catch {
    return [unknownCall(script)];
  }
});

interface Known {
  variables: Map<string, string>;
  aliases: Map<string, string>;
  whole: string;
}

function callsIn(script: string, known: Known, depth: number): ScriptCall[] {
  if (depth > deepest) return [unknownCall(script)];
  const tokens = tokensOf(script);
  const calls: ScriptCall[] = [];
  const possible = inConditions(tokens);
  for (const [at, token] of tokens.entries()) {
    const judged = (found: ScriptCall[], isPossible = false): ScriptCall[] =>
      possible.has(at) || isPossible ? found.map(conditional) : found;
    if (token.kind === "string")
      calls.push(...judged(token.inner.flatMap((inner) => callsIn(inner, known, depth + 1))));
    if (
      /\bAmazon\.\w+\.\w|New-Object\s+Amazon\./.test(token.kind === "string" ? "" : token.text) &&
      token.kind === "word"
    )
      calls.push(unknownCall(token.text));
    if (!isCommandAt(tokens, at)) continue;
    const words = tokens.slice(at, endOfCommand(tokens, at));
    const isCalled = tokens[at - 1]?.text === "&" || tokens[at - 1]?.text === ".";
    calls.push(...judged(callsOf(words, isCalled, known, depth), isLetPass(words)));
  }
  // Multi-line texts may be scripts that are written to a file and run later.
  for (const [at, { isLong, text }] of tokens.entries())
    if (isLong && !isWritten(tokens, at)) calls.push(...callsIn(text, known, depth + 1));
  return calls;
}

/** Whether a token begins a command: after an end, a bracket, a pipe, an assignment, `&` or a keyword. */
function isCommandAt(tokens: Token[], at: number): boolean {
  const token = tokens[at];
  const before = tokens[at - 1];
  if (token === undefined || !/^(?:word|string|variable)$/.test(token.kind)) return false;
  const isCalled =
    before !== undefined && (before.text === "&" || (before.text === "." && before.kind === "word"));
  if (token.kind !== "word") return isCalled;
  if (/^[-=.[\]+*/!%<>@:\d]/.test(token.text) && !isCalled) return false;
  if (before === undefined || isCalled) return true;
  if (before.kind === "close") return before.text === ")" || before.text === "}";
  if (/^(?:end|open|operator)$/.test(before.kind)) return before.text !== "@{";
  return before.kind === "word" && (/^(?:[-+*/]?=|!|-not)$/i.test(before.text) || keywords.test(before.text));
}

function endOfCommand(tokens: Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const { kind = "end" } = tokens[at] ?? {};
    if (kind === "open") depth += 1;
    else if (kind === "close") depth -= 1;
    if (depth < 0 || (depth === 0 && (kind === "end" || kind === "operator"))) return at;
  }
  return tokens.length;
}

/** Whether a text is only printed. */
function isWritten(tokens: Token[], at: number): boolean {
  for (let index = at; index >= 0; index -= 1)
    if (isCommandAt(tokens, index)) return writing.test(tokens[index]?.text ?? "");
  return false;
}

function callsOf(words: Token[], isCalled: boolean, known: Known, depth: number): ScriptCall[] {
  const [first, ...rest] = words;
  if (first === undefined) return [];
  const text = shortened(textOf(words));
  const given = valueOf(first, known);
  if (given === undefined)
    return first.kind === "variable" && !isBlock(first.text, known.whole) ? [unknownCall(text)] : [];
  const base = given.slice(Math.max(given.lastIndexOf("\\"), given.lastIndexOf("/")) + 1);
  const name = known.aliases.get(base.toLowerCase()) ?? base;
  const found: ScriptCall[] = [];
  if (/\.ps1$/i.test(name) && isUnread(given, known.whole)) found.push(unknownCall(text));
  if (running.test(name)) found.push(...textsRun(rest, known, depth, text));
  if (name.toLowerCase() === "new-object" && /^Amazon\./.test(rest[0]?.text ?? ""))
    found.push(unknownCall(text));
  if (/^aws(?:\.exe|\.cmd)?$/i.test(name)) return [...found, ...callsOfAws(wordsOf(rest, known))];
  if (/^(?:docker|python\d?|node|bash)(?:\.exe)?$/i.test(name))
    return [...found, ...callsOfCommand([name.replace(/\.exe$/i, ""), ...wordsOf(rest, known)])];
  if (isCalled && first.kind !== "word" && name !== given && !/\.(?:exe|cmd|bat|ps1|com)$/i.test(name))
    return found;
  const actions = actionsOfCmdlet(name);
  if (actions === undefined)
    return serviceOfCmdlet(name) === undefined ? found : [...found, unknownCall(text)];
  const parameters = parametersOf(rest, known);
  return [...found, ...actions.map((action) => ({ action, parameters, text }))];
}

/** The calls of a text that is run, including those of each cmdlet that it names. */
function textsRun(words: Token[], known: Known, depth: number, text: string): ScriptCall[] {
  const found: ScriptCall[] = [];
  for (const [at, word] of words.entries()) {
    const value = valueOf(word, known);
    const before = words[at - 1]?.text ?? "";
    if (/^-e(?:nc|c|ncodedcommand)?$/i.test(before) && value !== undefined) {
      found.push(...callsIn(Buffer.from(value, "base64").toString("utf16le"), known, depth + 1));
      continue;
    }
    if (word.kind === "word") continue;
    if (word.kind === "open" && word.text === "(" && /^(?:-(?:c|command))?$/i.test(before))
      found.push(unknownCall(text));
    if (word.kind !== "string" && word.kind !== "variable") continue;
    if (value === undefined) {
      const plain = word.kind === "variable" ? known.variables.get(nameOf(word.text)) : word.text;
      if (plain === undefined) {
        if (/^(?:-(?:c|command|argumentlist|argument|args))?$/i.test(before)) found.push(unknownCall(text));
        continue;
      }
      found.push(...callsIn(plain, known, depth + 1));
      continue;
    }
    const script = /-file\s+"?([^"\s]+)/i.exec(value)?.[1];
    if (script !== undefined && isUnread(script, known.whole)) found.push(unknownCall(text));
    const start = value.search(/\b[A-Za-z]+-[A-Z0-9]{2,4}[A-Z][A-Za-z]+\b|\baws(?:\.exe)?\s/);
    if (start >= 0) found.push(...callsIn(value.slice(start), known, depth + 1));
  }
  return found;
}

/**
 * Whether the content of a script file is unknown: this script names the path only once, so does not write
 * it, and is outside the Windows folders.
 */
function isUnread(path: string, whole: string): boolean {
  return whole.split(path).length <= 2 && !/^C:\\(?:Windows|Program Files)/i.test(path);
}

function isBlock(variable: string, whole: string): boolean {
  const name = nameOf(variable).replace(/[^\w]/g, "");
  return new RegExp(`\\$${name}\\s*=\\s*\\{`, "i").test(whole);
}

/** Parses `-Name value`, `-Name:value` and `-Flag`. Several values of one parameter are joined by blanks. */
function parametersOf(words: Token[], known: Known): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = {};
  for (let at = 0; at < words.length; at += 1) {
    const { kind, text } = words[at] ?? { kind: "end", text: "" };
    const [, name = "", attached = ""] =
      (kind === "word" ? /^-([A-Za-z_]\w*):?(.*)$/.exec(text) : null) ?? [];
    if (name === "") {
      if (kind === "open") at = blockEnd(words, at);
      continue;
    }
    const option = optionName(name.replaceAll("_", ""));
    let next = at + 1;
    const values: (string | undefined)[] = attached === "" ? [] : [attached];
    const isValue = (one: Token | undefined): boolean =>
      one !== undefined && one.kind !== "end" && !(one.kind === "word" && /^-[A-Za-z]/.test(one.text));
    while (attached === "" && isValue(words[next])) {
      const token = words[next];
      if (token?.kind === "open") {
        const end = blockEnd(words, next);
        const items = words.slice(next + 1, end).filter((one) => one.kind !== "comma");
        values.push(
          ...(token.text === "@(" && items.length > 0
            ? items.map((one) => valueOf(one, known))
            : [undefined]),
        );
        next = end + 1;
      } else {
        const isJoined =
          words[next + 1]?.isApart === false &&
          /^(?:word|string|variable)$/.test(words[next + 1]?.kind ?? "");
        values.push(token && !isJoined ? valueOf(token, known) : undefined);
        next += 1;
        while (
          words[next]?.isApart === false &&
          /^(?:word|string|variable|open|close)$/.test(words[next]?.kind ?? "")
        )
          next += 1;
      }
      if (words[next]?.kind !== "comma") break;
      next += 1;
    }
    const value = values.length === 0 ? "true" : values.includes(undefined) ? undefined : values.join(" ");
    found[option] = isSecretName(option) ? undefined : value;
    at = next - 1;
  }
  return found;
}

function blockEnd(words: Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < words.length; at += 1) {
    if (words[at]?.kind === "open") depth += 1;
    if (words[at]?.kind === "close") depth -= 1;
    if (depth === 0) return at;
  }
  return words.length;
}

/** The words as another program receives them as arguments. */
function wordsOf(words: Token[], known: Known): string[] {
  const found: string[] = [];
  for (const word of words) {
    const value = valueOf(word, known) ?? `${unknown}${word.text}`;
    if (word.isApart || found.length === 0) found.push(value);
    else found.push((found.pop() ?? "") + value);
  }
  return found.filter((word) => word !== ",");
}

function nameOf(variable: string): string {
  return variable
    .replace(/^\$\{?(?:global:|script:|local:)?/i, "")
    .replace(/\}$/, "")
    .toLowerCase();
}

function valueOf({ kind, text, isExpandable }: Token, { variables }: Known): string | undefined {
  if (text.includes(unknown)) return undefined;
  if (kind === "variable")
    return /^\$(?:true|false)$/i.test(text) ? text.slice(1).toLowerCase() : variables.get(nameOf(text));
  if (kind !== "string" || !isExpandable) return kind === "string" || kind === "word" ? text : undefined;
  let isKnown = true;
  const filled = text.replace(
    /\$(?:\{(\w+)\}|(\w+))(?![\w:([.])|\$\(/g,
    (whole, braced?: string, plain?: string) => {
      const value = variables.get((braced ?? plain ?? "").toLowerCase());
      if (value === undefined) isKnown = false;
      return value ?? whole;
    },
  );
  return isKnown && !filled.includes("$") ? filled : undefined;
}

/** Variables that the script assigns exactly once, to a plain text. */
function valuesIn(script: string): Map<string, string> {
  const values = new Map<string, string>();
  const counts = new Map<string, number>();
  const every = script.matchAll(
    /(?:\$(?:(?:global|script|local):)?(\w+)\s*(?:[-+*/]?=|\+\+|--))|(?:\[ref\]\s*\$(\w+))|(?:foreach\s*\(\s*\$(\w+))|(?:-(?:OutVariable|ov|Name)\s+(\w+))/gi,
  );
  for (const [, assigned, referred, each, named] of every) {
    const name = (assigned ?? referred ?? each ?? named ?? "").toLowerCase();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const parameters = new Set(
    [...script.matchAll(/(?:param\s*\(|function\s+[\w-]+\s*\()([^)]*)\)/gi)].flatMap(([, list = ""]) =>
      [...list.matchAll(/\$(\w+)/g)].map(([, name = ""]) => name.toLowerCase()),
    ),
  );
  for (const [, name = "", single, double] of script.matchAll(
    /\$(\w+)\s*=\s*(?:'((?:[^'\n]|'')*)'|"([^"$`\n]*)")[ \t]*(?=[;\r\n}#]|$)/g,
  )) {
    const key = name.toLowerCase();
    if (counts.get(key) === 1 && !parameters.has(key))
      values.set(key, single?.replaceAll("''", "'") ?? double ?? "");
  }
  return values;
}

function aliasesIn(script: string): Map<string, string> {
  const found = [
    ...script.matchAll(
      /\b(?:Set|New)-Alias\s+(?:-Name\s+)?['"]?([\w-]+)['"]?\s+(?:-Value\s+)?['"]?([\w.-]+)/gi,
    ),
  ];
  return new Map(found.map(([, name = "", value = ""]) => [name.toLowerCase(), value]));
}

function textOf(words: Token[]): string {
  return words
    .map(({ text, isApart, kind }) => `${isApart ? " " : ""}${kind === "string" ? `'${text}'` : text}`)
    .join("")
    .trim();
}
