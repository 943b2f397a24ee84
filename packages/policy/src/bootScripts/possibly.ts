import type { Node } from "./syntax.ts";
import type { World } from "./world.ts";

/** Runs something that happens only under a condition, or whose failure the script ignores. */
export function possibly<T>({ listener }: World, isPossible: boolean, run: () => T): T {
  if (listener === undefined || !isPossible) return run();
  listener.possible += 1;
  try {
    return run();
  } finally {
    listener.possible -= 1;
  }
}

/** Whether the command after `||` ends in failure, so that the command before it must succeed. */
export function failsOn(node: Node, world: World, depth = 0): boolean {
  if (depth > 8) return false;
  switch (node.kind) {
    case "simple": {
      const [name, argument] = node.words.map((word) => word.map(({ text }) => text).join(""));
      if (name === "exit" || name === "return") return argument !== "0";
      if (name === "false") return true;
      const body = world.functions.get(name ?? "");
      return body !== undefined && failsOn(body, world, depth + 1);
    }
    case "list":
      return node.items.some(({ node: item }) => failsOn(item, world, depth + 1));
    case "pipe":
      return node.nodes.length === 1 && node.nodes.every((one) => failsOn(one, world, depth + 1));
    case "subshell":
      return failsOn(node.body, world, depth + 1);
    case "if":
    case "loop":
    case "for":
    case "case":
    case "function":
      return false;
  }
}

const asking =
  /^(?:\[\[?|test|\(\(|e?grep|fgrep|command|type|which|hash|mountpoint|pgrep|cmp|diff|id|getent)$/;

/** Whether a command only tests something: what follows it with `&&` does not always run. */
export function isQuestion(node: Node): boolean {
  if (node.kind === "pipe") return node.isNegated || node.nodes.slice(-1).some(isQuestion);
  if (node.kind === "list") return node.items.slice(-1).some(({ node: item }) => isQuestion(item));
  if (node.kind !== "simple") return false;
  const [name = ""] = node.words.map((word) => word.map(({ text }) => text).join(""));
  return asking.test(name);
}
