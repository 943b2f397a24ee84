import type { ServiceModels } from "./botocore.ts";
import { key } from "./members.ts";
import type { TemplateSchemas } from "./schemas.ts";
import { origins, services, type Origin } from "./types.ts";

const verbs = [
  "Create",
  "Put",
  "Register",
  "Request",
  "Run",
  "Allocate",
  "Associate",
  "Attach",
  "Start",
  "Import",
  "Copy",
  "Update",
  "Modify",
];

/** Where AWS says what it accepts of a type, by its names where nothing else is written. */
export function originOf(type: string, models: ServiceModels, schemas: TemplateSchemas): Origin {
  const known = origins[type];
  if (known !== undefined) return known;
  const [, module = "", name = ""] = /^aws:(\w+)\/\w+:(\w+)$/.exec(type) ?? [];
  const [service = module, templates = module] = services[module] ?? [];
  const names = [
    name,
    `DB${name}`,
    name.replace(/^(Kx|Catalog|Files|Video|Vectors)/, ""),
    `${module}${name}`,
  ].map(key);
  const calls = models.services().includes(service)
    ? models
        .operations(service)
        .filter((call) =>
          verbs.some((verb) => call.startsWith(verb) && names.includes(key(call.slice(verb.length)))),
        )
    : [];
  const byVerb = calls.sort((one, other) => rank(one) - rank(other)).slice(0, 1);
  const wanted = names.map((one) => `aws::${templates.toLowerCase()}::${one}`);
  const template = schemas.types().find((one) => {
    const [head = "", middle = "", last = ""] = one.split("::");
    return wanted.includes(`${head}::${middle}::`.toLowerCase() + key(last));
  });
  return {
    calls: byVerb.map((call) => `${service}.${call}`),
    ...(template !== undefined && { template }),
    words: [name, `DB${name}`],
  };
}

function rank(call: string): number {
  return verbs.findIndex((verb) => call.startsWith(verb));
}
