/**
 * What each provider of go-discover needs to find the machines of one pool, and no others.
 * Source: hashicorp/go-discover provider/<name>/<name>_discover.go, the Help texts.
 */
import type { AutoJoin } from "./autoJoin.ts";

/** Any one of the groups is enough; within a group all keys are needed. */
const SELECTORS: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ["aliyun", [["tag_key", "tag_value"]]],
  ["aws", [["tag_key", "tag_value"]]],
  [
    "azure",
    [
      ["tag_name", "tag_value"],
      ["resource_group", "vm_scale_set"],
    ],
  ],
  ["digitalocean", [["tag_name"]]],
  ["gce", [["tag_value"], ["label_key", "label_value"]]],
  // Consul's own, since 1.15: the credentials name the cluster. Source: consul agent/hcp/discover.
  ["hcp", [[]]],
  ["k8s", [["label_selector"], ["field_selector"]]],
  ["linode", [["tag_name"]]],
  ["mdns", [["service"]]],
  ["os", [["tag_key", "tag_value"]]],
  ["packet", [["project"]]],
  ["scaleway", [["tag_name"]]],
  ["softlayer", [["tag_value", "datacenter"]]],
  ["tencentcloud", [["tag_key", "tag_value"]]],
  ["triton", [["tag_key", "tag_value"]]],
  ["vsphere", [["tag_name", "category_name"]]],
]);
/** AWS's container service has selectors of its own. */
const ECS_SELECTORS = [["ecs_cluster"], ["ecs_family"]];

/** Providers whose answer depends on the region, which defaults to the machine's own. */
const REGIONAL = new Set(["aws", "aliyun", "tencentcloud", "digitalocean", "linode", "scaleway"]);

/** Keys that say who asks, or which address of a machine is wanted, but not which machines. */
const NO_SELECTOR =
  /^(?:provider|access_key_id|access_key_secret|secret_access_key|secret_key|secret_id|token|auth_token|password|user.*|account.*|credentials_file|api_.*|kubeconfig|client_id|tenant_id|endpoint|addr_type|address_type|auth_url|url|key_id|insecure_ssl|host_network|timeout|insecure|host|v6|v4|port|environment|network_interface)$/;

/** Keys that keep a selector to one place even without the datacenter's name in a tag. */
const SCOPING = new Set([
  "region",
  "zone_pattern",
  "namespace",
  "project_name",
  "project",
  "project_id",
  "resource_group",
  "vm_scale_set",
  "datacenter",
  "facility",
  "subscription_id",
]);

export function isKnownProvider(provider: string): boolean {
  return SELECTORS.has(provider);
}

/** The keys that are missing or empty, of the group that lacks fewest; empty when the string selects something. */
export function missingSelectors({ provider, values }: AutoJoin): readonly string[] {
  const groups = groupsOf(provider, values);
  const missing = groups.map((group) => group.filter((key) => (values.get(key) ?? "") === ""));
  return missing.reduce((fewest, keys) => (keys.length < fewest.length ? keys : fewest), missing[0] ?? []);
}

function groupsOf(provider: string, values: AutoJoin["values"]): readonly (readonly string[])[] {
  const groups = SELECTORS.get(provider) ?? [];
  return provider === "aws" && values.get("service") === "ecs" ? [...groups, ...ECS_SELECTORS] : groups;
}

/** Keys and values that choose machines. */
export function selectingValues({ values }: AutoJoin): [key: string, value: string][] {
  return [...values].filter(([key, value]) => value !== "" && !NO_SELECTOR.test(key));
}

/**
 * Whether equal strings may mean different machines: some of it is still to be filled in (a template, or
 * `tag_value=TAG_VALUE`), or nothing but the credentials says which machines are meant.
 */
export function isIncomparable(autoJoin: AutoJoin): boolean {
  const { hasPlaceholder, values } = autoJoin;
  const isToBeFilledIn = [...values].some(([key, value]) => value !== "" && value === key.toUpperCase());
  return hasPlaceholder || isToBeFilledIn || selectingValues(autoJoin).length === 0;
}

export function isScoped({ values }: AutoJoin): boolean {
  return selectingValues({ values } as AutoJoin).some(([key]) => SCOPING.has(key));
}

/** Whether equal strings may still mean different machines, since the place where it runs decides. */
export function dependsOnPlace({ provider, values }: AutoJoin): boolean {
  return provider === "k8s" || (REGIONAL.has(provider) && (values.get("region") ?? "") === "");
}
