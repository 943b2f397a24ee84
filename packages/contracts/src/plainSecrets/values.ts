/**
 * Forms of what services issue, and of what carries a password. From the services' own documentation, and the rules of gitleaks
 * (config/gitleaks.toml, MIT, read in November 2026), which name the same forms.
 */
const forms: readonly [what: string, form: RegExp][] = [
  ["an AWS access key", /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/],
  [
    "a private key",
    /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|\bAGE-SECRET-KEY-1[0-9A-Z]{20,}|\bPuTTY-User-Key-File-\d/,
  ],
  ["a token", /\bgh[oprsu]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{22,}/],
  ["a token", /\bgl(?:pat|ptt|rt|dt|cbt|soat|ft|agent)-[\w-]{20,}/],
  ["a token", /\bxox[abeoprs]-[\w-]{10,}|\bxapp-\d-[\w-]{10,}/],
  [
    "a web hook",
    /hooks\.slack\.com\/(?:services|workflows)\/\w{8,}\/|discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}/,
  ],
  ["a token", /\bAIza[\w-]{35}|\bGOCSPX-[\w-]{20,}|\bya29\.[\w-]{20,}/],
  ["a token", /\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,}|\bwhsec_[A-Za-z0-9+/=]{20,}/],
  [
    "a token",
    /\bnpm_[A-Za-z0-9]{30,}|\bpypi-AgE[\w-]{20,}|\brubygems_[a-f0-9]{40,}|\bdckr_(?:pat|oat)_[\w-]{20,}/,
  ],
  ["a token", /\bSG\.[\w-]{16,}\.[\w-]{16,}|\bkey-[0-9a-f]{32}\b|\bSK[0-9a-f]{32}\b/],
  ["a token", /\bsk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{20,}|\bhf_[A-Za-z]{30,}/],
  ["a token", /\bhv[sbr]\.[\w-]{20,}|\bpul-[0-9a-f]{40}\b|\bdop_v1_[0-9a-f]{40,}|\bdapi[0-9a-f]{32}\b/],
  [
    "a token",
    /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|\bgl(?:c|sa)_[A-Za-z0-9+/=_]{30,}|\bNRAK-[A-Z0-9]{27}|\bdp\.[a-z]{2}\.\w{30,}/,
  ],
  ["a token", /\bATATT3[\w=-]{20,}|\blin_api_[A-Za-z0-9]{30,}|\b\d{8,10}:AA[\w-]{33}\b/],
  // Crypt's and Apache's forms, which can be guessed offline.
  ["a password's hash", /(?<![\w$])\$(?:apr1|1|2[aby]|5|6|y)\$[\w./$=+,-]{20,}/],
  ["a token", /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/],
];

/** Placeholders for a value that is filled in elsewhere or hidden: `${…}`, `$VAR`, `%VAR%`, `{{…}}`, `<…>`, `***`. */
const placeholder =
  /^(?:\$\{|\$\(|\$[A-Z_][A-Z0-9_]*$|%\(|%[sd]$|%[A-Za-z_]\w*%$|\{\{|\{%|<[^>]*>$|!Ref|!Sub|\*+$|x{3,}$|\.{3}|…|\[(?:secret|unknown)|resolve:|ssm:|vault:|env:)/i;

/** Whether a value is a placeholder that another program replaces. */
export function isPlaceholder(value: string): boolean {
  return placeholder.test(value.trim().replace(/^["']|["']$/g, ""));
}

const inUrl = /\b[a-z][a-z0-9+.-]*:\/\/([^\s/:@"'?#]*):([^\s/"']+?)@(?=[^\s@"']*(?:[/:?\s"',;]|$))/gi;

/** A parameter of a URL that is a credential by its name, and long enough for one. */
const inQuery =
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s"']*[?&](?:access_?token|auth_?token|token|api_?key|sig|signature|client_secret|secret|password)=([^\s&"'#]{16,})/gi;

const inPairs =
  /(?:^|[\s;&?,"'(])(?<!\bexport\s)(?:user\s+)?(?:password|passwd|pwd|passphrase|accountkey|sharedaccesskey|sharedaccesssignature|secretkey|client_secret)\s*=(?![=>~])\s*("[^"]+"|'[^']+'|[^\s;&,"')]+)/gi;

/** Go's driver of MySQL: `user:password@tcp(host:3306)/database`. */
const inDataSource =
  /(?:(?:^|["'\s=])[\w.-]+:([^\s:@"']+)@(?:tcp|unix|udp)\(|\bjdbc:oracle:\w+:[\w.-]+\/([^\s@"']+)@)/gi;

const authorization =
  /(?:\bauthorization["']?\s*[:=]\s*["']?(?:basic|bearer|token)|^(?:basic|bearer)(?=\s+\S+$))\s+([^\s"']{6,})/gi;

const publicPem =
  /-----BEGIN (CERTIFICATE|PUBLIC KEY)-----\r?\n(?:[A-Za-z0-9+/=]{1,76}\r?\n)+-----END \1-----(?:\r?\n)?/g;

/** A text without its certificates and public keys in PEM: they are made to be shown, and are as random as secrets. */
export function withoutPublicPem(text: string): string {
  return text.replace(publicPem, "");
}

/** Describes the secret that a value contains, independently of its name: `a private key`; undefined if there is none. */
export function secretWithin(whole: string, depth = 0): string | undefined {
  const value = withoutPublicPem(whole);
  const [issued] = forms.find(([, form]) => form.test(value)) ?? [];
  if (issued !== undefined) return issued;
  for (const [, , password = ""] of value.matchAll(inUrl))
    if (!isPlaceholder(password)) return "a URL with a password";
  for (const [, given = ""] of value.matchAll(inQuery))
    if (!isPlaceholder(given)) return "a URL with a credential";
  for (const { 1: given = "", index } of value.matchAll(inPairs)) {
    // JavaScript that computes the value, or adds it to a text.
    if (/\b(?:const|let|var)\s$/.test(value.slice(0, index + 1)) && !/^["']/.test(given)) continue;
    if (/^["']\s*\+[^"']*\+\s*["']$|^["']\s*\+\s/.test(given)) continue;
    const password = given.replace(/^["']|["']$/g, "");
    if (!/^[$`]/.test(password) && !isPlaceholder(password) && !isAbout(password))
      return "a connection string with a password";
  }
  for (const [, inGo = "", inOracle = ""] of value.matchAll(inDataSource))
    if (!isPlaceholder(inGo + inOracle)) return "a connection string with a password";
  for (const [, credentials = ""] of value.matchAll(authorization))
    if (!isPlaceholder(credentials)) return "an authorization header";
  const decoded = depth > 1 ? undefined : asText(value.trim());
  if (decoded !== undefined) return secretWithin(decoded, depth + 1);
  return isRandom(value.trim()) ? looksRandom : undefined;
}

/** The value without the password that it contains; empty if the whole value may be a secret. */
export function masked(value: string): string {
  const inUrls = value.replace(inUrl, (whole, user: string, password: string) =>
    whole.replace(`${user}:${password}@`, `${user}:@`),
  );
  const bare = [inPairs, inDataSource, authorization].reduce(
    (text, form) => text.replace(form, (whole, secret: string) => whole.replace(secret, "")),
    inUrls,
  );
  return bare !== value && secretWithin(bare) === undefined ? bare : "";
}

/** Describes a secret that has no known format. */
export const looksRandom = "a value that looks random";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The text of which a value is the Base64; undefined if it is none of one. */
export function asText(value: string): string | undefined {
  if (!/^[A-Za-z0-9+/_-]{12,}={0,2}$/.test(value) || /^[a-z]+$|^[A-Z]+$|^\d+$/.test(value)) return undefined;
  try {
    const text = utf8.decode(Buffer.from(value, "base64"));
    return /^[\t\n\r\P{Cc}]+$/u.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** `true`, `/run/secrets/db`, `arn:…`: a value that is not a secret, even if its name says so. */
export function isAbout(value: string): boolean {
  const text = value.trim();
  if (
    /^(?:|true|false|yes|no|on|off|none|null|undefined|enabled|disabled|required|optional|default)$/i.test(
      text,
    )
  )
    return true;
  if (
    /^(?:arn:[\w-]+:[\w-]+:|-----BEGIN (?:[A-Z0-9]+ )*(?:PUBLIC KEY|CERTIFICATE)|(?:ssh|ecdsa)-[\w-]+ )|^[01]$/.test(
      text,
    )
  )
    return true;
  return isPath(text) || (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text) && secretWithin(text) === undefined);
}

/** Whether a text is a path of at least two names, or of one name with an extension. A password can also begin with `/`. */
function isPath(text: string): boolean {
  return (
    /^(?:\.{0,2}|~|[A-Za-z]:)[/\\](?:[\w.@ ${}-]+[/\\])+[\w.@ ${}-]*$/.test(text) ||
    /^[\w./\\-]*\.(?:pem|key|json|ya?ml|txt|conf|cfg|ini|env|xml|properties|crt|cer|p12|pfx|jks|toml)$/i.test(
      text,
    )
  );
}

/** Forms of identifiers that look random: digests, ids of AWS, UUIDs, versions, paths, images. */
const identifier =
  /^(?:sha\d+[-:]|arn:|urn:|[a-z]{2,4}(?:-[a-z]+)+-\d|[a-z]{1,8}-[0-9a-f]{8,17}$|[0-9a-f-]+$|[0-9A-F-]+$|https?:|v?\d+\.\d|\{)/;

/** Pairs of letters that are frequent in English words, and so in names; about one in five of all that there are. */
const frequent = new Set(
  (
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li " +
    "ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie ee wi em ad ol rt " +
    "po we na ul ni ts mo ow pa im mi ai sh ir su id os ia am fi ci vi pl ig tu ld ry mp bl ab ty op sa ay ex ke ag if ap od bo sp rd " +
    "do uc bu ov my eb ck cl pp ue um up br pi mb og db ey ok vp pc ht tp kf fk ka af bd am md eg ig fr"
  ).split(" "),
);

/** Whether a word mixes letters and digits more often than names do. */
function isRandom(value: string): boolean {
  if (!/^[A-Za-z0-9+/_=!@#$%^&*.~-]{20,512}$/.test(value) || identifier.test(value)) return false;
  const core = value.replace(/=+$/, "");
  if (!/[a-z]/.test(core) || !/[A-Z]/.test(core) || entropy(core) < 3.3) return false;
  if (core.split(/[-_./]/).every((word) => /^(?:[A-Z]?[a-z]*|[A-Z]+)\d{0,4}$/.test(word))) return false;
  // A capital begins a word.
  const pairs = [...core.matchAll(/(?=([A-Za-z][a-z]|[A-Z]{2}))/g)].map(([, pair = ""]) =>
    pair.toLowerCase(),
  );
  const share = pairs.filter((pair) => frequent.has(pair)).length / Math.max(pairs.length, 1);
  // Names have no + or padding, and AWS's secret keys have 40 characters.
  if (share < 0.75 && (core !== value || core.includes("+") || (core.length === 40 && /\d/.test(core))))
    return true;
  return share < 0.5 || (share < 0.65 && changes(core) / core.length > 0.4);
}

/** Bits for each character, by how often each occurs (Shannon). */
function entropy(text: string): number {
  const counts = Map.groupBy(text, (letter) => letter);
  return [...counts.values()].reduce((sum, { length }) => {
    const share = length / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}

/** The number of changes between kinds of characters: lower-case letters, upper-case letters, digits, others. */
function changes(text: string): number {
  const kinds = text
    .replace(/[a-z]/g, "a")
    .replace(/[A-Z]/g, "A")
    .replace(/\d/g, "1")
    .replace(/[^aA1]/g, "-");
  return [...kinds].filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
}
