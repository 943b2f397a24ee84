// What both programs of properties share. Plain JavaScript, because Node runs it where the functions' text is.
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { server, setFaults, setServerMoment } from "./connect.mjs";

export const secrets = new SecretsManagerClient({});
await secrets
  .send(
    new CreateSecretCommand({
      Name: process.env.MASTER_SECRET,
      SecretString: '{"username":"admin","password":"first"}',
    }),
  )
  .catch(({ name }) => check(name === "ResourceExistsException", name));

const { send } = SecretsManagerClient.prototype;
let secretFaults = [];
/** One for each time that a function asks Secrets Manager: refused as by IAM, or lost before or after it takes effect. */
export const setSecretFaults = (all) => {
  secretFaults = all;
};
SecretsManagerClient.prototype.send = async function (...all) {
  if (this === secrets) return send.apply(this, all);
  await moment();
  const fault = secretFaults.shift();
  if (fault === "denied")
    throw Object.assign(new Error("Not authorized."), { name: "AccessDeniedException" });
  if (fault === "before") throw new Error("Lost before the call.");
  const answer = await send.apply(this, all);
  if (fault === "after") throw new Error("Lost after the call.");
  return answer;
};

let moment = async () => {};
/**
 * At one moment of a run: before a certain call of a function to Secrets Manager or SQL Server.
 *
 * @param at Which call, counted from 0. @param act Runs to its end before the call goes on. @returns whether the run had so many.
 */
export async function atMoment(at, act, run) {
  let count = 0;
  let isActing = false;
  moment = async () => {
    if (isActing) return;
    count += 1;
    if (count !== at + 1) return;
    isActing = true;
    try {
      await act();
    } finally {
      isActing = false;
    }
  };
  setServerMoment(moment);
  try {
    await run();
  } finally {
    moment = async () => {};
    setServerMoment(moment);
  }
  return count > at;
}

/** The functions' own configuration. @param all Users with `secretId`, by their keys. */
export function configure(all) {
  const entries = Object.entries(all);
  const users = entries.map(([key, { secretId: _, ...user }]) => [key, user]);
  writeFileSync(new URL("users.json", import.meta.url), JSON.stringify(Object.fromEntries(users)));
  process.env.USERS = JSON.stringify(Object.fromEntries(entries.map(([key, one]) => [key, one.secretId])));
}

/** A server with an administrator, and an empty secret. */
export async function freshServer() {
  server.logins.clear();
  server.databases.clear();
  server.creating.clear();
  server.statements.length = 0;
  server.refused = 0;
  setFaults([]);
  setSecretFaults([]);
  server.logins.set("admin", { password: "first", roles: ["processadmin"] });
  const { ARN } = await secrets.send(new CreateSecretCommand({ Name: randomUUID() }));
  return ARN;
}

/** Secrets Manager's own first act in a rotation. */
export async function begin(secret, token) {
  const { ok } = await fetch(`${process.env.AWS_ENDPOINT_URL}/stand-in/rotations`, {
    method: "POST",
    body: JSON.stringify({ secret, token }),
  });
  check(ok, "The emulator does not know rotations.");
}

/** @returns the values of the versions with a stage, by the stage. */
export async function values(id) {
  const { VersionIdsToStages: stages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId: id }));
  const found = {};
  for (const [version, names] of Object.entries(stages))
    for (const name of names) {
      const read = secrets.send(new GetSecretValueCommand({ SecretId: id, VersionId: version }));
      found[name] = await read.then(
        ({ SecretString: text }) => JSON.parse(text),
        () => undefined,
      );
    }
  return found;
}

/** Until it succeeds without faults, as whoever calls does. */
export async function untilDone(act, tries = 12) {
  for (let failed = 0; ; failed += 1)
    try {
      return { answer: await act(failed), failed };
    } catch (error) {
      if (failed >= tries) throw error;
    }
}

export function check(holds, ...told) {
  if (!holds) throw new Error(JSON.stringify(told));
}
