import { calls } from "../testing/standIn.ts";
import { openBackups, type Backups } from "./clients.ts";
import type { Store, StoreKind } from "./stores.ts";

/** An account of the emulator's, and the pace at which tests look. */
export const region = "eu-central-1";
export const account = "123456789012";
export const pace = { timeoutSeconds: 20, pollSeconds: 0.05 };

export function backups(where = region): Backups {
  return openBackups(where);
}

/** A store as a plan has it. */
export function storeOf(
  kind: StoreKind,
  name: string,
  tags: Record<string, string>,
  inputs: object = {},
): Store {
  return {
    kind,
    name,
    urn: `urn:pulumi:shop-prod::demo::${kind}::${name}`,
    inputs: { ...inputs },
    tags,
    isRetained: true,
  };
}

export async function numberOf(call: string): Promise<number> {
  return (await calls()).calls.filter((one) => one === call).length;
}

export async function expectNoFaults(): Promise<void> {
  expect((await calls()).faults).toEqual([]);
}
