import { Characters } from "./characters.ts";
import { readClass } from "./classes.ts";
import { failOfEscape, readCharacterEscape } from "./escapes.ts";
import { changed, flagLetters, single, type Flags } from "./flags.ts";
import type { CharacterTest, Pattern, Place } from "./pattern.ts";

/** Java counts repetitions in 32 bits. */
const mostRepetitions = 2 ** 31 - 1;

const comments = "the flag x";

interface Reading {
  characters: Characters;
  /** Named groups so far. */
  names: Set<string>;
}

/**
 * Reads a regular expression as java.util.regex.Pattern of JDK 17 does.
 *
 * @throws {PatternError} for what Java rejects.
 */
export function readPattern(text: string): Pattern {
  const characters = new Characters(text);
  const part = readAlternatives({ characters, names: new Set() }, new Set());
  if (!characters.isAtEnd) characters.fail('no ")": no group is open here; a literal one is \\)');
  const { notSimulated } = characters;
  return notSimulated === undefined ? part : { kind: "notSimulated", what: notSimulated, part };
}

/** Flags apply to the end of their group, also after a `|`. */
function readAlternatives(reading: Reading, outer: Flags): Pattern {
  const parts: Pattern[] = [];
  let flags = outer;
  do {
    const sequence: Pattern[] = [];
    for (;;) {
      const { characters } = reading;
      if (characters.isAtEnd || ["|", ")"].includes(characters.peek())) break;
      if (characters.peek() === "(" && characters.peek(1) === "?") {
        const next = readFlags(characters, flags);
        if (next?.of === "rest") {
          flags = next.flags;
          continue;
        }
        sequence.push(
          readQuantifiers(
            reading,
            next ? readGroupEnd(reading, next.flags) : readSpecialGroup(reading, flags),
          ),
        );
      } else sequence.push(readQuantifiers(reading, readAtom(reading, flags)));
    }
    parts.push({ kind: "sequence", parts: sequence });
  } while (reading.characters.take("|"));
  return parts.length === 1 && parts[0] ? parts[0] : { kind: "either", parts };
}

/** `(?i)` for the rest of the group, `(?i:` for what follows in its own; undefined for any other group. */
function readFlags(characters: Characters, outer: Flags): { of: "rest" | "group"; flags: Flags } | undefined {
  if ([":", "=", "!", ">", "<"].includes(characters.peek(2))) {
    if (characters.peek(2) !== ":") return undefined;
    characters.take("(?:");
    return { of: "group", flags: outer };
  }
  characters.take("(?");
  let flags = outer;
  let on = true;
  for (;;) {
    const letter = characters.peek();
    if (letter === "-" && on) on = false;
    else if (letter !== "" && flagLetters.includes(letter)) flags = changed(flags, letter, on);
    else break;
    characters.take(letter);
  }
  const isRest = characters.take(")");
  if (!isRest && !characters.take(":"))
    characters.fail(
      "a group that Java knows: (…), (?:…), (?<name>…), (?i), (?i:…), (?=…), (?!…), (?<=…), (?<!…), (?>…)",
    );
  if (flags.has("c")) characters.notSimulated = "the flag c";
  if (flags.has("x")) {
    // Spaces and # have another meaning from here on; only quoted patterns could contain them.
    characters.notSimulated = comments;
    characters.skipAll();
  }
  return { of: isRest ? "rest" : "group", flags };
}

function readGroupEnd(reading: Reading, flags: Flags): Pattern {
  const inner = readAlternatives(reading, flags);
  const { characters } = reading;
  if (!characters.take(")") && characters.notSimulated !== comments)
    characters.fail('")", which closes a group');
  return inner;
}

/** Groups that look around, are atomic or have a name. Which look-behinds are too long for Java depends on its version. */
function readSpecialGroup(reading: Reading, flags: Flags): Pattern {
  const { characters } = reading;
  const { at } = characters;
  for (const [start, what] of Object.entries(unsimulatedGroups)) {
    if (!characters.take(start)) continue;
    const part = readGroupEnd(reading, flags);
    return { kind: "notSimulated", what: `${what} (${start}…))`, part };
  }
  characters.take("(?<");
  const name = readName(characters);
  if (reading.names.has(name)) characters.fail(`another name: there is a group ${name} already`, at);
  reading.names.add(name);
  return readGroupEnd(reading, flags);
}

const unsimulatedGroups = {
  "(?=": "look-ahead",
  "(?!": "look-ahead",
  "(?<=": "look-behind",
  "(?<!": "look-behind",
  "(?>": "an atomic group",
};

function readName(characters: Characters): string {
  const expected = 'a name of letters and digits, and ">"';
  if (!/^[A-Za-z]$/.test(characters.peek())) characters.fail(expected);
  const name = characters.takeWhile(/^[A-Za-z0-9]$/);
  if (!characters.take(">")) characters.fail(expected);
  return name;
}

/** `?`, `*`, `+` or `{1,2}` after what it repeats. A second quantifier is only legal in braces, and has no effect. */
function readQuantifiers(reading: Reading, part: Pattern): Pattern {
  const { characters } = reading;
  const count = readCount(characters);
  if (count === undefined) return part;
  const isPossessive = characters.take("+");
  if (!isPossessive) characters.take("?");
  const repeated: Pattern = { kind: "repeated", part, ...count };
  if (isPossessive) {
    return { kind: "notSimulated", what: "a possessive quantifier", part: repeated };
  }
  return repeated;
}

function readCount(characters: Characters): { least: number; most: number } | undefined {
  if (characters.take("?")) return { least: 0, most: 1 };
  if (characters.take("*")) return { least: 0, most: Infinity };
  if (characters.take("+")) return { least: 1, most: Infinity };
  const { at } = characters;
  if (!characters.take("{")) return undefined;
  const expected = "a number of repetitions, for example {2} or {2,3}; a literal brace is \\{";
  const digit = /^[0-9]$/;
  const least = Number(characters.takeWhile(digit) || Number.NaN);
  if (Number.isNaN(least)) characters.fail(expected, at);
  const isRange = characters.take(",");
  const last = isRange ? characters.takeWhile(digit) : String(least);
  const isOpen = isRange && last === "" && characters.peek() === "}";
  const most = isOpen ? Infinity : Number(last);
  if (!characters.take("}")) characters.fail(expected, at);
  if (least > mostRepetitions || most < least || (most > mostRepetitions && !isOpen))
    characters.fail("a range of repetitions that goes up, to 2147483647 at most", at);
  return { least, most };
}

function readAtom(reading: Reading, flags: Flags): Pattern {
  const { characters } = reading;
  const next = characters.peek();
  switch (next) {
    case "(":
      characters.take("(");
      return readGroupEnd(reading, flags);
    case "[":
      return character(readClass(characters, flags));
    case "\\":
      return readEscape(reading, flags);
    case "^":
      characters.take("^");
      return place(flags.has("m") ? "lineStart" : "start");
    case "$":
      characters.take("$");
      return place(flags.has("m") ? "lineEnd" : finalEnd(flags));
    case ".":
      characters.take(".");
      return character(dot(flags));
    case "{":
      // Java repeats nothing here.
      return { kind: "sequence", parts: [] };
    case "*":
    case "+":
    case "?":
      return characters.fail(
        `a character or a group before ${next}, which repeats it; a literal one is \\${next}`,
      );
    default:
      return character(single(characters.readCode(), flags));
  }
}

function finalEnd(flags: Flags): Place {
  return flags.has("d") ? "beforeFinalNewline" : "beforeFinalTerminator";
}

function dot(flags: Flags): CharacterTest {
  if (flags.has("s")) return () => true;
  if (flags.has("d")) return (code) => code !== 10;
  return (code) => ![10, 13, 0x85, 0x2028, 0x2029].includes(code);
}

/** Reads an escape sequence outside of a character class. */
function readEscape(reading: Reading, flags: Flags): Pattern {
  const { characters } = reading;
  const found = readCharacterEscape(characters, flags);
  if (typeof found === "number") return character(single(found, flags));
  if (found !== undefined) return character(found);
  const letter = characters.peek(1);
  if (letter === "b" && characters.take("\\b{g}")) return { kind: "notSimulated", what: "\\b{g}" };
  if (letter === "Z" && characters.take("\\Z")) return place(finalEnd(flags));
  const at = Object.hasOwn(places, letter) ? places[letter] : undefined;
  if (at !== undefined && characters.take(`\\${letter}`)) return place(at);
  if (letter === "R" && characters.take("\\R")) return { kind: "lineBreak" };
  if (letter === "X" && characters.take("\\X")) return { kind: "notSimulated", what: "\\X" };
  if (letter === "k" && characters.take("\\k")) {
    const start = characters.at;
    if (!characters.take("<")) characters.fail("<name> after \\k");
    const name = readName(characters);
    if (!reading.names.has(name)) characters.fail("the name of a group that is before it", start);
    return { kind: "notSimulated", what: `a back-reference (\\k<${name}>)` };
  }
  if (/^[1-9]$/.test(letter) && characters.take(`\\${letter}`)) {
    // Further digits may belong to it, which changes nothing here.
    return { kind: "notSimulated", what: `a back-reference (\\${letter})` };
  }
  return failOfEscape(characters);
}

/** `\G` is where the last match ended, and there is none before. */
const places: Record<string, Place> = { A: "start", G: "start", z: "end", b: "boundary", B: "notBoundary" };

const character = (test: CharacterTest): Pattern => ({ kind: "character", test });
const place = (at: Place): Pattern => ({ kind: "place", place: at });
