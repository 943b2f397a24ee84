/** How Pulumi reads a YAML scalar without quotes, or what to write instead if it is rejected. */
export type Scalar = { value: string | number | boolean | null } | { write: string };

const words: Record<string, boolean | null> = {
  "": null,
  "~": null,
  null: null,
  Null: null,
  NULL: null,
  true: true,
  True: true,
  TRUE: true,
  false: false,
  False: false,
  FALSE: false,
};

const inQuotes = "Put it in quotes if it is a string.";

/**
 * Reads a plain scalar by the rules of gopkg.in/yaml.v3 (v3.0.1, resolve.go), with which Pulumi reads its files: YAML
 * 1.2's words, the integers of 1.1 and 1.2 (`010` and `0o10` are 8, `1_000` is 1000), and no `yes` or `on`.
 *
 * @param text Without its comment, lines joined.
 */
export function readPlainScalar(text: string): Scalar {
  if (Object.hasOwn(words, text)) return { value: words[text] ?? null };
  if (/^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/.test(text))
    return { write: `Pulumi cannot pass infinity or "not a number" to a program. ${inQuotes}` };
  if (/^\d{4}-\d{1,2}-\d{1,2}([Tt ]\d{1,2}:\d{1,2}:.*)?$/.test(text)) return day(text);
  if (/^[-+\d]/.test(text)) return number(text.replaceAll("_", ""), text);
  if (text.startsWith(".") && text.includes("_") && typeof read(text.replaceAll("_", "")) === "number")
    return { write: `Pulumi reads it as a number. Write it without underscores. ${inQuotes}` };
  return /^\.\d/.test(text) ? float(text, text) : { value: text };
}

function read(text: string): unknown {
  const scalar = readPlainScalar(text);
  return "value" in scalar ? scalar.value : undefined;
}

/** Pulumi reads a day as a timestamp, and passes it on in Go's format. */
function day(text: string): Scalar {
  const [year = "", month = "", date = ""] = text.split("-").map((part) => part.padStart(2, "0"));
  const iso = `${year}-${month}-${date}`;
  const time = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(time.valueOf()) || !time.toISOString().startsWith(iso))
    return { write: "Pulumi reads it as a timestamp and changes its format. Put it in quotes." };
  return { value: `${iso} 00:00:00 +0000 UTC` };
}

function number(plain: string, text: string): Scalar {
  // Go's strconv accepts a sign after the prefixes that yaml.v3 removes: `0b-1` is -1.
  const ordinary = plain.replace(/^(0[bo])([-+])/, "$2$1");
  const [, sign = "", prefix = "", digits = ""] =
    /^([-+]?)(0[xX]|0[bB]|0[oO]|0(?=[0-7]+$))?([\da-fA-F]+)$/.exec(ordinary) ?? [];
  if (digits === "") return float(plain, text);
  const radix = { "": "", "0x": "0x", "0b": "0b", "0o": "0o", "0": "0o" }[prefix.toLowerCase()] ?? "";
  let whole: bigint;
  try {
    whole = BigInt(`${radix}${digits}`);
  } catch {
    // Digits that are invalid in its base.
    return float(plain, text);
  }
  if (radix === "" && /^0\d/.test(digits)) return float(plain, text);
  if (whole > BigInt(Number.MAX_SAFE_INTEGER))
    return { write: `It is larger than 9007199254740991, beyond which numbers lose digits. ${inQuotes}` };
  return { value: sign === "-" && whole > 0n ? -Number(whole) : Number(whole) };
}

function float(plain: string, text: string): Scalar {
  if (!/^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(plain)) return { value: text };
  const value = Number(plain);
  if (!Number.isFinite(value)) return { write: `It is too large for a number. ${inQuotes}` };
  // Pulumi rewrites the file before reading it, which turns -0.0 into 0.
  return { value: value === 0 ? 0 : value };
}
