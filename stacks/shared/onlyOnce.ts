import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fields, splitStackName, text, type NameParts } from "@ballast/model";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { z } from "zod";
import { configValue } from "./configValue.ts";
import { fullKey, settingsFile, type SettingFault } from "./refusal.ts";

/** Something that settings have a stack create, and that AWS allows only once. */
export interface OnlyOnce {
  /** Of the setting. */
  path: string[];
  /** Equal in two stacks that would create the same. */
  id: string;
  /** Where AWS allows only one. */
  within: "account" | "region";
  /** Follows "has the stack create". */
  what: string;
  /** What to do instead, as a sentence. */
  advice: string;
}

const places: Record<OnlyOnce["within"], string> = {
  account: "an account",
  region: "a region of an account",
};

interface Creating<Settings> {
  schema: z.ZodType<Settings>;
  onlyOnce?: (settings: Settings, environment: string) => OnlyOnce[];
}

interface Sibling {
  stack: string;
  environment: string;
  account: string | undefined;
  region: string;
  settings: unknown;
}

/**
 * What another instance of a scenario would create a second time, because its settings are a copy. AWS refuses that only while the stack is
 * deployed, or lets the later stack change what the earlier one created. The scenario's first stacks are not checked.
 *
 * @param settings Of the stack that runs, checked.
 */
export function createdTwice<Settings>(
  settings: Settings,
  { schema, onlyOnce = () => [] }: Creating<Settings>,
): SettingFault[] {
  const own = splitStackName(pulumi.getStack());
  if (own?.instance === undefined) return [];
  const mine = onlyOnce(settings, own.environment);
  if (mine.length === 0) return [];
  const isNear: Record<OnlyOnce["within"], (region: string) => boolean> = {
    account: () => true,
    region: (region) => region === configValue("aws:region"),
  };
  const others = siblingsOf(own).map(({ settings: given, ...sibling }) => {
    const parsed = schema.safeParse(given);
    return { ...sibling, creates: parsed.success ? onlyOnce(parsed.data, sibling.environment) : [] };
  });
  return mine.flatMap(({ path, id, within, what, advice }): SettingFault[] => {
    const other = others.find(
      ({ region, creates }) =>
        isNear[within](region) && creates.some((one) => one.id === id && one.within === within),
    );
    if (other === undefined) return [];
    const text =
      `has the stack create ${what}, as ${other.stack} does, and AWS allows one in ${places[within]}. ` +
      `${advice} If ${pulumi.getStack()} belongs to another account, set ${fullKey("account")} in both files.`;
    return [{ path: [fullKey("settings"), ...path], text }];
  });
}

/** The scenario's other stacks that may be in the same account, as far as their files can be read. */
function siblingsOf({ scenario, environment }: NameParts): Sibling[] {
  const folder = dirname(join(projectFolder(), settingsFile()));
  if (!existsSync(folder)) return [];
  const account = accountIn(configValue(fullKey("account")));
  return readdirSync(folder).flatMap((file) => {
    const stack = /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? "";
    const parts = splitStackName(stack);
    if (parts?.scenario !== scenario || stack === pulumi.getStack()) return [];
    const sibling = siblingIn(stack, readFileSync(join(folder, file), "utf8"));
    if (sibling === undefined) return [];
    const isSameAccount =
      account !== undefined && sibling.account !== undefined
        ? account === sibling.account
        : parts.environment === environment;
    return isSameAccount ? [{ ...sibling, environment: parts.environment }] : [];
  });
}

/** @returns undefined for a file that cannot be read: its own stack is refused, with the reason. */
function siblingIn(stack: string, file: string): Omit<Sibling, "environment"> | undefined {
  let config: Record<string, unknown>;
  try {
    config = fields(fields(parse(file, { logLevel: "silent" }))["config"]);
  } catch {
    return undefined;
  }
  const valueOf = (key: string): unknown => config[fullKey(key)] ?? config[key];
  return {
    stack,
    account: accountIn(valueOf("account")),
    region: text(config["aws:region"]),
    settings: valueOf("settings"),
  };
}

function accountIn(value: unknown): string | undefined {
  // YAML reads digits without quotes as a number.
  return typeof value === "string" || typeof value === "number" ? String(value).padStart(12, "0") : undefined;
}

/** The folder of Pulumi.yaml. The SDK's mocks, by which plans run, name none; a plan runs inside of the project. */
function projectFolder(): string {
  const hasProject = (folder: string): boolean => existsSync(join(folder, "Pulumi.yaml"));
  const root = pulumi.runtime.getRootDirectory();
  if (hasProject(root)) return root;
  let folder = process.cwd();
  while (!hasProject(folder) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
