// A whole deployment at each moment of a rotation, and the rest of a rotation at each moment of a deployment.
import { randomUUID } from "node:crypto";
import { server } from "./connect.mjs";
import { handler as createLogin } from "./logins.mjs";
import { handler as rotate } from "./rotation.mjs";
import { atMoment, begin, check, configure, freshServer, values } from "./stage.mjs";

const steps = ["createSecret", "setSecret", "testSecret", "finishSecret"];
const user = {
  username: "app",
  database: "shop",
  createDatabase: true,
  roles: ["db_datareader"],
  permissions: [],
};
const counted = { deployments: 0, rotations: 0 };

const definitions = {
  same: user,
  roles: { ...user, roles: ["db_owner"] },
  database: { ...user, database: "other" },
};
const refusal = /of another user or database|cannot log in with the new password|stage AWSCURRENT not found/;
/** @param done Steps of the rotation that have ended before. */
async function stage(definition, done) {
  const secretId = await freshServer();
  configure({ app: { secretId, ...user } });
  await createLogin({ key: "app" });
  const { password: before } = server.logins.get("app");
  const token = randomUUID();
  await begin(secretId, token);
  const rotated = async (names) => {
    for (const name of names) await rotate({ Step: name, SecretId: secretId, ClientRequestToken: token });
  };
  await rotated(steps.slice(0, done));
  configure({ app: { secretId, ...definition } });
  const ended = async (told) => {
    const { AWSCURRENT: now } = await values(secretId);
    check(now.password === server.logins.get("app").password, "refused", ...told);
    check(now.database === definition.database, "not deployed", ...told);
  };
  const rest = () =>
    rotated(steps.slice(done)).catch(({ message }) =>
      // One of another database's cannot end.
      check(definition.database !== user.database && refusal.test(message), message),
    );
  return { secretId, before, ended, rest };
}
const deploy = () => createLogin({ key: "app" });
for (const [name, definition] of Object.entries(definitions)) {
  for (let at = 0, more = true; more; at += 1) {
    const { rest, ended, secretId, before } = await stage(definition, 0);
    more = await atMoment(at, deploy, rest);
    if (!more) await deploy();
    else counted.deployments += 1;
    await ended([name, "deployed at", at]);
    // As Secrets Manager does after an error.
    await rest();
    await ended([name, "deployed at", at, "again"]);
    if (definition.database === user.database)
      check((await values(secretId)).AWSCURRENT.password !== before, "did not end", name, at);
  }
  for (const done of [0, 1, 2, 3])
    for (let at = 0, more = true; more; at += 1) {
      const { rest, ended } = await stage(definition, done);
      more = await atMoment(at, rest, deploy);
      counted.rotations += 1;
      await rest();
      await ended([name, "rotated at", at, "after", done]);
    }
}
process.stdout.write(JSON.stringify(counted));
