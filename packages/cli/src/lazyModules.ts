import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * Parts of the SDK that it loads with everything else, and that a plan uses only where a program does: the Automation API, and npm's own
 * reader of installations, with which a function is packed for Lambda. They take half of the time of loading the SDK.
 */
const parts = ["@pulumi/pulumi/automation", "@npmcli/arborist"];

/** Loads those parts of the SDK when they are first used. Before the SDK itself is loaded. */
export function loadLazily(): void {
  for (const name of parts) {
    const path = resolved(name);
    if (path === undefined || path in require.cache) continue;
    require.cache[path] = lazy(path);
  }
}

/** As the SDK finds it. */
function resolved(name: string): string | undefined {
  try {
    return createRequire(require.resolve("@pulumi/pulumi/package.json")).resolve(name);
  } catch {
    return undefined;
  }
}

function lazy(path: string): NodeJS.Module {
  const load = (): object => {
    delete require.cache[path];
    return require(path) as object;
  };
  let real: object | undefined;
  const handler: ProxyHandler<object> = {
    // Asked by every module that imports it.
    get: (_target, key): unknown => key === "__esModule" || Reflect.get((real ??= load()), key),
    has: (_target, key) => Reflect.has((real ??= load()), key),
    ownKeys: () => Reflect.ownKeys((real ??= load())),
    getOwnPropertyDescriptor: (_target, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor((real ??= load()), key);
      return descriptor && { ...descriptor, configurable: true };
    },
  };
  return Object.assign(Object.create(null) as NodeJS.Module, {
    id: path,
    filename: path,
    loaded: true,
    exports: new Proxy({}, handler),
  });
}
