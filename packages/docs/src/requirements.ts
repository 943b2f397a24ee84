import ts from "typescript";
import { sizeClassOf } from "./size.ts";

/** The entry of one check in docs/requirements.md. */
interface Requirement {
  number: string;
  /** Whether the page says why no test proves it. */
  isUnproved: boolean;
}

const numbers = /\bF\.\d+(?:\.\d+)?\b/g;

/**
 * What is wrong between the page of numbered checks and the code that cites them: numbers out of order, checks that no
 * test cites, and numbers that the page does not have.
 *
 * @param page The text of docs/requirements.md.
 * @param sources Files of code, by their path from the root.
 */
export function requirementFaults(page: string, sources: Iterable<readonly [string, string]>): string[] {
  const { sections, requirements, faults } = readRequirements(page);
  const known = new Set([...sections, ...requirements.map(({ number }) => number)]);
  const cited = new Set<string>();
  for (const [path, text] of sources) {
    if (!text.includes("F.")) continue;
    const named = new Set([...text.matchAll(numbers)].map(([number]) => number));
    for (const number of named)
      if (!known.has(number))
        faults.push(`${path}: cites ${number}, which docs/requirements.md does not have.`);
    if (sizeClassOf(path, text) === "tests") for (const number of citedIn(text)) cited.add(number);
  }
  for (const { number, isUnproved } of requirements) {
    if (!isUnproved && !cited.has(number))
      faults.push(
        `docs/requirements.md: no test cites ${number}. Name it in the title of the test that proves it, or write "Not proved:" and why.`,
      );
    if (isUnproved && cited.has(number))
      faults.push(
        `docs/requirements.md: ${number} is "Not proved", and a test cites it. Remove one of the two.`,
      );
  }
  return faults;
}

/** Sections are headings, `## F.2 Title`; checks are items, `- **F.2.13** text`; both are numbered without a gap. */
function readRequirements(page: string): {
  sections: string[];
  requirements: Requirement[];
  faults: string[];
} {
  const sections: string[] = [];
  const requirements: Requirement[] = [];
  const faults: string[] = [];
  let inSection = 0;
  for (const block of page.split(/^(?=## |- \*\*F\.)/m)) {
    const [, section] = /^## (F\.\d+) \S/.exec(block) ?? [];
    const [, number, text = ""] = /^- \*\*(F[\d.]+)\*\* ([^]*)$/.exec(block) ?? [];
    if (section !== undefined) {
      expectNumber(section, `F.${sections.length}`);
      sections.push(section);
      inSection = 0;
    } else if (number !== undefined) {
      expectNumber(number, `F.${sections.length - 1}.${++inSection}`);
      requirements.push({ number, isUnproved: /\bNot proved: \S/.test(text) });
    }
  }
  return { sections, requirements, faults };

  function expectNumber(found: string, expected: string): void {
    if (found !== expected) faults.push(`docs/requirements.md: expected ${expected}, found ${found}.`);
  }
}

/** Numbers in texts of tests that run: not in comments, and not in a test that is skipped. */
function citedIn(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isSkipped(node.expression)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node))
      for (const [number] of node.getText().matchAll(numbers)) found.push(number);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("test.ts", text, ts.ScriptTarget.Latest, true));
  return found;
}

/** Jest's ways to leave a test out: `it.skip(…)`, `describe.skip.each(…)(…)`, `test.todo(…)`, `xit(…)`. */
function isSkipped(callee: ts.Expression): boolean {
  return /^(x(it|test|describe)\b|(it|test|describe)(\.\w+)*\.(skip|todo)\b)/.test(callee.getText());
}
