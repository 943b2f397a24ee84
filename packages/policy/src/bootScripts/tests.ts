import { unknown, type World } from "./world.ts";

/** Exit status of `[`, `[[` and `test`: 0 or 1, or undefined if known only on the machine. */
export function testOf(name: string, given: string[], world: World): number | undefined {
  const words = given.filter((word, index) => !(index === given.length - 1 && /^\]\]?$/.test(word)));
  if (name === "((" || words.some((word) => word.includes(unknown))) return undefined;
  const truth = truthOf(words, world);
  return truth === undefined ? undefined : truth ? 0 : 1;
}

function truthOf(words: string[], world: World): boolean | undefined {
  for (const operators of [
    ["||", "-o"],
    ["&&", "-a"],
  ]) {
    const at = words.findIndex((word, index) => index > 0 && operators.includes(word));
    if (at < 0) continue;
    const [one, other] = [truthOf(words.slice(0, at), world), truthOf(words.slice(at + 1), world)];
    if (operators.includes("||"))
      return one === true || other === true ? true : one === false ? other : undefined;
    return one === false || other === false ? false : one === true ? other : undefined;
  }
  const [first = "", second = "", third = ""] = words;
  if (first === "!") {
    const inner = truthOf(words.slice(1), world);
    return inner === undefined ? undefined : !inner;
  }
  if (words.length <= 1) return first !== "";
  if (words.length === 2) {
    if (first === "-n") return second !== "";
    if (first === "-z") return second === "";
    // The image may contain the file.
    if (/^-[efrs]$/.test(first) && !world.listener)
      return world.read(second) === undefined ? undefined : first !== "-s" || world.read(second) !== "";
    return undefined;
  }
  if (words.length !== 3) return undefined;
  const [one, other] = [Number(first), Number(third)];
  const order: Record<string, boolean> = {
    "-eq": one === other,
    "-ne": one !== other,
    "-lt": one < other,
    "-le": one <= other,
    "-gt": one > other,
    "-ge": one >= other,
  };
  if (second === "=" || second === "==") return /[*?[]/.test(third) ? undefined : first === third;
  if (second === "!=") return /[*?[]/.test(third) ? undefined : first !== third;
  return [first, third].every((text) => /^-?(?:0|[1-9]\d*)$/.test(text)) ? order[second] : undefined;
}
