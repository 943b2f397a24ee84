import { checkKeys, type Faults, given, listed } from "@ballast/contracts";
import type { ServerChoice } from "../sqlServerArgs.ts";
import { definitionOf, permissionForm, systemDatabases } from "./databaseUser.ts";

const loginForm = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
// Microsoft, "Database identifiers": 1 to 128 characters.
const nameForm = /^[^\p{Cc}\p{Zl}\p{Zp}]{1,128}$/u;

/** @param reservedLogins In lower case. */
export function checkUsers(faults: Faults, args: ServerChoice, reservedLogins: string[]): void {
  const { users = {}, applicationUser, applicationSecret, masterUsername = "admin" } = args;
  checkKeys(faults, "users", users);
  const taken = new Set([...reservedLogins, masterUsername.toLowerCase()]);
  for (const [key, user] of Object.entries(users)) {
    const path = `users.${key}`;
    const { username, database, roles, permissions } = definitionOf(key, user);
    const own = user.username === undefined ? path : `${path}.username`;
    if (!loginForm.test(username))
      faults.add(
        own,
        `${given(username)} is not a name of a login; use a letter or underscore and up to 127 letters, digits and underscores as username.`,
      );
    else if (taken.has(username.toLowerCase()))
      faults.add(
        own,
        `${given(username)} is reserved, the administrator, or another user; use another name.`,
      );
    taken.add(username.toLowerCase());
    if (!nameForm.test(database) || systemDatabases.includes(database.normalize("NFKC").trim().toLowerCase()))
      faults.add(
        `${path}.database`,
        `${given(database)} is a database of the system, or not a name; use 1 to 128 characters without control characters.`,
      );
    for (const [index, role] of roles.entries())
      if (!nameForm.test(role))
        faults.add(
          `${path}.roles[${index}]`,
          `${given(role)} is not a name; use 1 to 128 characters without control characters.`,
        );
    for (const [index, one] of permissions.entries())
      if (!permissionForm.test(one) || one === "CONNECT")
        faults.add(
          `${path}.permissions[${index}]`,
          `${given(one)} is not a permission to grant; use its words in capitals, for example "EXECUTE". Every user may CONNECT.`,
        );
  }
  if (applicationUser === undefined) return;
  if (!Object.hasOwn(users, applicationUser))
    faults.add(
      "applicationUser",
      `${given(applicationUser)} is not one of users; there are ${listed(Object.keys(users)) || "none"}.`,
    );
  if (applicationSecret !== undefined)
    faults.add("applicationUser", "and applicationSecret are two logins for one application; leave one out.");
}
