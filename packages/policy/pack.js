// Pulumi starts this to ask the policies: PulumiPolicy.yaml. The constructor listens at once, so nothing imports it.
import { flushCompileCache } from "node:module";
import { policiesOf } from "@ballast/policy/pack";
import { PolicyPack } from "@pulumi/policy";

new PolicyPack("ballast", { policies: policiesOf() });
// The engine kills a pack that it has done with, so what NODE_COMPILE_CACHE asks to keep is kept now.
flushCompileCache();
