/**
 * The function that gives a login a new password, as Secrets Manager calls it: a step after the other, each maybe more than once. It logs in
 * as the user whose password it changes; the administrator's it never sees.
 */
export const rotationText = `// @ts-check
import { DescribeSecretCommand, PutSecretValueCommand, UpdateSecretVersionStageCommand } from "@aws-sdk/client-secrets-manager";
import { bracketed, canLogIn, LoginRefused, quoted, withConnection } from "./connect.mjs";
import { nameOf, newPassword, readLogin, retried, secrets } from "./secrets.mjs";

/** @typedef {{ username: string, password: string, database: string }} Login */

/** @type {import("./connect.mjs").Server} */
const server = JSON.parse(process.env.SERVER ?? "{}");

/** @param {{ Step: string, SecretId: string, ClientRequestToken: string }} event */
export async function handler({ Step: step, SecretId: id, ClientRequestToken: token }) {
  const stages = await stagesOf(id);
  const own = stages[token];
  if (own === undefined) throw new Error("Version " + token + " is not one of the secret: this rotation has ended, or never began.");
  // A step that is called again after the last one.
  if (own.includes("AWSCURRENT")) return step === "finishSecret" ? confirm(id) : undefined;
  if (!own.includes("AWSPENDING")) throw new Error("Version " + token + " is not AWSPENDING: this rotation was cancelled.");
  if (step === "createSecret") await create(id, token);
  else if (step === "setSecret") await set(id, token);
  else if (step === "testSecret") await test(id, token);
  else if (step === "finishSecret") await finish(id, token, stages);
  else throw new Error(step + " is not a step of a rotation.");
}

/** @param {string} id */
async function stagesOf(id) {
  const { VersionIdsToStages: stages = {} } = await retried(() => secrets.send(new DescribeSecretCommand({ SecretId: id })));
  return stages;
}

/** @param {string} id @param {string} stage @param {string} [token] @returns {Promise<Login | undefined>} undefined where it has no value. */
async function read(id, stage, token) {
  const found = await readLogin(id, { VersionStage: stage, ...(token === undefined ? {} : { VersionId: token }) });
  if (found === undefined) return undefined;
  const { database } = found.login;
  if (!database) throw new Error("The value of secret " + id + " names no database. Write one that does.");
  return { ...found.login, database };
}

/** @param {string} id */
async function current(id) {
  const login = await read(id, "AWSCURRENT");
  if (login === undefined) throw new Error("The secret has no value yet: deploy the stack again, which creates the login.");
  return login;
}

/** @param {string} id @param {string} token */
async function create(id, token) {
  const login = await current(id);
  if ((await read(id, "AWSPENDING", token)) !== undefined) return;
  const password = await newPassword();
  try {
    await retried(() =>
      secrets.send(
        new PutSecretValueCommand({
          SecretId: id,
          ClientRequestToken: token,
          SecretString: JSON.stringify({ ...login, password }),
          VersionStages: ["AWSPENDING"],
        }),
      ),
    );
  } catch (error) {
    // Another call of this step was first; a value never changes.
    if (nameOf(error) !== "ResourceExistsException") throw error;
  }
}

/** A deployment may give the user another database while its password is rotated: what it has published stays. @param {string} id @param {string} token */
async function both(id, token) {
  const [before, next] = [await current(id), await read(id, "AWSPENDING", token)];
  if (next === undefined) throw new Error("The new version has no value.");
  if (next.username === before.username && next.database === before.database) return { before, next };
  if (next.username === before.username && !(await canLogIn(server, before))) await change(next, before);
  throw new Error("The new version is of another user or database.");
}

/** @param {string} id @param {string} token */
async function set(id, token) {
  const { before, next } = await both(id, token);
  if (await change(before, next)) {
    await both(id, token);
    return;
  }
  // An earlier call has changed it, and its answer was lost.
  if (await canLogIn(server, next)) return;
  const previous = await read(id, "AWSPREVIOUS");
  if (previous?.username === next.username && (await change(previous, next))) return;
  throw new Error(
    "SQL Server accepts no password of " + next.username + " that the secret knows. Have the administrator's function set it again: see the README.",
  );
}

/**
 * A login may change its own password if it knows the old one. It does so from its own database: one that it could not open afterwards
 * changes nothing.
 *
 * @param {Login} before @param {Login} next @returns {Promise<boolean>}
 */
async function change(before, next) {
  try {
    await withConnection(server, before, before.database, ({ run }) =>
      run(
        "ALTER LOGIN " + bracketed(next.username) + " WITH PASSWORD = " + quoted(next.password) +
          " OLD_PASSWORD = " + quoted(before.password) + ";",
      ),
    );
    return true;
  } catch (error) {
    if (error instanceof LoginRefused) return false;
    // A call at the same time may have been faster, and then the old one was wrong.
    if (await canLogIn(server, next)) return true;
    throw error;
  }
}

/** In its own database. A secret whose rotation is only tried out has a new version without a value. @param {string} id @param {string} token */
async function test(id, token) {
  const login = (await read(id, "AWSPENDING", token)) ?? (await current(id));
  if (!(await canLogIn(server, login, login.database)))
    throw new Error(login.username + " cannot log in with the new password.");
}

/**
 * A deployment may have set the current password again since this rotation has set its own.
 *
 * @param {string} id @param {string} token @param {Record<string, string[]>} stages
 */
async function finish(id, token, stages) {
  const { next } = await both(id, token);
  if (!(await canLogIn(server, next))) await set(id, token);
  const [from] = Object.keys(stages).filter((version) => stages[version]?.includes("AWSCURRENT"));
  try {
    await retried(() =>
      secrets.send(
        new UpdateSecretVersionStageCommand({
          SecretId: id,
          VersionStage: "AWSCURRENT",
          MoveToVersionId: token,
          RemoveFromVersionId: from,
        }),
      ),
    );
  } catch (error) {
    // Another call of this step was first.
    if (!(await stagesOf(id))[token]?.includes("AWSCURRENT")) throw error;
  }
  await confirm(id);
}

/** The same in the moment before the label has moved. A deployment that comes later reads the new value. @param {string} id */
async function confirm(id) {
  const [now, previous] = [await current(id), await read(id, "AWSPREVIOUS")];
  if (await canLogIn(server, now)) return;
  if (previous?.username === now.username && (await change(previous, now))) return;
  throw new Error("SQL Server refuses the new password of " + now.username + ". Have the administrator's function set it again: see the README.");
}
`;
