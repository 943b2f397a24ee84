import type { Flags } from "./flags.ts";
import type { CharacterTest } from "./pattern.ts";

/** The property in `\p{…}`: a test, "not simulated", or undefined if Java does not know it. */
export type Property = CharacterTest | "not simulated" | undefined;

const unicode = (property: string): CharacterTest => {
  const expression = new RegExp(`^${property}$`, "u");
  return (code) => expression.test(String.fromCodePoint(code));
};

/** POSIX classes contain only ASCII characters, unless the flag `U` is on. */
const posix: Record<string, CharacterTest> = {
  ASCII: (code) => code < 128,
  Alnum: unicode("[A-Za-z0-9]"),
  Alpha: unicode("[A-Za-z]"),
  Blank: unicode("[ \\t]"),
  Cntrl: unicode("[\\x00-\\x1f\\x7f]"),
  Digit: unicode("[0-9]"),
  Graph: unicode("[!-~]"),
  Lower: unicode("[a-z]"),
  Print: unicode("[ -~]"),
  Punct: unicode("[!-\\/:-@\\[-`\\{-~]"),
  Space: unicode("[\\t-\\r ]"),
  Upper: unicode("[A-Z]"),
  XDigit: unicode("[0-9A-Fa-f]"),
};

const control = "\\p{Cc}";
const whiteSpace = "[\\t-\\r\\x85\\p{Z}]";
const hexDigit = "[\\p{Nd}A-Fa-f\\uff21-\\uff26\\uff41-\\uff46]";

/** Keyed by names in upper case: POSIX classes as Unicode defines them, and Unicode's own. */
const posixOfUnicode: Record<string, CharacterTest> = {
  ALPHA: unicode("\\p{Alphabetic}"),
  LOWER: unicode("\\p{Lowercase}"),
  UPPER: unicode("\\p{Uppercase}"),
  SPACE: unicode(whiteSpace),
  PUNCT: unicode("\\p{P}"),
  XDIGIT: unicode(hexDigit),
  ALNUM: unicode("[\\p{Alphabetic}\\p{Nd}]"),
  CNTRL: unicode(control),
  DIGIT: unicode("\\p{Nd}"),
  BLANK: unicode("[\\p{Zs}\\t]"),
  GRAPH: unicode("[^\\p{Z}\\p{Cc}\\p{Cs}\\p{Cn}]"),
  PRINT: unicode("(?![\\u2028\\u2029])[^\\p{Cc}\\p{Cs}\\p{Cn}]"),
};
const ofUnicode: Record<string, CharacterTest> = {
  ALPHABETIC: unicode("\\p{Alphabetic}"),
  ASSIGNED: unicode("\\P{Cn}"),
  CONTROL: unicode(control),
  HEXDIGIT: unicode(hexDigit),
  HEX_DIGIT: unicode(hexDigit),
  IDEOGRAPHIC: unicode("\\p{Ideographic}"),
  JOINCONTROL: unicode("\\p{Join_Control}"),
  JOIN_CONTROL: unicode("\\p{Join_Control}"),
  LETTER: unicode("\\p{L}"),
  LOWERCASE: unicode("\\p{Lowercase}"),
  NONCHARACTERCODEPOINT: unicode("\\p{Noncharacter_Code_Point}"),
  NONCHARACTER_CODE_POINT: unicode("\\p{Noncharacter_Code_Point}"),
  TITLECASE: unicode("\\p{Lt}"),
  PUNCTUATION: unicode("\\p{P}"),
  UPPERCASE: unicode("\\p{Uppercase}"),
  WHITESPACE: unicode(whiteSpace),
  WHITE_SPACE: unicode(whiteSpace),
  WORD: unicode("[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]"),
};

/** Java's character methods, keyed by name. */
const methods: Record<string, CharacterTest | "not simulated"> = {
  javaLowerCase: unicode("\\p{Lowercase}"),
  javaUpperCase: unicode("\\p{Uppercase}"),
  javaAlphabetic: unicode("\\p{Alphabetic}"),
  javaIdeographic: unicode("\\p{Ideographic}"),
  javaTitleCase: unicode("\\p{Lt}"),
  javaDigit: unicode("\\p{Nd}"),
  javaDefined: unicode("\\P{Cn}"),
  javaLetter: unicode("\\p{L}"),
  javaLetterOrDigit: unicode("[\\p{L}\\p{Nd}]"),
  javaSpaceChar: unicode("\\p{Z}"),
  javaWhitespace: unicode("(?![\\xa0\\u2007\\u202f])[\\t-\\r\\x1c-\\x1f\\p{Z}]"),
  javaISOControl: unicode("\\p{Cc}"),
  javaMirrored: "not simulated",
  javaJavaIdentifierStart: "not simulated",
  javaJavaIdentifierPart: "not simulated",
  javaUnicodeIdentifierStart: "not simulated",
  javaUnicodeIdentifierPart: "not simulated",
  javaIdentifierIgnorable: "not simulated",
};

const categories =
  "Cn Lu Ll Lt Lm Lo Mn Me Mc Nd Nl No Zs Zl Zp Cc Cf Co Cs Pd Ps Pe Pc Po Sm Sc Sk So Pi Pf L M N Z C P S LC".split(
    " ",
  );

/** A property by its name in `\p{…}`: `L`, `IsAlphabetic`, `script=Latin`. */
export function property(name: string, flags: Flags): Property {
  const [key, value] = split(name);
  if (value !== undefined) {
    if (["gc", "general_category"].includes(key)) return ownProperty(value, flags);
    if (["sc", "script"].includes(key)) return script(value);
    return ["blk", "block"].includes(key) ? block(value) : undefined;
  }
  if (name.startsWith("In")) return block(name.slice(2));
  if (name.startsWith("Is")) {
    const short = name.slice(2);
    const capitals = short.toUpperCase();
    return (
      own(ofUnicode, anyCase(capitals, flags)) ??
      own(posixOfUnicode, anyCase(capitals, flags)) ??
      ownProperty(short, flags) ??
      script(short)
    );
  }
  const broad = flags.has("U") ? own(posixOfUnicode, anyCase(name.toUpperCase(), flags)) : undefined;
  return broad ?? ownProperty(name, flags);
}

function split(name: string): [string, string | undefined] {
  const at = name.indexOf("=");
  return at < 0 ? [name, undefined] : [name.slice(0, at).toLowerCase(), name.slice(at + 1)];
}

/** If case is ignored, letters of one case match letters of any case. */
function anyCase(capitals: string, flags: Flags): string {
  return flags.has("i") && /^(LOWER|UPPER|TITLE)(CASE)?$/.test(capitals) ? "*" : capitals;
}

const cased = unicode("[\\p{Lowercase}\\p{Uppercase}\\p{Lt}]");
ofUnicode["*"] = cased;
posixOfUnicode["*"] = cased;

function ownProperty(name: string, flags: Flags): Property {
  if (flags.has("i")) {
    if (["Lower", "Upper"].includes(name)) return posix["Alpha"];
    if (["Lu", "Ll", "Lt"].includes(name)) return unicode("\\p{LC}");
    if (["javaLowerCase", "javaUpperCase", "javaTitleCase"].includes(name)) return cased;
  }
  if (categories.includes(name)) return unicode(`\\p{${name}}`);
  if (name === "LD") return unicode("[\\p{L}\\p{Nd}]");
  if (name === "L1") return (code) => code < 256;
  if (name === "all") return () => true;
  return own(posix, name) ?? own(methods, name);
}

/** Java ignores the case of script names; JavaScript requires Unicode's spelling. */
function script(name: string): Property {
  if (!/^[A-Za-z]+(_[A-Za-z]+)*$/.test(name)) return undefined;
  const written = name
    .toLowerCase()
    .replace(/(^|_)[a-z]/g, (letter) => letter.toUpperCase())
    .replace("Signwriting", "SignWriting");
  try {
    return unicode(`\\p{Script=${written}}`);
  } catch {
    return undefined;
  }
}

/** The blocks depend on the version of Unicode, and JavaScript does not support blocks. */
function block(name: string): Property {
  return /^[A-Za-z][A-Za-z0-9 _-]*$/.test(name) ? "not simulated" : undefined;
}

function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
