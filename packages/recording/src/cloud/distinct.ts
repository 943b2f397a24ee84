import { isFields } from "@ballast/model";
import { createHash } from "node:crypto";
import type { Computed } from "./computed.ts";

/**
 * Gives each output of each resource a value that no other output and no program has, in the form of the stand-in: what
 * such a value is found in comes from that output. What a program makes of it differs from what it makes of the stand-in.
 */
export class DistinctOutputs {
  readonly #values = new Set<string | number>();

  /** @param missing Outputs that the resource has and that the catalogue does not compute. */
  of(urn: string, { id, state }: Computed, missing: readonly string[]): Computed {
    const named = [...missing.map((output): [string, unknown] => [output, ""]), ...Object.entries(state)];
    return {
      id: this.#distinct(id, `${urn} id`) as string,
      state: Object.fromEntries(named.map(([key, value]) => [key, this.#distinct(value, `${urn} .${key}`)])),
    };
  }

  #distinct(value: unknown, seed: string): unknown {
    if (typeof value === "boolean") return !value;
    if (Array.isArray(value))
      return value.map((member, index) => this.#distinct(member, `${seed}[${index}]`));
    if (isFields(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, this.#distinct(member, `${seed}.${key}`)]),
      );
    if (typeof value !== "string" && typeof value !== "number") return value;
    // Some types answer with what they were given: a secret's version has the ARN of its secret.
    if (this.#values.has(value)) return value;
    const made = typeof value === "string" ? distinctText(value, seed) : this.#number(seed);
    this.#values.add(made);
    return made;
  }

  /** A port as well as any other number. */
  #number(seed: string): number {
    let number = 20_000 + (createHash("sha256").update(seed).digest().readUInt32BE() % 40_000);
    while (this.#values.has(number)) number += 1;
    return number;
  }
}

/** The parts of a text that identify its kind and are equal for all texts of the kind. They are kept, as is the stack's region. */
const forms = [
  /^(arn:[^:]*:[^:]*:[^:]*:)([^:]*:)([a-z-]+[:/](?:ecr-pullthroughcache\/|rds!)?)/,
  /^()(\d{12})(\.dkr\.ecr\.[^/]*\/)/,
  /^([a-z]{1,12}-)(?=[0-9a-f]{8,}$)/,
  /^(https?:\/\/)/,
  /^(sha256:)/,
];
const enough = 16;
const alphabets = ["0123456789", "abcdef", "ghijklmnopqrstuvwxyz", "ABCDEF", "GHIJKLMNOPQRSTUVWXYZ"];

/** Another text of the same form: digits for digits, letters for letters, and longer if it is short. */
function distinctText(text: string, seed: string): string {
  const [form = "", start = "", account = "", kind = ""] =
    forms.map((one) => one.exec(text)).find((found) => found !== null) ?? [];
  const rest = text.slice(form.length);
  const lacking = enough - rest.replace(/[^a-z\d]/gi, "").length;
  const longer = rest + (/^\d*$/.test(rest) && rest !== "" ? "0" : "a").repeat(Math.max(lacking, 0));
  // The account id is replaced in the same way everywhere, because programs group by it.
  return start + otherCharacters(account, account) + kind + otherCharacters(longer, seed);
}

function otherCharacters(text: string, seed: string): string {
  let [bytes, at] = [Buffer.alloc(0), 0];
  const random = (below: number): number => {
    if (at === bytes.length)
      [bytes, at] = [
        createHash("sha256")
          .update(`${seed}${bytes.toString("hex")}`)
          .digest(),
        0,
      ];
    return (bytes[at++] ?? 0) % below;
  };
  return text.replace(/[a-z\d]/gi, (character) => {
    const alike = alphabets.find((one) => one.includes(character))?.replace(character, "") ?? character;
    return alike[random(alike.length)] ?? character;
  });
}
