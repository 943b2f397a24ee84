// Rotations with faults at every step, steps that come twice, one after the other and at the same time, and rotations that are given up.
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { server, setFaults } from "./connect.mjs";
import { handler as createLogin } from "./logins.mjs";
import { handler as rotate } from "./rotation.mjs";
import { begin, check, configure, freshServer, setSecretFaults, untilDone, values } from "./stage.mjs";

const steps = ["createSecret", "setSecret", "testSecret", "finishSecret"];
const user = {
  username: "app",
  database: "shop",
  createDatabase: true,
  roles: ["db_datareader"],
  permissions: [],
};
const fault = fc.constantFrom("none", "none", "unreachable", "before", "after");
const secretFault = fc.constantFrom("none", "none", "none", "none", "denied", "before", "after");
const plan = fc.record({
  secretFaults: fc.array(secretFault, { maxLength: 8 }),
  faults: fc.array(fault, { maxLength: 12 }),
  // How often a step comes at the same time, and whether it is called again once it has answered.
  calls: fc.array(fc.record({ together: fc.integer({ min: 1, max: 2 }), again: fc.boolean() }), {
    minLength: 4,
    maxLength: 4,
  }),
});
const counted = { runs: 0, rotated: 0, faulty: 0, twice: 0 };

await fc.assert(
  fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 2 }), async (rotations) => {
    counted.runs += 1;
    const secretId = await freshServer();
    configure({ app: { secretId, ...user } });
    await createLogin({ key: "app" });
    const accepted = () => server.logins.get("app").password;
    for (const { faults, secretFaults, calls } of rotations) {
      const before = accepted();
      const token = randomUUID();
      await begin(secretId, token);
      setFaults([...faults]);
      setSecretFaults([...secretFaults]);
      const { failed } = await untilDone(async () => {
        for (let step = 0; step < steps.length; step += 1) {
          const { together, again } = calls[step];
          const call = () => rotate({ Step: steps[step], SecretId: secretId, ClientRequestToken: token });
          const ended = await Promise.allSettled(Array.from({ length: together }, call));
          const known = await values(secretId);
          // At no moment is the password one that nobody knows.
          check(
            Object.values(known).some((one) => one?.password === accepted()),
            "lost",
            steps[step],
          );
          if (together > 1 || again) counted.twice += 1;
          const wrong = ended.find(({ status }) => status === "rejected");
          if (wrong !== undefined) throw wrong.reason;
          if (again) await call();
        }
      });
      if (failed > 0) counted.faulty += 1;
      counted.rotated += 1;
      setFaults([]);
      setSecretFaults([]);
      const { AWSCURRENT: now, AWSPREVIOUS: last } = await values(secretId);
      check(now.password === accepted() && now.password !== before, "not the new one");
      check(
        last.password === before && now.username === "app" && now.database === "shop",
        "not as before",
        last,
      );
    }
    // A wrong password is tried once for each call that cannot know better: logins are not locked.
    check(server.refused <= 4 * 13 * rotations.length, "tried too often", server.refused);
  }),
  { numRuns: 60 },
);

// What testSecret needs is there before anything changes; and what is away comes back.
{
  const secretId = await freshServer();
  configure({ app: { secretId, ...user } });
  await createLogin({ key: "app" });
  const [before, shop, token] = [await values(secretId), server.databases.get("shop"), randomUUID()];
  await begin(secretId, token);
  const step = (name) => rotate({ Step: name, SecretId: secretId, ClientRequestToken: token });
  await step("createSecret");
  server.databases.delete("shop");
  const told = await step("setSecret").catch(({ message }) => message);
  check(
    told === "Cannot open database." &&
      server.logins.get("app").password === before.AWSCURRENT.password &&
      (await values(secretId)).AWSCURRENT.password === before.AWSCURRENT.password,
    told,
  );
  server.databases.set("shop", shop);
  for (const name of steps) await step(name);
  check((await values(secretId)).AWSCURRENT.password === server.logins.get("app").password, "did not end");
}
process.stdout.write(JSON.stringify(counted));
