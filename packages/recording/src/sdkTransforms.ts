/**
 * What a program has the engine change in its resources before they are registered: `transforms` of a resource, of the
 * components around it, and of the stack. They are callbacks that only an engine calls, so the recorder does. As sdk.ts,
 * this file touches internals of @pulumi/pulumi, and sdk.test.ts holds each assumption.
 */
import resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import * as sdkSettings from "@pulumi/pulumi/runtime/settings.js";
import * as sdkState from "@pulumi/pulumi/runtime/state.js";

type Request = resourceProto.RegisterResourceRequest;
type Options = resourceProto.TransformResourceOptions;

/** What the SDK registers callbacks with, by its token. */
interface Callback {
  getToken(): string;
}

interface Callbacks {
  /** What the types call private. */
  _callbacks: Map<string, (bytes: Uint8Array) => Promise<unknown>>;
  shutdown(): void;
}

interface Store {
  callbacks: Callbacks | undefined;
}

const store = (): Store => (sdkState as unknown as { getStore(): Store }).getStore();

/** Waits until the SDK has registered the stack's transforms. */
export async function awaitRegistrations(): Promise<void> {
  await (sdkSettings as unknown as { awaitStackRegistrations(): Promise<void> }).awaitStackRegistrations();
}

/** The transforms of one program. */
export class Transforms {
  readonly #ofStack: string[] = [];
  readonly #ofLookups: string[] = [];
  readonly #ofResources = new Map<string, { tokens: string[]; parent: string }>();

  constructor() {
    // The callbacks of an earlier recording would be registered with its monitor.
    this.close();
  }

  addToStack(callback: Callback): void {
    this.#ofStack.push(callback.getToken());
  }

  addToLookups(callback: Callback): void {
    this.#ofLookups.push(callback.getToken());
  }

  /** Frees what the SDK listens with for an engine that calls back. */
  close(): void {
    store().callbacks?.shutdown();
    store().callbacks = undefined;
  }

  /**
   * Changes a request as the engine does: by its own transforms, by those of the components around it, nearest first, and by those of
   * the stack (`RegisterResource` in pkg/resource/deploy/source_eval.go of pulumi 3.255.0).
   */
  apply(request: Request, urn: string): Request | Promise<Request> {
    const own = request.getTransformsList().map((callback) => callback.getToken());
    this.#ofResources.set(urn, { tokens: own, parent: request.getParent() });
    const tokens = [...own, ...this.#around(request.getParent()), ...this.#ofStack];
    return tokens.length === 0 ? request : transformed(request, tokens);
  }

  /** Changes a look-up's arguments. */
  async applyToLookup(request: resourceProto.ResourceInvokeRequest): Promise<void> {
    for (const token of this.#ofLookups) {
      const asked = new resourceProto.TransformInvokeRequest();
      asked.setToken(request.getTok());
      asked.setArgs(request.getArgs());
      const options = new resourceProto.TransformInvokeOptions();
      options.setProvider(request.getProvider());
      options.setVersion(request.getVersion());
      asked.setOptions(options);
      const answer = (await called(token, asked)) as resourceProto.TransformInvokeResponse;
      request.setArgs(answer.getArgs());
    }
  }

  #around(parent: string): string[] {
    const found = this.#ofResources.get(parent);
    return found === undefined ? [] : [...found.tokens, ...this.#around(found.parent)];
  }
}

async function called(token: string, request: { serializeBinary(): Uint8Array }): Promise<unknown> {
  const callback = (sdkSettings as unknown as { getCallbacks(): Callbacks | undefined })
    .getCallbacks()
    ?._callbacks.get(token);
  if (callback === undefined) throw new Error(`the SDK has no callback ${token}`);
  return callback(request.serializeBinary());
}

async function transformed(request: Request, tokens: readonly string[]): Promise<Request> {
  for (const token of tokens) {
    const asked = new resourceProto.TransformRequest();
    asked.setType(request.getType());
    asked.setName(request.getName());
    asked.setCustom(request.getCustom());
    asked.setParent(request.getParent());
    asked.setProperties(request.getObject());
    asked.setOptions(optionsOf(request));
    const answer = (await called(token, asked)) as resourceProto.TransformResponse;
    request.setObject(answer.getProperties());
    setOptions(request, answer.getOptions() ?? new resourceProto.TransformResourceOptions());
  }
  return request;
}

function optionsOf(request: Request): Options {
  const options = new resourceProto.TransformResourceOptions();
  options.setDependsOnList(request.getDependenciesList());
  options.setIgnoreChangesList(request.getIgnorechangesList());
  options.setReplaceOnChangesList(request.getReplaceonchangesList());
  options.setVersion(request.getVersion());
  options.setAliasesList(request.getAliasesList());
  options.setProvider(request.getProvider());
  options.setCustomTimeouts(request.getCustomtimeouts());
  options.setDeletedWith(request.getDeletedwith());
  options.setReplaceWithList(request.getReplaceWithList());
  options.setReplacementTrigger(request.getReplacementTrigger());
  options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
  options.setImport(request.getImportid());
  request.getProvidersMap().forEach((provider, pack) => options.getProvidersMap().set(pack, provider));
  const [protect, retain] = [request.getProtect(), request.getRetainondelete()];
  if (request.hasProtect() && protect !== undefined) options.setProtect(protect);
  if (request.hasRetainondelete() && retain !== undefined) options.setRetainOnDelete(retain);
  if (request.getDeletebeforereplacedefined())
    options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  return options;
}

function setOptions(request: Request, options: Options): void {
  request.setDependenciesList(options.getDependsOnList());
  request.setIgnorechangesList(options.getIgnoreChangesList());
  request.setReplaceonchangesList(options.getReplaceOnChangesList());
  request.setAliasesList(options.getAliasesList());
  request.setProvider(options.getProvider());
  request.setCustomtimeouts(options.getCustomTimeouts());
  request.setDeletedwith(options.getDeletedWith());
  request.setReplaceWithList(options.getReplaceWithList());
  request.setReplacementTrigger(options.getReplacementTrigger());
  request.setAdditionalsecretoutputsList(options.getAdditionalSecretOutputsList());
  request.setImportid(options.getImport());
  const [protect, retain, first] = [
    options.getProtect(),
    options.getRetainOnDelete(),
    options.getDeleteBeforeReplace(),
  ];
  if (options.hasProtect() && protect !== undefined) request.setProtect(protect);
  else request.clearProtect();
  if (options.hasRetainOnDelete() && retain !== undefined) request.setRetainondelete(retain);
  else request.clearRetainondelete();
  request.setDeletebeforereplacedefined(options.hasDeleteBeforeReplace());
  request.setDeletebeforereplace(first ?? false);
}
