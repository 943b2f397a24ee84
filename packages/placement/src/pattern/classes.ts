import type { Characters } from "./characters.ts";
import { failOfEscape, negatedIf, readCharacterEscape } from "./escapes.ts";
import { range, single, type Flags } from "./flags.ts";
import type { CharacterTest } from "./pattern.ts";

const unclosed = '"]", which closes the character class';

/** Reads a class in brackets: `[a-z&&[^x]]`. */
export function readClass(characters: Characters, flags: Flags): CharacterTest {
  characters.take("[");
  const isNegated = characters.take("^");
  const inner = readOperands(characters, flags);
  if (!characters.take("]")) characters.fail(unclosed);
  return negatedIf(isNegated, inner);
}

/** Reads the content of a class up to the closing bracket: unions, joined by `&&`. */
function readOperands(characters: Characters, flags: Flags): CharacterTest {
  const union = readUnion(characters, flags, "first");
  if (!characters.take("&&")) return any(union);
  if (union.length === 0 && characters.peek() === "]") characters.fail("a class before or after &&");
  const operands = [any(union)];
  for (;;) {
    if (characters.peek() === "]") {
      characters.notSimulated = "nothing after && in a character class";
      break;
    }
    // Java ends the intersection if a third & follows, or one after a class.
    if (characters.peek() === "&") characters.notSimulated = "an & after && in a character class";
    const others = readUnion(characters, flags, "later");
    operands.push(any(others));
    if (!characters.take("&&")) break;
  }
  const [first, ...others] = union.length === 0 ? operands.slice(1) : operands;
  return (code) => first !== undefined && first(code) && others.every((one) => one(code));
}

/** Reads a sequence of characters, ranges and classes. A bracket that would close an empty class is literal. */
function readUnion(characters: Characters, flags: Flags, position: "first" | "later"): CharacterTest[] {
  const found: CharacterTest[] = [];
  for (;;) {
    if (characters.isAtEnd) characters.fail(unclosed);
    const next = characters.peek();
    if (next === "]" && (found.length > 0 || position === "later")) return found;
    if (next === "&" && characters.peek(1) === "&") return found;
    if (next === "&" && position === "later") characters.notSimulated = "an & after && in a character class";
    found.push(next === "[" ? readClass(characters, flags) : readItem(characters, flags));
  }
}

function readItem(characters: Characters, flags: Flags): CharacterTest {
  const first = readOne(characters, flags);
  if (typeof first === "function") return first;
  if (characters.peek() !== "-" || ["]", "["].includes(characters.peek(1))) return single(first, flags);
  const { at } = characters;
  characters.take("-");
  if (characters.isAtEnd) characters.fail(unclosed);
  const last = readOne(characters, flags, true);
  if (typeof last === "function" || last < first)
    characters.fail("a range that goes up, for example a-z", at);
  return range(first, last, flags);
}

function readOne(characters: Characters, flags: Flags, isEnd = false): number | CharacterTest {
  if (characters.peek() !== "\\") return characters.readCode(unclosed);
  const beforeRange = isEnd || characters.peek(2) === "-";
  return readCharacterEscape(characters, flags, { beforeRange }) ?? failOfEscape(characters);
}

function any(tests: CharacterTest[]): CharacterTest {
  return (code) => tests.some((test) => test(code));
}
