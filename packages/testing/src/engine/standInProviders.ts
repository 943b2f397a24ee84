import { isFields, topLevel } from "@ballast/model";
import * as grpc from "@grpc/grpc-js";
import providerServices from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import {
  fromStruct,
  openSecrets,
  toStruct,
  unknownOnTheWire,
  type Properties,
} from "@ballast/recording/wire";
import { construct } from "./construct.ts";
import { replacedBy, unknownOutputs } from "./providerSchema.ts";
import { allTags, isTaggable, plannedChanges, type Configuration } from "./standInPlan.ts";
import { imageChanges, imageType, previewedImage } from "./standInImages.ts";
import type { Existing, StandInCloud } from "./standInCloud.ts";

/** Packages whose plugins the engine would otherwise look for. */
const packages = ["aws", "awsx", "docker-build"];

export interface StandInProviders {
  /** The value of `PULUMI_DEBUG_PROVIDERS`, with which the engine uses these providers. */
  debugProviders: string;
  stop(): void;
}

type Call<Request> = grpc.ServerUnaryCall<Request, unknown>;
/** @param peer The connection; the engine opens one for each provider. */
type Handler<Request, Response> = (request: Request, peer: string) => Response | Promise<Response>;

/** Serves a cloud to the engine, by the protocol of every Pulumi provider, on 127.0.0.1. */
export async function startProviders(cloud: StandInCloud): Promise<StandInProviders> {
  const server = new grpc.Server();
  server.addService(providerServices.ResourceProviderService, service(cloud));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    debugProviders: packages.map((name) => `${name}:${port}`).join(","),
    stop: () => server.forceShutdown(),
  };
}

function service(cloud: StandInCloud): grpc.UntypedServiceImplementation {
  const configurations = new Map<string, Configuration>();
  const configurationOf = (peer: string): Configuration => configurations.get(peer) ?? {};
  return {
    handshake: unary<messages.ProviderHandshakeRequest, unknown>(() =>
      new messages.ProviderHandshakeResponse()
        .setAcceptSecrets(true)
        .setAcceptResources(true)
        .setAcceptOutputs(true),
    ),
    attach: unary(() => new empty.Empty()),
    cancel: unary(() => {
      cloud.cancel();
      return new empty.Empty();
    }),
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion("0.0.0")),
    getSchema: unary(() => new messages.GetSchemaResponse().setSchema("{}")),
    configure: unary((request: messages.ConfigureRequest, peer) => {
      configurations.set(peer, openSecrets(fromStruct(request.getArgs())) as Configuration);
      return new messages.ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptresources(true)
        .setAcceptoutputs(true)
        .setSupportspreview(true);
    }),
    checkConfig: unary((request: messages.CheckRequest) => checked(request)),
    diffConfig: unary((request: messages.DiffRequest) => diffConfig(request)),
    // No names are added here, unlike in AWS's own provider: what the plan says stays comparable to the letter.
    check: unary((request: messages.CheckRequest) => checked(request)),
    diff: unary((request: messages.DiffRequest, peer) => diff(cloud, request, configurationOf(peer))),
    create: unary((request: messages.CreateRequest, peer) => create(cloud, request, configurationOf(peer))),
    read: unary((request: messages.ReadRequest) => read(cloud, request)),
    update: unary((request: messages.UpdateRequest, peer) => update(cloud, request, configurationOf(peer))),
    delete: unary((request: messages.DeleteRequest) => {
      cloud.delete(typeOf(request.getUrn()), request.getId());
      return new empty.Empty();
    }),
    invoke: unary((request: messages.InvokeRequest) => {
      const answer = cloud.lookup(request.getTok(), openSecrets(fromStruct(request.getArgs())) as Properties);
      return new messages.InvokeResponse().setReturn(toStruct(answer));
    }),
    construct: unary((request: messages.ConstructRequest) => construct(request)),
  };
}

function checked(request: messages.CheckRequest): messages.CheckResponse {
  return new messages.CheckResponse().setInputs(request.getNews());
}

/** As pulumi-terraform-bridge does for AWS: a changed region replaces the provider and all resources that it manages. */
function diffConfig(request: messages.DiffRequest): messages.DiffResponse {
  const changed = [...new Set(changesIn(request.getOldInputs(), request.getNews()).map(topLevel))];
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const hadRegion = "region" in fromStruct(request.getOldInputs());
  return new messages.DiffResponse()
    .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(changed)
    .setReplacesList(changed.filter((property) => property === "region" && hadRegion));
}

function diff(
  cloud: StandInCloud,
  request: messages.DiffRequest,
  configuration: Configuration,
): messages.DiffResponse {
  const different = changesOf(request, configuration);
  const changed =
    typeOf(request.getUrn()) === imageType
      ? imageChanges(different, fromStruct(request.getOlds()), cloud.filesToBuild)
      : different;
  const response = new messages.DiffResponse();
  response.setChanges(
    changed.length > 0
      ? messages.DiffResponse.DiffChanges.DIFF_SOME
      : messages.DiffResponse.DiffChanges.DIFF_NONE,
  );
  response.setDiffsList([...new Set(changed.map(topLevel))]);
  const [olds, news] = [request.getOldInputs(), request.getNews()].map(
    (inputs) => openSecrets(fromStruct(inputs)) as Properties,
  );
  response.setReplacesList([
    ...new Set(replacedBy(typeOf(request.getUrn()), changed, olds, news).map(topLevel)),
  ]);
  return response;
}

/** The changes that the provider plans; all differences if the type's schema is not known. */
function changesOf(
  request: messages.DiffRequest | messages.UpdateRequest,
  configuration: Configuration,
): string[] {
  const [state, olds, news] = [request.getOlds(), request.getOldInputs(), request.getNews()].map(
    (struct) => openSecrets(fromStruct(struct)) as Properties,
  ) as [Properties, Properties, Properties];
  const planned = plannedChanges({ type: typeOf(request.getUrn()), state, olds, news, configuration });
  return planned ?? changedPaths(olds, news);
}

/** The values that the provider adds to a resource from its configuration, such as default tags. */
function ofProvider(type: string, inputs: Properties, configuration: Configuration): Properties {
  if (!type.startsWith("aws:")) return {};
  const region = inputs["region"] ?? configuration["region"];
  return {
    ...(region !== undefined && { region }),
    ...(isTaggable(type) && { tagsAll: allTags(inputs["tags"], configuration) }),
  };
}

async function create(
  cloud: StandInCloud,
  request: messages.CreateRequest,
  configuration: Configuration,
): Promise<messages.CreateResponse> {
  const inputs = fromStruct(request.getProperties());
  // In a preview, the values that AWS will add are not known. Outputs that are left out are unknown to the program.
  if (request.getPreview()) return new messages.CreateResponse().setProperties(toStruct(inputs));
  const urn = request.getUrn();
  const made = await cloud.create(urn, typeOf(urn), nameOf(urn), openSecrets(inputs) as Properties);
  return new messages.CreateResponse().setId(made.id).setProperties(
    toStruct({
      id: made.id,
      ...made.state,
      ...inputs,
      ...ofProvider(typeOf(urn), openSecrets(inputs) as Properties, configuration),
    }),
  );
}

function read(cloud: StandInCloud, request: messages.ReadRequest): messages.ReadResponse {
  const existing = cloud.read(typeOf(request.getUrn()), request.getId());
  if (existing === undefined) return new messages.ReadResponse();
  return new messages.ReadResponse()
    .setId(existing.id)
    .setInputs(request.getInputs() ?? toStruct(existing.inputs))
    .setProperties(request.getProperties() ?? toStruct(existing.state));
}

function update(
  cloud: StandInCloud,
  request: messages.UpdateRequest,
  configuration: Configuration,
): messages.UpdateResponse {
  const inputs = fromStruct(request.getNews());
  const before = fromStruct(request.getOlds());
  const type = typeOf(request.getUrn());
  if (request.getPreview()) {
    // Outputs that the provider marks as computed are unknown to the program until the update has ended.
    const changed = changesOf(request, configuration);
    const unknown = unknownOutputs(type, changed);
    const marked =
      type === imageType
        ? previewedImage(inputs, imageChanges(changed, before, cloud.filesToBuild), cloud.filesToBuild)
        : Object.fromEntries(unknown.map((output) => [output, unknownOnTheWire]));
    return new messages.UpdateResponse().setProperties(toStruct({ ...before, ...inputs, ...marked }));
  }
  const updated: Existing = cloud.update(type, request.getId(), openSecrets(inputs) as Properties);
  return new messages.UpdateResponse().setProperties(
    toStruct({
      id: request.getId(),
      ...updated.state,
      ...inputs,
      ...ofProvider(type, openSecrets(inputs) as Properties, configuration),
    }),
  );
}

function changesIn(before: Parameters<typeof fromStruct>[0], after: typeof before): string[] {
  return changedPaths(openSecrets(fromStruct(before)), openSecrets(fromStruct(after)));
}

/** Paths of the leaves that differ; what is not known yet may differ. A list whose length differs is one of them. */
function changedPaths(before: unknown, after: unknown, path = ""): string[] {
  if (after === unknownOnTheWire) return [path];
  if (isFields(before) && isFields(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      changedPaths(before[key], after[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    const members = Array.from({ length }, (_item, index) =>
      changedPaths(before[index], after[index], `${path}[${index}]`),
    );
    return [...(before.length === after.length ? [] : [path]), ...members.flat()];
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [path];
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function unary<Request, Response>(handle: Handler<Request, Response>): grpc.UntypedHandleCall {
  return (call: Call<Request>, callback: grpc.sendUnaryData<unknown>) => {
    Promise.resolve()
      .then(() => handle(call.request, call.getPeer()))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback({ code: grpc.status.UNKNOWN, message: (error as Error).message }),
      );
  };
}
