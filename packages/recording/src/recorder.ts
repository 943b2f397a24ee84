import type { PlainSite } from "@ballast/model";
import { computed } from "./cloud/computed.ts";
import { DistinctOutputs } from "./cloud/distinct.ts";
import { remoteComponents } from "./cloud/remoteComponents.ts";
import { answerLookup, standInSite, type Lookups } from "./cloud/site.ts";
import type { Answer, Reading, Registration, RuntimeOptions } from "./handlers.ts";
import type { RecordedResource } from "./recordedResource.ts";
import type { RecordOptions, StackOutputs } from "./recordOptions.ts";
import { Recording } from "./recording.ts";
import { RecordingError } from "./recordingError.ts";
import { drain, install, withoutStackTraces, type Installed } from "./sdk.ts";
import { urnOf } from "./sdkMessages.ts";
import { decode, openSecrets, secretOnTheWire, unknownOnTheWire, type Properties } from "./wire.ts";

const defaultRegion = "eu-central-1";

/** A custom resource for which no option was given. */
const plainOptions = {
  custom: true,
  remote: false,
  protect: false,
  retainOnDelete: undefined,
  dependsOn: [],
  propertyDependencies: {},
  aliases: [],
  ignoreChanges: [],
  replaceOnChanges: [],
  deleteBeforeReplace: undefined,
  customTimeouts: { create: "", update: "", delete: "" },
  provider: "",
};

/** One run of a program. The SDK has one set of mocks per process, so runs are sequential: see `record`. */
export class Recorder {
  readonly #options: RuntimeOptions;
  readonly #site: PlainSite;
  readonly #lookups: Lookups;
  readonly #stacks: Record<string, StackOutputs>;
  readonly #resources = new Map<string, RecordedResource>();
  readonly #distinct: DistinctOutputs | undefined;
  /** The properties in the SDK's classes, including outputs, by type. */
  readonly #properties = new Map<string, Set<string>>();
  #installed: Installed | undefined;

  constructor(options: RecordOptions) {
    this.#options = {
      organization: options.organization ?? "organization",
      project: options.project ?? "ballast",
      stack: options.stack ?? "test-dev",
      preview: options.preview ?? false,
      config: options.config ?? { "aws:region": defaultRegion },
      secretConfigKeys: options.secretConfigKeys ?? [],
    };
    this.#site = standInSite(this.#options.config["aws:region"] ?? defaultRegion, options.accountId);
    this.#lookups = options.lookups ?? {};
    this.#stacks = options.stacks ?? {};
    this.#distinct = options.distinctOutputs ? new DistinctOutputs() : undefined;
  }

  resources(): RecordedResource[] {
    return [...this.#resources.values()];
  }

  registered(): string[] {
    return [...this.#resources.keys()];
  }

  async run<Result>(build: () => Result | Promise<Result>): Promise<Recording<Result>> {
    const { promise: failure, reject: failed } = Promise.withResolvers<never>();
    let rejections = 0;
    const onRejection = (error: unknown): void => {
      rejections += 1;
      failed(error);
    };
    // An `apply` that throws rejects outputs that are not awaited; without a listener that ends the process.
    process.on("unhandledRejection", onRejection);
    const restore = withoutStackTraces();
    try {
      this.#installed = await install(this.#options, {
        register: (registration) => this.#register(registration),
        read: (reading) => this.#read(reading),
        registerOutputs: (urn, outputs) => this.#registerOutputs(urn, outputs),
        constructing: (type, properties) => {
          this.#properties.set(type, new Set([...(this.#properties.get(type) ?? []), ...properties]));
        },
        invoke: (token, inputs) => this.#invoke(token, inputs),
        failed,
      });
      // Code that waits for a failed registration never continues, so the first failure ends the recording.
      return await Promise.race([failure, this.#build(build)]);
    } catch (error) {
      await quiet(() => rejections);
      throw error;
    } finally {
      restore();
      this.#installed?.close();
      process.off("unhandledRejection", onRejection);
    }
  }

  async #build<Result>(build: () => Result | Promise<Result>): Promise<Recording<Result>> {
    const result = await build();
    await drain(() => this.#resources.size);
    return new Recording([...this.#resources.values()], result);
  }

  #register(registration: Registration): Answer | Promise<Answer> {
    if (this.#resources.has(registration.urn)) {
      throw new RecordingError(
        `Two resources have the identity ${registration.urn}; give one of them another name.`,
      );
    }
    if (registration.remote) return this.#registerRemote(registration);
    return this.#note(registration, this.#answer(registration));
  }

  async #registerRemote(registration: Registration): Promise<Answer> {
    const answer = await this.#construct(registration);
    // awsx registers a component without its inputs: the SDK in its provider sends none.
    return this.#note({ ...registration, inputs: {}, propertyDependencies: {} }, answer);
  }

  #note(registration: Registration, answer: Answer): Answer {
    const { id, state } = answer;
    const { value, secrets, unknown } = decode(registration.inputs);
    this.#resources.set(registration.urn, {
      ...registration,
      retainOnDelete: this.#isRetained(registration),
      inputs: value as Properties,
      secrets,
      unknown,
      id,
      state: decode(state).value as Properties,
    });
    return answer;
  }

  /** A resource without the option has that of its parent (`inheritFromParent` of the engine). */
  #isRetained({ retainOnDelete, parent }: Pick<Registration, "retainOnDelete" | "parent">): boolean {
    return retainOnDelete ?? (parent !== null && (this.#resources.get(parent)?.retainOnDelete ?? false));
  }

  /** The provider's response: in a preview only the inputs, so that all computed values are unknown. */
  #answer(registration: Registration): Answer {
    if (!registration.custom) return { id: "", state: registration.inputs };
    if (this.#options.preview) return { id: "", state: registration.inputs };
    const { urn, type, name } = registration;
    const inputs = decode(registration.inputs).value as Properties;
    const answer = computed({ urn, type, name, inputs, site: this.#site });
    const { id, state } = this.#distinct?.of(urn, answer, this.#missing(type, answer.state)) ?? answer;
    if (registration.importId === undefined) return { id, state: { ...state, ...registration.inputs } };
    const { importId } = registration;
    return { id: importId, state: { ...named(state, id, importId), ...registration.inputs } };
  }

  #missing(type: string, state: Properties): string[] {
    return [...(this.#properties.get(type) ?? [])].filter((property) => !(property in state));
  }

  /** A provider's component registers children of its own; the recording holds them as the engine would. */
  async #construct(registration: Registration): Promise<Answer> {
    const construct = remoteComponents[registration.type];
    if (construct === undefined) {
      throw new RecordingError(
        `${registration.type} is a component of a provider, and what it makes is not known here: ` +
          "record what it is given to instead, or add it to remoteComponents.ts of @ballast/recording.",
      );
    }
    const steps = construct({
      name: registration.name,
      urn: registration.urn,
      inputs: registration.inputs,
      inputDependencies: registration.propertyDependencies,
    });
    let step = steps.next();
    while (!step.done) {
      const child = step.value;
      const urn = urnOf(this.#options, child.parent, child.type, child.name);
      const { id } = await this.#register(
        await this.#transformed({
          urn,
          ...plainOptions,
          ...child,
          protect: registration.protect,
          retainOnDelete: this.#isRetained(registration),
          provider: registration.providers?.["aws"] ?? "",
        }),
      );
      const state = this.#options.preview ? {} : (this.#resources.get(urn)?.state ?? {});
      step = steps.next({ urn, id: id || unknownOnTheWire, state });
    }
    return { id: "", ...step.value };
  }

  #transformed(registration: Registration): Promise<Registration> {
    return this.#installed?.transform(registration) ?? Promise.resolve(registration);
  }

  #registerOutputs(urn: string, outputs: Properties): void {
    const resource = this.#resources.get(urn);
    if (resource) resource.outputs = decode(outputs).value as Properties;
  }

  /** A stack reference is a resource of the program like any other, but one that is read. */
  #read({ urn, type, name, parent, id }: Reading): Properties {
    if (type !== "pulumi:pulumi:StackReference") {
      throw new RecordingError(
        `${type} ${name} reads ${id} from the cloud; take it as an argument or as a look-up instead.`,
      );
    }
    const known = this.#stacks[id];
    if (known === undefined) {
      const names = Object.keys(this.#stacks);
      throw new RecordingError(
        `The stack ${id} is not known here; ${names.length > 0 ? `known are ${names.join(", ")}` : "none is"}. ` +
          "Plan it first, or name its outputs under `stacks`.",
      );
    }
    const outputs: Properties = { ...known.outputs };
    for (const key of known.secrets) outputs[key] = secretOnTheWire(known.outputs[key]);
    const state = { name: id, outputs, secretOutputNames: known.secrets };
    this.#note({ ...plainOptions, urn, type, name, parent, inputs: { name: id } }, { id, state });
    return state;
  }

  #invoke(token: string, inputs: Properties): Properties {
    if (token === "pulumi:pulumi:getResource") {
      const resource = this.#resources.get(String(inputs["urn"]));
      if (resource === undefined)
        throw new Error(`${String(inputs["urn"])} is referred to and was not registered.`);
      return { urn: resource.urn, id: resource.id || unknownOnTheWire, state: resource.state };
    }
    // Reading the stack's outputs shows whether the stack exists.
    if (token === "pulumi:pulumi:readStackOutputs")
      return { name: inputs["name"], outputs: {}, secretOutputNames: [] };
    return answerLookup(token, openSecrets(inputs) as Properties, this.#lookups);
  }
}

/** Waits for all that fails because of one failure, so that it does not count as a failure of the next recording. */
async function quiet(rejections: () => number): Promise<void> {
  for (let before = -1, still = 0; still < 5; before = rejections()) {
    still = rejections() === before ? still + 1 : 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Replaces an id in the computed values, which contain it also as a part of ARNs. */
function named(state: Properties, from: string, to: string): Properties {
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => [
      key,
      typeof value === "string" ? value.replaceAll(from, to) : value,
    ]),
  );
}
