import { isOutput } from "./isOutput.ts";

// Every message formats the values of arguments and settings by the functions of this file, so that one place decides what may be
// shown.

/** Names of fields that contain a secret or refer to one, or in which users sometimes put one by mistake. */
const secretBearing =
  /secret|passw(or)?d|passphrase|credential|token|psk|login|configKey|(api|access|private)_?key|auth(orization|entication)/i;

/**
 * Whether a value at this path, or below it, must never be shown: `containers.web.secrets.DB`, `login.secretArn`.
 *
 * @param path Property path of an argument, or key of a stack's configuration with the path within its value.
 */
export function isSecretBearing(path: string): boolean {
  return path.split(/[.[\]:]+/).some((part) => secretBearing.test(part));
}

const notShown = "(not shown)";

/** Forms of credentials within any text. The match of the first group is shown, the rest is not. */
const credentials = [
  // The user and password of a URL.
  /([a-z][a-z0-9+.-]*:\/\/)[^/\s]*(?=@)/gi,
  // The same without a scheme, as in a reference of an image: `user:password@host/name`; a digest has the same form.
  /()[^\s"'/@]*:[^\s"'@]*(?=@)(?!@sha256:)/g,
  /()[^\s"'/@]+(?=@[^\s@]*\/)(?!@sha256:)/g,
  // Prefixes of the tokens of AWS, GitHub, Docker Hub, GitLab and Slack, and of JSON Web Tokens.
  /()\b(?:AKIA|ASIA|gh[pousr]_|github_pat_|dckr_pat_|glpat-|xox[abposr]-|eyJ)[\w.-]{8,}/g,
];
const assignment = /([\w.-]+)(\s*=\s*)[^\s&;,=][^\s&;,]*/g;

/** A text without the credentials that it has by its form: in a URL, or after a secret's name and `=`. */
function withoutCredentials(text: string): string {
  return credentials
    .reduce((before, form) => before.replaceAll(form, `$1${notShown}`), text)
    .replaceAll(assignment, (whole, name: string, equals: string) =>
      secretBearing.test(name) ? `${name}${equals}${notShown}` : whole,
    );
}

/** Words of letters of one case, optionally followed by a number: usual names, which generated secrets do not look like. */
const nameForm =
  /^(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*|[a-z]+(?:[A-Z][a-z]+)*\d{0,2}|[a-z]+(?:[_-][a-z]+)*\d{0,2})$/;

/** Whether a key is certainly a name and can be shown; a user may have written a secret as the key. */
export function isName(key: string): boolean {
  return key.length <= 64 && nameForm.test(key);
}

/** Whether a key of a record can be shown at all: text before `=`, in quotes or in a URL may be a secret. */
export function isShowableKey(key: string): boolean {
  if (key.length > 128 || /[\p{Cc}="'@]/u.test(key) || withoutCredentials(key) !== key) return false;
  return /^\S+$/.test(key) || key.split(/\s+/).every(isName);
}

/** A property path without the keys below a secret-bearing field that are not names: `secrets.(not shown)`. */
export function shownPath(path: string): string {
  let isBelow = false;
  const parts = path.split(".").map((part) => {
    const isHidden = isBelow && !isName(part.replace(/\[\d+\]$/, ""));
    isBelow ||= secretBearing.test(part);
    return isHidden ? notShown : part;
  });
  return parts.join(".");
}

/** Shows one value. The content of an object is never shown, because it is unknown what users put into it. */
function shown(value: unknown): string {
  if (isOutput(value)) return '"(computed)"';
  if (Array.isArray(value))
    return `[${value.map((item) => (Array.isArray(item) ? "[…]" : shown(item))).join(",")}]`;
  if (typeof value === "string")
    return value.length > 500
      ? `a string of ${value.length} characters ${notShown}`
      : JSON.stringify(withoutCredentials(value));
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0 ? "{}" : "{…}";
  if (typeof value === "symbol" || typeof value === "function") return kindOf(value);
  return String(value);
}

/**
 * Shows a value that was given, short enough for a message; objects stay closed. For a value whose field is not fixed in
 * the source, call `quoted`, which knows the fields that are never shown.
 */
export function given(value: unknown): string {
  const text = shown(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Shows a value that was given for a field; of a secret-bearing field only its kind: `a string (not shown)`. */
export function quoted(path: string, value: unknown): string {
  return isSecretBearing(path) ? `${kindOf(value)} (not shown)` : given(value);
}

/** The kind of a value, for messages that must not show the value. */
export function kindOf(value: unknown): string {
  if (isOutput(value)) return "an output";
  if (Array.isArray(value)) return "a list";
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "object") return "an object";
  return value === "" ? "an empty string" : `a ${typeof value}`;
}

/** Shows what is allowed: `"retain", "discard"`. */
export function listed(values: Iterable<unknown>): string {
  return [...values].map(given).join(", ");
}
