import { powershellParser } from "@ballast/testing/scripts";
import type { Node } from "web-tree-sitter";
import { conditionOfService, meaningOfCmdlet } from "./cmdlets.ts";
import { bare, child, commandsIn, find, named, Values, variableName } from "./powershellValues.ts";
import { Builder, NotModelled, type Effect, type Program, type Test } from "./program.ts";

interface Frame {
  /** Where an error goes. */
  fail: () => number;
  exit: (status: number) => number;
  /** What conditions around a statement read: a long pause waits for it. */
  reads: string[];
}

export interface CompiledPowerShell extends Program {
  /** Texts that it stores, by path. */
  files: Map<string, string>;
  /** Scripts of the tasks that it registers, by their names. */
  tasks: Map<string, string>;
  /** Hours after which Windows ends its tasks. */
  taskHours: number | undefined;
}

/** @param stops Whether an error ends the script from its beginning: for a script within another that has said so. */
export async function compilePowerShell(
  name: string,
  script: string,
  stops = false,
): Promise<CompiledPowerShell> {
  const tree = (await powershellParser()).parse(script);
  if (!tree || tree.rootNode.hasError) throw new NotModelled(`${name} is not PowerShell`);
  return new Compiler(name, tree.rootNode, stops).compile();
}

class Compiler {
  readonly #builder = new Builder();
  readonly #values: Values;
  readonly #functions = new Map<string, Node>();
  readonly #followed: Set<string>;
  readonly #name: string;
  readonly #root: Node;
  readonly #files = new Map<string, string>();
  readonly #tasks = new Map<string, string>();
  #stops: boolean;

  constructor(name: string, root: Node, stops: boolean) {
    this.#name = name;
    this.#root = root;
    this.#stops = stops;
    this.#values = new Values(root);
    this.#followed = followedIn(root);
  }

  compile(): CompiledPowerShell {
    this.#builder.step = this.#name;
    const ends = new Map<number, number>();
    const exit = (status: number) => {
      const end = ends.get(status) ?? this.#builder.add(`exit ${status}`, { kind: "end", status });
      ends.set(status, end);
      return end;
    };
    const start = this.#sequence(this.#root, exit(0), { fail: () => exit(1), exit, reads: [] });
    const hours = this.#root
      .descendantsOfType("command")
      .map((one) => /^New-TimeSpan -Hours (\d+)$/i.exec(one?.text ?? "")?.[1])
      .find((found) => found !== undefined);
    return {
      ...this.#builder.build(this.#name, start),
      files: this.#files,
      tasks: this.#tasks,
      taskHours: hours === undefined ? undefined : Number(hours),
    };
  }

  #sequence(node: Node, next: number, frame: Frame): number {
    const statements = statementsOf(node);
    const labels = statements.map(() => this.#builder.label());
    for (const [at, statement] of statements.entries())
      this.#builder.bind(labels[at] as number, this.#statement(statement, labels[at + 1] ?? next, frame));
    return labels[0] ?? next;
  }

  #statement(given: Node, next: number, frame: Frame): number {
    const node = bare(given);
    switch (node.type) {
      case "comment":
      case "empty_statement":
        return next;
      case "function_statement":
        this.#functions.set(child(node, "function_name").text.toLowerCase(), child(node, "script_block"));
        return next;
      case "if_statement":
        return this.#if(node, next, frame);
      case "while_statement":
      case "for_statement":
        return this.#loop(node, next, frame);
      case "try_statement":
        return this.#try(node, next, frame);
      case "flow_control_statement":
        return this.#flow(node, frame);
      case "pipeline":
      case "pipeline_chain":
      case "command":
      case "assignment_expression":
      case "invokation_expression":
        return this.#plain(node, next, frame);
      default:
        throw new NotModelled(`${node.type}: ${node.text.slice(0, 80)}`);
    }
  }

  #flow(node: Node, { fail, exit }: Frame): number {
    const line = node.text.slice(0, 120);
    if (line.startsWith("throw")) return this.#builder.add(line, { kind: "act", raises: true, next: fail() });
    const status = /^exit\s*(\d*)$/.exec(line)?.[1];
    if (status === undefined) throw new NotModelled(line);
    return exit(Number(status));
  }

  #if(node: Node, next: number, frame: Frame): number {
    const [condition, block] = named(node);
    if (!condition || !block || find(node, "elseif_clauses")) throw new NotModelled(node.text.slice(0, 120));
    const line = `if ${condition.text}`.slice(0, 120);
    const test = this.#test(condition);
    const isLocal = commandsIn(condition).length === 0;
    const reads = this.#readsDomain(condition) ? ["ssmAgent"] : [];
    if (reads.length > 0) this.#builder.brings("domain");
    const yes = this.#builder.label();
    const no = this.#builder.label();
    const before = this.#commands(
      commandsIn(condition),
      this.#builder.add(line, { kind: "branch", test, yes, no, isLocal }),
      frame,
    );
    this.#builder.bind(yes, this.#sequence(block, next, { ...frame, reads: [...frame.reads, ...reads] }));
    const otherwise = find(node, "else_clause");
    this.#builder.bind(
      no,
      otherwise ? this.#sequence(child(otherwise, "statement_block"), next, frame) : next,
    );
    return before;
  }

  /** Whether a condition asks for membership, itself or by a variable. */
  #readsDomain(condition: Node): boolean {
    return /PartOfDomain/i.test(condition.text);
  }

  #test(condition: Node): Test {
    const value = this.#values.evaluate(condition);
    return (look) => {
      const known = value(look);
      return known === null ? undefined : known !== "false" && known !== "" && known !== "0";
    };
  }

  #loop(node: Node, next: number, frame: Frame): number {
    const outer = find(node, "while_condition") ?? find(node, "for_condition");
    const [condition] = outer ? named(outer) : [];
    if (!condition) throw new NotModelled(`a loop without a condition: ${node.text.slice(0, 80)}`);
    const body = child(node, "statement_block");
    const sleeps = commandsIn(body).filter((one) => /^Start-Sleep\b/i.test(one.text));
    const line = `${node.type === "for_statement" ? "for" : "while"} ${condition.text}`.slice(0, 120);
    if (sleeps.length === 0) throw new NotModelled(`${line}: a loop that does not sleep`);
    const perRound = sleeps.reduce((sum, one) => sum + this.#secondsOf(one), 0);
    const rounds = roundsOf(body);
    const commands = commandsIn(condition);
    const conditions = commands.flatMap((command) => this.#waitedFor(command));
    if (conditions.length === 0) throw new NotModelled(`${line}: it is not known what it waits for`);
    const seconds = rounds * perRound;
    this.#builder.wait(line, conditions, seconds);
    const test = this.#test(condition);
    const failed =
      rounds === Infinity
        ? next
        : this.#builder.add("throw", { kind: "act", raises: true, next: frame.fail() });
    return this.#builder.add(line, {
      kind: "wait",
      test: (look) => test(look) === false,
      seconds,
      next,
      failed,
    });
  }

  /** Whose work a command in a condition looks for. */
  #waitedFor(command: Node): string[] {
    const { name, parameters, positional } = this.#values.callOf(command);
    switch (name.toLowerCase()) {
      case "test-path": {
        const path = parameters["literalpath"] ?? parameters["path"] ?? positional[0] ?? "";
        const drive = /^([A-Z]):/i.exec(path ?? "")?.[1]?.toUpperCase();
        if (drive === undefined || drive === "C")
          throw new NotModelled(`${command.text}: who brings this path?`);
        this.#builder.brings(`mapped:${drive}`);
        return ["ssmAgent"];
      }
      case "get-service": {
        const service = parameters["name"] ?? positional[0] ?? "";
        const condition = conditionOfService[service];
        if (condition === undefined) throw new NotModelled(`${command.text}: what starts this service?`);
        return [condition];
      }
      default:
        throw new NotModelled(`${command.text} is waited for`);
    }
  }

  #secondsOf(sleep: Node): number {
    const { parameters, positional } = this.#values.callOf(sleep);
    const seconds = Number(parameters["seconds"] ?? positional[0]);
    if (Number.isNaN(seconds)) throw new NotModelled(`${sleep.text} cannot be read`);
    return seconds;
  }

  #try(node: Node, next: number, frame: Frame): number {
    const last = find(node, "finally_clause");
    const finalized = (to: number): number =>
      last ? this.#sequence(child(last, "statement_block"), to, frame) : to;
    const after = finalized(next);
    const outer: Frame = {
      ...frame,
      fail: once(() => finalized(frame.fail())),
      exit: (status) => finalized(frame.exit(status)),
    };
    const clauses = find(node, "catch_clauses");
    const caught = this.#builder.label();
    const inner: Frame = { ...outer, ...(clauses && { fail: () => caught }) };
    const entry = this.#sequence(child(node, "statement_block"), after, inner);
    const step = this.#builder.step;
    const block = clauses ? child(child(clauses, "catch_clause"), "statement_block") : undefined;
    this.#builder.bind(
      caught,
      block ? this.#sequence(block, after, { ...outer, reads: ["failure"] }) : after,
    );
    this.#builder.step = step;
    return entry;
  }

  #plain(node: Node, next: number, frame: Frame): number {
    const assignment =
      node.type === "assignment_expression" ? node : node.descendantsOfType("assignment_expression")[0];
    const block = node.type === "command" || !assignment ? this.#invoked(node) : undefined;
    if (block) return this.#sequence(block, next, frame);
    let entry = next;
    if (assignment) entry = this.#assign(assignment, next);
    const waiting = node
      .descendantsOfType("invokation_expression")
      .find((one) => /\)\.WaitForStatus\(/i.test(one?.text ?? ""));
    if (waiting) entry = this.#waitForStatus(waiting, entry, frame);
    return this.#commands(commandsIn(node), entry, frame);
  }

  /** The block of `& { … }`. */
  #invoked(node: Node): Node | undefined {
    const command = node.type === "command" ? node : bare(node);
    if (command.type !== "command" || !find(command, "command_invokation_operator")) return undefined;
    const [block] = command.descendantsOfType("script_block");
    return block ?? undefined;
  }

  #assign(node: Node, next: number): number {
    const [target, operator, value] = named(node);
    if (!target || !value || operator?.text !== "=") throw new NotModelled(node.text.slice(0, 80));
    const name = variableName(target.text);
    const text = this.#values.textOf(value);
    if (name === "current" && text !== null) this.#builder.step = text;
    if (name === "erroractionpreference") this.#stops = text?.toLowerCase() === "stop";
    if (!this.#followed.has(name) || this.#values.constants.has(name)) return next;
    return this.#builder.add(node.text.slice(0, 120), {
      kind: "assign",
      name,
      value: this.#values.evaluate(value),
      next,
      isLocal: commandsIn(value).length === 0,
    });
  }

  #waitForStatus(node: Node, next: number, { fail }: Frame): number {
    const service = /Get-Service -Name (\w+)/i.exec(node.text)?.[1] ?? "";
    const limit = /"(\d+):(\d+):(\d+)"/.exec(node.text)?.slice(1).map(Number);
    const seconds = limit ? (limit[0] ?? 0) * 3600 + (limit[1] ?? 0) * 60 + (limit[2] ?? 0) : Infinity;
    const condition = conditionOfService[service];
    if (condition === undefined) throw new NotModelled(node.text);
    this.#builder.wait(node.text, [condition], seconds);
    return this.#builder.add(node.text, {
      kind: "wait",
      test: ({ facts }) => facts[`svc:${service}`] !== undefined,
      seconds,
      next,
      failed: this.#builder.add("time is over", { kind: "act", raises: true, next: fail() }),
    });
  }

  #commands(commands: Node[], next: number, frame: Frame): number {
    const labels = commands.map(() => this.#builder.label());
    for (const [at, command] of commands.entries())
      this.#builder.bind(labels[at] as number, this.#command(command, labels[at + 1] ?? next, frame));
    return labels[0] ?? next;
  }

  #command(node: Node, next: number, frame: Frame): number {
    const block = this.#invoked(node);
    if (block) return this.#sequence(block, next, frame);
    const call = this.#values.callOf(node);
    const line = node.text.slice(0, 160);
    const name = call.name.toLowerCase();
    const { step } = this.#builder;
    const saying: Effect | undefined = /FAILED/.test(node.text) ? () => ({ said: step }) : undefined;
    const own = this.#functions.get(name);
    if (own) {
      const inner = this.#sequence(own, next, frame);
      return saying ? this.#builder.add(line, { kind: "act", effect: saying, next: inner }) : inner;
    }
    if (name === "start-sleep") return this.#pause(node, line, next, frame);
    this.#stores(name, node, call.parameters);
    const { needs, guard, effect = saying, cannotFail } = meaningOfCmdlet(call);
    if (needs) this.#builder.wait(line, needs, 0);
    const goesOn = /^(silently)?continue$/i.test(
      call.parameters["erroraction"] ?? (this.#stops ? "stop" : "continue"),
    );
    return this.#builder.add(line, {
      kind: "act",
      ...(guard && { guard }),
      ...(effect && { effect }),
      next,
      ...(!cannotFail && { failed: goesOn ? next : frame.fail() }),
    });
  }

  #pause(node: Node, line: string, next: number, { reads }: Frame): number {
    const seconds = this.#secondsOf(node);
    const isGrace = reads.includes("failure");
    if (reads.length === 0 && seconds >= 60)
      throw new NotModelled(`${line}: it is not known what it waits for`);
    this.#builder.wait(line, isGrace ? [] : reads, seconds);
    return this.#builder.add(line, { kind: "pause", seconds, next });
  }

  #stores(name: string, node: Node, parameters: Record<string, string | null>): void {
    if (name === "set-content") {
      const { path, value } = parameters;
      if (typeof path !== "string" || typeof value !== "string")
        throw new NotModelled(node.text.slice(0, 80));
      this.#files.set(path, value);
    }
    if (name === "register-scheduledtask") {
      const action = this.#root
        .descendantsOfType("command")
        .map((one) => /New-ScheduledTaskAction [^]*-File ([^"\s]+)/i.exec(one?.text ?? "")?.[1])
        .find((path) => path !== undefined);
      this.#tasks.set(parameters["taskname"] ?? "", action ?? "");
    }
  }
}

function statementsOf(node: Node): Node[] {
  if (
    ["program", "statement_block", "script_block", "script_block_body", "statement_list"].includes(node.type)
  )
    return named(node)
      .filter((one) => one.type !== "param_block")
      .flatMap(statementsOf);
  return [node];
}

/** How often a loop goes round before it throws: `if ($attempt -ge 270) { throw … }`. */
function roundsOf(body: Node): number {
  const limits = body
    .descendantsOfType("if_statement")
    .filter((one) => /\bthrow\b/.test(one?.text ?? ""))
    .map((one) => /^if \(\$\w+ -ge (\d+)\)/i.exec(one?.text ?? "")?.[1]);
  return limits[0] === undefined ? Infinity : Number(limits[0]);
}

/** Variables that conditions read, and those that these are made of. */
function followedIn(root: Node): Set<string> {
  const variables = (node: Node): string[] =>
    node.descendantsOfType("variable").flatMap((one) => (one ? [variableName(one.text)] : []));
  const conditions = ["while_condition", "for_condition"].flatMap((type) => root.descendantsOfType(type));
  const tested = root.descendantsOfType("if_statement").map((one) => (one ? named(one)[0] : undefined));
  const followed = new Set([...conditions, ...tested].flatMap((one) => (one ? variables(one) : [])));
  const assignments = root
    .descendantsOfType("assignment_expression")
    .flatMap((one) => (one ? [named(one)] : []));
  for (let before = -1; before !== followed.size;) {
    before = followed.size;
    for (const [target, , value] of assignments)
      if (target && value && followed.has(variableName(target.text)))
        for (const name of variables(value)) followed.add(name);
  }
  return followed;
}

function once(make: () => number): () => number {
  let known: number | undefined;
  return () => (known ??= make());
}
