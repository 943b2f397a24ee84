import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { modulesFolder } from "@ballast/testing/modules";
import { connectText } from "../users/connectText.ts";
import { loginText } from "../users/loginText.ts";
import { rotationText } from "../users/rotationText.ts";
import { secretsText } from "../users/secretsText.ts";

/** A folder with both functions as Lambda has them. */
export function functionsFolder(connect = connectText): string {
  const folder = modulesFolder({
    "connect.mjs": connect,
    "secrets.mjs": secretsText,
    "rotation.mjs": rotationText,
    "logins.mjs": loginText,
  });
  copyFileSync(join(__dirname, "../../driver/tedious.mjs"), join(folder, "tedious.mjs"));
  return folder;
}
