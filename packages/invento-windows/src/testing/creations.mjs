// Logins created where nothing, something or another user is, with faults and twice at the same time.
import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import fc from "fast-check";
import { server, setFaults } from "./connect.mjs";
import { handler as createLogin } from "./logins.mjs";
import { check, freshServer, secrets, untilDone, values } from "./stage.mjs";

const counted = { runs: 0, faulty: 0 };
const fault = fc.constantFrom("none", "none", "unreachable", "before", "after");
// Of what a name may be, with what ends one in T-SQL.
const name = fc.string({
  minLength: 1,
  maxLength: 12,
  unit: fc.constantFrom("a", "B", " ", "]", "[", "'", ";", "-", '"', "ü", "😀"),
});
const user = fc.record({
  username: fc.constantFrom("app", "reports"),
  database: name,
  createDatabase: fc.constant(true),
  roles: fc.uniqueArray(name, { maxLength: 3, selector: (one) => one.toLowerCase() }),
  permissions: fc.uniqueArray(fc.constantFrom("EXECUTE", "SELECT", "VIEW DEFINITION"), { maxLength: 3 }),
});
const before = fc.record({
  database: fc.boolean(),
  login: fc.boolean(),
  // A user of a database that was restored from another server's file.
  orphan: fc.boolean(),
  // The secret is the one of a server that this one replaces.
  value: fc.boolean(),
});

await fc.assert(
  fc.asyncProperty(
    before,
    fc.array(fc.tuple(user, fc.array(fault, { maxLength: 10 }), fc.boolean()), {
      minLength: 1,
      maxLength: 3,
    }),
    async (there, calls) => {
      counted.runs += 1;
      const secretId = await freshServer();
      const [[first]] = calls;
      if (there.database) server.databases.set(first.database, new Map());
      if (there.login) server.logins.set(first.username, { password: "of somebody", roles: [] });
      if (there.database && there.orphan)
        server.databases.get(first.database).set(first.username, {
          login: "gone",
          roles: new Set(["db_owner"]),
          permissions: new Set(["CONTROL"]),
        });
      const { username, database } = first;
      if (there.value)
        await secrets.send(
          new PutSecretValueCommand({
            SecretId: secretId,
            SecretString: JSON.stringify({ username, password: "of before", database }),
          }),
        );
      for (const [wanted, faults, twice] of calls) {
        setFaults([...faults]);
        const call = () => createLogin({ secretId, ...wanted });
        const { failed } = await untilDone(async () => {
          const ended = await Promise.allSettled(twice ? [call(), call()] : [call()]);
          const wrong = ended.find(({ status }) => status === "rejected");
          if (wrong !== undefined) throw wrong.reason;
          for (const { value } of ended)
            check(
              !JSON.stringify(value).includes(server.logins.get(wanted.username).password),
              "a password in an answer",
            );
        });
        if (failed > 0) counted.faulty += 1;
        setFaults([]);
        const { AWSCURRENT: now } = await values(secretId);
        const has = server.databases.get(wanted.database).get(wanted.username);
        check(now.username === wanted.username && now.database === wanted.database, "another value");
        check(now.password === server.logins.get(wanted.username).password, "another password");
        check(has.login === wanted.username, "an orphan");
        const [roles, permissions] = [[...has.roles].toSorted(), [...has.permissions].toSorted()];
        check(
          JSON.stringify([roles, permissions]) ===
            JSON.stringify([wanted.roles.toSorted(), wanted.permissions.toSorted()]),
          roles,
          permissions,
          wanted,
        );
        // A second call finds nothing to do.
        check((await call()).changes.length === 0, "changes anew");
      }
      check(server.logins.get("admin").password === "first", "the administrator's password");
    },
  ),
  { numRuns: 60 },
);

// What is not an application's login stays as it is.
for (const [username, roles, words] of [
  ["ADMIN", [], "is the administrator"],
  ["operator", ["processadmin"], "server's roles processadmin"],
]) {
  const secretId = await freshServer();
  server.logins.set(username, { password: "own", roles });
  const said = await createLogin({
    secretId,
    username,
    database: "shop",
    createDatabase: true,
    roles: [],
    permissions: [],
  }).catch(({ message }) => message);
  check(
    String(said).includes(words) &&
      server.logins.get(username).password === "own" &&
      server.statements.length === 0,
    said,
  );
}
const secretId = await freshServer();
const without = {
  secretId,
  username: "app",
  database: "shop",
  createDatabase: false,
  roles: [],
  permissions: [],
};
check(
  (await createLogin(without).catch(({ message }) => message)).includes("There is no database shop"),
  "a database",
);
check(
  (
    await createLogin({ ...without, createDatabase: true, permissions: ["EXECUTE; DROP"] }).catch(
      ({ message }) => message,
    )
  ).includes("is not a permission"),
  "a permission",
);
process.stdout.write(JSON.stringify(counted));
