// Logins created where nothing, something or another user is, with faults and twice at the same time.
import { isDeepStrictEqual } from "node:util";
import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import fc from "fast-check";
import { server, setFaults } from "./connect.mjs";
import { handler as createLogin } from "./logins.mjs";
import { check, configure, freshServer, secrets, setSecretFaults, untilDone, values } from "./stage.mjs";

const counted = { runs: 0, faulty: 0 };
const fault = fc.constantFrom("none", "none", "unreachable", "before", "within", "after");
const secretFault = fc.constantFrom("none", "none", "none", "denied", "before", "after");
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
    fc.array(
      fc.tuple(
        user,
        fc.array(fault, { maxLength: 10 }),
        fc.boolean(),
        fc.array(secretFault, { maxLength: 6 }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
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
      for (const [wanted, faults, twice, secretFaults] of calls) {
        setFaults([...faults]);
        setSecretFaults([...secretFaults]);
        configure({ one: { secretId, ...wanted } });
        const call = () => createLogin({ key: "one" });
        const { AWSCURRENT: current } = await values(secretId);
        const rights = () => {
          const { roles = new Set(), permissions = new Set() } =
            server.databases.get(wanted.database)?.get(wanted.username) ?? {};
          return [[...roles].toSorted(), [...permissions].toSorted()];
        };
        const had = rights();
        const wants = [wanted.roles.toSorted(), wanted.permissions.toSorted()];
        const { failed } = await untilDone(async () => {
          const ended = await Promise.allSettled(twice ? [call(), call()] : [call()]);
          // Whatever became of it: who reads the secret logs in as before, or with what is valid, and no user has half of its rights.
          const { AWSCURRENT: now } = await values(secretId);
          check(
            current === undefined ||
              isDeepStrictEqual(now, current) ||
              (now.database === wanted.database &&
                now.password === server.logins.get(now.username)?.password),
            "a value that is not valid",
          );
          check(
            [had, wants].some((one) => isDeepStrictEqual(one, rights())),
            "half of its rights",
          );
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
        setSecretFaults([]);
        const { AWSCURRENT: now } = await values(secretId);
        const has = server.databases.get(wanted.database).get(wanted.username);
        check(now.username === wanted.username && now.database === wanted.database, "another value");
        check(now.password === server.logins.get(wanted.username).password, "another password");
        check(has.login === wanted.username, "an orphan");
        check(isDeepStrictEqual(rights(), wants), rights(), wants);
        // A second call finds nothing to do.
        check((await call()).changes.length === 0, "changes anew");
      }
      check(server.logins.get("admin").password === "first", "the administrator's password");
    },
  ),
  { numRuns: 60 },
);

const shop = { username: "app", database: "shop", createDatabase: true, roles: [], permissions: [] };
const own = { username: "app", password: "of before", database: "old" };
const put = (SecretId, SecretString) => secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
const refusal = (key) =>
  createLogin({ key }).then(JSON.stringify, ({ message, cause }) => String([message, cause]));

// What is refused changes nothing: no login, no database, and not the value with which the application logs in.
for (const [words, user, roles = []] of [
  ["is the administrator", { username: "ADMIN" }],
  ["server's roles processadmin", { username: "operator" }, ["processadmin"]],
  ["There is no database shop", { createDatabase: false }],
  ["is not a permission", { permissions: ["EXECUTE; DROP"] }],
  ...["master", "MSDB", "model ", "tempdb", "rdsadmin", "\uff4d\uff41\uff53\uff54\uff45\uff52"].map(
    (database) => ["is a database of the system", { database }],
  ),
]) {
  const secretId = await freshServer();
  const wanted = { ...shop, ...user };
  server.logins.set(wanted.username, { password: "own", roles });
  await put(secretId, JSON.stringify(own));
  const before = await values(secretId);
  configure({ one: { secretId, ...wanted } });
  const said = await refusal("one");
  check(
    said.includes(words) &&
      server.logins.get(wanted.username).password === "own" &&
      server.statements.length === 0 &&
      isDeepStrictEqual(await values(secretId), before),
    words,
    said,
  );
}

// Who calls it chooses a user, and nothing else.
{
  const [secretId, other] = [await freshServer(), await freshServer()];
  configure({ app: { secretId, ...shop } });
  await createLogin({
    ...shop,
    key: "app",
    secretId: other,
    username: "x",
    database: "y",
    roles: ["db_owner"],
  });
  check(
    isDeepStrictEqual([...server.logins.keys(), ...server.databases.keys()], ["admin", "app", "shop"]) &&
      server.databases.get("shop").get("app").roles.size === 0 &&
      (await values(other)).AWSCURRENT === undefined,
    "what it was called with",
  );
  for (const key of ["other", "__proto__", undefined])
    check((await refusal(key)).includes("the key of a user"), key);
}

// Two users at once, of one new database and of two: neither call fails.
for (const database of ["shop", "other"]) {
  const [app, reports] = [await freshServer(), await freshServer()];
  configure({
    app: { secretId: app, ...shop },
    reports: { secretId: reports, ...shop, username: "reports", database },
  });
  await Promise.all(["app", "reports"].map((key) => createLogin({ key })));
  check(
    server.databases.get("shop").has("app") && server.databases.get(database).has("reports"),
    "two users of " + database,
  );
}

// A value that somebody wrote by hand is not told.
for (const value of [
  "hunter2",
  '"hunter2"',
  "null",
  '{"username":"app","password":2222}',
  '{"username":["hunter2"]}',
]) {
  const secretId = await freshServer();
  await put(secretId, value);
  configure({ one: { secretId, ...shop } });
  const said = await refusal("one");
  check(said.includes("is not JSON with username") && !/hunter|2222/.test(said), said);
}
process.stdout.write(JSON.stringify(counted));
