import type { Node } from "web-tree-sitter";
import { meaningOfCmdlet, type CmdletCall } from "./cmdlets.ts";
import { NotModelled, type Look } from "./program.ts";

/** Null where only the machine knows. */
export type ValueOf = (look: Look) => string | null;

export const named = (node: Node): Node[] => node.namedChildren.filter((one) => one?.type !== "comment");
export const find = (node: Node, type: string): Node | undefined =>
  named(node).find((one) => one.type === type);

export function child(node: Node, type: string): Node {
  const found = find(node, type);
  if (!found) throw new NotModelled(`${node.type} without ${type}: ${node.text.slice(0, 80)}`);
  return found;
}

/** Without the layers of a grammar that has one for each operator. */
export function bare(node: Node): Node {
  const [only, ...others] = named(node);
  return only && others.length === 0 && only.text === node.text ? bare(only) : node;
}

/** Commands within a node, in the order in which they run; those of blocks are not among them. */
export function commandsIn(node: Node): Node[] {
  if (node.type === "script_block_expression") return [];
  const inner = named(node).flatMap(commandsIn);
  return node.type === "command" ? [...inner, node] : inner;
}

export class Values {
  /** Variables with one literal value. */
  readonly constants: Map<string, string>;

  constructor(root: Node) {
    const values = new Map<string, Set<string | null>>();
    for (const one of root.descendantsOfType("assignment_expression")) {
      if (!one) continue;
      const [target, , value] = named(one);
      const name = variableName(target?.text ?? "");
      const literal = value ? literalOf(bare(value)) : undefined;
      values.set(name, (values.get(name) ?? new Set<string | null>()).add(literal ?? null));
    }
    this.constants = new Map(
      [...values].flatMap(([name, [only, ...others]]) =>
        typeof only === "string" && others.length === 0 ? [[name, only] as const] : [],
      ),
    );
  }

  /** What a value is, when the script is read: a literal or a constant. */
  textOf(node: Node): string | null {
    const inner = bare(node);
    const literal = literalOf(inner);
    if (literal !== undefined) return literal;
    if (inner.type === "variable") {
      const known: Record<string, string> = { true: "true", false: "false" };
      return known[variableName(inner.text)] ?? this.constants.get(variableName(inner.text)) ?? null;
    }
    if (inner.type !== "expandable_string_literal") return null;
    let text = inner.text.slice(1, -1);
    for (const part of named(inner)) {
      const value = part.type === "variable" ? this.constants.get(variableName(part.text)) : undefined;
      if (value === undefined) return null;
      text = text.replace(part.text, () => value);
    }
    return text;
  }

  callOf(command: Node): CmdletCall {
    const call: CmdletCall = {
      name: child(command, "command_name").text,
      parameters: {},
      positional: [],
      line: command.text,
    };
    let parameter: string | undefined;
    for (const element of named(find(command, "command_elements") ?? command)) {
      if (element.type === "command_argument_sep" || element.type === "command_name") continue;
      if (element.type === "command_parameter") {
        parameter = element.text.slice(1).toLowerCase();
        call.parameters[parameter] = "true";
        continue;
      }
      if (parameter === undefined) call.positional.push(this.textOf(element));
      else call.parameters[parameter] = this.textOf(element);
      parameter = undefined;
    }
    return call;
  }

  evaluate(node: Node): ValueOf {
    const inner = bare(node);
    const parts = named(inner);
    const [first, second] = parts;
    const text = this.textOf(inner);
    if (text !== null) return () => text;
    switch (inner.type) {
      case "pipeline":
      case "pipeline_chain":
      case "parenthesized_expression":
      case "statement_list":
        return first ? this.evaluate(first) : () => null;
      case "command": {
        const { value } = meaningOfCmdlet(this.callOf(inner));
        return value ?? (() => null);
      }
      case "variable": {
        const name = variableName(inner.text);
        return ({ env }) => env[name] ?? null;
      }
      case "expression_with_unary_operator": {
        if (!/^(-not|!)/i.test(inner.text) || !first) throw new NotModelled(inner.text);
        const value = this.evaluate(first);
        return (look) => flip(value(look));
      }
      case "logical_expression": {
        if (!first || !second) throw new NotModelled(inner.text);
        const isAnd = /^-and$/i.test(inner.children.find((one) => one && !one.isNamed)?.text ?? "");
        return both(this.evaluate(first), this.evaluate(second), isAnd);
      }
      case "comparison_expression":
        return this.#compare(inner, parts);
      case "member_access":
        return this.#member(inner, parts);
      default:
        return () => null;
    }
  }

  #compare(node: Node, [left, operator, right]: Node[]): ValueOf {
    if (!left || !operator || !right) throw new NotModelled(node.text);
    const [one, other] = [this.evaluate(left), this.evaluate(right)];
    const name = operator.text.toLowerCase();
    return (look) => {
      const [a, b] = [one(look), other(look)];
      if (a === null || (b === null && !/^(\(\w+\)|WORKGROUP)$/.test(a))) return null;
      const isEqual = a === "(domain)" || a === "(remote)" || a.toLowerCase() === b?.toLowerCase();
      switch (name) {
        case "-eq":
          return String(isEqual);
        case "-ne":
          return String(!isEqual);
        default:
          return null;
      }
    };
  }

  #member(node: Node, [target, name]: Node[]): ValueOf {
    if (!target || !name) throw new NotModelled(node.text);
    const value = this.evaluate(target);
    const property = name.text.toLowerCase();
    return (look) => {
      const known = value(look);
      if (known === null) return null;
      if (property === "partofdomain") return String(known !== "none");
      if (property === "domain") return known === "none" ? "WORKGROUP" : "(domain)";
      // Only these scripts map a share on the letter.
      if (property === "remotepath") return "(remote)";
      return property === "status" ? known : null;
    };
  }
}

export function variableName(text: string): string {
  return text.replace(/^\$(global:|script:)?/i, "").toLowerCase();
}

function literalOf(node: Node): string | undefined {
  switch (node.type) {
    case "decimal_integer_literal":
    case "generic_token":
      return node.text;
    case "verbatim_string_characters":
      return node.text.slice(1, -1).replaceAll("''", "'");
    case "verbatim_here_string_characters":
      return node.text.replace(/^@'\r?\n/, "").replace(/\r?\n'@$/, "");
    case "expandable_string_literal":
      return named(node).length === 0 ? node.text.slice(1, -1) : undefined;
    default:
      return undefined;
  }
}

function flip(value: string | null): string | null {
  return value === null ? null : String(value !== "true");
}

function both(one: ValueOf, other: ValueOf, isAnd: boolean): ValueOf {
  return (look) => {
    const values = [one(look), other(look)].map((value) =>
      value === null ? null : value !== "false" && value !== "",
    );
    if (values.includes(!isAnd)) return String(!isAnd);
    return values.includes(null) ? null : String(isAnd);
  };
}
