import { words } from "@ballast/model";
import type { Tools } from "../computed.ts";
import { overlaps } from "../paths.ts";
import type { ComputedOutput, ReplacedBy } from "../resourceType.ts";
import answers from "./answers.json" with { type: "json" };

/** The provider's recorded plan results for a type (the file documents how they were recorded). */
interface Answer {
  /**
   * Paths separated by spaces: `~` before what replaces in some cases, `?` before what the provider refused to plan, `^` before what
   * was not asked about and for which its older schema forces a new resource.
   */
  replaces: string;
  /** Properties whose change makes an output unknown, keyed by output. */
  computes?: Readonly<Record<string, string>>;
  /** Outputs that the provider computes, or fills in if a program sets none. */
  outputs?: string;
}

export const providerAnswers: Readonly<Record<string, Answer>> = answers.types;

const isOpen = (path: string): boolean => /^[~^]/.test(path);

/** Outputs that the provider computes, or fills in if a program sets none; undefined if not recorded. */
export function answeredOutputs(type: string): string[] | undefined {
  const outputs = providerAnswers[type]?.outputs;
  return outputs === undefined ? undefined : words(outputs);
}

/**
 * Values of outputs with the same meaning in all of the provider's types. The prefix of a name that was not
 * generated is empty (`NamePrefixFromName` of its internal/create), and an owner is the account.
 */
export function usualOutput(output: string, { input, site }: Tools): string | undefined {
  if (/^(name|identifier)Prefix$/.test(output)) return input(output);
  return /^owner(Id|AccountId)?$/.test(output) ? site.accountId : undefined;
}

/** A type's own entry combined with the recorded results; undefined if there is neither. */
export function answeredReplacement(type: string, own: ReplacedBy | undefined): ReplacedBy | undefined {
  const answer = answerOf(type);
  if (answer === undefined) return own;
  const { always = [], sometimes = [], when = {}, never = [] } = own ?? {};
  const said = [...always, ...sometimes, ...Object.keys(when)];
  const answered = words(answer.replaces).filter(
    (path) => !said.some((one) => one === "*" || overlaps(one, path.replace(/^[~^]/, ""))),
  );
  return {
    always: [...always, ...answered.filter((path) => /^\w/.test(path))],
    sometimes: [...sometimes, ...answered.filter(isOpen).map((path) => path.slice(1))],
    when,
    never,
  };
}

/** The same for outputs that are unknown after an update. */
export function answeredComputedOnUpdate(
  type: string,
  own: readonly ComputedOutput[] | undefined,
): readonly ComputedOutput[] | undefined {
  const answer = answerOf(type);
  if (answer === undefined) return own;
  const answered = Object.entries(answer.computes ?? {})
    .filter(([output]) => !own?.some((one) => one.output === output))
    .map(([output, when]) => ({ output, when: words(when) }));
  return [...(own ?? []), ...answered];
}

/** undefined if the provider could not plan any property, so that the record has no information. */
function answerOf(type: string): Answer | undefined {
  const answer = providerAnswers[type];
  const paths = answer?.replaces === undefined ? [] : words(answer.replaces);
  return paths.length > 0 && paths.every((path) => path.startsWith("?")) ? undefined : answer;
}
