import { isMap, isScalar, parseDocument, visit, type Document, type Scalar } from "yaml";

export interface Copy {
  name: string;
  from: string;
  region: string | undefined;
  account: string | undefined;
}

/** Keys that apply to one stack only: its encryption, and data losses that its own changes cause. */
const own = ["secretsprovider", "encryptedkey", "encryptionsalt"];

/** The settings of an environment for another one. Comments stay; secrets, which are encrypted for one stack, do not. */
export function copiedSettings(text: string, { name, from, region, account }: Copy): string {
  const document = parseDocument(text, { schema: "failsafe" });
  for (const key of own) document.delete(key);
  document.deleteIn(["config", "ballast:acknowledged"]);
  removeSecrets(document);
  const before = document.getIn(["config", "aws:region"]);
  renameEnvironment(document, from, name);
  if (region !== undefined && typeof before === "string") moveTo(document, before, region);
  if (account !== undefined) {
    const value = document.createNode(account) as Scalar;
    value.type = "QUOTE_DOUBLE";
    document.setIn(["config", "ballast:account"], value);
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function removeSecrets(document: Document): void {
  const config = document.get("config");
  if (!isMap(config)) return;
  for (const { key, value } of [...config.items])
    if (isMap(value) && value.has("secure")) config.delete(isScalar(key) ? key.value : key);
}

/** In values that are names: `clair-dev-site`, `/ballast/dev/`, `dev`, a URN of `clair-dev`. A sentence stays as it is. */
function renameEnvironment(document: Document, from: string, name: string): void {
  const word = new RegExp(`(?<=^|[-/_])${from}(?=[-/_]|::|$)`, "g");
  eachText(document, (text) => (/\s/.test(text) ? text : text.replaceAll(word, name)));
}

function moveTo(document: Document, before: string, region: string): void {
  document.setIn(["config", "aws:region"], region);
  const zone = new RegExp(`^${before}([a-z])$`);
  eachText(document, (text) => text.replace(zone, `${region}$1`));
  // What was copied there lies there already: a store is not copied to its own region.
  visit(document, {
    Pair: (_key, { key, value }) =>
      isScalar(key) && key.value === "copyTo" && isMap(value) && value.get("region") === region
        ? visit.REMOVE
        : undefined,
  });
}

function eachText(document: Document, change: (text: string) => string): void {
  visit(document, {
    Scalar: (key, node) => {
      if (key !== "key" && typeof node.value === "string") node.value = change(node.value);
    },
  });
}
