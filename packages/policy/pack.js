// Pulumi starts this to ask the policies: PulumiPolicy.yaml. The constructor listens at once, so nothing imports it.
import { policiesOf } from "@ballast/policy/pack";
import { PolicyPack } from "@pulumi/policy";

new PolicyPack("ballast", { policies: policiesOf() });
