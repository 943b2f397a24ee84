// Pulumi starts this to serve the components to programs in other languages: PulumiPlugin.yaml.
import { serve } from "@ballast/component-host";
import * as components from "@ballast/delivery";

void serve(import.meta.dirname, components);
