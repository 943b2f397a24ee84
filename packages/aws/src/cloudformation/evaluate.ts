import { fields, type Fields } from "@ballast/model";
import { attribute, type Template } from "./terms.ts";

/** What a reference to another resource of the template resolves to: a text, or an attribute's value. */
export type Mention = (logicalId: string, attribute?: string) => unknown;

/**
 * Resolves a template's expressions as far as its parameters, mappings and conditions decide them. Equal meanings get equal
 * results: `Fn::Sub` and `Fn::Join` become text, numbers and booleans become the text that CloudFormation sees.
 */
export class Evaluator {
  readonly #template: Template;
  readonly #values: Fields;
  readonly #mention: Mention;

  /** @param values Parameter values by name; for a missing one, the template's default is used. */
  constructor(template: Template, values: Fields, mention: Mention) {
    this.#template = template;
    this.#values = values;
    this.#mention = mention;
  }

  /** Undefined for `AWS::NoValue`. */
  resolve(value: unknown): unknown {
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    if (Array.isArray(value))
      return value.map((item) => this.resolve(item)).filter((item) => item !== undefined);
    if (typeof value !== "object" || value === null) return value ?? undefined;
    const entries = Object.entries(value as Fields);
    const [only] = entries;
    if (entries.length === 1 && only !== undefined && (only[0] === "Ref" || only[0].startsWith("Fn::")))
      return this.#call(only[0], only[1]);
    return Object.fromEntries(
      entries.flatMap(([key, inner]) => {
        const resolved = this.resolve(inner);
        return resolved === undefined ? [] : [[key, resolved]];
      }),
    );
  }

  /** Undefined if parameters do not determine the condition. */
  holds(condition: string, depth = 0): boolean | undefined {
    return this.#isTrue(this.#template.conditions[condition], depth);
  }

  #isTrue(expression: unknown, depth: number): boolean | undefined {
    // A condition that refers to itself is undetermined.
    if (depth > 50) return undefined;
    const [key = "", operand] = Object.entries(fields(expression))[0] ?? [];
    const operands = Array.isArray(operand) ? (operand as unknown[]) : [operand];
    const truths = (): (boolean | undefined)[] => operands.map((one) => this.#isTrue(one, depth + 1));
    switch (key) {
      case "Condition":
        return typeof operand === "string" ? this.holds(operand, depth + 1) : undefined;
      case "Fn::Equals": {
        const [one, other] = operands.map((side) => this.resolve(side));
        return isPlain(one) && isPlain(other) ? one === other : undefined;
      }
      case "Fn::Not": {
        const [inner] = truths();
        return inner === undefined ? undefined : !inner;
      }
      case "Fn::And":
        return truths().includes(false) ? false : truths().includes(undefined) ? undefined : true;
      case "Fn::Or":
        return truths().includes(true) ? true : truths().includes(undefined) ? undefined : false;
      default:
        return undefined;
    }
  }

  #call(name: string, operand: unknown): unknown {
    const operands = Array.isArray(operand) ? (operand as unknown[]) : [operand];
    switch (name) {
      case "Ref":
        return this.#reference(String(operand));
      case "Fn::GetAtt": {
        const [of = "", ...path] = typeof operand === "string" ? attribute(operand) : operands.map(String);
        return this.#mention(of, path.join("."));
      }
      case "Fn::Sub":
        return this.#substitute(operands);
      case "Fn::Join": {
        const [delimiter, parts] = operands.map((one) => this.resolve(one));
        return Array.isArray(parts) && parts.every((part) => typeof part === "string")
          ? parts.join(typeof delimiter === "string" ? delimiter : "")
          : { [name]: [delimiter, parts] };
      }
      case "Fn::If": {
        const [condition, then, otherwise] = operands;
        const isTrue = this.holds(String(condition));
        if (isTrue !== undefined) return this.resolve(isTrue ? then : otherwise);
        return { [name]: [this.condition(String(condition)), this.resolve(then), this.resolve(otherwise)] };
      }
      case "Fn::FindInMap": {
        const [map, first, second, more] = operands.map((one) => this.resolve(one));
        const found = fields(fields(this.#template.mappings[String(map)])[String(first)])[String(second)];
        const isDecided = [map, first, second].every(isPlain);
        const value = found ?? (isDecided ? fields(more)["DefaultValue"] : undefined);
        return value === undefined ? { [name]: [map, first, second] } : this.resolve(value);
      }
      case "Fn::Select": {
        const [index, list] = operands.map((one) => this.resolve(one));
        const item = Array.isArray(list) ? (list as unknown[])[Number(index)] : undefined;
        return item ?? { [name]: [index, list] };
      }
      case "Fn::Split": {
        const [delimiter, text] = operands.map((one) => this.resolve(one));
        return typeof text === "string" ? text.split(String(delimiter)) : { [name]: [delimiter, text] };
      }
      case "Fn::Length": {
        const list = this.resolve(operand);
        return Array.isArray(list) ? String(list.length) : { [name]: list };
      }
      case "Fn::ToJsonString":
        return JSON.stringify(this.resolve(operand));
      default:
        return { [name]: this.resolve(operand) };
    }
  }

  /**
   * The condition's expression with known parts resolved, so that undetermined conditions can be compared.
   */
  condition(name: string): unknown {
    return this.resolve(this.#template.conditions[name] ?? name);
  }

  #reference(name: string): unknown {
    if (name === "AWS::NoValue") return undefined;
    const parameter = this.#template.parameters[name];
    if (parameter === undefined) return name.startsWith("AWS::") ? `\${${name}}` : this.#mention(name);
    const { Type: type, Default: fallback } = fields(parameter);
    const value = this.#values[name] ?? fallback;
    if (value === undefined) return `\${${name}}`;
    const text = Array.isArray(value)
      ? value.join(",")
      : typeof value === "string"
        ? value
        : JSON.stringify(value);
    if (String(type).startsWith("AWS::SSM::Parameter::Value")) return `{{ssm:${text}}}`;
    return /^(CommaDelimitedList|List<.*>)$/.test(String(type))
      ? text.split(",").map((item) => item.trim())
      : text;
  }

  #substitute([text, given]: unknown[]): unknown {
    if (typeof text !== "string") return { "Fn::Sub": this.resolve([text, given]) };
    const own = fields(given);
    return text.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
      if (name.startsWith("!")) return `\${${name.slice(1)}}`;
      const [of = "", ...path] = attribute(name);
      const value = Object.hasOwn(own, name)
        ? this.resolve(own[name])
        : path.length > 0
          ? this.#mention(of, path.join("."))
          : this.#reference(name);
      return typeof value === "string" ? value : value === undefined ? whole : JSON.stringify(value);
    });
  }
}

/** Whether nothing of it is left to be decided by a deployment. A plan writes `[secret]` and `[unknown]` for what it does not show. */
function isPlain(value: unknown): value is string {
  return typeof value === "string" && !/\$\{|\{\{|\[(?:secret|unknown)[\]:]|[\uE000-\uF8FF]/.test(value);
}
