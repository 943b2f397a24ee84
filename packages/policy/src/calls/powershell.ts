import { remembered } from "../remembered.ts";
import { actionsOfCmdlet, serviceOfCmdlet } from "./cmdlets.ts";
import { tokensOf, type Token } from "./powershellTokens.ts";
import { inConditions, isLetPass } from "./powershellConditions.ts";
import { conditional, distinctCalls, shortened, unknownCall, type ScriptCall } from "./scriptCall.ts";
import {
  aliasesIn,
  nameOf,
  parametersOf,
  valueOf,
  valuesIn,
  wordsOf,
  type Known,
} from "./powershellValues.ts";
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
  const base = baseOf(given);
  const name = known.aliases.get(base.toLowerCase()) ?? base;
  const found: ScriptCall[] = [];
  if (/\.ps1$/i.test(name) && isUnread(given, known.whole)) found.push(unknownCall(text));
  if (running.test(name)) found.push(...textsRun(rest, known, depth, text));
  const started = startedCommand(name, rest, known);
  if (started !== undefined) return [...found, ...callsOfProgram(started)];
  if (name.toLowerCase() === "new-object" && /^Amazon\./.test(rest[0]?.text ?? ""))
    found.push(unknownCall(text));
  if (program.test(name)) return [...found, ...callsOfProgram([name, ...wordsOf(rest, known)])];
  if (isCalled && first.kind !== "word" && name !== given && !/\.(?:exe|cmd|bat|ps1|com)$/i.test(name))
    return found;
  const actions = actionsOfCmdlet(name);
  if (actions === undefined)
    return serviceOfCmdlet(name) === undefined ? found : [...found, unknownCall(text)];
  const parameters = parametersOf(rest, known);
  return [
    ...found,
    ...actions
      .filter((action) => !isDownload(name, parameters) || action !== "s3:PutObject")
      .map((action) => ({ action, parameters, text })),
  ];
}

/** Copy-S3Object writes to a local file or folder with these parameters (AWS Tools for PowerShell, cmdlet reference, 2026-11). */
function isDownload(name: string, parameters: Record<string, unknown>): boolean {
  return (
    name.toLowerCase() === "copy-s3object" && ("local-file" in parameters || "local-folder" in parameters)
  );
}

const program = /^(?:aws(?:\.cmd)?|docker|python\d?|node|bash)(?:\.exe)?$/i;

function callsOfProgram([name = "", ...words]: string[]): ScriptCall[] {
  return callsOfCommand([name.replace(/\.(?:exe|cmd)$/i, "").toLowerCase(), ...words]);
}

/**
 * The command in `cmd /c aws s3 ls` and `Start-Process aws -ArgumentList s3, ls`; undefined if none of these programs is started. Texts that are
 * commands themselves are read by `textsRun`.
 */
function startedCommand(name: string, words: Token[], known: Known): string[] | undefined {
  if (/^cmd(?:\.exe)?$/i.test(name)) {
    const at = words.findIndex(({ text }) => /^\/[ckr]$/i.test(text));
    const command = at < 0 ? [] : wordsOf(words.slice(at + 1), known);
    return program.test(baseOf(command[0])) ? [baseOf(command[0]), ...command.slice(1)] : undefined;
  }
  if (!/^(?:start-process|saps|start)$/i.test(name)) return undefined;
  const option = words.findIndex(({ kind, text }) => kind === "word" && /^-[A-Za-z]/.test(text));
  const [first, ...others] = wordsOf(option < 0 ? words : words.slice(0, option), known);
  const parameters = parametersOf(words, known);
  const { "file-path": path = first } = parameters;
  const named = ["argument-list", "args"].find((one) => one in parameters);
  // Start-Process joins the arguments with blanks.
  const given = named === undefined ? others.join(" ") : parameters[named];
  return program.test(baseOf(path)) && given !== undefined
    ? [baseOf(path), ...given.split(/\s+/).filter((one) => one !== "")]
    : undefined;
}

function baseOf(path = ""): string {
  return path.slice(Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/")) + 1);
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

function textOf(words: Token[]): string {
  return words
    .map(({ text, isApart, kind }) => `${isApart ? " " : ""}${kind === "string" ? `'${text}'` : text}`)
    .join("")
    .trim();
}
