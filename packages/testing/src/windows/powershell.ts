import type { Node } from "web-tree-sitter";

// The part of PowerShell that boot scripts and documents of Systems Manager use, run in simulated time. What is not
// modelled ends the test, so that nothing passes unjudged.

/** Seconds of simulated time that pass before the script goes on. */
export type Pause = number;
export type Run<T> = Generator<Pause, T>;
export type Value = unknown;

/** A terminating error: `throw`, or a command that fails. Scripts can catch it. */
export class ScriptError extends Error {}

/** `exit`. */
export class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${String(code)}`);
    this.code = code;
  }
}

/** Scripts cannot catch it. */
export class NotModelled extends Error {}

export interface Call {
  name: string;
  /** The parameters, by lower-case name; a switch is true. */
  parameters: Record<string, Value>;
  positional: Value[];
  /** The input from the pipeline. */
  input: Value;
}

/** The machine's commands. A method of what they return may take time too. */
export type Commands = (call: Call) => Run<Value>;

type Variables = Map<string, Value>;

export class Interpreter {
  readonly #scopes: Variables[] = [new Map<string, Value>()];
  readonly #functions = new Map<string, { parameters: string[]; body: Node }>();
  readonly #commands: Commands;
  readonly #statics: Statics;

  /** @param further Static methods of .NET beside those that boot scripts use, as `[Type]::Method` in lower case. */
  constructor(commands: Commands, further: Statics = {}) {
    this.#commands = commands;
    this.#statics = { ...statics, ...further };
  }

  /** Calls a function that the script has defined. */
  *call(name: string, values: Value[]): Run<Value> {
    const own = this.#functions.get(name.toLowerCase());
    if (!own) throw new NotModelled(`there is no function ${name}`);
    return yield* this.#inner(own.body, new Map(own.parameters.map((key, at) => [key, values[at]])));
  }

  *run(node: Node): Run<Value> {
    const handler = this.#handlers[node.type];
    if (handler) return yield* handler(node);
    const [only, ...rest] = node.namedChildren.filter((child) => child.type !== "comment");
    if (only && rest.length === 0 && only.text === node.text) return yield* this.run(only);
    throw new NotModelled(`${node.type}: ${node.text.slice(0, 80)}`);
  }

  readonly #handlers: Record<string, (node: Node) => Run<Value>> = {
    program: (node) => this.#sequence(node),
    statement_list: (node) => this.#sequence(node),
    statement_block: (node) => this.#sequence(node),
    script_block: (node) => this.#sequence(node),
    script_block_body: (node) => this.#sequence(node),
    empty_statement: () => done(undefined),
    comment: () => done(undefined),
    assignment_expression: (node) => this.#assign(node),
    function_statement: (node) => this.#define(node),
    if_statement: (node) => this.#if(node),
    while_statement: (node) => this.#loop(undefined, child(node, "while_condition"), undefined, node),
    foreach_statement: (node) => this.#each(node),
    array_expression: (node) => this.#array(node),
    for_statement: (node) =>
      this.#loop(
        find(node, "for_initializer"),
        child(node, "for_condition"),
        find(node, "for_iterator"),
        node,
      ),
    try_statement: (node) => this.#try(node),
    flow_control_statement: (node) => this.#flow(node),
    pipeline_chain: (node) => this.#pipeline(node),
    command: (node) => this.#command(node, undefined),
    logical_expression: (node) => this.#logical(node),
    logical_argument_expression: (node) => this.#logical(node),
    comparison_expression: (node) => this.#binary(node),
    multiplicative_expression: (node) => this.#binary(node),
    format_expression: (node) => this.#binary(node),
    array_literal_expression: (node) => this.#list(node),
    expression_with_unary_operator: (node) => this.#not(node),
    post_increment_expression: (node) => this.#increment(node),
    parenthesized_expression: (node) => this.run(first(node)),
    sub_expression: (node) => this.#sequence(node),
    member_access: (node) => this.#member(node),
    element_access: (node) => this.#element(node),
    invokation_expression: (node) => this.#invoke(node),
    argument_list: (node) => this.#arguments(node),
    hash_literal_expression: (node) => this.#hash(node),
    variable: (node) => done(this.#get(node.text)),
    expandable_string_literal: (node) => this.#expand(node),
    verbatim_string_characters: (node) => done(node.text.slice(1, -1).replaceAll("''", "'")),
    verbatim_here_string_characters: (node) =>
      done(node.text.replace(/^@'\r?\n/, "").replace(/\r?\n'@$/, "")),
    decimal_integer_literal: (node) => done(Number(node.text)),
    generic_token: (node) => done(node.text),
    simple_name: (node) => done(node.text),
  };

  *#sequence(node: Node): Run<Value> {
    let last: Value;
    for (const statement of node.namedChildren) last = yield* this.run(statement);
    return last;
  }

  #name(text: string): string {
    return text.replace(/^\$(global:|script:)?/i, "").toLowerCase();
  }

  #get(text: string): Value {
    const name = this.#name(text);
    const constants: Variables = new Map<string, Value>([
      ["true", true],
      ["false", false],
      ["null", null],
    ]);
    return [constants, ...this.#scopes].find((scope) => scope.has(name))?.get(name) ?? null;
  }

  *#assign(node: Node): Run<Value> {
    const [target, operator, value] = node.namedChildren;
    if (!target || !value || operator?.text !== "=") throw new NotModelled(node.text);
    const member = descendants(target, "member_access")[0];
    if (member) {
      const [object, name] = member.namedChildren;
      if (!object || !name) throw new NotModelled(node.text);
      (yield* this.run(object) as Run<Record<string, Value>>)[name.text] = yield* this.run(value);
      return undefined;
    }
    const scope = /^\$global:/i.test(target.text) ? this.#scopes.at(-1) : this.#scopes[0];
    scope?.set(this.#name(target.text), yield* this.run(value));
    return undefined;
  }

  *#define(node: Node): Run<Value> {
    const parameters = descendants(node, "script_parameter").map((parameter) =>
      this.#name(child(parameter, "variable").text),
    );
    this.#functions.set(child(node, "function_name").text.toLowerCase(), {
      parameters,
      body: child(node, "script_block"),
    });
    return undefined;
  }

  *#if(node: Node): Run<Value> {
    const [condition, block] = node.namedChildren;
    if (!condition || !block) throw new NotModelled(node.text);
    if (truthy(yield* this.run(condition))) return yield* this.run(block);
    const otherwise = find(node, "else_clause");
    return otherwise ? yield* this.run(first(otherwise)) : undefined;
  }

  *#loop(start: Node | undefined, condition: Node, next: Node | undefined, node: Node): Run<Value> {
    if (start) yield* this.run(first(start));
    while (truthy(yield* this.run(first(condition)))) {
      yield* this.run(child(node, "statement_block"));
      if (next) yield* this.run(first(next));
    }
    return undefined;
  }

  *#each(node: Node): Run<Value> {
    const [variable, values, block] = node.namedChildren;
    if (!variable || !values || !block) throw new NotModelled(node.text);
    for (const value of listOf(yield* this.run(values))) {
      this.#scopes[0]?.set(this.#name(variable.text), value);
      yield* this.run(block);
    }
    return undefined;
  }

  *#array(node: Node): Run<Value> {
    return listOf(yield* this.run(child(node, "statement_list")));
  }

  *#try(node: Node): Run<Value> {
    const caught = find(node, "catch_clauses");
    try {
      return yield* this.run(child(node, "statement_block"));
    } catch (error) {
      if (!(error instanceof ScriptError) || !caught) throw error;
      this.#scopes[0]?.set("_", error.message);
      return yield* this.run(child(first(caught), "statement_block"));
    } finally {
      const last = find(node, "finally_clause");
      if (last) yield* this.run(first(last));
    }
  }

  *#flow(node: Node): Run<Value> {
    const value = node.namedChildCount > 0 ? yield* this.run(first(node)) : undefined;
    if (node.text.startsWith("throw")) throw new ScriptError(text(value));
    if (node.text.startsWith("exit")) throw new Exit(Number(value ?? 0));
    throw new NotModelled(node.text);
  }

  *#pipeline(node: Node): Run<Value> {
    let value: Value;
    for (const part of node.namedChildren)
      value = part.type === "command" ? yield* this.#command(part, value) : yield* this.run(part);
    return value;
  }

  *#command(node: Node, input: Value): Run<Value> {
    const block = descendants(node, "script_block_expression")[0];
    if (find(node, "command_invokation_operator") && block)
      return yield* this.#inner(child(block, "script_block"));
    const call: Call = { name: child(node, "command_name").text, parameters: {}, positional: [], input };
    let name: string | undefined;
    for (const element of find(node, "command_elements")?.namedChildren ?? []) {
      if (element.type === "command_argument_sep") continue;
      if (element.type === "command_parameter") {
        name = element.text.slice(1).toLowerCase();
        call.parameters[name] = true;
        continue;
      }
      const value = yield* this.run(element);
      if (name === undefined) call.positional.push(value);
      else call.parameters[name] = value;
      name = undefined;
    }
    const own = this.#functions.get(call.name.toLowerCase());
    if (own)
      return yield* this.#inner(
        own.body,
        new Map(own.parameters.map((key, at) => [key, call.positional[at]])),
      );
    return yield* this.#commands(call);
  }

  *#inner(body: Node, variables: Variables = new Map()): Run<Value> {
    this.#scopes.unshift(variables);
    try {
      return yield* this.run(body);
    } finally {
      this.#scopes.shift();
    }
  }

  *#logical(node: Node): Run<Value> {
    const [left, right] = node.namedChildren;
    if (!left) throw new NotModelled(node.text);
    const value = yield* this.run(left);
    if (!right) return value;
    const operator = node.children.find((part) => !part.isNamed)?.text.toLowerCase();
    if (operator === "-and") return truthy(value) && truthy(yield* this.run(right));
    if (operator === "-or") return truthy(value) || truthy(yield* this.run(right));
    throw new NotModelled(node.text);
  }

  *#binary(node: Node): Run<Value> {
    const [left, second, third] = node.namedChildren;
    if (!left) throw new NotModelled(node.text);
    const one = yield* this.run(left);
    if (!second) return one;
    const other = yield* this.run(third ?? second);
    const operator = third ? second.text : (node.children.find((part) => !part.isNamed)?.text ?? "");
    const matching = /^-(not)?match$/i.exec(operator);
    if (matching) {
      const found = new RegExp(text(other), "i").exec(text(one));
      if (found) this.#scopes[0]?.set("matches", found);
      return (found === null) === (matching[1] !== undefined);
    }
    const result = operators[operator.toLowerCase()];
    if (!result) throw new NotModelled(node.text);
    return result(one, other);
  }

  *#list(node: Node): Run<Value> {
    const values: Value[] = [];
    for (const part of node.namedChildren) values.push(yield* this.run(part));
    return values.length === 1 ? values[0] : values;
  }

  *#not(node: Node): Run<Value> {
    if (!/^(-not|!)/i.test(node.text)) throw new NotModelled(node.text);
    return !truthy(yield* this.run(first(node)));
  }

  *#increment(node: Node): Run<Value> {
    const name = this.#name(first(node).text);
    const scope = this.#scopes.find((one) => one.has(name));
    scope?.set(name, Number(scope.get(name)) + 1);
    return undefined;
  }

  *#member(node: Node): Run<Value> {
    const [target, name] = node.namedChildren;
    if (!target || !name) throw new NotModelled(node.text);
    // Constants of .NET.
    if (target.type === "type_literal") return node.text;
    return property(yield* this.run(target), name.text);
  }

  *#element(node: Node): Run<Value> {
    const [target, at] = node.namedChildren;
    if (!target || !at) throw new NotModelled(node.text);
    return property(yield* this.run(target), text(yield* this.run(at)));
  }

  *#invoke(node: Node): Run<Value> {
    const [target, name, list] = node.namedChildren;
    if (!target || !name) throw new NotModelled(node.text);
    const values = list ? yield* this.#arguments(list) : [];
    if (target.type === "type_literal") {
      const method = this.#statics[`${target.text}::${name.text}`.toLowerCase()];
      if (!method) throw new NotModelled(node.text);
      return method(...values);
    }
    const method = property(yield* this.run(target), name.text);
    if (typeof method !== "function") throw new NotModelled(node.text);
    const result = (method as (...given: Value[]) => Value)(...values);
    return isRun(result) ? yield* result : result;
  }

  *#arguments(list: Node): Run<Value[]> {
    const values: Value[] = [];
    for (const argument of find(list, "argument_expression_list")?.namedChildren ?? [])
      values.push(yield* this.run(argument));
    return values;
  }

  *#hash(node: Node): Run<Value> {
    const result: Record<string, Value> = {};
    for (const entry of descendants(node, "hash_entry")) {
      const [key, value] = entry.namedChildren;
      if (!key || !value) throw new NotModelled(entry.text);
      result[key.text.replaceAll('"', "")] = yield* this.run(value);
    }
    return result;
  }

  *#expand(node: Node): Run<Value> {
    let result = "";
    let at = node.startIndex + 1;
    const literal = (to: number) =>
      node.text
        .slice(at - node.startIndex, to - node.startIndex)
        .replaceAll(/`(.)|""/g, (all, one: string) => one ?? '"');
    for (const part of node.namedChildren) {
      result += literal(part.startIndex) + text(yield* this.run(part));
      at = part.endIndex;
    }
    return result + literal(node.endIndex - 1);
  }
}

const operators: Record<string, (one: Value, other: Value) => Value> = {
  "-eq": (one, other) => text(one).toLowerCase() === text(other).toLowerCase(),
  "-ne": (one, other) => text(one).toLowerCase() !== text(other).toLowerCase(),
  "-ge": (one, other) => Number(one) >= Number(other),
  "-lt": (one, other) => Number(one) < Number(other),
  "-replace": (one, other) => {
    const [pattern, by] = Array.isArray(other) ? other.map(text) : [text(other), ""];
    return text(one).replaceAll(new RegExp(pattern ?? "", "gi"), by ?? "");
  },
  "%": (one, other) => Number(one) % Number(other),
  "-f": (one, other) =>
    text(one).replaceAll(/\{(\d+)\}/g, (all, at: string) => {
      const values = listOf(other);
      if (Number(at) >= values.length) throw new ScriptError(`${all} has no value to format`);
      return text(values[Number(at)]);
    }),
};

type Statics = Record<string, (...values: Value[]) => Value>;

const statics: Statics = {
  "[environment]::setenvironmentvariable": () => undefined,
  "[math]::min": (...values) => Math.min(...values.map(Number)),
};

function property(value: Value, name: string): Value {
  if (typeof value === "string") {
    if (/^length$/i.test(name)) return value.length;
    if (/^substring$/i.test(name)) return (from: number, count: number) => value.slice(from, from + count);
  }
  if (value === null || value === undefined) return null;
  const found = Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase());
  if (found) return found[1];
  return /^keys$/i.test(name) && typeof value === "object" ? Object.keys(value) : null;
}

function listOf(value: Value): Value[] {
  if (Array.isArray(value)) return value;
  return value === null || value === undefined ? [] : [value];
}

export function text(value: Value): string {
  if (Array.isArray(value)) return value.map(text).join(" ");
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  return value === null || value === undefined ? "" : "object";
}

function truthy(value: Value): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

export function isRun(value: Value): value is Run<Value> {
  return typeof value === "object" && value !== null && "next" in value;
}

function* done(value: Value): Run<Value> {
  return value;
}

function find(node: Node, type: string): Node | undefined {
  return node.namedChildren.find((part) => part.type === type);
}

function child(node: Node, type: string): Node {
  const found = find(node, type);
  if (!found) throw new NotModelled(`${node.type} without ${type}: ${node.text.slice(0, 80)}`);
  return found;
}

function first(node: Node): Node {
  const found = node.namedChildren.find((part) => part.type !== "comment");
  if (!found) throw new NotModelled(`${node.type} is empty: ${node.text.slice(0, 80)}`);
  return found;
}

function descendants(node: Node, type: string): Node[] {
  return node.namedChildren.flatMap((part) => [
    ...(part.type === type ? [part] : []),
    ...descendants(part, type),
  ]);
}
